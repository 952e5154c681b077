import { z } from 'zod';
import type { Arithmetic } from '../../licensing/rules/arithmetic.js';
import type {
  Decision,
  Deployment,
  DeploymentAudience,
  DeploymentRevision,
  PendingApproval,
  Roster,
} from '../../licensing/rules/deployment.js';
import type { Draft } from '../../licensing/rules/draft.js';
import type { Ledger } from '../../licensing/rules/ledger.js';
import type { Membership } from '../../licensing/rules/membership.js';
import { count, instant, list, text } from './basics.js';

export const deploymentAction = z.enum(['required', 'available', 'uninstall']);

export const arithmetic = z.strictObject({
  people: count,
  alreadyLicensed: count,
  needed: count,
  atMost: count,
  free: count.nullable(),
  reservedByOthers: count,
  awaitingApproval: count,
  balanceAfter: count.nullable(),
  comingBack: count,
  toInvite: count,
  leftOut: count,
  spentForEver: z.boolean(),
  contradictions: list(
    z.strictObject({ deploymentId: text, action: deploymentAction, people: count, who: list(text) }),
  ),
  byDevices: z.exactOptional(z.literal(true)),
  readAt: instant,
}) satisfies z.core.$ZodType<Arithmetic>;

export const deploymentAudience = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('snapshot'), from: list(z.enum(['people', 'channel', 'addresses', 'file'])) }),
  z.strictObject({ kind: z.literal('follows'), groupIds: list(text), ceiling: count }),
]) satisfies z.core.$ZodType<DeploymentAudience>;

export const deploymentRevision = z.strictObject({
  number: count,
  action: deploymentAction,
  audience: deploymentAudience,
  reason: text,
  startAt: instant.nullable(),
  writtenBy: list(text),
  writtenAt: instant,
  people: count,
}) satisfies z.core.$ZodType<DeploymentRevision>;

export const leftOut = z.strictObject({
  who: text,
  reason: z.enum([
    'guest',
    'bot',
    'deactivated',
    'stranger',
    'other-team',
    'unknown-address',
    'unknown-person',
    'ambiguous-address',
    'unreadable-line',
    'excluded',
  ]),
  line: count.nullable(),
});

export const roster = z.strictObject({
  people: list(text),
  leftOut: list(leftOut),
  leftOutCount: count,
}) satisfies z.core.$ZodType<Roster>;

export const pendingApproval = z.strictObject({
  revision: deploymentRevision,
  arithmetic,
  needed: z.union([z.literal(1), z.literal(2)]),
  approvedBy: list(z.strictObject({ by: text, at: instant })),
  requestedAt: instant,
  expiresAt: instant,
  reminders: count,
  nextReminderAt: instant.nullable(),
  refreshed: z.exactOptional(count),
}) satisfies z.core.$ZodType<PendingApproval>;

const decided = { at: instant, revision: count };

export const decision = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('approved'), by: list(text), ...decided }),
  z.strictObject({ result: z.literal('none-needed'), ...decided }),
  z.strictObject({ result: z.literal('denied'), by: text, reason: text, ...decided }),
  z.strictObject({ result: z.literal('expired'), ...decided }),
  z.strictObject({ result: z.literal('withdrawn'), by: text, ...decided }),
]) satisfies z.core.$ZodType<Decision>;

export const deploymentState = z.enum(['awaiting-approval', 'active', 'closed', 'denied', 'expired', 'withdrawn']);

export const deployment = z.strictObject({
  key: text,
  state: deploymentState,
  requestedBy: text,
  requestedAt: instant,
  inForce: deploymentRevision.nullable(),
  pending: pendingApproval.nullable(),
  decided: decision.nullable(),
  settled: z.exactOptional(pendingApproval),
  askedAgainAs: z.exactOptional(text),
  endedAt: instant.nullable(),
  endedBy: text.nullable(),
  stopped: z.strictObject({ by: text, at: instant }).nullable(),
  applying: z.strictObject({ position: count, nextAt: z.exactOptional(instant) }).nullable(),
}) satisfies z.core.$ZodType<Deployment>;

export const draft = z.strictObject({
  by: text,
  at: instant,
  entries: z.strictObject({
    key: text,
    action: deploymentAction,
    people: list(text),
    channelId: text.nullable(),
    groupIds: list(text),
    addresses: text,
    file: z.strictObject({ name: text, lines: list(text) }).nullable(),
    exclusions: list(text),
    reason: text,
    startAt: instant.nullable(),
    deploymentId: text.nullable(),
    keepPeople: z.boolean(),
  }),
  preview: z.strictObject({ audience: deploymentAudience, people: count, arithmetic, countedAt: instant }).nullable(),
}) satisfies z.core.$ZodType<Draft>;

export const ledger = z.strictObject({
  reading: z.strictObject({ availableCount: count, totalCount: count, readAt: instant }).nullable(),
  holds: z.record(z.string().max(100), count),
  given: list(z.strictObject({ at: instant, count })),
  lastWriteEndedAt: instant.nullable(),
  waitingTold: z.exactOptional(count),
}) satisfies z.core.$ZodType<Ledger>;

export const membershipProblem = z.enum([
  'managed-account-unknown',
  'account-taken',
  'bad-email',
  'other-account',
  'duplicate-rows',
  'refused',
  'retired-elsewhere',
]);

export const membership = z.strictObject({
  clientUserId: text,
  state: z.enum(['none', 'registering', 'registered', 'invited', 'associated', 'retired', 'left']),
  since: instant,
  email: text.nullable(),
  managedAppleAccount: text.nullable(),
  idHash: text.nullable(),
  invitation: z
    .strictObject({
      sentAt: instant,
      reminders: count,
      nextReminderAt: instant.nullable(),
      remindedAt: instant.nullable(),
      messages: count,
      told: list(text),
    })
    .nullable(),
  problem: membershipProblem.nullable(),
  errorNumber: count.nullable(),
  writeId: text.nullable(),
  tries: count,
  nextTry: instant.nullable(),
}) satisfies z.core.$ZodType<Membership>;
