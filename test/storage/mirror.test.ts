import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppleUser, Assignment } from '../../src/licensing/rules/asset.js';
import { type LicenceMirror, memoryMirror } from '../../src/storage/mirror.js';
import { openNoting } from './dump.js';
import { temporaryFolder } from './scratch.js';

const user = (
  clientUserId: string,
  status: AppleUser['status'] = 'Registered',
  overrides: Partial<AppleUser> = {},
) => ({
  clientUserId,
  status,
  email: `${clientUserId}@example.com`,
  idHash: status === 'Associated' ? 'hash' : null,
  inviteCode: status === 'Registered' ? 'code' : null,
  ...overrides,
});

const held = (adamId: string, clientUserId: string | null, pricingParam: Assignment['pricingParam'] = 'STDQ') => ({
  adamId,
  pricingParam,
  clientUserId,
  serialNumber: clientUserId === null ? 'C02' : null,
});

const counts = (mirror: LicenceMirror) => Object.fromEntries(mirror.countsByAsset());

describe('everything that is ours', () => {
  test('is listed in slices, each row once, with what is known of its person', () => {
    const mirror = memoryMirror();
    const people = Array.from({ length: 4_500 }, (_, index) => `vb1.${index}`);
    mirror.mergeUsers(people.map((id, index) => user(id, index % 2 === 0 ? 'Associated' : 'Registered')));
    mirror.mergeUsers([user('vb1.0', 'Retired')]);
    mirror.mergeAssignments([...people.map((id) => held('1', id)), held('2', 'vb1.unknown')]);
    const slices = [...mirror.users()];
    expect(Math.max(...slices.map((slice) => slice.length))).toBeLessThanOrEqual(2_000);
    expect(slices.flat()).toHaveLength(4_500);
    expect(slices.flat().slice(0, 3)).toEqual([
      { clientUserId: 'vb1.0', status: 'Retired' },
      { clientUserId: 'vb1.1', status: 'Registered' },
      { clientUserId: 'vb1.2', status: 'Associated' },
    ]);
    const assignments = [...mirror.assignments()].flat();
    expect(new Set(assignments.map(({ key, clientUserId }) => `${key} ${clientUserId}`)).size).toBe(4_501);
    expect(assignments.at(-1)).toEqual({ key: '2.STDQ', clientUserId: 'vb1.unknown', status: null });
  });
});

describe('assignments', () => {
  test('are counted once each, by product and quality', () => {
    const mirror = memoryMirror();
    const rows = [held('1', 'a'), held('1', 'b'), held('1', 'a', 'PLUS'), held('2', 'a'), held('1', 'a')];
    expect(mirror.mergeAssignments(rows)).toEqual({ added: 4, changed: 0, removed: 0 });
    expect(mirror.mergeAssignments(rows)).toEqual({ added: 0, changed: 0, removed: 0 });
    expect(counts(mirror)).toEqual({ '1.STDQ': 2, '1.PLUS': 1, '2.STDQ': 1 });
    expect(mirror.totals()).toEqual({ users: 0, assignments: 4 });
  });

  test('held by a serial number are passed over', () => {
    const mirror = memoryMirror();
    expect(mirror.mergeAssignments([held('1', null)])).toEqual({ added: 0, changed: 0, removed: 0 });
  });

  test('that a complete walk did not see are swept, also those of a vanished product', () => {
    const mirror = memoryMirror();
    mirror.mergeAssignments([held('1', 'a'), held('1', 'b'), held('2', 'a')]);
    const walk = mirror.walkAssignments();
    walk.add([held('1', 'b')]);
    walk.add([held('1', 'c'), held('1', 'b')]);
    expect(counts(mirror)).toEqual({ '1.STDQ': 3, '2.STDQ': 1 });
    expect(walk.complete()).toEqual({ added: 1, changed: 0, removed: 2 });
    expect(counts(mirror)).toEqual({ '1.STDQ': 2 });
  });

  test('an abandoned walk sweeps nothing, nor does it help the next one', () => {
    const mirror = memoryMirror();
    mirror.mergeAssignments([held('1', 'a'), held('1', 'b')]);
    const first = mirror.walkAssignments();
    first.add([held('1', 'a')]);
    first.abandon();
    expect(counts(mirror)).toEqual({ '1.STDQ': 2 });
    const second = mirror.walkAssignments();
    second.add([held('1', 'b')]);
    expect(second.complete()).toEqual({ added: 0, changed: 0, removed: 1 });
    expect(mirror.holds('1.STDQ', 'a')).toBe(false);
  });

  test('that arrive by another way during a walk are not swept by it', () => {
    const mirror = memoryMirror();
    const walk = mirror.walkAssignments();
    mirror.mergeAssignments([held('1', 'a')]);
    mirror.replaceAssignmentsOf('2', [held('2', 'b')]);
    expect(walk.complete()).toMatchObject({ removed: 0 });
    expect(counts(mirror)).toEqual({ '1.STDQ': 1, '2.STDQ': 1 });
  });

  test('a newer walk ends an older one', () => {
    const mirror = memoryMirror();
    const older = mirror.walkAssignments();
    const newer = mirror.walkAssignments();
    expect(() => older.add([held('1', 'a')])).toThrow(expect.objectContaining({ code: 'walk-over' }));
    expect(() => older.complete()).toThrow(expect.objectContaining({ code: 'walk-over' }));
    older.abandon();
    newer.add([held('1', 'a')]);
    expect(newer.complete().added).toBe(1);
    expect(() => newer.complete()).toThrow(expect.objectContaining({ code: 'walk-over' }));
  });

  test('of one product are replaced in both qualities, those of others stay', () => {
    const mirror = memoryMirror();
    mirror.mergeAssignments([held('1', 'a'), held('1', 'b', 'PLUS'), held('2', 'a')]);
    const rows = [held('1', 'a'), held('1', 'c'), held('9', 'not of this product')];
    expect(mirror.replaceAssignmentsOf('1', rows)).toEqual({ added: 1, changed: 0, removed: 1 });
    expect(counts(mirror)).toEqual({ '1.STDQ': 2, '2.STDQ': 1 });
    expect(mirror.replaceAssignmentsOf('1', [])).toEqual({ added: 0, changed: 0, removed: 2 });
    expect(counts(mirror)).toEqual({ '2.STDQ': 1 });
  });

  test('hold against a plain model through more walks than there are marks', () => {
    const row = fc.record({
      adamId: fc.constantFrom('1', '2', '3'),
      clientUserId: fc.integer({ min: 0, max: 40 }).map(String),
    });
    const rows = fc.array(row, { maxLength: 60 });
    const act = fc.record({ kind: fc.constantFrom('walk', 'abandon', 'merge', 'replace'), rows });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const mirror = memoryMirror();
        const model = new Set<string>();
        for (let spin = 0; spin < 300; spin += 1) mirror.walkAssignments().abandon();
        for (const { kind, rows } of acts) runAct(mirror, model, kind, rows);
        expect(mirror.totals().assignments).toBe(model.size);
        for (const key of model) {
          const [adamId = '', person = ''] = key.split(' ');
          expect(mirror.holds(`${adamId}.STDQ`, person)).toBe(true);
        }
        const sum = [...mirror.countsByAsset().values()].reduce((total, count) => total + count, 0);
        expect(sum).toBe(model.size);
      }),
      { numRuns: 60 },
    );
  });
});

function runAct(
  mirror: LicenceMirror,
  model: Set<string>,
  kind: string,
  rows: readonly { adamId: string; clientUserId: string }[],
): void {
  const keys = (of: typeof rows) => of.map(({ adamId, clientUserId }) => `${adamId} ${clientUserId}`);
  const given = rows.map(({ adamId, clientUserId }) => held(adamId, clientUserId));
  if (kind === 'walk' || kind === 'abandon') {
    const walk = mirror.walkAssignments();
    walk.add(given);
    if (kind === 'walk') {
      walk.complete();
      model.clear();
    } else walk.abandon();
  } else if (kind === 'merge') mirror.mergeAssignments(given);
  else {
    mirror.replaceAssignmentsOf('1', given);
    for (const key of [...model]) if (key.startsWith('1 ')) model.delete(key);
  }
  for (const key of keys(rows)) if (kind !== 'replace' || key.startsWith('1 ')) model.add(key);
}

describe('users', () => {
  test('keep status and whether an invitation is open, nothing else', () => {
    const mirror = memoryMirror();
    mirror.mergeUsers([user('a'), user('b', 'Associated'), user('c', 'Registered', { inviteCode: null })]);
    expect(mirror.userOf('a')).toEqual({ status: 'Registered', invited: true, endedRows: 0 });
    expect(mirror.userOf('b')).toEqual({ status: 'Associated', invited: false, endedRows: 0 });
    expect(mirror.userOf('c')).toEqual({ status: 'Registered', invited: false, endedRows: 0 });
    expect(mirror.userOf('d')).toBeNull();
    expect(mirror.totals().users).toBe(3);
  });

  test('with several rows of one id show the living one and count the ended ones, in any order of pages', () => {
    const rows = [user('a', 'Retired'), user('a', 'Associated'), user('a', 'Deleted')];
    for (const order of [rows, [...rows].reverse()]) {
      const mirror = memoryMirror();
      const walk = mirror.walkUsers();
      for (const row of order) walk.add([row]);
      expect(walk.complete()).toEqual({ added: 1, changed: 0, removed: 0 });
      expect(mirror.userOf('a')).toEqual({ status: 'Associated', invited: false, endedRows: 2 });
    }
  });

  test('change and vanish only when a walk completes', () => {
    const mirror = memoryMirror();
    mirror.mergeUsers([user('a'), user('b'), user('c')]);
    const abandoned = mirror.walkUsers();
    abandoned.add([user('a', 'Retired')]);
    abandoned.abandon();
    expect(mirror.userOf('a')?.status).toBe('Registered');
    const walk = mirror.walkUsers();
    walk.add([user('a', 'Associated'), user('b'), user('d')]);
    expect(mirror.userOf('d')).toBeNull();
    expect(walk.complete()).toEqual({ added: 1, changed: 1, removed: 1 });
    expect(mirror.userOf('c')).toBeNull();
    expect(mirror.totals().users).toBe(3);
  });

  test('a delta with only an ended row leaves no living one; with both, the living one stands', () => {
    const mirror = memoryMirror();
    mirror.mergeUsers([user('a', 'Associated'), user('b', 'Associated')]);
    expect(mirror.mergeUsers([user('a', 'Retired'), user('b'), user('b', 'Retired')])).toEqual({
      added: 0,
      changed: 2,
      removed: 0,
    });
    expect(mirror.userOf('a')).toEqual({ status: null, invited: false, endedRows: 1 });
    expect(mirror.userOf('b')).toEqual({ status: 'Registered', invited: true, endedRows: 1 });
  });

  test('that a delta brings during a walk are not lost by it', () => {
    const mirror = memoryMirror();
    const walk = mirror.walkUsers();
    mirror.mergeUsers([user('a')]);
    expect(walk.complete()).toMatchObject({ removed: 0 });
    expect(mirror.totals().users).toBe(1);
  });
});

describe('saving', () => {
  const rows = [held('1', 'vb1.ä'), held('1', 'vb1.b'), held('2', 'vb1.ä', 'PLUS')];

  test('brings the rows of the last save back', async () => {
    const path = await temporaryFolder();
    const store = await openNoting(path);
    store.mirror.mergeAssignments(rows);
    store.mirror.mergeUsers([user('vb1.ä', 'Associated'), user('vb1.c'), user('vb1.c', 'Retired')]);
    await store.mirror.save();
    store.mirror.mergeAssignments([held('3', 'never saved')]);
    await store.close();
    const { mirror, close, troubles } = await openNoting(path);
    expect(troubles).toEqual([]);
    expect(counts(mirror)).toEqual({ '1.STDQ': 2, '2.PLUS': 1 });
    expect(mirror.holds('2.PLUS', 'vb1.ä')).toBe(true);
    expect(mirror.userOf('vb1.c')).toEqual({ status: 'Registered', invited: true, endedRows: 1 });
    expect(mirror.totals()).toEqual({ users: 2, assignments: 3 });
    expect((await readFile(join(path, 'mirror.bin'))).toString('latin1')).not.toContain('@example.com');
    await close();
  });

  test.each([
    ['a flipped bit', (bytes: Buffer) => flip(bytes, 60)],
    ['a flipped bit in its header', (bytes: Buffer) => flip(bytes, 14)],
    ['a cut end', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['nothing in it', () => Buffer.alloc(0)],
    ['another format', () => Buffer.from('VPPMIRR2'.padEnd(100))],
  ])('with %s it begins empty and says so', async (_name, harm) => {
    const path = await temporaryFolder();
    const store = await openNoting(path);
    store.mirror.mergeAssignments(rows);
    await store.mirror.save();
    await store.close();
    const file = join(path, 'mirror.bin');
    await writeFile(file, harm(await readFile(file)));
    const again = await openNoting(path);
    expect(again.troubles).toMatchObject([{ kind: 'corrupt', file: 'mirror.bin' }]);
    expect(again.mirror.totals()).toEqual({ users: 0, assignments: 0 });
    expect((await readdir(path)).filter((name) => name.endsWith('.corrupt'))).toHaveLength(1);
    await again.close();
  });

  test('takes a million assignments', async () => {
    const mirror = memoryMirror();
    const walk = mirror.walkAssignments();
    const people = Array.from({ length: 50_000 }, (_, index) => `vb1.${String(index).padStart(40, '0')}`);
    for (let app = 0; app < 20; app += 1) walk.add(people.map((person) => held(String(app), person)));
    expect(walk.complete().added).toBe(1_000_000);
    expect(mirror.totals().assignments).toBe(1_000_000);
  });
});

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
