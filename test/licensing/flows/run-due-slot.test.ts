import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../src/licensing/rules/slots.js';
import type { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';
import { stock } from '../../support/core-sync.js';

const at = (text: string): number => Date.parse(text);
const ran = async (house: TestHouse) =>
  (await house.noticesOf('sync-summary')).flatMap(({ facts }) => facts.report.slot ?? []);
const slotOf = (time: string) => `sync@${time}[Europe/Stockholm]`;

describe('a clock that was far ahead for one ring', () => {
  const corrected = async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T14:00:00Z') + 2 * DAY;
    await house.ring();
    house.now = at('2026-11-22T14:01:00Z');
    await house.ring();
    return house;
  };

  it('takes no slot away that is still to come', async () => {
    const house = await corrected();
    const before = (await ran(house)).length;
    for (const time of ['2026-11-22T17:00:00Z', '2026-11-23T05:00:00Z', '2026-11-23T17:00:00Z']) {
      house.now = at(time);
      await house.ring();
      await house.ring();
    }
    expect((await ran(house)).slice(before)).toEqual([
      slotOf('2026-11-22T18:00'),
      slotOf('2026-11-23T06:00'),
      slotOf('2026-11-23T18:00'),
    ]);
  });

  it('leaves no record of them behind', async () => {
    const house = await corrected();
    const planned = (await house.records.list('slot')).map(({ value }) => value.planned);
    expect(planned.filter((one) => one > house.now + HOUR)).toEqual([]);
  });
});

it('a clock that is corrected by less than an hour runs no slot again', async () => {
  const house = await boundHouse(stock);
  house.now = at('2026-11-22T17:00:00Z');
  await house.ring();
  house.now -= 59 * MINUTE;
  await house.ring();
  house.now += HOUR;
  await house.ring();
  expect(await ran(house)).toEqual([slotOf('2026-11-22T18:00')]);
});

it('a slot runs at most once on any path of the clock, with bells, bursts and restarts, and again only after the clock was set far back before it', async () => {
  const step = fc.record({
    move: fc.oneof(
      fc.integer({ min: -3 * 24, max: 4 * 24 }).map((hours) => hours * HOUR),
      fc.integer({ min: -20, max: 15 }).map((minutes) => minutes * MINUTE),
    ),
    restart: fc.boolean(),
    bells: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const house = await boundHouse();
      const instants = [house.now];
      for (const { move, restart, bells } of steps) {
        house.now += move;
        instants.push(house.now);
        if (restart) await house.restart();
        await Promise.all(Array.from({ length: bells }, () => house.ring()));
      }
      const runs = await ran(house);
      const stored = await house.records.list('slot');
      const kept = new Map(stored.map(({ id, value }) => [id, value.outcome]));
      for (const slot of new Set(runs)) {
        const [, date = '', time = '', zone = ''] = /@(.+)T(.+)\[(.+)\]/.exec(slot) ?? [];
        const farBefore = instantOf(date, time, zone) - HOUR;
        const setBacks = instants.filter((now, index) => now < farBefore && (instants[index - 1] ?? now) >= farBefore);
        expect(runs.filter((one) => one === slot).length).toBeLessThanOrEqual(1 + setBacks.length);
        if (setBacks.length === 0) expect(kept.get(slot) ?? 'done').toBe('done');
      }
      expect([...kept.values()]).not.toContain('running');
    }),
    { numRuns: 40 },
  );
});
