import { z } from 'zod';
import type { DeviceInvitation } from '../../licensing/rules/device-invitation.js';
import type { DeviceNeed, DeviceNeedFacts } from '../../licensing/rules/device-need.js';
import type {
  InstallationCard,
  InstallationCardFacts,
  InstallationNewsFacts,
} from '../../licensing/rules/installation-card.js';
import {
  type InstallationTrouble,
  type InstallsLine,
  type InstallsState,
  installTroubles,
} from '../../licensing/rules/installs-card.js';
import { count, instant, list, text } from './basics.js';
import { installationLine, lineFields } from './installation-line.js';
import { appFacts } from './people-side.js';

export const installationCardFacts = z.strictObject({
  app: appFacts,
  assignmentId: text,
  generation: count,
  lines: list(installationLine),
  mayGiveBack: z.boolean(),
}) satisfies z.core.$ZodType<InstallationCardFacts>;

export const installationNewsFacts = z.strictObject({
  app: appFacts,
  lines: list(installationLine),
}) satisfies z.core.$ZodType<InstallationNewsFacts>;

export const installationCard = z.strictObject({
  generation: count,
  shown: list(text),
  asked: list(text),
  messages: count,
}) satisfies z.core.$ZodType<InstallationCard>;

export const installationTrouble = z.strictObject({ since: instant }) satisfies z.core.$ZodType<InstallationTrouble>;

const installsLine = z.strictObject({
  ...lineFields,
  userId: text,
  appName: text.nullable(),
}) satisfies z.core.$ZodType<InstallsLine>;

export const installsState = z.strictObject({
  subject: text,
  groups: list(z.strictObject({ trouble: z.enum(installTroubles), count, lines: list(installsLine) })),
  unreachableSince: instant.nullable(),
}) satisfies z.core.$ZodType<InstallsState>;

export const deviceNeed = z.strictObject({
  since: instant,
  reminders: count,
  nextReminderAt: instant.nullable(),
  told: list(text),
}) satisfies z.core.$ZodType<DeviceNeed>;

export const deviceNeedFacts = z.strictObject({
  apps: list(text),
  appCount: count,
  none: z.boolean(),
  reminder: count,
  last: z.boolean(),
  end: z.enum(['has-device', 'over']).nullable(),
}) satisfies z.core.$ZodType<DeviceNeedFacts>;

export const deviceInvitation = z.strictObject({
  userId: text,
  sentAt: instant,
  messages: count,
  enrolledAt: instant,
  refused: z.exactOptional(text),
}) satisfies z.core.$ZodType<DeviceInvitation>;
