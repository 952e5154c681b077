import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Collection } from '../../../src/sandbox/apple/collection.js';

interface Row {
  id: number;
}
const hidden = { history: null, removals: 'hidden' } as const;

/** Applies one step to a collection; removing or touching picks a row by its index. */
function apply(
  collection: Collection<Row>,
  step: { kind: 'add' | 'touch' | 'remove'; at: number },
  id: number,
): Row | null {
  const row = collection.list[step.at % Math.max(1, collection.length)];
  if (step.kind === 'add' || row === undefined) {
    const added = { id };
    collection.add(added);
    return added;
  }
  if (step.kind === 'touch') collection.touch(row);
  else collection.remove(row);
  return row;
}

const step = fc.record({ kind: fc.constantFrom('add' as const, 'touch' as const, 'remove' as const), at: fc.nat(50) });

describe('a collection', () => {
  test('shows since any version exactly the rows that were added or changed after it and still exist', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(40), (steps, cut) => {
        const collection = new Collection<Row>('rows');
        const later = new Set<Row>();
        let since = collection.versionId;
        steps.forEach((one, index) => {
          if (index === cut) {
            since = collection.versionId;
            later.clear();
          }
          const row = apply(collection, one, index);
          if (row !== null) later.add(row);
        });
        const changes = collection.changedSince(since, hidden);
        const expected = collection.list.filter((row) => later.has(row));
        expect(changes.result).toBe('changed');
        if (changes.result === 'changed') expect(new Set(changes.rows)).toEqual(new Set(expected));
      }),
    );
  });

  test('has another version after every change and the same one without', () => {
    const collection = new Collection<Row>('rows');
    const row = { id: 1 };
    const versions = [collection.versionId];
    collection.add(row);
    versions.push(collection.versionId);
    collection.touch(row);
    versions.push(collection.versionId);
    collection.remove(row);
    versions.push(collection.versionId);
    expect(new Set(versions).size).toBe(4);
    expect(collection.remove(row)).toBe(false);
    expect(collection.versionId).toBe(versions[3]);
    for (const version of versions)
      expect(version).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-b[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('knows its own versions only', () => {
    const collection = new Collection<Row>('rows');
    const other = new Collection<Row>('others');
    other.add({ id: 1 });
    expect(collection.changedSince(other.versionId, hidden)).toEqual({ result: 'invalid-version' });
    const future = new Collection<Row>('rows');
    future.add({ id: 1 });
    expect(collection.changedSince(future.versionId, hidden)).toEqual({ result: 'invalid-version' });
  });
});
