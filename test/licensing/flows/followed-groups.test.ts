import { describe, expect, it } from 'vitest';
import { followedGroupsWork } from '../../../src/licensing/flows/followed-groups.js';
import type { Deployment } from '../../../src/licensing/rules/deployment.js';
import { groupChange } from '../../../src/licensing/rules/followed-groups.js';
import { Cut, type TestHouse } from '../../support/core.js';
import {
  approve,
  changeDeployment,
  changeMember,
  deploymentOf,
  ledgerOf,
  states,
} from '../../support/core-deployments.js';
import { approvalHouse } from '../../support/core-requests.js';
import { HOUR } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

function setGroup(house: TestHouse, members: readonly string[]): void {
  house.people.userGroups.set('S1', { id: 'S1', name: 'Sales', handle: 'sales', members });
}

/** D-1 follows a group of UADA and UBO, is in force and applied. */
async function followingHouse(licences = 10, given: { ceiling?: number; action?: 'required' | 'available' } = {}) {
  const { ceiling = 12, action = 'required' } = given;
  const house = await approvalHouse(licences);
  setGroup(house, ['UADA', 'UBO']);
  await approve(house, 'D-1', ['UADA', 'UBO'], { action });
  const audience = { kind: 'follows', groupIds: ['S1'], ceiling } as const;
  const { inForce } = await deploymentOf(house, 'D-1');
  if (inForce === null) throw new Error('not in force');
  await changeDeployment(house, 'D-1', { inForce: { ...inForce, audience } });
  await house.ring();
  return house;
}

/** A sync, and what follows from it. */
async function sync(house: TestHouse): Promise<void> {
  await syncNow(house);
  await house.ring();
}

async function rosterOf(house: TestHouse): Promise<readonly string[]> {
  return (await house.records.get('roster', 'D-1.1'))?.value.people ?? [];
}

const inForceOf = ({ inForce }: Deployment) => inForce?.people;

describe('the people of followed groups', () => {
  it.each([
    { what: 'nobody moved', roster: ['A', 'B'], members: ['B', 'A'], change: null },
    {
      what: 'one joined and one left',
      ...{ roster: ['A', 'B'], members: ['B', 'C'] },
      change: { people: ['B', 'C'], joined: ['C'], left: ['A'], beyond: [] },
    },
    {
      what: 'more joined than were approved',
      ...{ roster: ['A', 'B'], members: ['A', 'B', 'C', 'D'] },
      change: { people: ['A', 'B', 'C'], joined: ['C'], left: [], beyond: ['D'] },
    },
    {
      what: 'everybody left',
      ...{ roster: ['A', 'B'], members: [] },
      change: { people: [], joined: [], left: ['A', 'B'], beyond: [] },
    },
  ])('when $what', ({ roster, members, change }) => {
    expect(groupChange(roster, members, 3)).toEqual(change);
  });
});

describe('a followed group', () => {
  it('is read once after each complete sync, and not without one', async () => {
    const house = await followingHouse();
    await sync(house);
    setGroup(house, ['UADA', 'UBO', 'UCY']);
    expect(await followedGroupsWork.due(house.core)).toBe(false);
    await house.ring();
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO']);
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO', 'UCY']);
    expect(inForceOf(await deploymentOf(house, 'D-1'))).toBe(3);
    expect(await states(house)).toContain('UCY reserved D-1');
    expect(await house.audit()).toContain('system follow-groups: changed');
  });

  it('is read although an earlier sync ended later by a clock that was wrong', async () => {
    const house = await followingHouse();
    const counter = { kind: 'counter', id: 'followed-groups', value: { last: house.now + 365 * 24 * HOUR } } as const;
    await house.records.commit({ put: [counter] });
    setGroup(house, ['UADA', 'UBO', 'UCY']);
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO', 'UCY']);
    expect(await followedGroupsWork.due(house.core)).toBe(false);
  });

  it('adds only whom a deployment may reach, and nobody who was taken out', async () => {
    const house = await followingHouse();
    const stored = await house.records.get('roster', 'D-1.1');
    const leftOut = [{ who: 'UDEE', reason: 'excluded', line: null } as const];
    const value = { people: stored?.value.people ?? [], leftOut, leftOutCount: 1 };
    await house.records.commit({ put: [{ kind: 'roster', id: 'D-1.1', value }] });
    await changeMember(house, 'UCY', { kind: 'guest' });
    setGroup(house, ['UADA', 'UBO', 'UCY', 'UDEE', 'UEVE', 'UNKNOWN']);
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO', 'UEVE']);
  });

  it('holds licences for joiners, and lets the others wait', async () => {
    const house = await followingHouse(3);
    setGroup(house, ['UADA', 'UBO', 'UCY', 'UDEE']);
    await sync(house);
    expect(await states(house)).toEqual(expect.arrayContaining(['UCY reserved D-1', 'UDEE waiting-for-licences D-1']));
    expect((await ledgerOf(house)).figures.free).toBe(0);
  });

  it('drops who left without taking anything from them', async () => {
    const house = await followingHouse();
    setGroup(house, ['UADA']);
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA']);
    expect(await states(house)).toEqual(['UADA reserved D-1', 'UBO released']);
    expect((await ledgerOf(house)).figures.free).toBe(9);
  });

  it('asks for a new approval beyond the ceiling, once', async () => {
    const house = await followingHouse(10, { ceiling: 3 });
    setGroup(house, ['UADA', 'UBO', 'UCY', 'UDEE']);
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO', 'UCY']);
    const { pending } = await deploymentOf(house, 'D-1');
    expect(pending?.revision).toMatchObject({ people: 4, audience: { ceiling: 4 }, writtenBy: ['system', 'OPERATOR'] });
    await sync(house);
    expect((await deploymentOf(house, 'D-1')).pending?.revision.number).toBe(pending?.revision.number);
  });

  it('changes nothing while it cannot be read', async () => {
    const house = await followingHouse();
    house.people.userGroups.delete('S1');
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO']);
    expect(house.troubles).toContain('followed-groups.unreadable');
    setGroup(house, ['UADA', 'UBO', 'UCY']);
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO', 'UCY']);
  });

  it('changes nothing before the directory is read: nobody known is not nobody there', async () => {
    const house = await followingHouse();
    const members = await house.records.list('member');
    await house.records.commit({ remove: members.map(({ id }) => ({ kind: 'member', id })) });
    await sync(house);
    expect(await rosterOf(house)).toEqual(['UADA', 'UBO']);
  });

  it('says in the log when nobody could approve more people', async () => {
    const house = await followingHouse(10, { ceiling: 2 });
    for (const userId of ['APPROVER', 'APPROVER2', 'APPROVER3']) house.people.set(userId, []);
    setGroup(house, ['UADA', 'UBO', 'UCY']);
    await sync(house);
    expect(house.troubles).toContain('followed-groups.not-asked');
  });

  it('is followed no more once the deployment is over', async () => {
    const house = await followingHouse();
    await changeDeployment(house, 'D-1', { state: 'closed' });
    await syncNow(house);
    expect(await followedGroupsWork.due(house.core)).toBe(false);
  });

  it.each([1, 2, 3])('is in step after a cut around commit %i and a restart', async (at) => {
    for (const side of ['before a commit', 'after a commit']) {
      const house = await followingHouse(10, { ceiling: 3 });
      await syncNow(house);
      setGroup(house, ['UADA', 'UCY', 'UDEE', 'UEVE']);
      let seen = 0;
      house.cutAt = (point) => {
        if (point === side) seen += 1;
        return point === side && seen === at;
      };
      await house
        .untilCut(() => followedGroupsWork.run(house.core, 'R-cut'))
        .catch((fault: unknown) => {
          if (!(fault instanceof Cut)) throw fault;
        });
      await house.restart();
      await house.ring();
      expect(await rosterOf(house)).toEqual(['UADA', 'UCY', 'UDEE']);
      expect(await states(house)).toEqual([
        'UADA reserved D-1',
        'UBO released',
        'UCY reserved D-1',
        'UDEE reserved D-1',
      ]);
      expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 3, free: 7 });
      expect((await deploymentOf(house, 'D-1')).pending?.revision.people).toBe(4);
    }
  });
});
