import { describe, expect, it } from 'vitest';
import { confirmSuspects } from '../../../src/licensing/flows/confirm-suspects.js';
import { leaversWork } from '../../../src/licensing/flows/leavers.js';
import { longWorks } from '../../../src/licensing/flows/long-works.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { removalWork } from '../../../src/licensing/flows/removals.js';
import { LEAVER_GRACE } from '../../../src/licensing/rules/leavers.js';
import { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import {
  approve,
  changeMember,
  putAssignment,
  setMembership,
  stocked,
  assignmentOf as storedOf,
} from '../../support/core-deployments.js';
import {
  aDeployment,
  anAssignment,
  assignmentOf,
  holdersAtApple,
  KEY,
  licensedHouse,
  onceAt,
  releasing,
  reservedHouse,
  statesOf,
  workFor,
  workNow,
} from '../../support/core-licences.js';
import { APP, houseOfPeople, invitedPerson, ringUntil } from '../../support/core-people.js';
import { HOUR, MINUTE } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

const PEOPLE = ['A1', 'A2', 'A3', 'A4'];

/** The person is wanted by D-3 while the licence is on its way back. */
async function wantedWhileReturning(house: TestHouse): Promise<void> {
  await aDeployment(house, 'D-3', KEY, { people: ['A1'], applying: { position: 0 } });
  await workNow(house);
}

describe('a licence that is on its way back is wanted again', () => {
  it('stays when Apple takes nothing back for now', async () => {
    const house = await licensedHouse(['A1']);
    await aDeployment(house, 'D-1', KEY, { state: 'closed' });
    await releasing(house, ['A1']);
    house.apple.writes.pendingLooks = 1;
    house.apple.writes.failing.set((await assignmentOf(house, KEY, 'A1')).clientUserId, 9627);
    await workNow(house);
    expect(await statesOf(house, KEY, ['A1'])).toEqual(['releasing']);
    await wantedWhileReturning(house);
    await workFor(house, 2 * MINUTE);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({
      ...{ state: 'licensed', wantedBy: ['D-3'], removalBy: null, reason: null, nextTry: null, generation: 1 },
    });
    expect(await holdersAtApple(house, KEY)).toEqual(['A1']);
  });

  it('stays when the request turns out not to have arrived', async () => {
    const house = await licensedHouse(['A1']);
    await aDeployment(house, 'D-1', KEY, { state: 'closed' });
    await releasing(house, ['A1']);
    onceAt(house, 'disassociate', { before: unreachable() });
    await workNow(house);
    await wantedWhileReturning(house);
    await workFor(house, 15 * MINUTE);
    expect(await assignmentOf(house, KEY, 'A1')).toMatchObject({ state: 'licensed', wantedBy: ['D-3'] });
  });
});

it('a person is told when Apple refuses to take the licence back', async () => {
  const house = new TestHouse();
  await stocked(house, ['A']);
  await putAssignment(house, { userId: 'A', state: 'removing', removalBy: 'D-1' });
  await removalWork.run(house.core, 'R');
  await putAssignment(house, { userId: 'A', state: 'licensed', removalBy: null, reason: 'refused-by-apple' });
  await removalWork.run(house.core, 'R');
  const stages = (await house.noticesOf('removal-question')).map(({ facts }) => facts.stage);
  expect(stages).toEqual(['asked', 'not-returned']);
});

it('a licence on its way back comes to rest when Apple does not list the app any more', async () => {
  const house = await licensedHouse(PEOPLE);
  await syncNow(house);
  await workNow(house);
  await setPaused(house.core, house.asked('U1'), true);
  await releasing(house, ['A1', 'A2']);
  house.apple.assetRows.length = 0;
  house.apple.assignmentRows.length = 0;
  for (let reading = 0; reading < 3; reading += 1) {
    await syncNow(house);
    await workFor(house, HOUR, 10 * MINUTE);
    house.now += HOUR;
  }
  expect(await statesOf(house, KEY, ['A1', 'A2', 'A3'])).toEqual(['lost', 'lost', 'waiting-for-licences']);
  expect(await house.records.get('interference', 'location')).toBeNull();
});

it('people whom we end at Apple ourselves are no sign of somebody else', async () => {
  const house = await licensedHouse(PEOPLE);
  await syncNow(house);
  await workNow(house);
  const stored = await house.records.get('membership', 'A1');
  if (stored === null) throw new Error('no membership');
  const { clientUserId } = stored.value;
  await anAssignment(house, '2.STDQ', 'A1', { state: 'licensed', licensedAt: house.now });
  await house.records.commit({
    put: [
      { kind: 'membership', id: 'A1', value: { ...stored.value, writeId: 'w-retire' } },
      {
        kind: 'write',
        id: 'w-retire',
        value: {
          ...{ task: { act: 'retire-users', userIds: ['A1'] }, state: 'accepted', sentAt: house.now },
          ...{ eventId: 'e-1', nextLook: house.now + HOUR, reference: 'R' },
        },
      },
    ],
  });
  house.apple.retire(clientUserId);
  house.now += MINUTE;
  await syncNow(house);
  await (longWorks['lost-licences']?.run(house.core, 'R') ?? Promise.resolve());
  expect((await house.audit()).filter((line) => line.startsWith('system lose-licence'))).toEqual([]);
});

it('what was lost is given again although its deployment is stopped for the moment', async () => {
  const house = await licensedHouse(PEOPLE);
  await syncNow(house);
  await workFor(house, MINUTE);
  const stopped = { by: 'U1', at: house.now };
  await aDeployment(house, 'D-1', KEY, { people: PEOPLE, stopped });
  house.apple.takeBack('1');
  house.now += MINUTE;
  await syncNow(house);
  await workFor(house, MINUTE);
  expect(await statesOf(house, KEY, ['A1'])).toEqual(['reserved']);
  await aDeployment(house, 'D-1', KEY, { people: PEOPLE });
  await workFor(house, MINUTE);
  expect(await holdersAtApple(house, KEY)).toEqual(PEOPLE);
});

it('people who left are not looked for again and again while something of theirs is on its way back', async () => {
  const house = new TestHouse();
  await stocked(house, ['A', 'B']);
  await approve(house, 'D-1', [], { hold: 0 });
  for (const userId of ['A', 'B']) await setMembership(house, userId, 'left');
  await putAssignment(house, { userId: 'A', state: 'releasing', reason: 'uninstalled' });
  await putAssignment(house, { userId: 'B', state: 'licensed' });
  house.now += LEAVER_GRACE;
  await leaversWork.run(house.core, 'R');
  expect(await leaversWork.due(house.core)).toBe(false);
  await putAssignment(house, { userId: 'A', state: 'released' });
  expect(await leaversWork.due(house.core)).toBe(true);
});

it('an available app is still somebody’s after an uninstall was called off', async () => {
  const house = new TestHouse();
  await stocked(house, ['A']);
  await approve(house, 'D-1', ['A'], { action: 'available' });
  await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-1'] });
  await approve(house, 'D-2', ['A'], { action: 'uninstall' });
  await (longWorks.deployments?.run(house.core, 'R') ?? Promise.resolve());
  expect(await storedOf(house, 'A')).toMatchObject({ state: 'removing', wantedBy: [] });
  const stored = await house.records.get('deployment', 'D-2');
  if (stored === null) throw new Error('no deployment');
  const ended = { state: 'closed', endedAt: house.now, applying: { position: 0 } } as const;
  await house.records.commit({ put: [{ kind: 'deployment', id: 'D-2', value: { ...stored.value, ...ended } }] });
  await (longWorks.deployments?.run(house.core, 'R') ?? Promise.resolve());
  expect(await storedOf(house, 'A')).toMatchObject({ state: 'licensed', wantedBy: ['D-1'] });
});

it('one pass looks at no more people than it may send', async () => {
  const people = Array.from({ length: 60 }, (_, index) => `P${String(index).padStart(2, '0')}`);
  const house = await reservedHouse(people, 100);
  let looks = 0;
  const { list } = house.core.records;
  house.core.records.list = (kind, prefix) => {
    if (kind === 'membership') throw new Error('everybody was read');
    if (kind === 'assignment') looks += 1;
    return list(kind, prefix);
  };
  await longWorks.licences?.run(house.core, 'R');
  expect(house.apple.writes.named).toHaveLength(3);
  expect(looks).toBeLessThan(12);
});

it('the second reading of an app in doubt comes although the token expires soon', async () => {
  const house = await reservedHouse([]);
  const asset = await house.records.get('asset', KEY);
  const binding = await house.records.get('binding', 'location');
  if (asset === null || binding?.value.state !== 'bound') throw new Error('not bound');
  await house.records.commit({
    put: [
      { kind: 'asset', id: KEY, value: { ...asset.value, suspectSince: house.now } },
      { kind: 'binding', id: 'location', value: { ...binding.value, tokenState: 'expiring' } },
    ],
  });
  house.now += MINUTE;
  expect(await confirmSuspects(house.core, 'R')).toBe(1);
});

it('somebody who comes back before anything was given waits for a licence again', async () => {
  const house = await houseOfPeople();
  await invitedPerson(house, 'ANNA');
  await changeMember(house, 'ANNA', { deactivated: true });
  await ringUntil(house, house.now + HOUR);
  expect(await statesOf(house, APP, ['ANNA'])).toEqual(['released']);
  await changeMember(house, 'ANNA', {});
  await ringUntil(house, house.now + HOUR);
  expect(await assignmentOf(house, APP, 'ANNA')).toMatchObject({ state: 'reserved', generation: 2 });
});
