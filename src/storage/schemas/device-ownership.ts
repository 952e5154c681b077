import { z } from 'zod';
import type {
  ClaimEnd,
  ClaimedDevice,
  ClaimFacts,
  OpenClaim,
  OwnershipFacts,
} from '../../licensing/rules/device-claim.js';
import type {
  ImportCounts,
  ImportedOwner,
  OwnerImport,
  OwnerImportFacts,
  OwnerImportSlice,
} from '../../licensing/rules/owner-import.js';
import { count, instant, list, text } from './basics.js';

export const deviceClaim = z.strictObject({
  userId: text,
  enrolmentId: text.nullable(),
  serialNumber: text.nullable(),
  owner: text.nullable(),
  askedAt: instant,
  until: instant,
}) satisfies z.core.$ZodType<OpenClaim>;

const claimedDevice = z.strictObject({
  enrolmentId: text.nullable(),
  serialNumber: text.nullable(),
  name: text.nullable(),
  model: text.nullable(),
  osVersion: text.nullable(),
  type: z.enum(['device', 'user-enrolment', 'shared-ipad']),
  seenAt: instant.nullable(),
}) satisfies z.core.$ZodType<ClaimedDevice>;

const claimEnd = z.union([
  z.strictObject({ result: z.enum(['confirmed', 'denied']), by: text, at: instant }),
  z.strictObject({ result: z.literal('lost'), to: text, by: text, at: instant }),
  z.strictObject({ result: z.enum(['expired', 'withdrawn', 'retired']), at: instant }),
]) satisfies z.core.$ZodType<ClaimEnd>;

export const claimFacts = z.strictObject({
  key: text,
  userId: text,
  device: claimedDevice,
  owner: text.nullable(),
  rivals: list(text),
  askedAt: instant,
  until: instant,
  end: claimEnd.nullable(),
}) satisfies z.core.$ZodType<ClaimFacts>;

export const ownershipFacts = z.strictObject({
  device: claimedDevice,
  change: z.enum(['given', 'taken']),
  by: text,
  at: instant,
}) satisfies z.core.$ZodType<OwnershipFacts>;

const importCounts = z.strictObject({
  set: count,
  kept: count,
  same: count,
  changed: count,
  left: count,
}) satisfies z.core.$ZodType<ImportCounts>;

export const ownerImport = z.strictObject({
  by: text,
  at: instant,
  reference: text,
  stage: z.enum(['shown', 'going']),
  total: count,
  changing: count,
  wrong: count,
  counts: importCounts,
}) satisfies z.core.$ZodType<OwnerImport>;

const importedOwner = z.strictObject({
  serialNumber: text,
  userId: text,
  before: text.nullable(),
}) satisfies z.core.$ZodType<ImportedOwner>;

export const ownerImportSlice = z.strictObject({
  owners: list(importedOwner),
}) satisfies z.core.$ZodType<OwnerImportSlice>;

export const ownerImportFacts = z.strictObject({
  total: count,
  wrong: count,
  counts: importCounts,
  done: z.boolean(),
  at: instant,
}) satisfies z.core.$ZodType<OwnerImportFacts>;
