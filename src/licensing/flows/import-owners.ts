import type { AuditEntry } from '../ports/audit.js';
import type { Change, Put, RecordRef, Versioned } from '../ports/records.js';
import { assignmentId, assignmentTraits } from '../rules/assignment.js';
import type { Device } from '../rules/device.js';
import { ownerChange, ownerInShort } from '../rules/device-owner.js';
import type { Notice } from '../rules/notice.js';
import type { ImportCounts, ImportedOwner, OwnerImport, OwnerImportSlice } from '../rules/owner-import.js';
import type { NotAllowed } from '../rules/policy.js';
import { claimsOf, endingClaims, endsFor } from './claim-record.js';
import { type Asked, type Core, permit } from './core.js';
import type { LongWork } from './long-work.js';
import { joined } from './membership-record.js';
import { entryOf, refusing } from './refused-clicks.js';
import { devicesBySerial } from './serial-owners.js';

const ACT = 'import-device-owners';

export type ImportOutcome =
  | NotAllowed
  /** It was confirmed, forgotten, or looked at by somebody else. */
  | { result: 'over' }
  /** Somebody else's devices change hands, and that was not ticked. */
  | { result: 'not-acknowledged' }
  | { result: 'going'; total: number };

/** “Import”: what was shown is put into effect in the background. `acknowledged`: the tick for devices that change hands. */
export async function confirmOwnerImport(
  core: Core,
  asked: Asked,
  importId: string,
  acknowledged: boolean,
): Promise<ImportOutcome> {
  const permission = await permit(core, asked.actor, 'manage-devices');
  if (permission.result === 'not-allowed') return refusing(core, asked, ACT, 'devices', permission);
  const stored = await core.records.get('ownerImport', importId);
  if (stored === null || stored.value.by !== asked.actor || stored.value.stage !== 'shown')
    return refusing(core, asked, ACT, 'devices', { result: 'over' });
  const { total, changing, wrong } = stored.value;
  if (changing > 0 && !acknowledged) return { result: 'not-acknowledged' };
  const value: OwnerImport = { ...stored.value, stage: 'going', at: core.clock(), reference: asked.reference };
  const { result } = await core.records.commit({
    expect: [{ kind: 'ownerImport', id: importId, revision: stored.revision }],
    put: [{ kind: 'ownerImport', id: importId, value }],
    outbox: [importCard(importId, value, false)],
    audit: [entryOf(core, asked, ACT, 'devices', 'begun', { total, changing, wrong })],
  });
  if (result === 'conflict') return confirmOwnerImport(core, asked, importId, acknowledged);
  await core.onStep('owner-import.begun');
  return { result: 'going', total };
}

/** Puts confirmed imports into effect, slice by slice. */
export const ownerImportWork: LongWork = {
  due: async (core) => (await goingImport(core)) !== null,
  async run(core) {
    for (let next = await goingImport(core); next !== null; next = await goingImport(core)) await doSlice(core, next);
  },
};

async function goingImport(core: Core): Promise<Versioned<OwnerImport> | null> {
  return (await core.records.list('ownerImport')).find(({ value }) => value.stage === 'going') ?? null;
}

/** One slice in one commit; a conflict leaves it for the next round. */
async function doSlice(core: Core, stored: Versioned<OwnerImport>): Promise<void> {
  const { id, revision, value } = stored;
  const slices = await core.records.list('ownerImportSlice', `${id}/`);
  const [slice] = slices;
  const { part, counts } = await sliceChange(core, value, slice);
  const done = slices.length <= 1;
  const next: OwnerImport = { ...value, counts };
  const asked = { actor: value.by, reference: value.reference };
  const { result } = await core.records.commit(
    joined(part, {
      expect: [{ kind: 'ownerImport', id, revision }],
      put: done ? [] : [{ kind: 'ownerImport', id, value: next }],
      remove: [
        ...(done ? [{ kind: 'ownerImport', id } as const] : []),
        ...(slice === undefined ? [] : [{ kind: 'ownerImportSlice', id: slice.id } as const]),
      ],
      outbox: [importCard(id, next, done)],
      audit: done ? [entryOf(core, asked, ACT, 'devices', 'done', { ...counts })] : [],
    }),
  );
  if (result === 'committed') await core.onStep('owner-import.slice-done');
}

type Done = keyof ImportCounts;

async function sliceChange(
  core: Core,
  { by, reference, counts }: OwnerImport,
  slice: Versioned<OwnerImportSlice> | undefined,
): Promise<{ part: Change; counts: ImportCounts }> {
  const asked = { actor: by, reference };
  const devices = await devicesBySerial(core);
  const people = new Set<string>();
  const parts: Change[] = [];
  const after = { ...counts };
  for (const owner of slice?.value.owners ?? []) {
    const one = await ownerOfOne(core, asked, owner, devices.get(owner.serialNumber) ?? null);
    after[one.done] += 1;
    parts.push(one.part);
    for (const userId of one.people) people.add(userId);
  }
  return { part: joined(...parts, { put: await checksOfPeople(core, people) }), counts: after };
}

interface One {
  done: Done;
  part: Change;
  /** Whose apps are to be looked at. */
  people: readonly string[];
}

async function ownerOfOne(
  core: Core,
  asked: Asked,
  imported: ImportedOwner,
  device: Versioned<Device> | null,
): Promise<One> {
  const { serialNumber, userId, before } = imported;
  const nothing = (done: Done): One => ({ done, part: {}, people: [] });
  const entry = await core.records.get('deviceOwner', serialNumber);
  const now = (device === null ? entry?.value.userId : device.value.owner?.userId) ?? null;
  if (now === userId) return nothing('same');
  if (now !== before) return nothing('changed');
  const member = (await core.records.get('member', userId))?.value ?? null;
  if (member === null || member.deactivated || member.kind !== 'member') return nothing('left');
  const ref: RecordRef = { kind: 'deviceOwner', id: serialNumber };
  const expect = [{ ...ref, revision: entry?.revision ?? 0 }];
  const at = core.clock();
  const claims = await claimsOf(core, { serialNumber, enrolmentId: device?.id ?? null });
  const ends = endingClaims(claims, device?.value ?? null, endsFor(userId, asked.actor, at), asked.reference);
  if (device === null) {
    const put: Put = { kind: 'deviceOwner', id: serialNumber, value: { userId, by: asked.actor, at } };
    const audit = [lineOf(core, asked, `serial:${serialNumber}`, 'kept until it enrols', before ?? 'nobody', userId)];
    return { done: 'kept', part: joined(ends, { expect, put: [put], audit }), people: [] };
  }
  const owner = { userId, by: 'import', at, confirmedBy: null } as const;
  const change = ownerChange(device.value, owner);
  if (change === null) return nothing('same');
  const said = [ownerInShort(device.value.owner), ownerInShort(owner)] as const;
  const part: Change = {
    expect: [...expect, { kind: 'device', id: device.id, revision: device.revision }],
    put: [{ kind: 'device', id: device.id, value: change.after }],
    remove: entry === null ? [] : [ref],
    audit: [lineOf(core, asked, `device:${device.id}`, 'set', ...said)],
  };
  return { done: 'set', part: joined(ends, part), people: change.people };
}

function lineOf(core: Core, asked: Asked, subject: string, outcome: string, before: string, after: string): AuditEntry {
  return entryOf(core, asked, ACT, subject, outcome, { before, after });
}

/** As `checksOfPerson`, of many at once and each once. */
async function checksOfPeople(core: Core, people: ReadonlySet<string>): Promise<Put[]> {
  if (people.size === 0) return [];
  const all = [...(await core.records.list('assignment')), ...(await core.records.list('holding'))];
  const ids = all.flatMap(({ value }) =>
    people.has(value.userId) && assignmentTraits[value.state].licensed ? [assignmentId(value.key, value.userId)] : [],
  );
  const since = core.clock();
  return [...new Set(ids)].map((id) => ({ kind: 'installationCheck', id, value: { since } }));
}

function importCard(id: string, { by, total, wrong, counts, at, reference }: OwnerImport, done: boolean): Notice {
  return {
    kind: 'owner-import',
    subject: `owner-import:${id}`,
    audience: { to: 'person', userId: by },
    facts: { total, wrong, counts, done, at },
    reference,
  };
}
