import { describe, expect, it } from 'vitest';
import { requestSync } from '../../../src/licensing/flows/sync.js';
import type { Notice } from '../../../src/licensing/rules/notice.js';
import { instantOf } from '../../../src/licensing/rules/slots.js';
import { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, confirmedOnce } from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';
import { stock, syncState } from '../../support/core-sync.js';

const at = (text: string): number => Date.parse(text);
const summaries = (house: TestHouse) => house.noticesOf('sync-summary', 'channel');
const slotOf = (local: string) => `sync@${local}[Europe/Stockholm]`;

async function slots(house: TestHouse): Promise<Record<string, string>> {
  const stored = await house.records.list('slot');
  return Object.fromEntries(stored.map(({ id, value }) => [id, value.outcome]));
}

describe('the bell', () => {
  it('does nothing in a house that has nothing', async () => {
    const house = new TestHouse();
    expect(await house.ring()).toEqual([]);
    expect(house.apple.calls).toEqual([]);
    expect(await slots(house)).toEqual({});
  });

  it('runs no slot while nothing is bound', async () => {
    const house = new TestHouse();
    await confirmedOnce(house);
    house.now += 30 * MINUTE;
    await house.ring();
    expect(await slots(house)).toEqual({});
  });

  it('syncs at 06:00 and 18:00 and sums up in the channel', async () => {
    const house = await boundHouse(stock);
    const before = (await summaries(house)).length;
    for (let minute = 0; minute < 24 * 60; minute += 5) {
      house.now = at('2026-11-22T12:00:00Z') + minute * MINUTE;
      await house.ring();
    }
    const told = (await summaries(house)).slice(before);
    expect(told.map(({ facts }) => [facts.report.trigger, facts.report.slot, facts.report.startedAt])).toEqual([
      ['slot', slotOf('2026-11-22T18:00'), at('2026-11-22T17:00:00Z')],
      ['slot', slotOf('2026-11-23T06:00'), at('2026-11-23T05:00:00Z')],
    ]);
    expect(await slots(house)).toEqual({
      [slotOf('2026-11-22T18:00')]: 'done',
      [slotOf('2026-11-23T06:00')]: 'done',
    });
  });

  it('that rings in a burst runs a slot once', async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T17:00:00Z');
    const before = (await summaries(house)).length;
    const all = await Promise.all(Array.from({ length: 6 }, () => house.ring()));
    expect(all.flat().filter((line) => line.includes('18:00'))).toHaveLength(1);
    expect(await summaries(house)).toHaveLength(before + 1);
  });

  it('that rings first after a rest catches up once, and the summary names what was missed', async () => {
    const house = await boundHouse(stock);
    house.tick = 1;
    house.now = at('2026-11-24T09:30:00Z');
    const done = await house.ring();
    expect(done).toEqual([
      `${slotOf('2026-11-24T06:00')} (catch-up)`,
      `${slotOf('2026-11-22T18:00')} was missed`,
      `${slotOf('2026-11-23T06:00')} was missed`,
      `${slotOf('2026-11-23T18:00')} was missed`,
    ]);
    const [summary] = (await summaries(house)).slice(-1);
    expect(summary?.facts.report).toMatchObject({ trigger: 'catch-up', slot: slotOf('2026-11-24T06:00') });
    expect(summary?.facts.missedSlots).toEqual([
      slotOf('2026-11-22T18:00'),
      slotOf('2026-11-23T06:00'),
      slotOf('2026-11-23T18:00'),
    ]);
    house.now = at('2026-11-24T17:00:00Z');
    await house.ring();
    expect((await summaries(house)).at(-1)?.facts.missedSlots).toEqual([]);
  });

  it('names the missed slots again when the sync that caught them up failed', async () => {
    const house = await boundHouse(stock);
    house.tick = 1;
    house.now = at('2026-11-23T09:30:00Z');
    house.apple.interfere = () => ({ before: unreachable() });
    await house.ring();
    house.apple.interfere = () => undefined;
    house.now += 16 * MINUTE;
    await house.ring();
    const told = (await summaries(house)).slice(-2);
    expect(told.map(({ facts }) => facts.missedSlots)).toEqual([
      [slotOf('2026-11-22T18:00')],
      [slotOf('2026-11-22T18:00')],
    ]);
  });

  it('lets a slot join the sync that somebody started, and the channel hears of it', async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T17:00:00Z');
    await requestSync(house.core, house.asked('OPERATOR'));
    const before = (await summaries(house)).length;
    await house.ring();
    expect(await summaries(house)).toHaveLength(before + 1);
    expect((await syncState(house)).last).toMatchObject({
      trigger: 'slot',
      slot: slotOf('2026-11-22T18:00'),
      startedBy: 'OPERATOR',
    });
    const done = (await house.noticesOf('sync-card')).filter(({ facts }) => facts.stage === 'done');
    expect(done.map(({ audience }) => audience)).toEqual([{ to: 'person', userId: 'OPERATOR' }]);
  });

  it('leaves no slot open that joined a sync which was interrupted long ago', async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T17:00:00Z');
    house.cutAt = (point) => point === 'sync.users-read';
    expect(await house.untilCut(() => house.ring())).toBe('cut');
    house.now = at('2026-11-23T05:00:00Z');
    await house.restart();
    expect(await slots(house)).toEqual({
      [slotOf('2026-11-22T18:00')]: 'done',
      [slotOf('2026-11-23T06:00')]: 'done',
    });
  });

  it('forgets slots after two weeks, not before', async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T17:00:00Z');
    await house.ring();
    house.now = at('2026-12-06T17:00:00Z');
    await house.ring();
    expect(await slots(house)).toHaveProperty([slotOf('2026-11-22T18:00')]);
    house.now = at('2026-12-07T05:00:00Z');
    await house.ring();
    expect(await slots(house)).not.toHaveProperty([slotOf('2026-11-22T18:00')]);
  });
});

describe('a slot', async () => {
  const due = async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T17:00:00Z');
    return house;
  };
  const points = async () => {
    const house = await due();
    const seen: { point: string; ofThis: number }[] = [];
    const before = new Map<string, number>();
    house.cutAt = (point, count) => {
      const first = before.get(point) ?? count;
      before.set(point, first);
      seen.push({ point, ofThis: count - first + 1 });
      return false;
    };
    await house.ring();
    return seen;
  };

  it.each(await points())('ended at $point ($ofThis) runs once all the same', async (cut) => {
    const house = await due();
    const before = (await summaries(house)).length;
    let seen = 0;
    house.cutAt = (point) => {
      if (point === cut.point) seen += 1;
      return point === cut.point && seen === cut.ofThis;
    };
    expect(await house.untilCut(() => house.ring())).toBe('cut');
    await house.restart();
    await house.ring();
    const told = (await summaries(house)).slice(before);
    expect(told.map(({ facts }) => facts.report.slot)).toEqual([slotOf('2026-11-22T18:00')]);
    expect(await slots(house)).toEqual({ [slotOf('2026-11-22T18:00')]: 'done' });
  });

  it.each([
    { zone: 'Europe/Stockholm', date: '2027-03-28', times: ['02:30', '12:00'] },
    { zone: 'Europe/Stockholm', date: '2027-10-31', times: ['02:30', '12:00'] },
    { zone: 'America/New_York', date: '2027-03-14', times: ['02:15', '12:00'] },
    { zone: 'America/New_York', date: '2027-11-07', times: ['01:30', '12:00'] },
    { zone: 'Australia/Lord_Howe', date: '2027-10-03', times: ['02:10', '12:00'] },
    { zone: 'Australia/Lord_Howe', date: '2027-04-04', times: ['01:45', '12:00'] },
  ])('at $times on $date in $zone, where the clocks change, runs once each', async ({ zone, date, times }) => {
    const house = await boundHouse(stock);
    house.core = { ...house.core, settings: { ...house.settings, schedule: { job: 'sync', times, timeZone: zone } } };
    const start = instantOf(date, '00:00', zone);
    house.now = start;
    await house.ring();
    const before = (await summaries(house)).length;
    for (let now = start; now <= start + 26 * HOUR; now += 15 * MINUTE) {
      house.now = now;
      await house.ring();
    }
    const ran = (await summaries(house)).slice(before).map(({ facts }) => facts.report.slot);
    expect(ran).toEqual(expect.arrayContaining(times.map((time) => `sync@${date}T${time}[${zone}]`)));
    expect(new Set(ran).size).toBe(ran.length);
  });
});

/** The first copy of each warning. */
function onceEach<N extends Notice>(notices: readonly N[]): N[] {
  return notices.filter(({ subject }, index) => notices.findIndex((one) => one.subject === subject) === index);
}

describe('a token that runs out', () => {
  const warned = async (house: TestHouse) =>
    onceEach(await house.noticesOf('token-warning')).map(({ facts }) => facts.token.daysLeft);

  it('is warned of at 60, 30, 14, 7, 3, 1 and 0 days, each once, and said to have expired, once', async () => {
    const house = await boundHouse(stock);
    const expires = house.now + 300 * DAY;
    for (let hours = 240 * 24 - 48; hours <= 300 * 24 + 24; hours += 3) {
      house.now = expires - 300 * DAY + hours * HOUR;
      await house.ring();
    }
    expect(await warned(house)).toEqual([60, 30, 14, 7, 3, 1, 0]);
    const said = await house.noticesOf('token-trouble');
    expect(said.map(({ audience, facts }) => [audience.to, facts.state])).toEqual([
      ['channel', 'expired'],
      ['custodians', 'expired'],
    ]);
  });

  it('is warned of once after a long rest, with the days that are left', async () => {
    const house = await boundHouse(stock);
    house.now += 295 * DAY + HOUR;
    await house.ring();
    await house.restart();
    await house.ring();
    expect(await warned(house)).toEqual([4]);
    house.now -= 10 * DAY;
    await house.ring();
    expect(await warned(house)).toEqual([4]);
    house.now += 10 * DAY;
    house.now += 2 * DAY;
    await house.ring();
    expect(await warned(house)).toEqual([4, 2]);
  });

  it('is warned of once when bells ring in a burst', async () => {
    const house = await boundHouse(stock);
    house.now += 271 * DAY;
    await Promise.all([house.ring(), house.ring(), house.ring()]);
    expect(await warned(house)).toHaveLength(1);
  });

  it('is not warned of when it was revoked: that was said already', async () => {
    const house = await boundHouse(stock);
    house.apple.tokenRefusal = refused('revoked', 9625);
    house.now = at('2026-11-22T17:00:00Z');
    await house.ring();
    house.now += 290 * DAY;
    await house.ring();
    expect(await warned(house)).toEqual([]);
  });

  it('is warned of by the date that Apple tells', async () => {
    const house = await boundHouse(stock);
    house.apple.tokenExpires = house.now + 20 * DAY;
    house.now = at('2026-11-22T17:00:00Z');
    await house.ring();
    await house.ring();
    expect(await warned(house)).toEqual([19]);
  });
});
