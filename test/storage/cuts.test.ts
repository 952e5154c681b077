import { describe, expect, test } from 'vitest';
import type { Change, Records } from '../../src/licensing/ports/records.js';
import { memoryRecords } from '../../src/storage/memory.js';
import { storageSteps } from '../../src/storage/steps.js';
import { type Dump, dump, openNoting } from './dump.js';
import { noon, sampleAudit, sampleMember, sampleNotice, sampleSlot } from './samples.js';
import { temporaryFolder } from './scratch.js';

/** Each change touches the document, the journal alone, the outbox and the audit, and removes something older. */
const changes: readonly Change[] = Array.from({ length: 5 }, (_, index) => ({
  put: [
    { kind: 'pause', id: 'pause', value: { paused: index % 2 === 0, by: `U${index}`, at: noon } },
    { kind: 'slot', id: `s${index}`, value: sampleSlot() },
    { kind: 'member', id: `U${index}`, value: sampleMember(`U${index}`) },
  ],
  remove: [
    { kind: 'slot', id: `s${index - 1}` },
    { kind: 'member', id: `U${index - 2}` },
  ],
  outbox: [sampleNotice(`n${index}`)],
  audit: [sampleAudit(`a${index}`), sampleAudit(`b${index}`)],
}));

/** What stands after so many of the changes. */
async function expectedDumps(): Promise<readonly Dump[]> {
  const model = memoryRecords({ now: () => noon });
  const dumps = [await dump({ records: model, audit: model.audit })];
  for (const change of changes) {
    await model.commit(change);
    dumps.push(await dump({ records: model, audit: model.audit }));
  }
  return dumps;
}

/** Commits one change after the other until the store is cut off. Answers how many were acknowledged. */
async function commitAll(records: Records, from = 0): Promise<number> {
  let acknowledged = from;
  for (const change of changes.slice(from)) {
    await records.commit(change);
    acknowledged += 1;
  }
  return acknowledged;
}

class Cut extends Error {}

/** Runs everything on a folder; `onStep` may cut it off anywhere. Answers how many changes were acknowledged. */
async function run(path: string, onStep: (step: string) => void): Promise<number> {
  let acknowledged = 0;
  try {
    const store = await openNoting(path, { onStep, overrides: { compactionFloorBytes: 2500 } });
    try {
      for (const change of changes) {
        await store.records.commit(change);
        acknowledged += 1;
        if (acknowledged === 2) await store.audit.read({ newest: 1 });
        if (acknowledged === 3) await store.secrets.erase(await store.secrets.sealErasable('text', 'purpose'));
        await new Promise((resolve) => setImmediate(resolve));
      }
      store.mirror.mergeAssignments([{ adamId: '1', pricingParam: 'STDQ', clientUserId: 'vb1.x', serialNumber: null }]);
      await store.mirror.save();
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  }
  return acknowledged;
}

describe('cut off at any step', () => {
  test('every step of the table is passed by the run below', async () => {
    const seen = new Set<string>();
    const path = await temporaryFolder();
    expect(await run(path, (step) => void seen.add(step))).toBe(changes.length);
    expect([...seen].sort()).toEqual(Object.values(storageSteps).sort());
  });

  test('the acknowledged changes stand, the one under way stands whole or not at all, and it goes on', async () => {
    const expected = await expectedDumps();
    let cutAt = 1;
    for (let passed = 0; ; cutAt += 1) {
      passed = 0;
      const path = await temporaryFolder();
      const acknowledged = await run(path, (step) => {
        passed += 1;
        if (passed >= cutAt) throw new Cut(step);
      });
      const store = await openNoting(path);
      const found = await dump(store);
      const applied = found.records.outbox?.length ?? 0;
      expect([acknowledged, acknowledged + 1]).toContain(applied);
      expect(found).toEqual(expected[applied]);
      expect(await store.audit.verify()).toMatchObject({ result: 'intact', entries: applied * 2 });
      expect(await commitAll(store.records, applied)).toBe(changes.length);
      await store.close();
      const again = await openNoting(path);
      expect(await dump(again)).toEqual(expected.at(-1));
      expect(await again.audit.verify()).toMatchObject({ result: 'intact', entries: changes.length * 2 });
      expect(again.troubles).toEqual([]);
      await again.close();
      if (passed < cutAt) break;
    }
    expect(cutAt).toBeGreaterThan(30);
  }, 60_000);

  test('nothing is read, written or acknowledged after the cut', async () => {
    const path = await temporaryFolder();
    let cut = false;
    const store = await openNoting(path, {
      onStep: (step) => {
        if (cut && step === storageSteps.journalBeforeAppend) throw new Cut(step);
      },
    });
    await store.records.commit({ put: [{ kind: 'slot', id: 's', value: sampleSlot() }] });
    cut = true;
    await expect(store.records.commit({ remove: [{ kind: 'slot', id: 's' }] })).rejects.toThrow(Cut);
    cut = false;
    await expect(store.records.commit({ remove: [{ kind: 'slot', id: 's' }] })).rejects.toThrow(Cut);
    await expect(store.records.get('slot', 's')).rejects.toThrow(Cut);
    await store.close();
    const again = await openNoting(path);
    expect(await again.records.list('slot')).toHaveLength(1);
    await again.close();
  });
});
