import { z } from 'zod';
import type {
  CleanUpCount,
  CleanUpProgress,
  CleanUpRecord,
  CleanUpRun,
  CleanUpRunState,
  CleanUpWaiver,
  ForeignHoldings,
  OpenBatch,
} from '../../licensing/rules/clean-up.js';
import { count, instant, list, text } from './basics.js';

const holdings = z.strictObject({
  users: count,
  userAssignments: count,
  deviceAssignments: count,
  keptAssignments: count,
}) satisfies z.core.$ZodType<ForeignHoldings>;

const head = { id: text, startedBy: text, startedAt: instant, locationName: text };

export const cleanUpCount = z.discriminatedUnion('state', [
  z.strictObject({ ...head, state: z.literal('counting') }),
  z.strictObject({ ...head, state: z.literal('counted'), found: holdings, countedAt: instant }),
  z.strictObject({ ...head, state: z.literal('failed'), reason: text, failedAt: instant }),
]) satisfies z.core.$ZodType<CleanUpCount>;

const progress = z.strictObject({
  total: count,
  left: count,
  failures: list(z.strictObject({ errorNumber: count.nullable(), count })),
}) satisfies z.core.$ZodType<CleanUpProgress>;

const batch = z.strictObject({
  kind: z.enum(['retire-users', 'revoke-devices']),
  size: count,
  weight: count,
  leftBefore: count,
  sentAt: instant,
  eventId: text.nullable(),
}) satisfies z.core.$ZodType<OpenBatch>;

const waiting = z.discriminatedUnion('for', [
  z.strictObject({ for: z.literal('resume') }),
  z.strictObject({ for: z.literal('reading') }),
  z.strictObject({ for: z.literal('apple'), reason: text, until: instant }),
]);

const failure = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hold'),
    hold: z.enum(['not-bound', 'intent', 'not-ours', 'token', 'awaiting-reading']),
  }),
  z.strictObject({ kind: z.literal('refused'), errorNumber: count.nullable() }),
]);

const runState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('running'), waiting: waiting.nullable() }),
  z.strictObject({ state: z.literal('stopped'), by: text, at: instant }),
  z.strictObject({ state: z.literal('failed'), why: failure, at: instant }),
  z.strictObject({
    state: z.literal('ended'),
    end: z.enum(['clean', 'left', 'changed']),
    found: holdings,
    at: instant,
  }),
]) satisfies z.core.$ZodType<CleanUpRunState>;

export const cleanUpRun = z.strictObject({
  id: text,
  locationName: text,
  confirmedBy: list(text),
  confirmedAt: instant,
  confirmed: holdings,
  stage: z.enum(['checking', 'users', 'devices', 'last-count']),
  users: progress,
  devices: progress,
  batch: batch.nullable(),
  lastBatchAt: instant.nullable(),
  attempts: count,
  progress: runState,
}) satisfies z.core.$ZodType<CleanUpRun>;

export const cleanUpWaiver = z.strictObject({
  by: text,
  at: instant,
  reason: text,
  found: holdings,
}) satisfies z.core.$ZodType<CleanUpWaiver>;

export const cleanUp = z.strictObject({
  count: cleanUpCount.nullable(),
  run: cleanUpRun.nullable(),
  waiver: cleanUpWaiver.nullable(),
}) satisfies z.core.$ZodType<CleanUpRecord>;

export const cleanliness = z.enum(['clean', 'waived', 'needed', 'unknown']);
