import type { Put } from '../ports/records.js';
import { knownPeople } from '../rules/audience-resolution.js';
import { csvLine } from '../rules/csv.js';
import { type ImportedOwner, noCounts, type OwnerImport, readOwners, type WrongLine } from '../rules/owner-import.js';
import { MOST_OWNER_LINES, ownerLines } from '../rules/owner-list.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { refusing } from './refused-clicks.js';
import { ownersBySerial } from './serial-owners.js';

/** Owners that are put into effect in one commit. */
export const SLICE = 500;
/** Milliseconds after which a list that nobody confirmed is forgotten. */
const LIFETIME = 24 * 3_600_000;

export type PreviewOutcome =
  | NotAllowed
  | { result: 'no-device-server' }
  | { result: 'empty' }
  | { result: 'too-many-lines'; lines: number; most: number }
  /** Nobody of the workspace is known yet. */
  | { result: 'directory-unread' }
  | {
      result: 'shown';
      /** `null`: no line changes anything. */
      importId: string | null;
      total: number;
      /** Devices that belong to somebody else now. */
      changing: readonly ImportedOwner[];
      wrong: readonly WrongLine[];
      same: number;
    };

/** What a list of owners would do. It is kept, so that confirming it does what was shown. */
export async function previewOwnerImport(core: Core, asked: Asked, lines: readonly string[]): Promise<PreviewOutcome> {
  const permission = await permit(core, asked.actor, 'manage-devices');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'import-device-owners', 'devices', permission);
  if (core.devices === null) return { result: 'no-device-server' };
  if (lines.length > MOST_OWNER_LINES + 1)
    return { result: 'too-many-lines', lines: lines.length, most: MOST_OWNER_LINES };
  const read = ownerLines(lines);
  if (read.length === 0) return { result: 'empty' };
  const members = (await core.records.list('member')).map(({ value }) => value);
  if (members.length === 0) return { result: 'directory-unread' };
  const known = knownPeople(members);
  const owners = await ownersBySerial(core);
  const ownTeam = known.byId.get(asked.actor)?.teamId ?? null;
  const { wrong, changes, same } = readOwners(read, known, ownTeam, (serial) => owners.get(serial) ?? null);
  const changing = changes.filter(({ before }) => before !== null);
  const importId = changes.length === 0 ? null : await keep(core, asked, changes, wrong.length);
  return { result: 'shown', importId, total: changes.length, changing, wrong, same };
}

/** Under a new id; what the same person looked at before is forgotten. */
async function keep(core: Core, asked: Asked, changes: readonly ImportedOwner[], wrong: number): Promise<string> {
  const id = core.ids.uuid();
  const value: OwnerImport = {
    by: asked.actor,
    at: core.clock(),
    reference: asked.reference,
    stage: 'shown',
    total: changes.length,
    changing: changes.filter(({ before }) => before !== null).length,
    wrong,
    counts: noCounts,
  };
  await forget(core, ({ by }) => by === asked.actor);
  await core.records.commit({
    expect: [{ kind: 'ownerImport', id, revision: 0 }],
    put: [{ kind: 'ownerImport', id, value }, ...slicesOf(id, changes)],
  });
  return id;
}

function slicesOf(id: string, changes: readonly ImportedOwner[]): Put[] {
  return Array.from({ length: Math.ceil(changes.length / SLICE) }, (_, slice) => ({
    kind: 'ownerImportSlice',
    id: `${id}/${String(slice).padStart(5, '0')}`,
    value: { owners: changes.slice(slice * SLICE, (slice + 1) * SLICE) },
  }));
}

/** Forgets lists that nobody confirmed within a day. Answers how many. */
export function sweepOwnerImports(core: Core): Promise<number> {
  const before = core.clock() - LIFETIME;
  return forget(core, ({ at }) => at < before);
}

async function forget(core: Core, which: (one: OwnerImport) => boolean): Promise<number> {
  let forgotten = 0;
  for (const { id, revision, value } of await core.records.list('ownerImport')) {
    if (value.stage !== 'shown' || !which(value)) continue;
    const slices = await core.records.list('ownerImportSlice', `${id}/`);
    const { result } = await core.records.commit({
      expect: [{ kind: 'ownerImport', id, revision }],
      remove: [
        { kind: 'ownerImport', id },
        ...slices.map((slice) => ({ kind: 'ownerImportSlice', id: slice.id }) as const),
      ],
    });
    if (result === 'committed') forgotten += 1;
  }
  return forgotten;
}

/** Wrong lines as the text of a table. */
export function wrongLinesTable(wrong: readonly WrongLine[]): string {
  return [['line', 'text', 'reason'], ...wrong.map(({ line, text, fault }) => [String(line), text, fault])]
    .map(csvLine)
    .join('');
}
