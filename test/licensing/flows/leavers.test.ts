import { describe, expect, it } from 'vitest';
import { leaversWork, releaseLeavers } from '../../../src/licensing/flows/leavers.js';
import { removalWork } from '../../../src/licensing/flows/removals.js';
import { LEAVER_GRACE, type LeaversFacts } from '../../../src/licensing/rules/leavers.js';
import { TestHouse } from '../../support/core.js';
import {
  aDeployment,
  approve,
  aRevision,
  assignmentOf,
  changeAsset,
  changeMember,
  KEY,
  putAssignment,
  setMembership,
  states,
  stocked,
} from '../../support/core-deployments.js';
import { HOUR } from '../../support/core-samples.js';

const people = ['A', 'B', 'C'];

async function look(house: TestHouse): Promise<void> {
  house.now += HOUR;
  if (await leaversWork.due(house.core)) await leaversWork.run(house.core, 'R');
}

async function card(house: TestHouse): Promise<LeaversFacts | undefined> {
  return (await house.noticesOf('leavers-card', 'channel')).at(-1)?.facts;
}

/** A and B have left for longer than the grace, each with a licence; C is there. */
async function left(): Promise<TestHouse> {
  const house = new TestHouse();
  await stocked(house, people);
  await approve(house, 'D-1', people, { hold: 0 });
  for (const userId of people) {
    await putAssignment(house, { userId, state: 'licensed', wantedBy: ['D-1'] });
    await setMembership(house, userId, userId === 'C' ? 'associated' : 'left');
  }
  house.now += LEAVER_GRACE;
  await look(house);
  return house;
}

const pressed = ({ toRelease, toAsk, subject }: LeaversFacts) => `${toRelease + toAsk}:${subject}`;

async function release(house: TestHouse, actor = 'OPERATOR') {
  const shown = await card(house);
  if (shown === undefined) throw new Error('no card');
  return releaseLeavers(house.core, house.asked(actor), pressed(shown));
}

describe('people who left the organisation', () => {
  it('are on one card after the grace, with what they have', async () => {
    const house = await left();
    await look(house);
    expect(await house.noticesOf('leavers-card')).toHaveLength(1);
    expect(await card(house)).toMatchObject({
      people: 2,
      toRelease: 2,
      toAsk: 0,
      leavers: [
        { userId: 'A', left: 'organisation', apps: [{ key: KEY }] },
        { userId: 'B', left: 'organisation' },
      ],
    });
  });

  it('are not on it before, nor when they are back', async () => {
    const house = new TestHouse();
    await stocked(house, people);
    await putAssignment(house, { userId: 'A', state: 'licensed' });
    await setMembership(house, 'A', 'left');
    await look(house);
    expect(await card(house)).toBeUndefined();
    await setMembership(house, 'A', 'associated');
    house.now += LEAVER_GRACE;
    await look(house);
    expect(await card(house)).toBeUndefined();
  });

  it('are shown anew when as many others have left meanwhile', async () => {
    const house = await left();
    const before = await card(house);
    await setMembership(house, 'A', 'associated');
    await setMembership(house, 'C', 'left');
    house.now += LEAVER_GRACE;
    expect(await release(house)).toEqual({ result: 'changed', before: 2, now: 2 });
    expect(before?.leavers.map(({ userId }) => userId)).toEqual(['A', 'B']);
    expect((await card(house))?.leavers.map(({ userId }) => userId).sort()).toEqual(['B', 'C']);
    expect(await release(house)).toEqual({ result: 'going', release: 2, ask: 0 });
  });

  it('lose their licences without being asked, once somebody decided so', async () => {
    const house = await left();
    expect(await release(house)).toEqual({ result: 'going', release: 2, ask: 0 });
    expect(await release(house)).toMatchObject({ result: 'already' });
    await look(house);
    expect(await states(house)).toEqual(['A releasing', 'B releasing', 'C licensed D-1']);
    expect(await assignmentOf(house, 'A')).toMatchObject({ reason: 'left', removalBy: 'person:OPERATOR' });
    expect(await card(house)).toMatchObject({ people: 0, returning: 2, releasedBy: { by: 'OPERATOR', licences: 2 } });
    expect(await house.noticesOf('removal-question')).toEqual([]);
    expect((await house.audit()).filter((line) => line === 'OPERATOR release-leavers: releasing')).toHaveLength(2);
  });

  it('leave the card when the licences are back, and a later one is a new card', async () => {
    const house = await left();
    await release(house);
    await look(house);
    for (const userId of ['A', 'B']) await putAssignment(house, { userId, state: 'released' });
    expect(await leaversWork.due(house.core)).toBe(true);
    await look(house);
    expect(await card(house)).toMatchObject({ people: 0, returning: 0 });
    await setMembership(house, 'C', 'left');
    house.now += LEAVER_GRACE;
    await look(house);
    expect(new Set((await house.noticesOf('leavers-card')).map(({ subject }) => subject)).size).toBe(2);
  });

  it('keep what they have when they come back between the click and the work', async () => {
    const house = await left();
    await release(house);
    await setMembership(house, 'A', 'associated');
    await look(house);
    expect(await states(house)).toEqual(['A licensed D-1', 'B releasing', 'C licensed D-1']);
  });

  it('are counted again at the click: a card that is behind is brought up to date first', async () => {
    const house = await left();
    await setMembership(house, 'B', 'associated');
    expect(await release(house)).toEqual({ result: 'changed', before: 2, now: 1 });
    expect(await states(house)).toEqual(['A licensed D-1', 'B licensed D-1', 'C licensed D-1']);
    expect(await card(house)).toMatchObject({ people: 1, toRelease: 1 });
    expect(await release(house)).toMatchObject({ result: 'going', release: 1 });
  });

  it.each(['APPROVER', 'VIEWER', 'EMPLOYEE'])('are not released by %s', async (actor) => {
    const house = await left();
    expect(await release(house, actor)).toMatchObject({ result: 'not-allowed' });
    expect(await house.audit()).toContain(`${actor} release-leavers: refused: not-allowed`);
    expect(await states(house)).toEqual(['A licensed D-1', 'B licensed D-1', 'C licensed D-1']);
  });

  it('are released by one of two who press at the same moment', async () => {
    const house = await left();
    const outcomes = await Promise.all([release(house), release(house, 'U1')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['already', 'going']);
  });

  it('give nothing back that Apple never takes', async () => {
    const house = await left();
    await changeAsset(house, { revocable: false });
    await look(house);
    expect(await card(house)).toMatchObject({ people: 0, toRelease: 0 });
  });

  it('nothing is done by a value that no card carries', async () => {
    const house = await left();
    for (const value of ['', '2', '2:leavers-1', '2:somebody', '-2:leavers-1']) {
      expect(await releaseLeavers(house.core, house.asked('OPERATOR'), value)).toEqual({ result: 'over' });
    }
  });
});

describe('people who left a group', () => {
  /** D-1 gives the app to a group; B was taken out of it. */
  async function leftGroup(): Promise<TestHouse> {
    const house = new TestHouse();
    await stocked(house, people);
    const audience = { kind: 'follows', groupIds: ['S1'], ceiling: 10 } as const;
    await house.records.commit({
      put: [
        {
          kind: 'deployment',
          id: 'D-1',
          value: aDeployment({ inForce: aRevision({ audience, people: 1 }), applying: null }),
        },
        { kind: 'roster', id: 'D-1.1', value: { people: ['A'], leftOut: [], leftOutCount: 0 } },
      ],
    });
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: ['D-1'] });
    await putAssignment(house, { userId: 'B', state: 'licensed', wantedBy: [] });
    for (const userId of people) await setMembership(house, userId, 'associated');
    await look(house);
    return house;
  }

  it('are listed, and asked to remove the app when somebody decided so', async () => {
    const house = await leftGroup();
    expect(await card(house)).toMatchObject({
      people: 1,
      toRelease: 0,
      toAsk: 1,
      leavers: [{ userId: 'B', left: 'group' }],
    });
    expect(await release(house)).toEqual({ result: 'going', release: 0, ask: 1 });
    await look(house);
    await removalWork.run(house.core, 'R');
    expect(await states(house)).toEqual(['A licensed D-1', 'B removing']);
    expect(await house.noticesOf('removal-question')).toMatchObject([
      { audience: { to: 'person', userId: 'B' }, facts: { by: 'person:OPERATOR', stage: 'asked' } },
    ]);
  });

  it('are not asked when they joined again meanwhile', async () => {
    const house = await leftGroup();
    await release(house);
    await putAssignment(house, { userId: 'B', wantedBy: ['D-1'] });
    await look(house);
    expect(await states(house)).toEqual(['A licensed D-1', 'B licensed D-1']);
  });

  it('keep the day on which they were noticed', async () => {
    const house = await leftGroup();
    const first = (await card(house))?.leavers[0]?.since;
    await changeMember(house, 'C', {});
    await look(house);
    await look(house);
    expect((await card(house))?.leavers[0]?.since).toBe(first);
    expect(await house.noticesOf('leavers-card')).toHaveLength(1);
  });
});

it('nobody is looked for where nobody is at Apple', async () => {
  const house = new TestHouse();
  await stocked(house, people);
  expect(await leaversWork.due(house.core)).toBe(false);
});
