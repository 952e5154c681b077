import { describe, expect, it } from 'vitest';
import { requestSync } from '../../../src/licensing/flows/sync.js';
import { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { bind, boundHouse } from '../../support/core-ceremony.js';
import { HOUR, MINUTE } from '../../support/core-samples.js';
import { stock, syncState } from '../../support/core-sync.js';

const at = (text: string): number => Date.parse(text);

/** Bells every five minutes; when each try of a sync ended, as minutes after the first. */
async function triesUntil(house: TestHouse, end: number): Promise<{ minutes: number; id: string }[]> {
  const tries: { at: number; id: string }[] = [];
  for (; house.now <= end; house.now += 5 * MINUTE) {
    await house.ring();
    const { last } = await syncState(house);
    if (last !== null && last.finishedAt !== tries.at(-1)?.at) tries.push({ at: last.finishedAt, id: last.id });
  }
  return tries.map((one) => ({ minutes: (one.at - (tries[0]?.at ?? 0)) / MINUTE, id: one.id }));
}

describe('a sync that fails again and again', () => {
  it('is tried with growing gaps until the next slot takes its place', async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T17:00:00Z');
    house.apple.interfere = () => ({ before: unreachable() });
    const tries = await triesUntil(house, at('2026-11-23T06:00:00Z'));
    expect(tries.map(({ minutes }) => minutes)).toEqual([0, 15, 45, 105, 225, 465, 720, 735, 765]);
    expect(new Set(tries.slice(0, 6).map(({ id }) => id)).size).toBe(1);
    expect(new Set(tries.slice(6).map(({ id }) => id)).size).toBe(1);
    expect(tries[6]?.id).not.toBe(tries[5]?.id);
  });

  it('stays on one card in the channel, also the first one after a binding', async () => {
    const house = new TestHouse();
    stock(house);
    await bind(house);
    house.apple.interfere = () => ({ before: unreachable() });
    await triesUntil(house, house.now + 2 * HOUR);
    const told = await house.noticesOf('sync-summary');
    expect(told.length).toBeGreaterThan(3);
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(1);
    house.apple.interfere = () => undefined;
    await triesUntil(house, house.now + 2 * HOUR);
    const end = (await house.noticesOf('sync-summary')).at(-1);
    expect(end).toMatchObject({ subject: told[0]?.subject, facts: { report: { outcome: { result: 'complete' } } } });
  });

  it('tells everybody who waits for it, each on their one card', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = () => ({ before: unreachable() });
    await requestSync(house.core, house.asked('OPERATOR'));
    await requestSync(house.core, house.asked('U1'));
    await house.ring();
    house.apple.interfere = () => undefined;
    house.now += 15 * MINUTE;
    await house.ring();
    const cards = await house.noticesOf('sync-card');
    const done = cards.flatMap(({ audience, facts }) =>
      facts.stage === 'done' && audience.to === 'person' ? [[audience.userId, facts.report.outcome.result]] : [],
    );
    expect(done).toEqual([
      ['OPERATOR', 'failed'],
      ['U1', 'failed'],
      ['OPERATOR', 'complete'],
      ['U1', 'complete'],
    ]);
    expect(new Set(cards.map(({ subject }) => subject)).size).toBe(1);
  });

  it('never promises a try later than the slot that takes its place', async () => {
    const house = await boundHouse(stock);
    house.now = at('2026-11-22T16:55:00Z');
    house.apple.interfere = () => ({ before: unreachable() });
    await requestSync(house.core, house.asked('OPERATOR'));
    await house.ring();
    expect((await syncState(house)).last?.outcome).toMatchObject({ nextTry: at('2026-11-22T17:00:00Z') });
    house.now = at('2026-11-22T17:00:00Z');
    expect(await house.ring()).toEqual(['sync@2026-11-22T18:00[Europe/Stockholm] (slot)']);
  });

  it('is left to a person who asks anew', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = () => ({ before: unreachable() });
    await requestSync(house.core, house.asked('OPERATOR'));
    await house.ring();
    const first = (await syncState(house)).last?.id;
    await requestSync(house.core, house.asked('U1'));
    await house.ring();
    expect((await syncState(house)).last).toMatchObject({ attempt: 1 });
    expect((await syncState(house)).last?.id).not.toBe(first);
  });
});
