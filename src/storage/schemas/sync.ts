import { z } from 'zod';
import type { Refused, Unreachable } from '../../licensing/rules/apple-answer.js';
import type {
  AppNeed,
  AssetLine,
  CountChange,
  OwnFault,
  RemovalsCheck,
  SyncDiff,
  SyncOutcome,
  SyncReport,
  SyncStage,
  SyncState,
  SyncTotals,
  SyncTrigger,
} from '../../licensing/rules/sync-report.js';
import { count, instant, list, text } from './basics.js';
import { mdmInfo } from './binding.js';

const trigger = z.enum([
  'slot',
  'catch-up',
  'person',
  'binding',
  'notification',
  'renewal',
  'take-back',
  'clean-up',
]) satisfies z.core.$ZodType<SyncTrigger>;

export const syncStage = z.enum([
  'service-config',
  'client-config',
  'assets',
  'users',
  'assignments',
  'settling',
  'catalogue',
]) satisfies z.core.$ZodType<SyncStage>;

const countChange = z.strictObject({
  key: text,
  name: text,
  before: count,
  after: count,
}) satisfies z.core.$ZodType<CountChange>;

const assetLine = z.strictObject({
  key: text,
  name: text,
  totalCount: count,
  availableCount: count,
}) satisfies z.core.$ZodType<AssetLine>;

const diff = z.strictObject({
  appeared: list(assetLine),
  appearedCount: count,
  gone: list(assetLine),
  goneCount: count,
  totals: list(countChange),
  totalsCount: count,
  assigned: list(countChange),
  assignedCount: count,
  location: list(z.strictObject({ attribute: text, before: text, after: text })),
}) satisfies z.core.$ZodType<SyncDiff>;

const totals = z.strictObject({
  assets: count,
  apps: count,
  books: count,
  totalCount: count,
  assignedCount: count,
  availableCount: count,
  ourUsers: count,
  ourAssignments: count,
  foreignUsers: count,
  foreignAssignments: count,
  foreignRevocable: count,
}) satisfies z.core.$ZodType<SyncTotals>;

export const appNeed = z.strictObject({
  key: text,
  name: text,
  need: z.enum(['short', 'none-left', 'very-low', 'low', 'runway']),
  availableCount: count,
  totalCount: count,
}) satisfies z.core.$ZodType<AppNeed>;

const refused = z.strictObject({
  result: z.literal('refused'),
  reason: z.enum([
    'expired',
    'revoked',
    'invalid',
    'not-allowed',
    'managed-by-apple',
    'legacy-token',
    'service-removed',
    'stale-version',
    'other',
  ]),
  errorNumber: count.nullable(),
  httpStatus: count,
  message: text,
}) satisfies z.core.$ZodType<Refused>;

const unreachable = z.strictObject({
  result: z.literal('unreachable'),
  cause: z.enum(['network', 'timeout', 'server-error', 'throttled', 'bad-answer', 'address-not-allowed']),
  retryAt: instant.nullable(),
  effect: z.enum(['none', 'unknown']),
  detail: text,
}) satisfies z.core.$ZodType<Unreachable>;

const ownFault = z.strictObject({ result: z.literal('own-fault'), code: text }) satisfies z.core.$ZodType<OwnFault>;

const removals = z.discriminatedUnion('verified', [
  z.strictObject({ verified: z.literal(true), at: instant }),
  z.strictObject({ verified: z.literal(false), since: instant.nullable() }),
]) satisfies z.core.$ZodType<RemovalsCheck>;

const outcome = z.discriminatedUnion('result', [
  z.strictObject({
    result: z.literal('complete'),
    diff,
    totals,
    unsettled: list(assetLine),
    readAgain: count,
    removals,
    suspect: list(assetLine),
    catalogueTrouble: text.nullable(),
  }),
  z.strictObject({
    result: z.literal('failed'),
    stage: syncStage,
    trouble: z.discriminatedUnion('result', [refused, unreachable, ownFault]),
    nextTry: instant.nullable(),
  }),
  z.strictObject({ result: z.literal('in-use-elsewhere'), mdmInfo: mdmInfo.nullable() }),
  z.strictObject({ result: z.literal('other-location'), uId: text }),
  z.strictObject({ result: z.literal('skipped'), reason: z.enum(['paused', 'not-bound', 'in-use-elsewhere']) }),
]) satisfies z.core.$ZodType<SyncOutcome>;

export const syncReport = z.strictObject({
  id: text,
  trigger,
  slot: text.nullable(),
  startedBy: text.nullable(),
  listeners: list(text),
  attempt: count,
  startedAt: instant,
  finishedAt: instant,
  outcome,
  reference: text,
}) satisfies z.core.$ZodType<SyncReport>;

export const syncState = z.strictObject({
  last: syncReport.nullable(),
  lastComplete: syncReport.nullable(),
  running: z
    .strictObject({
      id: text,
      trigger,
      slot: text.nullable(),
      startedAt: instant,
      startedBy: text.nullable(),
      listeners: list(text),
      attempt: count,
    })
    .nullable(),
}) satisfies z.core.$ZodType<SyncState>;
