import { afterEach, describe, expect, test } from 'vitest';
import type { Put, Records } from '../../src/licensing/ports/records.js';
import { recordKinds } from '../../src/storage/schemas.js';
import {
  noon,
  sampleAsset,
  sampleAudit,
  sampleDelivery,
  sampleMember,
  sampleNotice,
  sampleSlot,
} from '../storage/samples.js';

/** One store under test. `reopen` drops all memory and reads again what was kept. */
export interface RecordsUnderTest {
  records: Records;
  reopen(): Promise<Records>;
  close(): Promise<void>;
}

const pause = (by: string): Put => ({ kind: 'pause', id: 'pause', value: { paused: true, by, at: noon } });
const member = (id: string, name = id): Put => ({ kind: 'member', id, value: sampleMember(id, { name }) });
const pauseKey = { kind: 'pause', id: 'pause' } as const;

/** What every implementation of `Records` keeps, each point also across close and reopen. */
export function recordsContract(name: string, open: () => Promise<RecordsUnderTest>): void {
  describe(`Records: ${name}`, () => {
    const opened: RecordsUnderTest[] = [];
    const start = async (): Promise<RecordsUnderTest> => {
      const store = await open();
      opened.push(store);
      return store;
    };
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
    });

    emptiness(start);
    revisions(start);
    conflicts(start);
    values(start);
    outbox(start);
    claims(start);
  });
}

/** The store as it is, and what a reopening finds. */
async function* beforeAndAfter(store: RecordsUnderTest): AsyncGenerator<Records> {
  yield store.records;
  yield await store.reopen();
}

type Start = () => Promise<RecordsUnderTest>;

function emptiness(start: Start): void {
  describe('an empty store', () => {
    test('has no record of any kind, and stays empty over a reopening', async () => {
      const store = await start();
      for await (const records of beforeAndAfter(store)) {
        for (const kind of recordKinds) {
          expect(await records.list(kind)).toEqual([]);
          expect(await records.get(kind, 'any')).toBeNull();
        }
      }
    });

    test('takes a change that says nothing, and a removal of what is not there', async () => {
      const { records } = await start();
      expect(await records.commit({})).toEqual({ result: 'committed' });
      expect(await records.commit({ remove: [pauseKey] })).toEqual({ result: 'committed' });
      expect(await records.get('pause', 'pause')).toBeNull();
    });
  });
}

function revisions(start: Start): void {
  describe('revisions', () => {
    test('count the puts of a key from 1', async () => {
      const store = await start();
      await store.records.commit({ put: [pause('U1')] });
      await store.records.commit({ put: [pause('U2'), member('U2')] });
      for await (const records of beforeAndAfter(store)) {
        expect(await records.get('pause', 'pause')).toEqual({
          id: 'pause',
          revision: 2,
          value: { paused: true, by: 'U2', at: noon },
        });
        expect((await records.get('member', 'U2'))?.revision).toBe(1);
      }
    });

    test('begin anew after a removal', async () => {
      const store = await start();
      await store.records.commit({ put: [pause('U1')] });
      await store.records.commit({ put: [pause('U1')] });
      await store.records.commit({ remove: [pauseKey] });
      expect(await (await store.reopen()).get('pause', 'pause')).toBeNull();
      const records = await store.reopen();
      await records.commit({ put: [pause('U3')] });
      expect((await records.get('pause', 'pause'))?.revision).toBe(1);
    });
  });
}

function conflicts(start: Start): void {
  describe('expectations', () => {
    test('a revision that no longer stands is a conflict that names its key, and nothing happens', async () => {
      const store = await start();
      await store.records.commit({ put: [pause('U1')] });
      await store.records.commit({ put: [pause('U2')] });
      const answer = await store.records.commit({
        expect: [{ ...pauseKey, revision: 1 }],
        put: [pause('U3'), member('U3')],
        remove: [{ kind: 'slot', id: 's' }],
        outbox: [sampleNotice('never')],
        audit: [sampleAudit('never')],
      });
      expect(answer).toEqual({ result: 'conflict', kind: 'pause', id: 'pause' });
      for await (const records of beforeAndAfter(store)) {
        expect((await records.get('pause', 'pause'))?.value.by).toBe('U2');
        expect(await records.list('member')).toEqual([]);
        expect(await records.list('outbox')).toEqual([]);
      }
    });

    test('0 expects that there is no record', async () => {
      const { records } = await start();
      const change = { expect: [{ ...pauseKey, revision: 0 }], put: [pause('U1')] };
      expect(await records.commit(change)).toEqual({ result: 'committed' });
      expect(await records.commit(change)).toEqual({ result: 'conflict', ...pauseKey });
      await records.commit({ remove: [pauseKey] });
      expect(await records.commit(change)).toEqual({ result: 'committed' });
    });

    test('of many at once that expect the same revision exactly one wins', async () => {
      const store = await start();
      await store.records.commit({ put: [pause('U0')] });
      const names = Array.from({ length: 40 }, (_, index) => `U${index + 1}`);
      const answers = await Promise.all(
        names.map((by) =>
          store.records.commit({ expect: [{ ...pauseKey, revision: 1 }], put: [pause(by), member(by)] }),
        ),
      );
      expect(answers.filter(({ result }) => result === 'committed')).toHaveLength(1);
      const records = await store.reopen();
      const [winner] = await records.list('member');
      expect(await records.list('member')).toHaveLength(1);
      expect((await records.get('pause', 'pause'))?.value.by).toBe(winner?.id);
    });

    test('an expected key need not be among the changed ones', async () => {
      const { records } = await start();
      await records.commit({ put: [pause('U1')] });
      const expecting = (revision: number) =>
        records.commit({ expect: [{ ...pauseKey, revision }], put: [member(`U${revision}`)] });
      expect(await expecting(1)).toEqual({ result: 'committed' });
      expect(await expecting(2)).toEqual({ result: 'conflict', ...pauseKey });
    });
  });
}

function values(start: Start): void {
  describe('values', () => {
    test('come back as they were given, listed by id', async () => {
      const store = await start();
      const asset = sampleAsset({ name: 'Ünïcode 😀 "quoted"\nline', readAt: 1.5 });
      await store.records.commit({
        put: [
          { kind: 'asset', id: 'b', value: asset },
          { kind: 'asset', id: 'a', value: sampleAsset() },
          { kind: 'asset', id: 'B', value: sampleAsset() },
          { kind: 'slot', id: 'sync@1', value: sampleSlot() },
          { kind: 'delivery', id: 'd', value: sampleDelivery('1.1') },
          { kind: 'binding', id: 'binding', value: { state: 'none' } },
        ],
      });
      await store.records.commit({ put: [{ kind: 'asset', id: 'aa', value: sampleAsset() }] });
      for await (const records of beforeAndAfter(store)) {
        expect((await records.list('asset')).map(({ id }) => id)).toEqual(['B', 'a', 'aa', 'b']);
        expect((await records.get('asset', 'b'))?.value).toEqual(asset);
        expect((await records.get('slot', 'sync@1'))?.value).toEqual(sampleSlot());
        expect((await records.get('binding', 'binding'))?.value).toEqual({ state: 'none' });
      }
    });

    test('are not shared with the caller in either direction', async () => {
      const { records } = await start();
      const value = sampleMember('U1');
      await records.commit({ put: [{ kind: 'member', id: 'U1', value }] });
      value.name = 'changed after the commit';
      const given = await records.get('member', 'U1');
      expect(given?.value.name).toBe('Person U1');
      expect(() => {
        if (given !== null) given.value.name = 'changed after the reading';
      }).toThrow(TypeError);
      expect((await records.list('member'))[0]?.value.name).toBe('Person U1');
    });

    test('of the wrong shape are refused with kind, id and field, and nothing of the change happens', async () => {
      const { records } = await start();
      const broken = sampleMember('U1', { readAt: Number.NaN });
      const refused = records.commit({ put: [pause('U1'), { kind: 'member', id: 'U1', value: broken }] });
      await expect(refused).rejects.toMatchObject({
        code: 'record-invalid',
        kind: 'member',
        id: 'U1',
        field: 'readAt',
      });
      expect(await records.get('pause', 'pause')).toBeNull();
    });

    test('a key that stands twice in one change is refused, as is an empty id', async () => {
      const { records } = await start();
      const code = 'change-invalid';
      await expect(records.commit({ put: [pause('U1')], remove: [pauseKey] })).rejects.toMatchObject({ code });
      await expect(records.commit({ put: [pause('U1'), pause('U2')] })).rejects.toMatchObject({ code });
      await expect(records.commit({ put: [member('')] })).rejects.toMatchObject({ code });
      expect(await records.get('pause', 'pause')).toBeNull();
    });

    test('a change is seen whole or not at all', async () => {
      const store = await start();
      const ids = Array.from({ length: 50 }, (_, index) => `U${String(index).padStart(3, '0')}`);
      const committed = store.records.commit({ put: ids.map((id) => member(id)) });
      const counts = new Set<number>();
      let done = false;
      const finished = committed.then(() => {
        done = true;
      });
      while (!done) {
        counts.add((await store.records.list('member')).length);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await finished;
      counts.add((await store.records.list('member')).length);
      expect([...counts].every((count) => count === 0 || count === 50)).toBe(true);
      expect(await (await store.reopen()).list('member')).toHaveLength(50);
    });
  });
}

function outbox(start: Start): void {
  describe('the outbox', () => {
    test('gets its notices with the change, in ascending ids that are never used again', async () => {
      const store = await start();
      await store.records.commit({ put: [pause('U1')], outbox: [sampleNotice('one'), sampleNotice('two')] });
      const [first, second] = await store.records.list('outbox');
      expect([first?.value.notice.subject, second?.value.notice.subject]).toEqual(['one', 'two']);
      expect(first?.value).toMatchObject({ attempts: 0, failure: null, notice: sampleNotice('one') });
      await store.records.commit({ remove: [first, second].map((entry) => ({ kind: 'outbox', id: entry?.id ?? '' })) });
      const records = await store.reopen();
      expect(await records.list('outbox')).toEqual([]);
      await records.commit({ outbox: [sampleNotice('three')] });
      const [third] = await records.list('outbox');
      expect((third?.id ?? '') > (second?.id ?? '')).toBe(true);
    });

    test('keeps the order of commits that are made at once', async () => {
      const store = await start();
      const subjects = Array.from({ length: 30 }, (_, index) => `n${index}`);
      await Promise.all(subjects.map((subject) => store.records.commit({ outbox: [sampleNotice(subject)] })));
      const listed = await (await store.reopen()).list('outbox');
      expect(listed.map(({ value }) => value.notice.subject)).toEqual(subjects);
    });

    test('tells its listeners after a commit that added to it, and of no other', async () => {
      const { records } = await start();
      const heard: number[] = [];
      let stop = (): void => undefined;
      const rung = new Promise<void>((resolve) => {
        stop = records.onOutbox(() => {
          heard.push(heard.length);
          resolve();
        });
      });
      await records.commit({ put: [pause('U1')] });
      await records.commit({ expect: [{ ...pauseKey, revision: 9 }], outbox: [sampleNotice('never')] });
      expect(heard).toEqual([]);
      await records.commit({ outbox: [sampleNotice('one')] });
      await rung;
      expect(heard).toHaveLength(1);
      stop();
      await records.commit({ outbox: [sampleNotice('two')] });
      await new Promise((resolve) => setImmediate(resolve));
      expect(heard).toHaveLength(1);
    });
  });
}

function claims(start: Start): void {
  describe('claims', () => {
    test('a held key is refused to others until it ends, and the holder may extend it', async () => {
      const store = await start();
      const first = await store.records.claim('sync', 'a', 1000, 2000);
      expect(first).toMatchObject({ result: 'claimed' });
      expect(await store.records.claim('sync', 'a', 1500, 3000)).toEqual(first);
      const records = await store.reopen();
      expect(await records.claim('sync', 'b', 2999, 4000)).toEqual({ result: 'held', until: 3000 });
      expect(await records.claim('sync', 'b', 3000, 4000)).toMatchObject({ result: 'claimed' });
    });

    test('the number grows with every new holder, over releases and reopenings', async () => {
      const store = await start();
      const numbers: number[] = [];
      const claim = async (holder: string, now: number): Promise<void> => {
        const answer = await store.records.claim('sync', holder, now, now + 10);
        if (answer.result === 'claimed') numbers.push(answer.fencing);
      };
      await claim('a', 0);
      await store.records.release('sync', 'a');
      await claim('a', 1);
      await claim('b', 20);
      const records = await store.reopen();
      await records.release('sync', 'b');
      const last = await records.claim('sync', 'c', 21, 30);
      if (last.result === 'claimed') numbers.push(last.fencing);
      expect(numbers).toHaveLength(4);
      expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(numbers);
    });

    test('only the holder releases', async () => {
      const { records } = await start();
      await records.claim('sync', 'a', 0, 100);
      await records.release('sync', 'b');
      expect(await records.claim('sync', 'b', 1, 100)).toEqual({ result: 'held', until: 100 });
      await records.release('sync', 'a');
      expect(await records.claim('sync', 'b', 1, 100)).toMatchObject({ result: 'claimed' });
    });

    test('of many at once exactly one gets the key, and other keys are free', async () => {
      const { records } = await start();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => records.claim('sync', `h${index}`, 0, 100)),
      );
      expect(answers.filter(({ result }) => result === 'claimed')).toHaveLength(1);
      expect(await records.claim('limiter', 'x', 0, 100)).toMatchObject({ result: 'claimed' });
    });
  });
}
