import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetRecord } from '../../../src/licensing/rules/asset.js';
import {
  emptyLedger,
  holdFor,
  judgedReading,
  type Ledger,
  type LedgerInputs,
  ledgerFigures,
  settledLedger,
  withHold,
} from '../../../src/licensing/rules/ledger.js';
import { anAssetRecord, MINUTE, NOON } from '../../support/core-samples.js';

const later = NOON + MINUTE;

function inputs(
  given: Partial<Omit<LedgerInputs, 'asset' | 'ledger'>> = {},
  ledger: Partial<Ledger> = {},
  asset: Partial<AssetRecord> = {},
): LedgerInputs {
  return {
    asset: anAssetRecord({ assignedCount: 0, availableCount: 10, ...asset }),
    ledger: { ...emptyLedger, ...ledger },
    ...{ reserved: 0, licensing: 0, waiting: 0, openWrites: 0 },
    ...given,
  };
}

const held = { availableCount: 8, totalCount: 8, readAt: NOON };

describe('the reading that free licences are judged on', () => {
  it.each<[string, LedgerInputs, number]>([
    ['the only one there is', inputs(), 10],
    ['a newer one', inputs({}, { reading: held }, { readAt: later }), 10],
    ['not one that is as old', inputs({}, { reading: held }, { readAt: NOON }), 8],
    ['not one that a write is open with', inputs({ openWrites: 1 }, { reading: held }, { readAt: later }), 8],
    [
      'not one that began before the last write came to rest',
      inputs({}, { reading: held, lastWriteEndedAt: later }, { readAt: later }),
      8,
    ],
    ['one that began after it', inputs({}, { reading: held, lastWriteEndedAt: NOON }, { readAt: later }), 10],
    ['not a suspect one', inputs({}, { reading: held }, { readAt: later, suspectSince: later }), 8],
  ])('is %s', (_, given, availableCount) => {
    expect(judgedReading(given).availableCount).toBe(availableCount);
    expect(settledLedger(given).reading?.availableCount).toBe(availableCount);
  });
});

describe('licences that were given', () => {
  const given = [{ at: later, count: 3 }];

  it('are in flight until a reading that began after them', () => {
    const open = inputs({}, { reading: held, given, lastWriteEndedAt: later }, { readAt: later, availableCount: 5 });
    expect(ledgerFigures(open)).toMatchObject({ inFlight: 3, free: 5 });
    const read = inputs(
      {},
      { reading: held, given, lastWriteEndedAt: later },
      { readAt: later + 1, availableCount: 5 },
    );
    expect(ledgerFigures(read)).toMatchObject({ inFlight: 0, free: 5 });
    expect(settledLedger(read).given).toEqual([]);
  });

  it('or taken back add nothing before it', () => {
    const released = inputs({}, { reading: held, lastWriteEndedAt: later }, { readAt: later - 1, availableCount: 9 });
    expect(ledgerFigures(released).free).toBe(8);
  });
});

describe('the figures of an app', () => {
  it.each<[string, LedgerInputs, Partial<ReturnType<typeof ledgerFigures>>]>([
    [
      'take off what is promised and on its way',
      inputs({ reserved: 2, licensing: 1 }, { holds: { 'D-1': 3 } }),
      { reserved: 5, inFlight: 1, free: 4, shortBy: 0 },
    ],
    ['are short when Apple took what was promised', inputs({ reserved: 12 }), { free: -2, shortBy: 2 }],
    [
      'know no end where there is none',
      inputs({ reserved: 12 }, {}, { unlimited: true }),
      { free: null, shortBy: 0, unlimited: true },
    ],
    ['are in doubt while a fall is', inputs({}, {}, { suspectSince: NOON }), { suspect: true }],
    ['are in doubt when the app is gone', inputs({}, {}, { presence: 'gone' }), { suspect: true }],
    [
      'tell ours from those of others',
      inputs({}, {}, { assignedCount: 7, ours: 5 }),
      { assignedOurs: 5, assignedForeign: 2 },
    ],
    ['never count others below zero', inputs({}, {}, { assignedCount: 4, ours: 5 }), { assignedForeign: 0 }],
  ])('%s', (_, given, figures) => {
    expect(ledgerFigures(given)).toMatchObject(figures);
  });
});

describe('a hold', () => {
  it('is taken from what is free, and only from that', () => {
    expect(holdFor(inputs({ reserved: 4 }), 'D-1', 7)).toEqual({ result: 'no-licences-left', free: 6, needed: 7 });
    expect(holdFor(inputs({ reserved: 12 }), 'D-1', 1)).toEqual({ result: 'no-licences-left', free: 0, needed: 1 });
    const reserving = holdFor(inputs({ reserved: 4 }), 'D-1', 6);
    expect(reserving).toMatchObject({ result: 'reserved', ledger: { holds: { 'D-1': 6 } } });
  });

  it('grows, shrinks and goes', () => {
    const grown = holdFor(inputs({}, { holds: { 'D-1': 2, 'D-2': 1 } }), 'D-1', 3);
    if (grown.result !== 'reserved') throw new Error('not reserved');
    expect(grown.ledger.holds).toEqual({ 'D-1': 5, 'D-2': 1 });
    expect(withHold(grown.ledger, 'D-1', 1).holds).toEqual({ 'D-1': 1, 'D-2': 1 });
    expect(withHold(grown.ledger, 'D-1', 0).holds).toEqual({ 'D-2': 1 });
    expect(withHold(grown.ledger, 'D-1', -2).holds).toEqual({ 'D-2': 1 });
  });

  it('of nothing changes nothing', () => {
    expect(holdFor(inputs(), 'D-1', 0)).toMatchObject({ result: 'reserved', ledger: { holds: {} } });
    expect(holdFor(inputs({ reserved: 12 }, {}, { unlimited: true }), 'D-1', 99)).toMatchObject({ result: 'reserved' });
  });
});

/** What may happen to one app; times pass between any two. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('approve' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('write-down' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('send' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end-write' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('begin-reading' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('store-reading' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buy' as const), count: fc.integer({ min: 1, max: 3 }) }) },
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** One app at Apple and here. The promise: nobody's licence is anybody else's. */
class World {
  total = 3;
  assigned = 0;
  now = NOON;
  ledger: Ledger = emptyLedger;
  reserved = 0;
  licensing = 0;
  /** Of one open write: whether Apple has done it is up to Apple. */
  open: { count: number; done: boolean } | null = null;
  stored = { availableCount: 3, totalCount: 3, readAt: NOON };
  reading: { availableCount: number; totalCount: number; readAt: number } | null = null;

  inputs(): LedgerInputs {
    const { reserved, licensing, ledger, stored } = this;
    return inputs({ reserved, licensing, openWrites: this.open === null ? 0 : 1 }, ledger, stored);
  }

  /** Promised, on their way and given together are never more than there are. */
  get promised(): number {
    const holds = Object.values(this.ledger.holds).reduce((sum, count) => sum + count, 0);
    const underWay = this.open === null || this.open.done ? 0 : this.open.count;
    return this.assigned + this.reserved + holds + underWay;
  }

  happens(one: Event): void {
    this.now += 1;
    const acts: { [K in Event['kind']]: (given: Event) => void } = {
      approve: (given) => {
        const reserving = holdFor(this.inputs(), 'D-1', 'count' in given ? given.count : 1);
        if (reserving.result === 'reserved') this.ledger = reserving.ledger;
      },
      'write-down': () => {
        const hold = this.ledger.holds['D-1'] ?? 0;
        this.ledger = withHold(settledLedger(this.inputs()), 'D-1', 0);
        this.reserved += hold;
      },
      send: (given) => this.#send('count' in given ? given.count : 1),
      'end-write': () => this.#endWrite(),
      'begin-reading': () => {
        // A write that is under way may be done or not while Apple answers.
        if (this.open !== null && !this.open.done && this.now % 2 === 0) this.#done(this.open);
        this.reading = { availableCount: this.total - this.assigned, totalCount: this.total, readAt: this.now };
      },
      'store-reading': () => {
        if (this.reading !== null) this.stored = this.reading;
        this.reading = null;
      },
      buy: (given) => {
        this.total += 'count' in given ? given.count : 1;
      },
    };
    acts[one.kind](one);
  }

  #send(most: number): void {
    const count = Math.min(most, this.reserved);
    if (this.open !== null || count === 0) return;
    this.ledger = settledLedger(this.inputs());
    this.reserved -= count;
    this.licensing += count;
    this.open = { count, done: false };
  }

  #done(open: { count: number; done: boolean }): void {
    open.done = true;
    this.assigned += open.count;
  }

  #endWrite(): void {
    if (this.open === null) return;
    if (!this.open.done) this.#done(this.open);
    const before = settledLedger(this.inputs());
    const given = [...before.given, { at: this.now, count: this.open.count }];
    this.ledger = { ...before, given, lastWriteEndedAt: this.now };
    this.licensing -= this.open.count;
    this.open = null;
  }
}

describe('whatever happens in whatever order', () => {
  it('no licence is promised twice, and none is short without Apple', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60, size: 'max' }), (events) => {
        const world = new World();
        for (const one of events) {
          world.happens(one);
          expect(world.promised).toBeLessThanOrEqual(world.total);
          expect(ledgerFigures(world.inputs()).shortBy).toBe(0);
        }
      }),
      { seed: 20_261_123, numRuns: 400 },
    );
  });

  it('everything that is free is free again once it was read at rest', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40, size: 'max' }), (events) => {
        const world = new World();
        for (const one of events) world.happens(one);
        for (const kind of ['end-write', 'begin-reading', 'store-reading'] as const) world.happens({ kind });
        expect(ledgerFigures(world.inputs()).free).toBe(world.total - world.promised);
      }),
      { seed: 20_261_123, numRuns: 200 },
    );
  });
});
