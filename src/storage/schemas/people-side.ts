import { z } from 'zod';
import type { AppFacts, Offer, OfferStage } from '../../licensing/rules/app-offer.js';
import type { Leaver, LeaversFacts, LeaversState } from '../../licensing/rules/leavers.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { Removal, RemovalFacts, RemovalLine, RemovalStage, RemovalsState } from '../../licensing/rules/removal.js';
import { assignmentState } from './assignment.js';
import { count, instant, list, text } from './basics.js';
import { installationLine } from './installation-line.js';

export const appFacts = z.strictObject({
  key: text,
  name: text.nullable(),
  iconUrl: text.nullable(),
}) satisfies z.core.$ZodType<AppFacts>;

const offerStage = z.union([
  assignmentState,
  z.enum(['offered', 'over', 'waiting-for-terms']),
]) satisfies z.core.$ZodType<OfferStage>;

export const offer = z.strictObject({
  deploymentId: text,
  key: text,
  userId: text,
  generation: count,
  shown: offerStage,
}) satisfies z.core.$ZodType<Offer>;

export const offerFacts = z.strictObject({
  app: appFacts,
  deploymentId: text,
  stage: offerStage,
  byItself: z.exactOptional(z.literal(true)),
}) satisfies z.core.$ZodType<NoticeFacts['app-offer']>;

export const licenceGiven = z.strictObject({
  app: appFacts,
  at: instant,
}) satisfies z.core.$ZodType<NoticeFacts['licence-given']>;

const removalStage = z.enum([
  'asked',
  'needed',
  'returning',
  'returned',
  'not-returned',
  'called-off',
]) satisfies z.core.$ZodType<RemovalStage>;

const needed = z.strictObject({ at: instant, note: text.nullable() });

export const removal = z.strictObject({
  key: text,
  userId: text,
  generation: count,
  by: text,
  reason: text.nullable(),
  askedAt: instant.nullable(),
  reminders: count,
  nextReminderAt: instant.nullable(),
  overdueAt: instant.nullable(),
  needed: needed.nullable(),
  overriddenBy: text.nullable(),
  shown: removalStage.nullable(),
}) satisfies z.core.$ZodType<Removal>;

export const removalFacts = z.strictObject({
  app: appFacts,
  assignmentId: text,
  generation: count,
  by: text,
  reason: text.nullable(),
  stage: removalStage,
  overriddenBy: text.nullable(),
  devices: z.exactOptional(list(installationLine)),
}) satisfies z.core.$ZodType<RemovalFacts>;

export const removalReminder = z.strictObject({
  app: appFacts,
  number: count,
  last: z.boolean(),
}) satisfies z.core.$ZodType<NoticeFacts['removal-reminder']>;

export const removalObjection = z.strictObject({
  app: appFacts,
  assignmentId: text,
  generation: count,
  by: text,
  userId: text,
  note: text.nullable(),
  stage: z.enum(['open', 'kept', 'over']),
}) satisfies z.core.$ZodType<NoticeFacts['removal-objection']>;

const removalLine = z.strictObject({
  assignmentId: text,
  generation: count,
  appName: text.nullable(),
  userId: text,
  by: text,
  askedAt: instant,
  reminders: count,
  needed: needed.nullable(),
}) satisfies z.core.$ZodType<RemovalLine>;

export const removals = z.strictObject({
  subject: text,
  lines: list(removalLine),
  count,
}) satisfies z.core.$ZodType<RemovalsState>;

const leaver = z.strictObject({
  userId: text,
  left: z.enum(['organisation', 'group']),
  since: instant,
  apps: list(z.strictObject({ key: text, name: text.nullable() })),
}) satisfies z.core.$ZodType<Leaver>;

export const leaversFacts = z.strictObject({
  subject: text,
  leavers: list(leaver),
  people: count,
  toRelease: count,
  toRemove: count.exactOptional(),
  toAsk: count,
  returning: count,
  releasedBy: z.strictObject({ by: text, at: instant, licences: count }).nullable(),
}) satisfies z.core.$ZodType<LeaversFacts>;

export const leavers = z.strictObject({
  lookedAt: instant,
  card: leaversFacts.nullable(),
  going: z.strictObject({ by: text, at: instant, reference: text, release: list(text), ask: list(text) }).nullable(),
}) satisfies z.core.$ZodType<LeaversState>;
