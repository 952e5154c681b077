import { z } from 'zod';
import type { AuditEntry } from '../licensing/ports/audit.js';
import type { AssetRecord } from '../licensing/rules/asset.js';
import type { RecordKind, RecordTypes } from '../licensing/rules/records.js';
import { RecordInvalid } from './faults.js';
import { alert, interference, pace } from './schemas/alert.js';
import { appleWrite } from './schemas/apple-write.js';
import { assignment } from './schemas/assignment.js';
import { count, instant, list, text } from './schemas/basics.js';
import { binding } from './schemas/binding.js';
import { checkupMemory } from './schemas/checkup.js';
import { cleanUp } from './schemas/clean-up.js';
import { deployment, draft, ledger, membership, roster } from './schemas/deployment.js';
import { device, deviceCommand, deviceEvent, deviceOwner, inventory } from './schemas/device.js';
import { deviceClaim, ownerImport, ownerImportSlice } from './schemas/device-ownership.js';
import { deviceInstallation, installationCheck } from './schemas/installation.js';
import {
  deviceInvitation,
  deviceNeed,
  installationCard,
  installationTrouble,
  installsState,
} from './schemas/installation-card.js';
import { audience, notice } from './schemas/notice.js';
import { notification, settling, subscription } from './schemas/notification.js';
import { leavers, offer, removal, removals } from './schemas/people-side.js';
import { renewal } from './schemas/renewal.js';
import { request } from './schemas/request.js';
import { syncState } from './schemas/sync.js';
import { termsWatch } from './schemas/terms.js';
import { unusedQuestion } from './schemas/unused.js';

const asset = z.strictObject({
  adamId: text,
  pricingParam: z.enum(['STDQ', 'PLUS']),
  productType: z.enum(['App', 'Book']),
  assignedCount: count,
  availableCount: count,
  retiredCount: count,
  totalCount: count,
  deviceAssignable: z.boolean(),
  revocable: z.boolean(),
  unlimited: z.boolean(),
  supportedPlatforms: list(text),
  name: text.nullable(),
  bundleId: text.nullable(),
  iconUrl: text.nullable(),
  ours: count,
  readAt: instant,
  catalogueReadAt: instant.nullable(),
  presence: z.enum(['listed', 'gone']),
  suspectSince: instant.nullable(),
}) satisfies z.core.$ZodType<AssetRecord>;

/** The shape of every kind on disk. Held both ways: a type that drifts from its schema fails the type check. */
export const recordSchemas = {
  binding,
  installation: z.strictObject({ id: text, madeAt: instant }),
  pause: z.strictObject({ paused: z.boolean(), by: text, at: instant }),
  sync: syncState,
  slot: z.strictObject({
    job: text,
    planned: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    outcome: z.enum(['running', 'done', 'missed']),
  }),
  warning: z.strictObject({
    fingerprint: text,
    step: count,
    at: instant,
    audiences: list(audience),
    acknowledgedBy: text.nullable(),
    acknowledgedAt: instant.nullable(),
  }),
  request,
  cleanUp,
  renewal,
  subscription,
  notification,
  settling,
  told: z.strictObject({ asset: asset.nullable() }),
  checkup: checkupMemory,
  deployment,
  roster,
  draft,
  ledger,
  assignment,
  holding: assignment,
  membership,
  write: appleWrite,
  termsWatch,
  offer,
  removal,
  removals,
  leavers,
  alert,
  pace,
  interference,
  counter: z.strictObject({ last: count }),
  device,
  deviceOwner,
  deviceClaim,
  ownerImport,
  ownerImportSlice,
  deviceEvent,
  deviceCommand,
  deviceInstallation,
  deviceHolding: deviceInstallation,
  installationCheck,
  installationNews: installationCheck,
  installationCard,
  installationTrouble,
  installs: installsState,
  deviceNeed,
  deviceInvitation,
  inventory,
  unusedQuestion,
  asset,
  member: z.strictObject({
    userId: text,
    teamId: text,
    name: text,
    kind: z.enum(['member', 'guest', 'bot', 'stranger']),
    deactivated: z.boolean(),
    email: text.nullable(),
    timeZone: text.nullable(),
    readAt: instant,
  }),
  delivery: z.strictObject({ subject: text, target: text, conversation: text, ts: text, at: instant }),
  outbox: z.strictObject({ notice, at: instant, attempts: count, failure: text.nullable() }),
} satisfies { [K in RecordKind]: z.core.$ZodType<RecordTypes[K]> };

/** Where a kind lives: in the document that a person can read, or only in the journal because it grows with people. */
export const recordHomes: { readonly [K in RecordKind]: 'document' | 'journal' } = {
  binding: 'document',
  installation: 'document',
  pause: 'document',
  sync: 'document',
  slot: 'document',
  warning: 'document',
  request: 'document',
  cleanUp: 'document',
  renewal: 'document',
  subscription: 'document',
  notification: 'journal',
  settling: 'journal',
  told: 'journal',
  checkup: 'document',
  deployment: 'document',
  roster: 'journal',
  draft: 'journal',
  ledger: 'journal',
  assignment: 'journal',
  holding: 'journal',
  membership: 'journal',
  write: 'journal',
  termsWatch: 'journal',
  offer: 'journal',
  removal: 'journal',
  removals: 'journal',
  leavers: 'journal',
  alert: 'document',
  pace: 'journal',
  interference: 'document',
  counter: 'document',
  device: 'journal',
  deviceOwner: 'journal',
  deviceClaim: 'journal',
  ownerImport: 'journal',
  ownerImportSlice: 'journal',
  deviceEvent: 'journal',
  deviceCommand: 'journal',
  deviceInstallation: 'journal',
  deviceHolding: 'journal',
  installationCheck: 'journal',
  installationNews: 'journal',
  installationCard: 'journal',
  installationTrouble: 'journal',
  installs: 'journal',
  deviceNeed: 'journal',
  deviceInvitation: 'journal',
  inventory: 'journal',
  unusedQuestion: 'journal',
  asset: 'journal',
  member: 'journal',
  delivery: 'journal',
  outbox: 'journal',
};

export const auditEntry = z.strictObject({
  at: instant,
  actor: text,
  act: text,
  subject: text,
  outcome: text,
  reference: text,
  facts: z.record(z.string().max(512), z.union([text, z.number(), z.boolean(), z.null()])),
}) satisfies z.core.$ZodType<AuditEntry>;

const schemas: { readonly [K in RecordKind]: z.ZodType<RecordTypes[K]> } = recordSchemas;

export function isRecordKind(kind: string): kind is RecordKind {
  return Object.hasOwn(recordSchemas, kind);
}

export const recordKinds: readonly RecordKind[] = Object.keys(recordSchemas).filter(isRecordKind);

/** The value of a record, frozen all the way down. Throws `RecordInvalid`. */
export function parseRecord<K extends RecordKind>(kind: K, id: string, raw: unknown): RecordTypes[K] {
  const parsed = schemas[kind].safeParse(raw);
  if (parsed.success) return freeze(parsed.data);
  throw invalid(kind, id, parsed.error);
}

/** Throws `RecordInvalid` with the kind `audit`. */
export function parseAuditEntry(raw: unknown): AuditEntry {
  const parsed = auditEntry.safeParse(raw);
  if (parsed.success) return freeze(parsed.data);
  throw invalid('audit', '', parsed.error);
}

function invalid(kind: string, id: string, error: z.ZodError): RecordInvalid {
  const issue = error.issues[0];
  return new RecordInvalid(kind, id, issue?.path.map(String).join('.') ?? '', issue?.code ?? 'invalid');
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}
