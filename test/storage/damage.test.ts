import { appendFile, link, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/storage/folder.js';
import { frame } from '../../src/storage/frame.js';
import { recordHomes } from '../../src/storage/schemas.js';
import { storageSteps } from '../../src/storage/steps.js';
import { dump, openNoting } from './dump.js';
import { noon, sampleMember, sampleSlot } from './samples.js';
import { temporaryFolder } from './scratch.js';

const put = (store: Store, id: string) =>
  store.records.commit({
    put: [
      { kind: 'member', id, value: sampleMember(id) },
      { kind: 'slot', id, value: sampleSlot() },
    ],
  });

const ids = async (store: Store): Promise<string[]> => (await store.records.list('member')).map(({ id }) => id);

/** A closed folder with some commits; `compact` makes a snapshot after each of them. */
async function folderWith(commits: number, compact = false): Promise<string> {
  const path = await temporaryFolder();
  for (let index = 0; index < commits; index += 1) {
    const store = await openNoting(path, { overrides: { compactionFloorBytes: compact ? 1 : 1_000_000 } });
    await put(store, `U${index}`);
    await store.close();
  }
  return path;
}

/** Stops at the first write of the document, as a crash right after the commit does. */
async function commitWithoutDocument(path: string, id: string): Promise<void> {
  let committed = false;
  const store = await openNoting(path, {
    onStep: (step) => {
      if (committed && step === storageSteps.documentBeforeWrite) throw new Error('cut');
    },
  });
  await put(store, id);
  committed = true;
  await expect(store.close()).rejects.toThrow('cut');
}

async function newest(path: string, pattern: RegExp): Promise<string> {
  const names = (await readdir(path)).filter((name) => pattern.test(name));
  const name = names.sort((one, other) => Number(/\d+/.exec(one)) - Number(/\d+/.exec(other))).at(-1);
  if (name === undefined) throw new Error(`no ${pattern.source}`);
  return join(path, name);
}

async function flipByte(file: string, at: number): Promise<void> {
  const bytes = await readFile(file);
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = (bytes[index] ?? 0) ^ 0x01;
  await writeFile(file, bytes);
}

describe('the journal', () => {
  test.each([
    ['part of a line', Buffer.from('0badf00d {"sequence":4,"deeds":[')],
    ['a line with a wrong checksum', Buffer.from('0badf00d {"sequence":4,"deeds":[]}\n')],
    ['zeros', Buffer.alloc(5000)],
  ])('loses a torn tail of %s, says so, and goes on behind it', async (_name, tail) => {
    const path = await folderWith(2);
    const journal = await newest(path, /^journal/);
    await appendFile(journal, tail);
    const store = await openNoting(path);
    expect(store.troubles).toEqual([{ kind: 'torn-tail', file: 'journal.1.log', bytes: tail.length }]);
    await put(store, 'U9');
    await store.close();
    const again = await openNoting(path);
    expect(await ids(again)).toEqual(['U0', 'U1', 'U9']);
    expect(again.troubles).toEqual([]);
    await again.close();
  });

  test('an unacknowledged last line that was half written is cut off whole', async () => {
    const path = await folderWith(1);
    const journal = await newest(path, /^journal/);
    const { size } = await stat(journal);
    await commitWithoutDocument(path, 'U1');
    await truncate(journal, (await stat(journal)).size - 7);
    const store = await openNoting(path);
    expect(await ids(store)).toEqual(['U0']);
    expect(store.troubles.map(({ kind }) => kind)).toEqual(['torn-tail']);
    expect((await stat(journal)).size).toBe(size);
    await store.close();
  });

  test('a broken line before whole ones is refused, for commits would be lost', async () => {
    const path = await folderWith(3);
    const journal = await newest(path, /^journal/);
    const secondLine = (await readFile(journal)).indexOf('\n') + 40;
    await flipByte(journal, secondLine);
    await expect(openNoting(path)).rejects.toMatchObject({ code: 'store-corrupt', file: 'journal.1.log' });
  });

  test('an end that lost what the document already shows is refused', async () => {
    const path = await folderWith(2);
    const journal = await newest(path, /^journal/);
    await truncate(journal, (await stat(journal)).size - 7);
    await expect(openNoting(path)).rejects.toMatchObject({ code: 'store-corrupt', file: 'document.json' });
  });

  test.each(['all of it', 'the one behind the snapshot'])('a missing journal is refused: %s', async (which) => {
    const path = await folderWith(2, which !== 'all of it');
    for (const name of await readdir(path)) {
      if (/^journal/.test(name) && (which === 'all of it' || join(path, name) === (await newest(path, /^journal/)))) {
        await rm(join(path, name));
      }
    }
    await expect(openNoting(path)).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  test('a record of a kind that this version does not know is refused, not dropped', async () => {
    const path = await folderWith(1);
    const journal = await newest(path, /^journal/);
    await appendFile(journal, frame('{"sequence":2,"deeds":[{"put":[["hologram","h",1,{}]]}]}'));
    await expect(openNoting(path)).rejects.toMatchObject({ code: 'kind-unknown' });
  });
});

describe('the snapshot', () => {
  test.each([
    ['a flipped bit', (file: string) => flipByte(file, 200)],
    ['a cut end', async (file: string) => truncate(file, (await stat(file)).size - 3)],
    ['nothing in it', (file: string) => truncate(file, 0)],
    ['a flipped bit in its end', (file: string) => flipByte(file, -4)],
  ])('with %s is moved aside, and the generation before it brings everything back', async (_name, harm) => {
    const path = await folderWith(4, true);
    await harm(await newest(path, /^snapshot/));
    const store = await openNoting(path);
    expect(store.troubles.map(({ kind }) => kind)).toEqual(['corrupt']);
    expect(await ids(store)).toEqual(['U0', 'U1', 'U2', 'U3']);
    expect((await readdir(path)).filter((name) => name.endsWith('.corrupt'))).toHaveLength(1);
    await put(store, 'U4');
    await store.close();
    const again = await openNoting(path);
    expect(again.troubles).toEqual([]);
    expect(await ids(again)).toEqual(['U0', 'U1', 'U2', 'U3', 'U4']);
    await again.close();
  });

  test('with both generations corrupt the start is refused', async () => {
    const path = await folderWith(5, true);
    for (const name of await readdir(path)) if (/^snapshot/.test(name)) await flipByte(join(path, name), 100);
    await expect(openNoting(path)).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  test('that is missing is said, and the generation before it brings everything back', async () => {
    const path = await folderWith(4, true);
    await rm(await newest(path, /^snapshot/));
    const store = await openNoting(path);
    expect(store.troubles.map(({ kind }) => kind)).toEqual(['missing']);
    expect(await ids(store)).toEqual(['U0', 'U1', 'U2', 'U3']);
    await store.close();
  });

  test('only the last two generations are kept', async () => {
    const path = await folderWith(6, true);
    const names = await readdir(path);
    expect(names.filter((name) => /^snapshot/.test(name))).toHaveLength(2);
    expect(names.filter((name) => /^journal/.test(name)).length).toBeLessThanOrEqual(3);
  });

  test.each(['missing', 'corrupt'])('is found without its manifest: %s', async (how) => {
    const path = await folderWith(3, true);
    const manifest = join(path, 'manifest.json');
    if (how === 'missing') await rm(manifest);
    else await writeFile(manifest, '{"format":1,');
    const store = await openNoting(path);
    expect(await ids(store)).toEqual(['U0', 'U1', 'U2']);
    expect(store.troubles.map(({ kind }) => kind)).toEqual([how]);
    await store.close();
  });

  test('a temporary file that a crash left behind is removed', async () => {
    const path = await folderWith(1);
    await writeFile(join(path, 'snapshot.9.ndjson.abc.tmp'), 'half');
    const store = await openNoting(path);
    expect((await readdir(path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await store.close();
  });
});

describe('the document', () => {
  test('shows a person what does not grow with people, and the change that it reflects', async () => {
    const path = await folderWith(2);
    const text = await readFile(join(path, 'document.json'), 'utf8');
    const shown = JSON.parse(text);
    expect(shown).toMatchObject({ format: 1, sequence: 2 });
    expect(shown.records.slot).toEqual([
      { id: 'U0', revision: 1, value: sampleSlot() },
      { id: 'U1', revision: 1, value: sampleSlot() },
    ]);
    const inDocument = Object.entries(recordHomes).flatMap(([kind, home]) => (home === 'document' ? [kind] : []));
    expect(Object.keys(shown.records).sort()).toEqual(inDocument.sort());
    expect(inDocument).not.toContain('member');
    expect(text).not.toContain('Person U0');
    expect(text).toContain('\n  ');
  });

  test.each([
    ['cut', (text: string) => text.slice(0, -20)],
    ['empty', () => ''],
    ['edited by hand', (text: string) => text.replace('"running"', '"done"')],
  ])('when %s is moved aside, and nothing is lost', async (_name, harm) => {
    const path = await folderWith(3);
    const file = join(path, 'document.json');
    await writeFile(file, harm(await readFile(file, 'utf8')));
    const store = await openNoting(path);
    expect(store.troubles.map(({ kind }) => kind)).toEqual(['corrupt']);
    expect((await store.records.list('slot')).map(({ id, value }) => [id, value.outcome])).toEqual([
      ['U0', 'running'],
      ['U1', 'running'],
      ['U2', 'running'],
    ]);
    await store.close();
    const again = await openNoting(path);
    expect(again.troubles).toEqual([]);
    await again.close();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ sequence: 3 });
  });

  test('with all its copies gone comes back from snapshot and journal', async () => {
    const path = await folderWith(4, true);
    const before = await openNoting(path);
    const expected = await dump(before);
    await before.close();
    for (const name of await readdir(path)) if (/^document/.test(name)) await rm(join(path, name));
    const store = await openNoting(path);
    expect(await dump(store)).toEqual(expected);
    await store.close();
    expect(JSON.parse(await readFile(join(path, 'document.json'), 'utf8')).records.slot).toHaveLength(4);
  });

  test('an older copy than the snapshot is not believed', async () => {
    const path = await folderWith(1);
    const old = await readFile(join(path, 'document.json'));
    const store = await openNoting(path, { overrides: { compactionFloorBytes: 1 } });
    await put(store, 'U1');
    await store.close();
    for (const name of await readdir(path)) if (/^document/.test(name)) await rm(join(path, name));
    await writeFile(join(path, 'document.json'), old);
    const again = await openNoting(path);
    expect(again.troubles).toEqual([{ kind: 'document-behind', sequence: 1, snapshot: 2 }]);
    expect((await again.records.list('slot')).map(({ id }) => id)).toEqual(['U0', 'U1']);
    await again.close();
  });

  test('goes on being written after a crash between its copy and its renaming', async () => {
    const path = await folderWith(2);
    await rm(join(path, 'document.1.json'), { force: true });
    await link(join(path, 'document.json'), join(path, 'document.1.json'));
    for (const id of ['U2', 'U3', 'U4']) {
      const store = await openNoting(path);
      await put(store, id);
      await store.close();
      expect(store.troubles).toEqual([]);
    }
    const slots = async (name: string) => JSON.parse(await readFile(join(path, name), 'utf8')).records.slot.length;
    expect(await Promise.all(['document.json', 'document.1.json', 'document.2.json'].map(slots))).toEqual([5, 4, 3]);
  });

  test('a lag behind the journal is caught up at the next start, each change once', async () => {
    const path = await folderWith(1);
    await commitWithoutDocument(path, 'U1');
    await commitWithoutDocument(path, 'U0');
    const store = await openNoting(path);
    expect((await store.records.list('slot')).map(({ id, revision }) => [id, revision])).toEqual([
      ['U0', 2],
      ['U1', 1],
    ]);
    await store.close();
  });
});

describe('rights', () => {
  test('every file is its owner’s only', async () => {
    const path = await folderWith(3, true);
    const store = await openNoting(path);
    store.mirror.mergeAssignments([{ adamId: '1', pricingParam: 'STDQ', clientUserId: 'vb1.x', serialNumber: null }]);
    await store.mirror.save();
    await store.records.commit({
      audit: [{ at: noon, actor: 'U1', act: 'a', subject: 's', outcome: 'o', reference: 'R', facts: {} }],
    });
    await store.close();
    const names = await readdir(path);
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) expect([name, (await stat(join(path, name))).mode & 0o777]).toEqual([name, 0o600]);
  });
});
