import { describe, expect, it } from 'vitest';
import { myApps } from '../../../src/licensing/flows/my-apps.js';
import { listRemovals } from '../../../src/licensing/flows/open-removals.js';
import { removalWork } from '../../../src/licensing/flows/removals.js';
import { addWorkingDays } from '../../../src/licensing/rules/working-days.js';
import { assignmentOf, changeMember, KEY, putAssignment } from '../../support/core-deployments.js';
import { gone, later, removing, stages, value, work } from '../../support/core-removals.js';

describe('the question whether an app is gone', () => {
  it('goes to each person once, and is written down in the same commit', async () => {
    const house = await removing();
    await work(house);
    await work(house);
    const cards = await house.noticesOf('removal-question', 'person');
    expect(cards.map(({ subject }) => subject)).toEqual([`removal:${KEY}:A:1`, `removal:${KEY}:B:1`]);
    expect(cards[0]?.facts).toMatchObject({ by: 'D-1', reason: 'For work', stage: 'asked' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing', askedAt: house.now });
    expect(await removalWork.due(house.core)).toBe(false);
  });

  it('is answered by the person alone: the licence is on its way back, and later it is back', async () => {
    const house = await removing();
    await work(house);
    expect(await gone(house, 'B', value('A'))).toEqual({ result: 'not-yours', userId: 'A' });
    expect(await gone(house, 'U1', value('A'))).toEqual({ result: 'not-yours', userId: 'A' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing' });
    expect(await gone(house, 'A')).toMatchObject({ result: 'returning' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'releasing', reason: 'uninstalled', wantedBy: [] });
    await work(house);
    await putAssignment(house, { userId: 'A', state: 'released' });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'returning', 'returned']);
    expect((await house.records.list('removal')).map(({ id }) => id)).toEqual([`${KEY}/B`]);
    expect(await house.audit()).toContain('B confirm-removed: refused: not-yours');
  });

  it('pressed twice, or on an older card, changes nothing', async () => {
    const house = await removing();
    await work(house);
    const outcomes = await Promise.all([gone(house, 'A'), gone(house, 'A')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['over', 'returning']);
    expect(await gone(house, 'B', value('B', 2))).toEqual({ result: 'over' });
    expect(await gone(house, 'B', 'nonsense')).toEqual({ result: 'over' });
    expect(await assignmentOf(house, 'B')).toMatchObject({ state: 'removing' });
  });

  it('is called off when the app is wanted again', async () => {
    const house = await removing();
    await work(house);
    await putAssignment(house, { userId: 'A', state: 'licensed', removalBy: null, askedAt: null });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'called-off']);
    expect(await gone(house, 'A')).toEqual({ result: 'over' });
    await putAssignment(house, { userId: 'A', state: 'removing', removalBy: 'D-1', askedAt: null });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'called-off', 'asked']);
  });

  it('says that the licence came back although somebody wanted it again meanwhile', async () => {
    const house = await removing();
    await work(house);
    await gone(house, 'A');
    await putAssignment(house, { userId: 'A', state: 'waiting-for-licences', generation: 2 });
    await work(house);
    expect((await stages(house, 'A')).at(-1)).toBe('returned');
  });

  it('says so when Apple does not take the licence back', async () => {
    const house = await removing();
    await work(house);
    await gone(house, 'A');
    await putAssignment(house, { userId: 'A', state: 'failed', reason: 'not-revocable' });
    await work(house);
    expect((await stages(house, 'A')).at(-1)).toBe('not-returned');
  });

  it('is not put to somebody who has left', async () => {
    const house = await removing();
    await changeMember(house, 'A', { deactivated: true });
    await work(house);
    expect(await stages(house, 'A')).toEqual([]);
    expect(await stages(house, 'B')).toEqual(['asked']);
    await later(house, 2);
    expect((await house.noticesOf('removal-reminder')).map(({ audience }) => audience)).toEqual([
      { to: 'person', userId: 'B' },
    ]);
  });

  it('refuses somebody who was deactivated before the click', async () => {
    const house = await removing();
    await work(house);
    house.people.set('A', 'deactivated');
    expect(await gone(house, 'A')).toMatchObject({ result: 'not-allowed' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing' });
  });

  it('stands in Home as long as it is open', async () => {
    const house = await removing();
    await work(house);
    expect((await myApps(house.core, 'A')).removals).toMatchObject([{ assignmentId: `${KEY}/A`, stage: 'asked' }]);
    await gone(house, 'A');
    expect((await myApps(house.core, 'A')).removals).toEqual([]);
  });
});

describe('without an answer', () => {
  it('the person is reminded every two working days, five times at most', async () => {
    const house = await removing(['A']);
    await work(house);
    for (let day = 0; day < 20; day += 1) await later(house, 1);
    const reminders = await house.noticesOf('removal-reminder');
    expect(reminders.map(({ facts }) => [facts.number, facts.last])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
    ]);
    expect(reminders[0]).toMatchObject({ thread: `removal:${KEY}:A:1` });
  });

  it('is looked at in time without a ring', async () => {
    const house = await removing(['A']);
    await work(house);
    expect(await removalWork.nextDue?.(house.core)).toBe(addWorkingDays(house.now, 2, house.settings.working));
    await gone(house, 'A');
    expect(await removalWork.nextDue?.(house.core)).toBeNull();
  });

  it('it is on the administrators’ list after five working days, and off it with the answer', async () => {
    const house = await removing(['A']);
    await work(house);
    await later(house, 2);
    await later(house, 2);
    expect(await house.noticesOf('removals-card')).toEqual([]);
    await later(house, 1);
    await work(house);
    expect((await house.noticesOf('removals-card', 'channel')).at(-1)?.facts).toMatchObject({ count: 1 });
    expect(await listRemovals(house.core, house.asked('VIEWER'))).toMatchObject({
      count: 1,
      mayOverride: false,
      lines: [{ userId: 'A', reminders: 2, needed: null }],
    });
    expect(await listRemovals(house.core, house.asked('A'))).toMatchObject({ result: 'not-allowed' });
    await gone(house, 'A');
    await work(house);
    expect((await house.noticesOf('removals-card')).at(-1)?.facts).toMatchObject({ count: 0 });
    expect(await house.records.list('removals')).toEqual([]);
  });
});
