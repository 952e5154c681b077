import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { readSubscription, SUBSCRIPTION } from '../../../src/licensing/flows/subscription-step.js';
import type { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import {
  aDeployment,
  anAssignment,
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
import { MINUTE } from '../../support/core-samples.js';

const PEOPLE = ['A1', 'A2', 'A3', 'A4', 'A5'];
const all = (state: string, count = PEOPLE.length) => Array(count).fill(state);
const looks = ({ apple }: TestHouse) => apple.calls.filter((call) => call === 'eventStatus').length;

describe('licences are given', () => {
  it('sends as few batches as Apple’s limit allows and settles them by their events', async () => {
    const house = await reservedHouse(PEOPLE);
    await workNow(house);
    expect(await sentOf(house)).toEqual(['associate A1 A2 A3 A4', 'associate A5']);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
    expect(await holdersAtApple(house, KEY)).toEqual(PEOPLE);
    const [first] = PEOPLE;
    expect(await assignmentOf(house, KEY, first ?? '')).toMatchObject({
      ...{ eventId: 'event-0', writeId: null, licensedAt: house.now },
    });
    expect(await house.records.list('write')).toEqual([]);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 5, inFlight: 5, reserved: 0 });
    expect(await house.audit()).toContain('system associate: done');
  });

  it('counts them as in flight until the asset was read again, which follows by itself', async () => {
    const house = await reservedHouse(PEOPLE);
    await workNow(house);
    house.now += 1;
    await workNow(house);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 5, inFlight: 0, availableCount: 5, assignedOurs: 5 });
    const calls = house.apple.calls.length;
    house.now += MINUTE;
    await workNow(house);
    expect(house.apple.calls).toHaveLength(calls);
  });

  it('tells each person once that a licence has come to them', async () => {
    const house = await reservedHouse(PEOPLE);
    await workNow(house);
    house.now += MINUTE;
    await workNow(house);
    const told = await house.noticesOf('licence-given');
    expect(told.map(({ audience }) => audience)).toEqual(PEOPLE.map((userId) => ({ to: 'person', userId })));
    expect(told[0]?.facts.app.key).toBe(KEY);
  });

  it('sends one app in one request', async () => {
    const house = await reservedHouse(['A1', 'A2']);
    house.apple.buy('2', 5);
    await house.records.commit({ put: [{ kind: 'asset', id: '2.STDQ', value: await assetLike(house, '2') }] });
    await aDeployment(house, 'D-2', '2.STDQ');
    await anAssignment(house, '2.STDQ', 'A1', { wantedBy: ['D-2'] });
    await workNow(house);
    expect((await sentOf(house)).sort()).toEqual(['associate A1', 'associate A1 A2']);
  });

  it('gives four hundred people their licence in one request', async () => {
    const people = Array.from({ length: 400 }, (_, index) => `P${String(index).padStart(4, '0')}`);
    const house = await reservedHouse(people, 400);
    house.apple.writes.limits = { ...house.apple.writes.limits, maxClientUserIds: 400 };
    await licencePass(house);
    await licencePass(house);
    expect(house.apple.writes.named.map(({ ids }) => ids.length)).toEqual([400]);
    expect(house.apple.assignmentRows).toHaveLength(400);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 0, inFlight: 400, reserved: 0, shortBy: 0 });
  });

  it('has at most three batches of an app open at once', async () => {
    const people = Array.from({ length: 17 }, (_, index) => `P${String(index).padStart(2, '0')}`);
    const house = await reservedHouse(people, 20);
    house.apple.writes.pendingLooks = 1;
    await workNow(house);
    expect(await sentOf(house)).toHaveLength(3);
    await workFor(house, 2 * MINUTE);
    expect(await sentOf(house)).toHaveLength(5);
    expect(await statesOf(house, KEY, people)).toEqual(all('licensed', 17));
  });

  it('looks at a pending event 30 seconds apart', async () => {
    const house = await reservedHouse(['A1']);
    house.apple.writes.pendingLooks = 2;
    await workNow(house);
    expect([await statesOf(house, KEY, ['A1']), looks(house)]).toEqual([['licensing'], 1]);
    house.now += 29_000;
    await workNow(house);
    expect(looks(house)).toBe(1);
    await workFor(house, MINUTE, 1000);
    expect([await statesOf(house, KEY, ['A1']), looks(house)]).toEqual([['licensed'], 3]);
  });

  it('waits for Apple’s notification before it asks, and no longer than five minutes', async () => {
    const house = await reservedHouse(['A1']);
    await subscribed(house);
    await workNow(house);
    expect([await statesOf(house, KEY, ['A1']), looks(house)]).toEqual([['licensing'], 0]);
    await workFor(house, 4 * MINUTE);
    expect(looks(house)).toBe(0);
    await workFor(house, MINUTE);
    expect([await statesOf(house, KEY, ['A1']), looks(house)]).toEqual([['licensed'], 1]);
  });

  it('asks at once when the mirror shows what was sent', async () => {
    const house = await reservedHouse(['A1']);
    await subscribed(house);
    await workNow(house);
    house.core.mirror.mergeAssignments(house.apple.assignmentRows.map(({ row }) => row));
    await workNow(house);
    expect([await statesOf(house, KEY, ['A1']), looks(house)]).toEqual([['licensed'], 1]);
  });
});

describe('nothing is sent', () => {
  const house = () => reservedHouse(['A1', 'A2']);
  const nothing = async (given: TestHouse) => {
    await licencePass(given);
    expect(await sentOf(given)).toEqual([]);
    expect(await statesOf(given, KEY, ['A1', 'A2'])).toEqual(all('reserved', 2));
  };

  it('while the bot is paused', async () => {
    const given = await house();
    await setPaused(given.core, given.asked('U1'), true);
    await nothing(given);
  });

  it('before what others made is removed or accepted', async () => {
    const given = await house();
    const sync = await given.records.get('sync', 'state');
    const last = sync?.value.lastComplete;
    if (sync === null || last?.outcome.result !== 'complete') throw new Error('no sync');
    const totals = { ...last.outcome.totals, foreignUsers: 1 };
    const value = { ...sync.value, lastComplete: { ...last, outcome: { ...last.outcome, totals } } };
    await given.records.commit({ put: [{ kind: 'sync', id: 'state', value }] });
    await nothing(given);
  });

  it('while somebody else changes the location', async () => {
    const given = await house();
    const value = { since: given.now, lost: [], foreignRise: 1, reference: 'R', answered: null };
    await given.records.commit({ put: [{ kind: 'interference', id: 'location', value }] });
    await nothing(given);
  });

  it.each(['none', 'registered', 'invited', 'retired', 'left'] as const)('for somebody who is %s', async (state) => {
    const given = await house();
    for (const { id, value } of await given.records.list('membership'))
      await given.records.commit({ put: [{ kind: 'membership', id, value: { ...value, state } }] });
    await nothing(given);
  });

  it.each([
    ['is stopped', { stopped: { by: 'U1', at: 1 } }],
    ['is closed', { state: 'closed' }],
    ['waits for its approval', { state: 'awaiting-approval', inForce: null }],
  ] as const)('when the deployment %s', async (_, change) => {
    const given = await house();
    await aDeployment(given, 'D-1', KEY, change);
    await nothing(given);
  });

  it('while the asset is short', async () => {
    const given = await house();
    const stored = await given.records.get('asset', KEY);
    if (stored === null) throw new Error('no asset');
    const value = { ...stored.value, availableCount: 1, totalCount: 1 };
    await given.records.commit({ put: [{ kind: 'asset', id: KEY, value }] });
    await nothing(given);
  });

  it('while the asset is in doubt', async () => {
    const given = await house();
    const stored = await given.records.get('asset', KEY);
    if (stored === null) throw new Error('no asset');
    const value = { ...stored.value, suspectSince: given.now };
    await given.records.commit({ put: [{ kind: 'asset', id: KEY, value }] });
    await nothing(given);
  });

  it('before the next try', async () => {
    const given = await house();
    for (const userId of ['A1', 'A2']) await anAssignment(given, KEY, userId, { nextTry: given.now + MINUTE });
    await nothing(given);
    given.now += MINUTE;
    await workNow(given);
    expect(await sentOf(given)).toEqual(['associate A1 A2']);
  });
});

describe('licences are taken back', () => {
  it('frees them at Apple, and counts them as free only after the next reading', async () => {
    const house = await licensedHouse(['A1', 'A2']);
    await releasing(house, ['A1']);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 8 });
    await workNow(house);
    expect(await sentOf(house)).toEqual(['disassociate A1']);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({
      ...{ state: 'released', reason: 'uninstalled', licensedAt: null, removalBy: 'D-2' },
    });
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 8 });
    house.now += 1;
    await workNow(house);
    expect(await figuresOf(house, KEY)).toMatchObject({ free: 9, assignedOurs: 1 });
  });

  it('begins anew for whoever is wanted again meanwhile', async () => {
    const house = await licensedHouse(['A1']);
    await releasing(house, ['A1']);
    house.apple.writes.pendingLooks = 1;
    await workNow(house);
    const open = await assignmentOf(house, KEY, 'A1');
    await anAssignment(house, KEY, 'A1', { ...open, wantedBy: ['D-1'] });
    house.apple.writes.pendingLooks = 0;
    house.now += MINUTE;
    await workNow(house);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'licensed', generation: 2 });
    expect(await holdersAtApple(house, KEY)).toEqual(['A1']);
  });

  it('leaves what Apple never takes back with the person, without asking Apple', async () => {
    const house = await licensedHouse(['A1']);
    const stored = await house.records.get('asset', KEY);
    if (stored === null) throw new Error('no asset');
    await house.records.commit({ put: [{ kind: 'asset', id: KEY, value: { ...stored.value, revocable: false } }] });
    await releasing(house, ['A1']);
    await workNow(house);
    expect(await sentOf(house)).toEqual([]);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'licensed', reason: 'not-revocable' });
  });

  it('keeps it when Apple says that it is never taken back', async () => {
    const house = await licensedHouse(['A1']);
    await releasing(house, ['A1']);
    onceAt(house, 'disassociate', { before: refused('other', 9706) });
    await workNow(house);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({
      ...{ state: 'licensed', reason: 'not-revocable', errorNumber: 9706 },
    });
  });
});

describe('in the middle of the work', () => {
  const open = async () => {
    const house = await reservedHouse(PEOPLE);
    house.apple.writes.limits = { ...house.apple.writes.limits, maxClientUserIds: 2 };
    return house;
  };

  it('a pause keeps the next batch from being sent, and what is open is still settled', async () => {
    const house = await open();
    house.apple.interfere = (call, count) => {
      if (call === 'associate' && count === 1) void setPaused(house.core, house.asked('U1'), true);
      return undefined;
    };
    await workNow(house);
    expect(await sentOf(house)).toEqual(['associate A1 A2']);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual([...all('licensed', 2), ...all('reserved', 3)]);
    await setPaused(house.core, house.asked('U1'), false);
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });

  it('a stopped deployment sends no further batch', async () => {
    const house = await open();
    house.apple.interfere = (call, count) => {
      if (call === 'associate' && count === 1) void aDeployment(house, 'D-1', KEY, { stopped: { by: 'U1', at: 1 } });
      return undefined;
    };
    await workNow(house);
    expect(await sentOf(house)).toEqual(['associate A1 A2']);
    await aDeployment(house, 'D-1', KEY);
    await workNow(house);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });

  it('a revoked token gives the batch back and says so', async () => {
    const house = await open();
    onceAt(house, 'associate', { before: refused('revoked', 9625) }, 2);
    await workNow(house);
    const binding = (await house.records.get('binding', 'location'))?.value;
    expect(binding?.state === 'bound' && binding.tokenState).toBe('revoked');
    expect(await statesOf(house, KEY, PEOPLE)).toEqual([...all('licensing', 2), ...all('reserved', 3)]);
    expect(await sentOf(house)).toEqual(['associate A1 A2', 'associate A3 A4']);
    await workFor(house, 20 * MINUTE);
    expect(await sentOf(house)).toHaveLength(2);
  });

  it('throttling gives the batch back and leaves Apple alone for a while, longer each time', async () => {
    const house = await open();
    const throttled = unreachable({ cause: 'throttled', effect: 'none', retryAt: house.now + 5000 });
    let left = 2;
    house.apple.interfere = (call) => {
      if (call !== 'associate' || left === 0) return undefined;
      left -= 1;
      return { before: throttled };
    };
    await workNow(house);
    expect(await sentOf(house)).toHaveLength(1);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('reserved'));
    await workFor(house, 2 * MINUTE);
    expect(await sentOf(house)).toHaveLength(2);
    await workFor(house, 2 * MINUTE);
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });

  it('the bot ends: what is not recorded is not sent', async () => {
    const house = await open();
    house.closing = true;
    await workNow(house);
    expect(await sentOf(house)).toEqual([]);
    await house.restart();
    expect(await statesOf(house, KEY, PEOPLE)).toEqual(all('licensed'));
  });
});

async function subscribed(house: TestHouse): Promise<void> {
  const stored = await readSubscription(house.core);
  await house.records.commit({
    expect: [{ kind: 'subscription', id: SUBSCRIPTION, revision: stored?.revision ?? 0 }],
    put: [
      {
        kind: 'subscription',
        id: SUBSCRIPTION,
        value: {
          ...{ url: 'https://bot.example/apple', bearer: { keyId: 'k', box: 'b' }, epoch: 1, state: 'subscribed' },
          ...{ since: house.now, askedAt: house.now, errorNumber: null, detail: null, failures: 0 },
          nextTry: house.now + 1_000 * MINUTE,
        },
      },
    ],
  });
}

async function assetLike(house: TestHouse, adamId: string) {
  const stored = await house.records.get('asset', KEY);
  if (stored === null) throw new Error('no asset');
  return { ...stored.value, adamId, availableCount: 5, totalCount: 5 };
}
