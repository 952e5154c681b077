import { describe, expect, it } from 'vitest';
import type { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import {
  assignmentOf,
  figuresOf,
  holdersAtApple,
  KEY,
  licencePass,
  licensedHouse,
  onceAt,
  releasing,
  reservedHouse,
  sentOf,
  statesOf,
  workFor,
  workNow,
} from '../../support/core-licences.js';
import { HOUR, MINUTE } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

const PEOPLE = ['A1', 'A2', 'A3', 'A4'];
const all = (state: string, count = PEOPLE.length) => Array(count).fill(state);

/** What Apple calls somebody. */
async function idOf(house: TestHouse, userId: string): Promise<string> {
  return (await assignmentOf(house, KEY, userId)).clientUserId;
}

async function auditOf(house: TestHouse, act: string): Promise<string[]> {
  return (await house.audit()).filter((line) => line.startsWith(`system ${act}: `));
}

describe('Apple takes a batch and some of it fails', () => {
  it('settles each person by their own number', async () => {
    const house = await reservedHouse(PEOPLE);
    house.apple.writes.failing.set(await idOf(house, 'A2'), 9616);
    house.apple.writes.failing.set(await idOf(house, 'A3'), 4711);
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['licensed', 'licensed', 'failed', 'licensed']);
    expect(await assignmentOf(house, KEY, 'A3')).toMatchObject({ reason: 'refused-by-apple', errorNumber: 4711 });
    expect(await auditOf(house, 'associate')).toEqual([
      'system associate: partly done',
      ...Array(3).fill('system associate: licensed'),
      'system associate: failed',
    ]);
    expect(await house.records.list('write')).toEqual([]);
  });

  it.each([9603, 9627, 9643, 9644, 9646])('tries again later after %i, with gaps that grow', async (number) => {
    const house = await reservedHouse(PEOPLE);
    const id = await idOf(house, 'A1');
    house.apple.writes.failing.set(id, number);
    await workNow(house);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({
      state: 'reserved',
      tries: 1,
      nextTry: house.now + MINUTE,
    });
    await workFor(house, MINUTE);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ tries: 2, nextTry: house.now + 2 * MINUTE });
    house.apple.writes.failing.clear();
    await workFor(house, 2 * MINUTE);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'licensed', tries: 0, nextTry: null });
  });

  it('gives up after so many tries', async () => {
    const house = await reservedHouse(['A1']);
    house.apple.writes.failing.set(await idOf(house, 'A1'), 9643);
    await workFor(house, 12 * HOUR, 10 * MINUTE);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'failed', errorNumber: 9643 });
    expect(await sentOf(house)).toHaveLength(12);
  });

  it('has whoever Apple does not know made again, and gives up after a few times', async () => {
    const house = await reservedHouse(['A1', 'A2']);
    house.apple.writes.failing.set(await idOf(house, 'A1'), 9609);
    const made = (await house.records.get('membership', 'A1'))?.value;
    if (made === undefined) throw new Error('no membership');
    for (let tries = 1; tries <= 3; tries += 1) {
      await licencePass(house);
      await licencePass(house);
      expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'reserved', tries });
      expect((await house.records.get('membership', 'A1'))?.value).toMatchObject({ state: 'none', errorNumber: 9609 });
      await house.records.commit({ put: [{ kind: 'membership', id: 'A1', value: made }] });
      house.now += HOUR;
    }
    await licencePass(house);
    await licencePass(house);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'failed', reason: 'person-unknown-at-apple' });
    expect(await statesOf(house, KEY, ['A2'])).toEqual(['licensed']);
  });

  it('settles those whom the event does not name by the list', async () => {
    const house = await reservedHouse(PEOPLE);
    house.apple.writes.failing.set(await idOf(house, 'A2'), 4711);
    house.apple.writes.namesNobody = true;
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['licensed', 'failed', 'licensed', 'licensed']);
    expect(await assignmentOf(house, KEY, 'A2')).toMatchObject({ errorNumber: 4711 });
  });

  it('takes a licence that is not there as released (9619), and keeps one that Apple refuses to take', async () => {
    const house = await licensedHouse(PEOPLE);
    await releasing(house, PEOPLE);
    house.apple.writes.failing.set(await idOf(house, 'A1'), 9619);
    house.apple.writes.failing.set(await idOf(house, 'A2'), 9609);
    house.apple.writes.failing.set(await idOf(house, 'A3'), 4711);
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['released', 'released', 'licensed', 'released']);
    expect(await assignmentOf(house, KEY, 'A3')).toMatchObject({ reason: 'refused-by-apple', errorNumber: 4711 });
  });
});

describe('none is left at Apple although we counted enough (9709)', () => {
  it('sends nobody else, and goes on when a reading shows some', async () => {
    const house = await reservedHouse(['A1', 'A2', 'A3', 'A4', 'A5', 'A6'], 6);
    house.apple.writes.limits = { ...house.apple.writes.limits, maxClientUserIds: 2 };
    house.apple.writes.pendingLooks = 1;
    house.apple.lose('1', 5);
    await workNow(house);
    house.apple.writes.pendingLooks = 0;
    await workFor(house, MINUTE);
    const states = await statesOf(house, KEY, ['A1', 'A2', 'A3', 'A4', 'A5', 'A6']);
    expect(states.filter((state) => state === 'licensed')).toHaveLength(1);
    expect(states.filter((state) => state === 'waiting-for-licences')).toHaveLength(5);
    const sent = (await sentOf(house)).length;
    await workFor(house, 10 * MINUTE);
    expect(await sentOf(house)).toHaveLength(sent);
    expect(await holdersAtApple(house, KEY)).toHaveLength(1);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 0, waiting: 5, shortBy: 0 });
    house.apple.buy('1', 5);
    await syncNow(house);
    await workFor(house, 10 * MINUTE);
    expect(await holdersAtApple(house, KEY)).toHaveLength(6);
  });
});

describe('Apple refuses a whole batch, so nothing of it was done', () => {
  it('takes out whom it names and sends the rest', async () => {
    const house = await reservedHouse(PEOPLE);
    const culprits = { clientUserIds: [await idOf(house, 'A2')], serialNumbers: [] };
    onceAt(house, 'associate', { before: { ...refused('other', 4711), culprits } });
    await workNow(house);
    expect(await sentOf(house)).toEqual(['associate A1 A2 A3 A4', 'associate A1 A3 A4']);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['licensed', 'failed', 'licensed', 'licensed']);
  });

  it('halves it without names until the one is found', async () => {
    const house = await reservedHouse(PEOPLE);
    const bad = await idOf(house, 'A3');
    house.apple.interfere = (call) => {
      const named = house.apple.writes.named.at(-1)?.ids ?? [];
      return call === 'associate' && named.includes(bad) ? { before: refused('other', 4711) } : undefined;
    };
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['licensed', 'licensed', 'failed', 'licensed']);
    expect(await sentOf(house)).toEqual([
      'associate A1 A2 A3 A4',
      'associate A1 A2',
      'associate A3 A4',
      'associate A3',
      'associate A4',
    ]);
  });

  it('leaves Apple alone after too many refusals', async () => {
    const people = Array.from({ length: 60 }, (_, index) => `P${String(index).padStart(2, '0')}`);
    const house = await reservedHouse(people, 100);
    house.apple.interfere = (call) => (call === 'associate' ? { before: refused('other', 4711) } : undefined);
    await workNow(house);
    expect((await sentOf(house)).length).toBeLessThan(50);
    expect((await statesOf(house, KEY, people)).filter((state) => state === 'licensing')).toEqual([]);
  });
});

describe('nobody knows whether Apple did it', () => {
  const lost = { after: unreachable() };
  const never = { before: unreachable() };

  it.each(['associate', 'disassociate'] as const)('the answer to %s is lost after it was done', async (act) => {
    const house = act === 'associate' ? await reservedHouse(PEOPLE) : await licensedHouse(PEOPLE);
    if (act === 'disassociate') await releasing(house, PEOPLE);
    onceAt(house, act, lost);
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all(act === 'associate' ? 'licensed' : 'released'));
    expect(await sentOf(house)).toHaveLength(1);
  });

  it.each(['associate', 'disassociate'] as const)('%s never arrived: sent again after ten minutes', async (act) => {
    const house = act === 'associate' ? await reservedHouse(PEOPLE) : await licensedHouse(PEOPLE);
    if (act === 'disassociate') await releasing(house, PEOPLE);
    onceAt(house, act, never);
    await workFor(house, 9 * MINUTE);
    expect(await sentOf(house)).toHaveLength(1);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all(act === 'associate' ? 'licensing' : 'releasing'));
    if (act === 'associate') expect(await figuresOf(house, KEY)).toMatchObject({ free: 6, inFlight: 4 });
    await workFor(house, 2 * MINUTE);
    expect(await sentOf(house)).toHaveLength(2);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all(act === 'associate' ? 'licensed' : 'released'));
  });

  it('settles those who show it, and sends the others again', async () => {
    const house = await reservedHouse(PEOPLE);
    onceAt(house, 'associate', never);
    house.apple.give({ adamId: '1', pricingParam: 'STDQ' }, await idOf(house, 'A2'));
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(['licensing', 'licensed', 'licensing', 'licensing']);
    await workFor(house, 11 * MINUTE);
    expect(await sentOf(house)).toEqual(['associate A1 A2 A3 A4', 'associate A1 A3 A4']);
    expect(await holdersAtApple(house, KEY)).toEqual(PEOPLE);
  });

  it('the event is unknown (9708)', async () => {
    const house = await reservedHouse(PEOPLE);
    house.apple.writes.forgetsEvents = true;
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
    expect(await sentOf(house)).toHaveLength(1);
  });

  it('the event is pending for ten minutes', async () => {
    const house = await reservedHouse(PEOPLE);
    house.apple.writes.pendingLooks = 1_000;
    await workFor(house, 9 * MINUTE);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensing'));
    await workFor(house, 2 * MINUTE);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });

  it('the process ended while it was sent', async () => {
    const house = await reservedHouse(PEOPLE);
    house.cutAt = (point) => point === 'licences.sent';
    house.background.work();
    expect(await house.untilCut(() => house.drain())).toBe('cut');
    await house.restart();
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
    expect(await sentOf(house)).toHaveLength(1);
  });

  it('counts the time anew when the clock was set back', async () => {
    const house = await reservedHouse(PEOPLE);
    onceAt(house, 'associate', never);
    house.now += 5 * HOUR;
    await workNow(house);
    house.now -= 5 * HOUR;
    await workFor(house, 9 * MINUTE);
    expect(await sentOf(house)).toHaveLength(1);
    await workFor(house, 3 * MINUTE);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });

  it('does not ask Apple all the time while it cannot be reached', async () => {
    const house = await reservedHouse(PEOPLE);
    house.apple.interfere = (call) => (call === 'associate' || call === 'assignmentsOf' ? never : undefined);
    await workFor(house, HOUR, 10_000);
    const reads = house.apple.calls.filter((call) => call === 'assignmentsOf').length;
    expect(reads).toBeLessThan(20);
    house.apple.interfere = () => undefined;
    await workFor(house, 3 * HOUR, MINUTE);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });
});
