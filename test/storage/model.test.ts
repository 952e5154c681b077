import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Audit } from '../../src/licensing/ports/audit.js';
import type { Change, Put, Records } from '../../src/licensing/ports/records.js';
import type { Store } from '../../src/storage/folder.js';
import { type MemoryFolder, memoryFolder, memoryRecords } from '../../src/storage/memory.js';
import { dump, openNoting } from './dump.js';
import { noon, sampleAudit, sampleMember, sampleNotice, sampleSlot } from './samples.js';
import { temporaryFolder } from './scratch.js';

const key = fc.constantFrom('a', 'b', 'c', '__proto__', '10');
const kind = fc.constantFrom('member', 'slot');

const putOf = (one: 'member' | 'slot', id: string, salt: number): Put =>
  one === 'member'
    ? { kind: 'member', id, value: sampleMember(id, { name: `n${salt}` }) }
    : { kind: 'slot', id, value: sampleSlot({ planned: salt }) };

/** A change over few keys, so that conflicts, removals and re-creations happen often. */
const change: fc.Arbitrary<Change> = fc
  .record({
    expect: fc.array(fc.record({ kind, id: key, revision: fc.integer({ min: 0, max: 3 }) }), { maxLength: 1 }),
    touched: fc.uniqueArray(fc.record({ kind, id: key, remove: fc.boolean(), salt: fc.nat(9) }), {
      maxLength: 4,
      selector: (one) => `${one.kind} ${one.id}`,
    }),
    notices: fc.nat(2),
    acts: fc.nat(2),
  })
  .map(({ expect: expected, touched, notices, acts }) => ({
    expect: expected,
    put: touched.filter(({ remove }) => !remove).map(({ kind: one, id, salt }) => putOf(one, id, salt)),
    remove: touched.filter(({ remove }) => remove),
    outbox: Array.from({ length: notices }, (_, index) => sampleNotice(`n${index}`)),
    audit: Array.from({ length: acts }, (_, index) => sampleAudit(`a${index}`)),
  }));

/** Rounds of changes made at once; after each round memory may be dropped, or a crash happen some steps on. */
const round = fc.record({
  changes: fc.array(change, { minLength: 1, maxLength: 4 }),
  ending: fc.constantFrom('go-on', 'reopen', 'crash'),
  crashAfter: fc.nat(12),
});

class Crash extends Error {}

type Model = Records & { readonly audit: Audit };

const modelOf = (folder: MemoryFolder): Model => memoryRecords({ now: () => noon, folder });

/** Applies the changes one after another, as the store decides them; answers their results. */
async function applyAll(model: Model, changes: readonly Change[]): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  for (const one of changes) results.push(await model.commit(one));
  return results;
}

test('any changes with any reopenings and crashes leave what a plain model leaves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 6 }), fc.integer({ min: 1, max: 4000 }), async (rounds, floor) => {
      const path = await temporaryFolder();
      const model = modelOf(memoryFolder());
      let crashIn = Number.POSITIVE_INFINITY;
      const open = (): Promise<Store> => {
        crashIn = Number.POSITIVE_INFINITY;
        const onStep = (step: string): void => {
          crashIn -= 1;
          if (crashIn < 0) throw new Crash(step);
        };
        return openNoting(path, { onStep, overrides: { compactionFloorBytes: floor } });
      };
      let store = await open();
      for (const { changes, ending, crashAfter } of rounds) {
        if (ending === 'crash') crashIn = crashAfter;
        const answers = await Promise.allSettled(changes.map((one) => store.records.commit(one)));
        const before = await dump({ records: model, audit: model.audit });
        const wanted = await applyAll(model, changes);
        if (answers.every(({ status }) => status === 'fulfilled')) {
          expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : null))).toEqual(wanted);
        }
        if (ending === 'go-on') continue;
        await store.close().catch((error) => expect(error).toBeInstanceOf(Crash));
        store = await open();
        if (answers.some(({ status }) => status === 'rejected')) {
          // One append holds the whole round: it came to be, or not at all.
          const found = await dump(store);
          const after = await dump({ records: model, audit: model.audit });
          expect([before, after]).toContainEqual(found);
          if (JSON.stringify(found) !== JSON.stringify(after)) {
            await store.close();
            return;
          }
        }
      }
      expect(await dump(store)).toEqual(await dump({ records: model, audit: model.audit }));
      expect((await store.audit.verify()).result).toBe('intact');
      await store.close();
    }),
    { numRuns: 60 },
  );
}, 30_000);

test('the arbitraries reach conflicts and commits alike', async () => {
  const results = new Set<string>();
  for (const changes of fc.sample(fc.array(change, { minLength: 3, maxLength: 8 }), 50)) {
    const model = modelOf(memoryFolder());
    for (const one of changes) results.add((await model.commit(one)).result);
  }
  expect([...results].sort()).toEqual(['committed', 'conflict']);
});
