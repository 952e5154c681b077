import * as z from 'zod';
import { dates, descendingPair, weekdays, wholeNumber } from './setting-schemas.js';

/** What the organisation decided about deployments. */
export interface DeploymentSettings {
  approvals: { noneBelow: number; twoFrom: number | null; twoForUninstallFrom: number | null };
  working: { timeZone: string; weekend: number[]; holidays: string[] };
  alerts: {
    shares: [low: number, veryLow: number];
    counts: [low: number, veryLow: number] | null;
    minimumPool: number;
    runwayDays: number;
  };
  managedAppleAccounts: 'none' | 'email';
}

/** Variables that only deployments need, as `variables` of the configuration. */
export const deploymentVariables = {
  VPP_APPROVALS_CHANNEL: {
    schema: z
      .string()
      .regex(/^[CG][A-Z0-9]{5,20}$/, 'is no channel id (C…)')
      .optional(),
    remedy: 'The id of the channel where deployments are approved; left out it is VPP_CHANNEL. Invite the bot there.',
  },
  VPP_NO_APPROVAL_BELOW: {
    schema: wholeNumber(0, 1_000_000).default(0),
    remedy:
      'Deployments that take fewer licences go without approval, those of one person and app within 24 hours together; 0 means that each one is approved.',
  },
  VPP_TWO_APPROVALS_FROM: {
    schema: wholeNumber(0, 1_000_000).default(0),
    remedy: 'From so many licences on two people approve; 0 means that one always suffices.',
  },
  VPP_TWO_APPROVALS_UNINSTALL_FROM: {
    schema: wholeNumber(0, 1_000_000).default(25),
    remedy: 'From so many people on two people approve an uninstall; 0 means that one always suffices.',
  },
  VPP_WEEKEND: {
    schema: weekdays,
    remedy: 'Days nobody works, such as sat,sun.',
  },
  VPP_HOLIDAYS: {
    schema: dates,
    remedy: 'Further days nobody works, such as 2026-12-25,2026-12-26.',
  },
  VPP_LOW_AT_PERCENT: {
    schema: descendingPair(100).default([20, 10]),
    remedy: 'Two shares of free licences in per cent, such as 20,10: low and very low.',
  },
  VPP_LOW_AT_COUNT: {
    schema: descendingPair(1_000_000).optional(),
    remedy: 'Two numbers of free licences, such as 50,10; left out only shares count.',
  },
  VPP_LOW_MINIMUM_POOL: {
    schema: wholeNumber(0, 1_000_000).default(10),
    remedy: 'Apps with fewer licences in total are only reported at zero.',
  },
  VPP_LOW_RUNWAY_DAYS: {
    schema: wholeNumber(1, 365).default(14),
    remedy: 'How many days licences must last, judged by how fast they were taken lately.',
  },
  VPP_MANAGED_APPLE_ACCOUNTS: {
    schema: z.enum(['none', 'email'], 'must be none or email').default('none'),
    remedy: 'email: the e-mail address in Slack is the Managed Apple Account, so nobody has to accept an invitation.',
  },
} as const;

export const deploymentSchemas = {
  VPP_APPROVALS_CHANNEL: deploymentVariables.VPP_APPROVALS_CHANNEL.schema,
  VPP_NO_APPROVAL_BELOW: deploymentVariables.VPP_NO_APPROVAL_BELOW.schema,
  VPP_TWO_APPROVALS_FROM: deploymentVariables.VPP_TWO_APPROVALS_FROM.schema,
  VPP_TWO_APPROVALS_UNINSTALL_FROM: deploymentVariables.VPP_TWO_APPROVALS_UNINSTALL_FROM.schema,
  VPP_WEEKEND: deploymentVariables.VPP_WEEKEND.schema,
  VPP_HOLIDAYS: deploymentVariables.VPP_HOLIDAYS.schema,
  VPP_LOW_AT_PERCENT: deploymentVariables.VPP_LOW_AT_PERCENT.schema,
  VPP_LOW_AT_COUNT: deploymentVariables.VPP_LOW_AT_COUNT.schema,
  VPP_LOW_MINIMUM_POOL: deploymentVariables.VPP_LOW_MINIMUM_POOL.schema,
  VPP_LOW_RUNWAY_DAYS: deploymentVariables.VPP_LOW_RUNWAY_DAYS.schema,
  VPP_MANAGED_APPLE_ACCOUNTS: deploymentVariables.VPP_MANAGED_APPLE_ACCOUNTS.schema,
};

const schema = z.object(deploymentSchemas);

/** The settings as they were read. */
export function deploymentSettings(read: z.output<typeof schema> & { VPP_TIME_ZONE: string }): DeploymentSettings {
  return {
    approvals: {
      noneBelow: read.VPP_NO_APPROVAL_BELOW,
      twoFrom: read.VPP_TWO_APPROVALS_FROM || null,
      twoForUninstallFrom: read.VPP_TWO_APPROVALS_UNINSTALL_FROM || null,
    },
    working: { timeZone: read.VPP_TIME_ZONE, weekend: read.VPP_WEEKEND, holidays: read.VPP_HOLIDAYS },
    alerts: {
      shares: read.VPP_LOW_AT_PERCENT,
      counts: read.VPP_LOW_AT_COUNT ?? null,
      minimumPool: read.VPP_LOW_MINIMUM_POOL,
      runwayDays: read.VPP_LOW_RUNWAY_DAYS,
    },
    managedAppleAccounts: read.VPP_MANAGED_APPLE_ACCOUNTS,
  };
}
