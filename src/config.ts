import * as z from 'zod';
import { approvalDeadlock } from './approval-deadlock.js';
import {
  type DeploymentSettings,
  deploymentSchemas,
  deploymentSettings,
  deploymentVariables,
} from './deployment-settings.js';
import { type MdmSettings, mdmSchemas, mdmSettings, mdmVariables } from './mdm-settings.js';
import { address, ids, isTimeZone, listenAddress, publicUrl, type RoleSource, times } from './setting-schemas.js';

export interface Config {
  slack: {
    botToken: string;
    transport: { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string };
    apiUrl: string;
    channel: string;
    /** Where deployments are approved. */
    approvalsChannel: string;
  };
  /** Where the bot listens, if anybody is to call it. */
  http: {
    host: string;
    port: number;
    /** Under which the outside reaches `host:port`, without a slash at its end. */
    publicUrl: string | null;
  };
  apple: {
    serviceUrl: string;
    catalogUrl: string;
    invitationHost: string;
    tokenFile: string | null;
    accountUid: string | null;
  };
  key: string;
  folder: string;
  roles: { viewer: RoleSource; operator: RoleSource; approver: RoleSource; custodian: RoleSource };
  schedule: { times: string[]; timeZone: string };
  confirmations: 'one' | 'two';
  deployments: DeploymentSettings;
  mdm: MdmSettings;
  logLevel: 'warn' | 'info' | 'error';
}

/** One thing that is missing or wrong, with what to do about it. */
export interface ConfigProblem {
  variable: string;
  problem: string;
  remedy: string;
}

export type ConfigResult =
  | { result: 'config'; config: Config }
  | { result: 'wrong'; problems: readonly ConfigProblem[] };

const needed = 'is missing';
const roleRemedy = 'Slack user ids (U…) and user group ids (S…), separated by commas. Names are not accepted.';

interface Variable {
  schema: z.ZodType;
  remedy: string;
  /** Missing is a problem only in such an environment. */
  neededWhen?: (environment: Environment) => boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const overHttp = (environment: Environment): boolean => environment.SLACK_TRANSPORT === 'http';

/** Every variable that `npm start` reads; `.env.example` and `docs/operations.md` list the same ones. */
export const variables = {
  SLACK_BOT_TOKEN: {
    schema: z.string(needed).regex(/^xoxb-[\w-]+$/, 'is no bot token (xoxb-…)'),
    remedy: 'Install the app from manifest.yml and copy “Bot User OAuth Token” from OAuth & Permissions.',
  },
  SLACK_TRANSPORT: {
    schema: z.enum(['socket', 'http'], 'must be socket or http').default('socket'),
    remedy: 'socket: the bot opens a connection to Slack. http: Slack calls the bot at its public address.',
  },
  SLACK_APP_TOKEN: {
    schema: z
      .string()
      .regex(/^xapp-[\w-]+$/, 'is no app-level token (xapp-…)')
      .optional(),
    remedy: 'Create an app-level token with connections:write under Basic Information, or set SLACK_TRANSPORT to http.',
    neededWhen: (environment) => !overHttp(environment),
  },
  SLACK_SIGNING_SECRET: {
    schema: z
      .string()
      .regex(/^[\da-f]{32}$/, 'is no signing secret (32 digits and letters a to f)')
      .optional(),
    remedy: 'Copy “Signing Secret” from Basic Information, or set SLACK_TRANSPORT to socket.',
    neededWhen: overHttp,
  },
  VPP_LISTEN: {
    schema: listenAddress,
    remedy: 'Where the bot listens, such as 127.0.0.1:3000 behind a proxy on this machine, or 0.0.0.0:3000.',
  },
  VPP_PUBLIC_URL: {
    schema: publicUrl.optional(),
    remedy: 'The https address under which the outside reaches VPP_LISTEN; leave it out to go without notifications.',
  },
  SLACK_API_URL: {
    schema: address('https://slack.com/api/'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  VPP_CHANNEL: {
    schema: z.string(needed).regex(/^[CG][A-Z0-9]{5,20}$/, 'is no channel id (C…)'),
    remedy: 'The id of the channel for summaries and warnings (channel details, at the bottom); invite the bot there.',
  },
  VPP_BOT_KEY: {
    schema: z.string(needed).regex(/^[A-Za-z0-9+/]{43}=$/, 'is not 32 bytes in Base64'),
    remedy: 'Make one with `npm run key` and keep it outside the data folder; without it nothing in the folder opens.',
  },
  VPP_DATA_DIR: {
    schema: z.string(needed).min(1, needed),
    remedy: 'A folder of its own on a local disk, e.g. /var/lib/vpp-bot.',
  },
  VPP_ROLE_CUSTODIANS: {
    schema: ids.refine(
      (role) => role.userIds.length + role.groupIds.length > 0,
      'names nobody, so nobody could bind the token',
    ),
    remedy: `${roleRemedy} Two people at least.`,
  },
  VPP_ROLE_APPROVERS: {
    schema: ids.refine(
      (role) => role.userIds.length + role.groupIds.length > 0,
      'names nobody, so nobody could approve a deployment',
    ),
    remedy: `${roleRemedy} Somebody who may ask for deployments and somebody else who approves them.`,
  },
  VPP_ROLE_OPERATORS: { schema: ids, remedy: roleRemedy },
  VPP_ROLE_VIEWERS: { schema: ids, remedy: roleRemedy },
  VPP_TIME_ZONE: {
    schema: z.string().default('UTC').refine(isTimeZone, 'is no time zone'),
    remedy: 'An IANA name such as Europe/Stockholm.',
  },
  VPP_SYNC_AT: {
    schema: times('06:00,18:00'),
    remedy: 'Local times such as 06:00,18:00; better not between 01:00 and 03:00, where clocks change.',
  },
  VPP_CONFIRMATIONS: {
    schema: z.enum(['one', 'two'], 'must be one or two').default('two'),
    remedy: 'How many custodians confirm the binding; leave it at two unless you are alone.',
  },
  ...deploymentVariables,
  ...mdmVariables,
  VPP_TOKEN_FILE: {
    schema: z.string().min(1).optional(),
    remedy: 'The path of a token file on this machine, if it must not go through Slack.',
  },
  VPP_ACCOUNT_UID: {
    schema: z
      .string()
      .regex(/^\d{1,32}$/, 'is no uId')
      .optional(),
    remedy: 'The uId on the receipt of the binding; pins the account outside the data folder.',
  },
  VPP_SERVICE_URL: {
    schema: address('https://vpp.itunes.apple.com/mdm/v2'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  VPP_CATALOG_URL: {
    schema: address('https://uclient-api.itunes.apple.com/WebObjects/MZStorePlatform.woa/wa/lookup'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  VPP_INVITATION_HOST: {
    schema: z
      .string()
      .regex(/^[\w.:-]+$/, 'is no host')
      .default('buy.itunes.apple.com'),
    remedy: 'Leave it out, except to try the bot against a stand-in.',
  },
  LOG_LEVEL: {
    schema: z.enum(['error', 'warn', 'info'], 'must be error, warn or info').default('info'),
    remedy: 'error, warn or info. There is no debug level: it would print what must stay secret.',
  },
} satisfies Record<string, Variable>;

const schema = z.object({
  SLACK_BOT_TOKEN: variables.SLACK_BOT_TOKEN.schema,
  SLACK_TRANSPORT: variables.SLACK_TRANSPORT.schema,
  SLACK_APP_TOKEN: variables.SLACK_APP_TOKEN.schema,
  SLACK_SIGNING_SECRET: variables.SLACK_SIGNING_SECRET.schema,
  VPP_LISTEN: variables.VPP_LISTEN.schema,
  VPP_PUBLIC_URL: variables.VPP_PUBLIC_URL.schema,
  SLACK_API_URL: variables.SLACK_API_URL.schema,
  VPP_CHANNEL: variables.VPP_CHANNEL.schema,
  VPP_BOT_KEY: variables.VPP_BOT_KEY.schema,
  VPP_DATA_DIR: variables.VPP_DATA_DIR.schema,
  VPP_ROLE_CUSTODIANS: variables.VPP_ROLE_CUSTODIANS.schema,
  VPP_ROLE_APPROVERS: variables.VPP_ROLE_APPROVERS.schema,
  VPP_ROLE_OPERATORS: variables.VPP_ROLE_OPERATORS.schema,
  VPP_ROLE_VIEWERS: variables.VPP_ROLE_VIEWERS.schema,
  VPP_TIME_ZONE: variables.VPP_TIME_ZONE.schema,
  VPP_SYNC_AT: variables.VPP_SYNC_AT.schema,
  VPP_CONFIRMATIONS: variables.VPP_CONFIRMATIONS.schema,
  ...deploymentSchemas,
  ...mdmSchemas,
  VPP_TOKEN_FILE: variables.VPP_TOKEN_FILE.schema,
  VPP_ACCOUNT_UID: variables.VPP_ACCOUNT_UID.schema,
  VPP_SERVICE_URL: variables.VPP_SERVICE_URL.schema,
  VPP_CATALOG_URL: variables.VPP_CATALOG_URL.schema,
  VPP_INVITATION_HOST: variables.VPP_INVITATION_HOST.schema,
  LOG_LEVEL: variables.LOG_LEVEL.schema,
});

const table: Readonly<Record<string, Variable>> = variables;

/** Reads everything at once and answers every problem together; empty values count as missing. Values never appear in a problem. */
export function readConfig(environment: Environment): ConfigResult {
  const trimmed = Object.fromEntries(
    Object.keys(variables).flatMap((name) => {
      const value = environment[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = schema.safeParse(trimmed);
  const problems = [...missingHere(trimmed), ...(parsed.error?.issues.map(problemOf) ?? [])];
  if (!parsed.success || problems.length > 0) return { result: 'wrong', problems: firstOfEach(problems) };
  const read = parsed.data;
  const deployments = deploymentSettings(read);
  const roles = {
    viewer: read.VPP_ROLE_VIEWERS,
    operator: read.VPP_ROLE_OPERATORS,
    approver: read.VPP_ROLE_APPROVERS,
    custodian: read.VPP_ROLE_CUSTODIANS,
  };
  const deadlock = approvalDeadlock(roles, deployments.approvals);
  if (deadlock !== null) {
    const { remedy } = variables.VPP_ROLE_APPROVERS;
    return { result: 'wrong', problems: [{ variable: 'VPP_ROLE_APPROVERS', problem: deadlock, remedy }] };
  }
  return {
    result: 'config',
    config: {
      slack: {
        botToken: read.SLACK_BOT_TOKEN,
        transport:
          read.SLACK_TRANSPORT === 'http'
            ? { kind: 'http', signingSecret: read.SLACK_SIGNING_SECRET ?? '' }
            : { kind: 'socket', appToken: read.SLACK_APP_TOKEN ?? '' },
        apiUrl: read.SLACK_API_URL,
        channel: read.VPP_CHANNEL,
        approvalsChannel: read.VPP_APPROVALS_CHANNEL ?? read.VPP_CHANNEL,
      },
      http: { ...read.VPP_LISTEN, publicUrl: read.VPP_PUBLIC_URL ?? null },
      apple: {
        serviceUrl: read.VPP_SERVICE_URL,
        catalogUrl: read.VPP_CATALOG_URL,
        invitationHost: read.VPP_INVITATION_HOST,
        tokenFile: read.VPP_TOKEN_FILE ?? null,
        accountUid: read.VPP_ACCOUNT_UID ?? null,
      },
      key: read.VPP_BOT_KEY,
      folder: read.VPP_DATA_DIR,
      roles,
      schedule: { times: read.VPP_SYNC_AT, timeZone: read.VPP_TIME_ZONE },
      confirmations: read.VPP_CONFIRMATIONS,
      deployments,
      mdm: mdmSettings(read),
      logLevel: read.LOG_LEVEL,
    },
  };
}

/** What the other settings make necessary. */
function missingHere(environment: Environment): ConfigProblem[] {
  return Object.entries(table).flatMap(([variable, { neededWhen, remedy }]) =>
    environment[variable] === undefined && neededWhen?.(environment) === true
      ? [{ variable, problem: needed, remedy }]
      : [],
  );
}

function firstOfEach(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return problems.filter(({ variable }, index) => problems.findIndex((one) => one.variable === variable) === index);
}

function problemOf(issue: z.core.$ZodIssue): ConfigProblem {
  const variable = String(issue.path[0] ?? '');
  return { variable, problem: issue.message, remedy: table[variable]?.remedy ?? '' };
}
