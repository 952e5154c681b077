import { describe, expect, it } from 'vitest';
import { giveBack } from '../../../src/licensing/flows/give-back.js';
import { myApps } from '../../../src/licensing/flows/my-apps.js';
import { offerWork } from '../../../src/licensing/flows/offer-cards.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { takeAvailable } from '../../../src/licensing/flows/take-available.js';
import { TestHouse } from '../../support/core.js';
import { bind } from '../../support/core-ceremony.js';
import {
  approve,
  assignmentOf,
  changeAsset,
  changeDeployment,
  close,
  KEY,
  ledgerOf,
  putAssignment,
  setMembership,
  stocked,
} from '../../support/core-deployments.js';

const people = ['A', 'B', 'C'];

/** An app is available to three people. */
async function offered(licences = 2): Promise<TestHouse> {
  const house = new TestHouse();
  for (const person of people) house.people.set(person, []);
  await bind(house);
  await stocked(house, people, { availableCount: licences, totalCount: licences });
  await approve(house, 'D-1', people, { action: 'available' });
  return house;
}

const take = (house: TestHouse, userId: string) => takeAvailable(house.core, house.asked(userId), KEY);
const back = (house: TestHouse, userId: string) => giveBack(house.core, house.asked(userId), KEY);

async function stages(house: TestHouse, userId: string): Promise<string[]> {
  const cards = await house.noticesOf('app-offer');
  return cards.filter(({ subject }) => subject === `offer:${KEY}:${userId}`).map(({ facts }) => facts.stage);
}

async function refreshed(house: TestHouse): Promise<void> {
  if (await offerWork.due(house.core)) await offerWork.run(house.core, 'R');
}

describe('Install', () => {
  it('reserves a licence for whoever presses, in their name', async () => {
    const house = await offered();
    expect(await take(house, 'A')).toMatchObject({ result: 'reserved', stand: 'waiting-for-terms' });
    expect(await assignmentOf(house, 'A')).toMatchObject({
      state: 'reserved',
      userId: 'A',
      wantedBy: ['D-1'],
      generation: 1,
    });
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1, free: 1 });
    expect(await stages(house, 'A')).toEqual(['waiting-for-terms']);
    expect(await house.audit()).toContain('A take-app: reserved');
  });

  it('gives the last licence to one of two who press at the same moment, and a place in the list to the other', async () => {
    const house = await offered(1);
    const outcomes = await Promise.all([take(house, 'A'), take(house, 'B')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['reserved', 'waiting']);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1, waiting: 1, free: 0 });
  });

  it('tells the person who finds none left how many wait before them', async () => {
    const house = await offered(1);
    await take(house, 'A');
    expect(await take(house, 'B')).toEqual({ result: 'waiting', ahead: 0 });
    expect(await take(house, 'C')).toEqual({ result: 'waiting', ahead: 1 });
    expect(await stages(house, 'C')).toEqual(['waiting-for-licences']);
  });

  it('lets nobody overtake whoever waits already', async () => {
    const house = await offered(1);
    await take(house, 'A');
    await take(house, 'B');
    await back(house, 'A');
    expect(await take(house, 'C')).toMatchObject({ result: 'waiting' });
  });

  it('pressed twice, at once or later, takes one', async () => {
    const house = await offered();
    const outcomes = await Promise.all([take(house, 'A'), take(house, 'A')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['already', 'reserved']);
    expect(await take(house, 'A')).toEqual({ result: 'already', stand: 'waiting-for-terms' });
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1 });
    expect((await house.audit()).filter((line) => line === 'A take-app: reserved')).toHaveLength(1);
  });

  it('gives nothing to somebody whom it is not offered to, and takes the button off their card', async () => {
    const house = await offered();
    house.people.set('EMPLOYEE', []);
    expect(await take(house, 'EMPLOYEE')).toEqual({ result: 'over' });
    await stocked(house, ['EMPLOYEE']);
    expect(await take(house, 'EMPLOYEE')).toEqual({ result: 'over' });
    expect(await stages(house, 'EMPLOYEE')).toEqual(['over']);
    expect(await assignmentOf(house, 'EMPLOYEE')).toBeNull();
    expect(await house.audit()).toContain('EMPLOYEE take-app: refused: over');
  });

  it.each(['deactivated', 'guest', 'stranger', 'bot', 'cannot-check'] as const)(
    'refuses whoever is %s',
    async (why) => {
      const house = await offered();
      house.people.set('A', why);
      expect(await take(house, 'A')).toMatchObject({ result: 'not-allowed', reason: why });
      expect(await assignmentOf(house, 'A')).toBeNull();
      expect(await house.audit()).toContain('A take-app: refused: not-allowed');
    },
  );

  it('is over when the deployment was closed, has not begun or is stopped', async () => {
    const house = await offered();
    await changeDeployment(house, 'D-1', { stopped: { by: 'OPERATOR', at: house.now } });
    expect(await take(house, 'A')).toEqual({ result: 'stopped', deploymentId: 'D-1' });
    await close(house, 'D-1');
    expect(await take(house, 'A')).toEqual({ result: 'over' });
    await approve(house, 'D-2', people, { action: 'available', startAt: house.now + 1 });
    expect(await take(house, 'A')).toEqual({ result: 'over' });
    house.now += 1;
    expect(await take(house, 'A')).toMatchObject({ result: 'reserved' });
  });

  it('is refused where an uninstall is in force, and not where it is required as well', async () => {
    const house = await offered();
    await approve(house, 'D-2', ['A', 'B'], { action: 'uninstall' });
    expect(await take(house, 'A')).toEqual({ result: 'to-be-removed', deploymentId: 'D-2' });
    await approve(house, 'D-3', ['B'], { hold: 0 });
    expect(await take(house, 'B')).toMatchObject({ result: 'reserved' });
  });

  it('reserves under a pause and says that it waits', async () => {
    const house = await offered();
    await setPaused(house.core, house.asked('U1'), true);
    expect(await take(house, 'A')).toMatchObject({ result: 'reserved', hold: 'paused' });
  });

  it('is refused for an app that Apple does not list any more', async () => {
    const house = await offered();
    await changeAsset(house, { presence: 'gone' });
    expect(await take(house, 'A')).toEqual({ result: 'app-gone' });
  });

  it('begins anew after an end, in the next generation', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'A', state: 'released', generation: 4 });
    expect(await take(house, 'A')).toMatchObject({ result: 'reserved' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'reserved', generation: 5 });
  });

  it('takes from an app without a limit whatever the count says', async () => {
    const house = await offered(0);
    await changeAsset(house, { unlimited: true });
    expect(await take(house, 'A')).toMatchObject({ result: 'reserved' });
  });
});

describe('the card of an app that was taken', () => {
  it('follows it to its end, and is looked after no longer then', async () => {
    const house = await offered();
    await take(house, 'A');
    await refreshed(house);
    await setMembership(house, 'A', 'associated');
    await refreshed(house);
    await putAssignment(house, { userId: 'A', state: 'licensing' });
    await refreshed(house);
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await refreshed(house);
    await refreshed(house);
    expect(await stages(house, 'A')).toEqual(['waiting-for-terms', 'reserved', 'licensing', 'licensed']);
    expect(await house.records.list('offer')).toEqual([]);
    expect(await offerWork.due(house.core)).toBe(false);
  });

  it('says that it is over when the deployment ended first', async () => {
    const house = await offered();
    await take(house, 'A');
    await close(house, 'D-1');
    await putAssignment(house, { userId: 'A', state: 'released', reason: 'deployment-ended' });
    await refreshed(house);
    expect((await stages(house, 'A')).at(-1)).toBe('over');
  });
});

describe('Give back', () => {
  it('releases a licence, and offers the app again when it is back', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-1'] });
    expect(await back(house, 'A')).toMatchObject({ result: 'returning' });
    expect(await assignmentOf(house, 'A')).toMatchObject({
      state: 'releasing',
      reason: 'uninstalled',
      wantedBy: [],
      removalBy: 'person:A',
    });
    await refreshed(house);
    await putAssignment(house, { userId: 'A', state: 'released' });
    await refreshed(house);
    expect(await stages(house, 'A')).toEqual(['releasing', 'offered']);
    expect(await take(house, 'A')).toMatchObject({ result: 'reserved' });
  });

  it('drops a reservation at once, so that somebody else can have it', async () => {
    const house = await offered(1);
    await take(house, 'A');
    expect(await back(house, 'A')).toEqual({ result: 'cancelled' });
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 0, free: 1 });
    expect(await take(house, 'B')).toMatchObject({ result: 'reserved' });
  });

  it('is refused where the app is required, never comes back, or a write is under way', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-1'], writeId: 'w' });
    expect(await back(house, 'A')).toEqual({ result: 'under-way' });
    await putAssignment(house, { userId: 'B', state: 'licensed' });
    await changeAsset(house, { revocable: false });
    expect(await back(house, 'B')).toEqual({ result: 'not-revocable' });
    await approve(house, 'D-2', ['B'], { hold: 0 });
    expect(await back(house, 'B')).toEqual({ result: 'required', deployments: ['D-2'] });
    expect(await back(house, 'C')).toEqual({ result: 'over' });
    expect(await assignmentOf(house, 'B')).toMatchObject({ state: 'licensed' });
  });

  it('pressed twice gives back one', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-1'] });
    const outcomes = await Promise.all([back(house, 'A'), back(house, 'A')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['over', 'returning']);
  });
});

describe('what somebody sees of their own', () => {
  it('is what is offered to them and what they have, and nothing of anybody else', async () => {
    const house = await offered();
    await putAssignment(house, { userId: 'B', state: 'licensed', wantedBy: ['D-1'] });
    expect(await myApps(house.core, 'A')).toMatchObject({ offers: [{ key: KEY }], licences: [], removals: [] });
    expect(await myApps(house.core, 'B')).toMatchObject({
      offers: [],
      licences: [{ stand: 'licensed', mayGiveBack: true }],
    });
    expect(await myApps(house.core, 'EMPLOYEE')).toMatchObject({ offers: [], licences: [], removals: [] });
  });

  it('says what a reservation waits for', async () => {
    const house = await offered();
    await take(house, 'A');
    expect((await myApps(house.core, 'A')).licences).toMatchObject([{ stand: 'waiting-for-terms', mayGiveBack: true }]);
    await setMembership(house, 'A', 'associated');
    expect((await myApps(house.core, 'A')).licences).toMatchObject([{ stand: 'reserved' }]);
  });

  it('does not offer what is to be uninstalled', async () => {
    const house = await offered();
    await approve(house, 'D-2', ['A'], { action: 'uninstall' });
    expect((await myApps(house.core, 'A')).offers).toEqual([]);
  });
});
