import { describe, expect, it } from 'vitest';
import { type Call, unreachable } from '../../support/core-apple.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';
import { asset, completeNow, stock, syncNow, syncState } from '../../support/core-sync.js';

describe('a sync that fails', () => {
  const stages: { call: Call; stage: string }[] = [
    { call: 'clientConfig', stage: 'client-config' },
    { call: 'assets', stage: 'assets' },
    { call: 'users', stage: 'users' },
    { call: 'assignments', stage: 'assignments' },
  ];

  it.each(stages)('at $stage says where and when it is tried again, and keeps the last good figures', async (at) => {
    const house = await boundHouse(stock);
    const before = await house.records.list('asset');
    const trouble = unreachable({ effect: 'none' });
    house.apple.buy('1', 100);
    house.apple.interfere = (call) => (call === at.call ? { before: trouble } : undefined);
    const report = await syncNow(house);
    expect(report.outcome).toEqual({
      result: 'failed',
      stage: at.stage,
      trouble,
      nextTry: house.now + 15 * MINUTE,
    });
    expect(await house.records.list('asset')).toEqual(before);
    expect(house.core.mirror.totals()).toEqual({ users: 2, assignments: 2 });
    const state = await syncState(house);
    expect([state.last?.outcome.result, state.lastComplete?.outcome.result]).toEqual(['failed', 'complete']);
  });

  it('while counts are settled is said to have failed there', async () => {
    const house = await boundHouse(stock);
    house.apple.assign('99', { clientUserId: 'foreign-user' });
    house.apple.interfere = (call) => (call === 'assignmentsOf' ? { before: unreachable() } : undefined);
    expect((await syncNow(house)).outcome).toMatchObject({ result: 'failed', stage: 'settling' });
  });

  it('is tried again when its time has come, once, and who asked hears of it', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = () => ({ before: unreachable() });
    await syncNow(house);
    house.now += 15 * MINUTE - 1;
    expect(await house.ring()).toEqual([]);
    house.apple.interfere = () => undefined;
    house.now += 1;
    expect(await house.ring()).toEqual(['the failed sync is tried again']);
    const state = await syncState(house);
    expect(state).toMatchObject({ running: null, last: { trigger: 'person', outcome: { result: 'complete' } } });
    const done = (await house.noticesOf('sync-card', 'person')).flatMap(({ audience, facts }) =>
      facts.stage === 'done' ? [[audience, facts.report.outcome.result]] : [],
    );
    const who = { to: 'person', userId: 'OPERATOR' };
    expect(done).toEqual([
      [who, 'failed'],
      [who, 'complete'],
    ]);
    expect(await house.ring()).toEqual([]);
  });

  it('at its slot is told to the channel on one card, with its second try', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = () => ({ before: unreachable() });
    house.now = Date.parse('2026-11-22T17:00:00Z');
    await house.ring();
    house.apple.interfere = () => undefined;
    house.now += 15 * MINUTE;
    await house.ring();
    const told = (await house.noticesOf('sync-summary')).slice(-2);
    expect(told.map(({ facts }) => facts.report.outcome.result)).toEqual(['failed', 'complete']);
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(1);
  });
});

describe('a fall of an asset to zero or by more than half', () => {
  const fallen = async () => {
    const house = await boundHouse(stock);
    house.apple.lose('3', 20);
    return house;
  };

  it('is marked, listed, and nobody is alarmed before a second reading', async () => {
    const house = await fallen();
    const outcome = await completeNow(house);
    expect(outcome.suspect).toEqual([{ key: '3.STDQ', name: 'App 3', totalCount: 0, availableCount: 0 }]);
    expect((await asset(house, '3.STDQ')).suspectSince).toBe(house.now);
  });

  it.each([
    { what: 'says the same', back: 0 },
    { what: 'says it was never so', back: 20 },
  ])('is read again within a minute, and believed when the reading $what', async ({ back }) => {
    const house = await fallen();
    await completeNow(house);
    house.now += 29_000;
    expect(await house.ring()).toEqual([]);
    house.apple.buy('3', back);
    house.now += 1000;
    expect(await house.ring()).toEqual(['1 suspect readings settled']);
    expect(await asset(house, '3.STDQ')).toMatchObject({ suspectSince: null, totalCount: back, name: 'App 3' });
    expect(await house.ring()).toEqual([]);
  });

  it('stays in doubt while the second reading fails', async () => {
    const house = await fallen();
    await completeNow(house);
    house.now += MINUTE;
    house.apple.interfere = () => ({ before: unreachable() });
    expect(await house.ring()).toEqual([]);
    expect(house.troubles).toEqual(['suspect.not-read']);
    expect((await asset(house, '3.STDQ')).suspectSince).not.toBeNull();
  });

  it('that turns out to be gone altogether is gone', async () => {
    const house = await fallen();
    await completeNow(house);
    house.apple.unlist('3');
    house.now += MINUTE;
    await house.ring();
    expect(await asset(house, '3.STDQ')).toMatchObject({ presence: 'gone', suspectSince: null });
  });

  it('is believed at the next sync at the latest', async () => {
    const house = await fallen();
    await completeNow(house);
    expect((await completeNow(house)).suspect).toEqual([]);
    expect(await asset(house, '3.STDQ')).toMatchObject({ suspectSince: null, totalCount: 0 });
  });
});
