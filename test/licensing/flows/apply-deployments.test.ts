import { describe, expect, it } from 'vitest';
import { deploymentWork } from '../../../src/licensing/flows/apply-deployments.js';
import { LOOK_AGAIN } from '../../../src/licensing/flows/long-work.js';
import { progressOf } from '../../../src/licensing/flows/progress.js';
import { TestHouse } from '../../support/core.js';
import {
  apply,
  approve,
  assignmentOf,
  changeDeployment,
  changeMember,
  close,
  deploymentOf,
  KEY,
  ledgerOf,
  putAssignment,
  setMembership,
  states,
  stocked,
} from '../../support/core-deployments.js';
import { DAY, HOUR } from '../../support/core-samples.js';

const people = ['A', 'B', 'C'];

async function houseWith(asset: Parameters<typeof stocked>[2] = {}): Promise<TestHouse> {
  const house = new TestHouse();
  await stocked(house, people, asset);
  return house;
}

describe('a required deployment that was approved', () => {
  it('turns its held licences into reservations, one each, and keeps no hold', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 3, free: 7 });
    expect(await apply(house)).toBe(LOOK_AGAIN);
    expect(await states(house)).toEqual(['A reserved D-1', 'B reserved D-1', 'C reserved D-1']);
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { reserved: 3, free: 7 } });
    expect(await deploymentOf(house, 'D-1')).toMatchObject({ applying: null });
    expect((await assignmentOf(house, 'A'))?.clientUserId).toMatch(/^vb1\.[\da-f]{32}..$/);
  });

  it('does nothing a second time', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    await apply(house);
    const before = await house.stored();
    expect(await deploymentWork.due(house.core)).toBe(false);
    expect(await apply(house)).toBeNull();
    await changeDeployment(house, 'D-1', { applying: { position: 0 } });
    await apply(house);
    expect(await states(house)).toEqual(['A reserved D-1', 'B reserved D-1', 'C reserved D-1']);
    expect(before).toContain('"generation":1');
    expect(await house.stored()).not.toContain('"generation":2');
  });

  it('takes no licence for somebody who has one, and gives the surplus of its hold back', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    await putAssignment(house, { userId: 'B', state: 'licensed', wantedBy: ['D-0'] });
    await apply(house);
    expect(await states(house)).toEqual(['A reserved D-1', 'B licensed D-1', 'C reserved D-1']);
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { reserved: 2, free: 8 } });
  });

  it('passes over whoever left, is no full member or is unknown, and reserves nothing for them', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', [...people, 'GHOST']);
    await changeMember(house, 'A', { deactivated: true });
    await changeMember(house, 'B', { kind: 'guest' });
    await setMembership(house, 'C', 'left');
    await apply(house);
    expect(await states(house)).toEqual([]);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 0, free: 10 });
    expect(await progressOf(house.core, 'D-1')).toMatchObject({ people: 4, passedOver: 4, complete: true });
  });

  it('lets those wait for whom the hold does not suffice', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people, { hold: 2 });
    await apply(house);
    expect(await states(house)).toEqual(['A reserved D-1', 'B reserved D-1', 'C waiting-for-licences D-1']);
  });

  it('needs no hold where Apple sets no limit', async () => {
    const house = await houseWith({ unlimited: true });
    await approve(house, 'D-1', people, { hold: 0 });
    await apply(house);
    expect(await states(house)).toEqual(['A reserved D-1', 'B reserved D-1', 'C reserved D-1']);
  });

  it('begins at its start time, and not while it is stopped', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people, { startAt: house.now + DAY });
    expect(await deploymentWork.due(house.core)).toBe(false);
    expect(await deploymentWork.nextDue?.(house.core)).toBe(house.now + DAY);
    await apply(house);
    expect(await states(house)).toEqual([]);
    expect((await ledgerOf(house)).figures.free).toBe(7);
    house.now += DAY;
    await changeDeployment(house, 'D-1', { stopped: { by: 'OPERATOR', at: house.now } });
    expect(await deploymentWork.due(house.core)).toBe(false);
    await changeDeployment(house, 'D-1', { stopped: null });
    expect(await deploymentWork.due(house.core)).toBe(true);
    await apply(house);
    expect(await states(house)).toHaveLength(3);
  });

  it('waits for nothing where the app is not known', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    await house.records.commit({ remove: [{ kind: 'asset', id: KEY }] });
    expect(await apply(house)).toBeNull();
  });

  it('says in the audit who approved what', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', ['A']);
    await apply(house);
    expect(await house.audit()).toEqual(['system apply-deployment: reserved', 'system apply-deployment: applied']);
    const [entry] = await house.core.audit.read({ newest: 2 }).then((entries) => [...entries].reverse());
    expect(entry).toMatchObject({
      subject: `assignment:${KEY}/A`,
      facts: { deploymentId: 'D-1', approvedBy: 'APPROVER' },
    });
  });
});

describe('what ended begins anew', () => {
  it('in the next generation, for a deployment that is new to it', async () => {
    const house = await houseWith();
    await putAssignment(house, { userId: 'A', state: 'rejected', wantedBy: ['D-0'], generation: 3, tries: 2 });
    await approve(house, 'D-1', ['A']);
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({
      state: 'reserved',
      generation: 4,
      tries: 0,
      wantedBy: ['D-1'],
    });
  });

  it('not by a deployment that somebody has refused since it was approved, but by its next revision', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', ['A']);
    await apply(house);
    house.now += HOUR;
    await putAssignment(house, { userId: 'A', state: 'rejected', since: house.now });
    await changeDeployment(house, 'D-1', { applying: { position: 0 } });
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'rejected', generation: 1 });
    house.now += HOUR;
    await approve(house, 'D-1', ['A'], { revision: 2 });
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'reserved', generation: 2 });
  });
});

describe('a new revision', () => {
  it('drops what the people who are not in it any more were promised, and leaves their licences', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    await apply(house);
    await putAssignment(house, { userId: 'B', state: 'licensed' });
    await approve(house, 'D-1', ['C'], { revision: 2, hold: 0 });
    await apply(house);
    expect(await states(house)).toEqual(['A released', 'B licensed', 'C reserved D-1']);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1 });
  });

  it('that uninstalls turns licences into removals and drops what was only promised', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    await apply(house);
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await approve(house, 'D-1', people, { revision: 2, action: 'uninstall' });
    await apply(house);
    expect(await states(house)).toEqual(['A removing', 'B released', 'C released']);
    expect(await assignmentOf(house, 'A')).toMatchObject({ removalBy: 'D-1', askedAt: null });
    expect(await assignmentOf(house, 'B')).toMatchObject({ reason: 'deployment-ended' });
    expect(await progressOf(house.core, 'D-1')).toMatchObject({ removing: 1, released: 2, complete: false });
  });

  it('that requires again stops the removals that were not sent and reserves anew', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people, { action: 'uninstall' });
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await apply(house);
    await approve(house, 'D-1', people, { revision: 2 });
    await apply(house);
    expect(await states(house)).toEqual(['A licensed D-1', 'B reserved D-1', 'C reserved D-1']);
    expect((await ledgerOf(house)).ledger.holds).toEqual({});
  });
});

describe('an uninstall', () => {
  it('waits for a licence that is on its way and then takes it back', async () => {
    const house = await houseWith();
    await putAssignment(house, { userId: 'A', state: 'licensing', writeId: 'w1', wantedBy: ['D-0'] });
    await approve(house, 'D-1', ['A'], { action: 'uninstall' });
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'licensing', wantedBy: [], removalBy: 'D-1' });
    expect((await deploymentOf(house, 'D-1')).applying).not.toBeNull();
    expect(await apply(house)).toBeNull();
    await putAssignment(house, { userId: 'A', state: 'licensed', writeId: null });
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing', removalBy: 'D-1' });
    expect((await deploymentOf(house, 'D-1')).applying).toBeNull();
  });

  it('starts nothing while another deployment requires the app, and starts when that one is closed', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', ['A']);
    await apply(house);
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await approve(house, 'D-2', ['A'], { action: 'uninstall' });
    await apply(house);
    expect(await states(house)).toEqual(['A licensed D-1']);
    await close(house, 'D-1');
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing', removalBy: 'D-2', wantedBy: [] });
  });

  it('leaves a licence that Apple never takes back, and says so', async () => {
    const house = await houseWith({ revocable: false });
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-0'] });
    await approve(house, 'D-1', ['A'], { action: 'uninstall' });
    await apply(house);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'licensed', reason: 'not-revocable', wantedBy: [] });
    expect(await progressOf(house.core, 'D-1')).toMatchObject({ failed: 1, licensed: 0, complete: true });
  });
});

describe('an uninstall for so many people that two have to approve it', () => {
  const many = Array.from({ length: 60 }, (_, index) => `P${10 + index}`);

  async function removing(house: TestHouse): Promise<number> {
    return (await states(house)).filter((line) => line.includes(' removing')).length;
  }

  it('goes in waves, the first small, and can be stopped between two', async () => {
    const house = new TestHouse();
    await stocked(house, many);
    for (const userId of many) await putAssignment(house, { userId, state: 'licensed' });
    await approve(house, 'D-1', many, { action: 'uninstall' });
    await apply(house);
    expect(await removing(house)).toBe(10);
    expect(await deploymentWork.due(house.core)).toBe(false);
    expect(await deploymentWork.nextDue?.(house.core)).toBe(house.now + HOUR);
    expect(await progressOf(house.core, 'D-1')).toMatchObject({ toApply: 50, removing: 10, complete: false });
    house.now += HOUR;
    await changeDeployment(house, 'D-1', { stopped: { by: 'OPERATOR', at: house.now } });
    expect(await apply(house)).toBeNull();
    await changeDeployment(house, 'D-1', { stopped: null });
    await apply(house);
    expect(await removing(house)).toBe(50);
    await close(house, 'D-1');
    await apply(house);
    expect(await removing(house)).toBe(0);
    expect((await deploymentOf(house, 'D-1')).applying).toBeNull();
  });

  it('waits for no wave that a wrong clock put far ahead', async () => {
    const house = new TestHouse();
    await stocked(house, many);
    await approve(house, 'D-1', many, { action: 'uninstall' });
    await changeDeployment(house, 'D-1', { applying: { position: 50, nextAt: house.now + DAY } });
    await apply(house);
    expect((await deploymentOf(house, 'D-1')).applying).toBeNull();
  });
});

describe('an app made available', () => {
  it('is offered to whoever has none, and takes no licence', async () => {
    const house = await houseWith();
    await putAssignment(house, { userId: 'B', state: 'licensed' });
    await approve(house, 'D-1', people, { action: 'available' });
    await apply(house);
    expect(await states(house)).toEqual(['B licensed']);
    const offers = await house.noticesOf('app-offer');
    expect(offers.map(({ audience }) => audience)).toEqual(['A', 'C'].map((userId) => ({ to: 'person', userId })));
    expect((await ledgerOf(house)).figures.free).toBe(10);
    expect(await progressOf(house.core, 'D-1')).toMatchObject({ offered: 2, licensed: 1, complete: true });
  });

  it('is not offered to whoever is required to have it or to lose it', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', ['A']);
    await approve(house, 'D-2', ['B'], { action: 'uninstall' });
    await approve(house, 'D-3', people, { action: 'available' });
    await apply(house);
    const offers = await house.noticesOf('app-offer');
    expect(offers.map(({ audience }) => audience)).toEqual([{ to: 'person', userId: 'C' }]);
  });
});

describe('a deployment that was closed', () => {
  it('gives its reservations back and no licence', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people);
    await apply(house);
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await putAssignment(house, { userId: 'B', state: 'waiting-for-licences' });
    await close(house, 'D-1');
    await apply(house);
    expect(await states(house)).toEqual(['A licensed', 'B released', 'C released']);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 0 });
    expect((await deploymentOf(house, 'D-1')).applying).toBeNull();
  });

  it('before anybody was written down gives its hold back', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', people, { startAt: house.now + DAY });
    await close(house, 'D-1');
    await apply(house);
    expect((await ledgerOf(house)).ledger.holds).toEqual({});
    expect((await ledgerOf(house)).figures.free).toBe(10);
  });

  it('leaves what another one wants', async () => {
    const house = await houseWith();
    await approve(house, 'D-1', ['A', 'B']);
    await approve(house, 'D-2', ['B', 'C']);
    await apply(house);
    expect(await states(house)).toEqual(['A reserved D-1', 'B reserved D-1 D-2', 'C reserved D-2']);
    await close(house, 'D-1');
    await apply(house);
    expect(await states(house)).toEqual(['A released', 'B reserved D-2', 'C reserved D-2']);
  });

  it('calls the removals off that nobody confirmed, and no other one', async () => {
    const house = await houseWith();
    for (const userId of people) await putAssignment(house, { userId, state: 'licensed' });
    await approve(house, 'D-1', people, { action: 'uninstall' });
    await apply(house);
    await putAssignment(house, { userId: 'B', state: 'releasing', writeId: 'w1' });
    await putAssignment(house, { userId: 'C', removalBy: 'person:OPERATOR' });
    await close(house, 'D-1');
    await apply(house);
    expect(await states(house)).toEqual(['A licensed', 'B releasing', 'C removing']);
    expect(await assignmentOf(house, 'A')).toMatchObject({ removalBy: null });
  });
});
