import { describe, expect, it } from 'vitest';
import { keepApp } from '../../../src/licensing/flows/answer-removal.js';
import { askRemoval } from '../../../src/licensing/flows/ask-removal.js';
import { listRemovals } from '../../../src/licensing/flows/open-removals.js';
import { openOverride, overrideRemoval } from '../../../src/licensing/flows/override-removal.js';
import type { TestHouse } from '../../support/core.js';
import { approve, assignmentOf, changeAsset, KEY } from '../../support/core-deployments.js';
import { gone, later, licensed, need, removing, stages, value, work } from '../../support/core-removals.js';

describe('“I need it”', () => {
  it('tells whoever asked, keeps the licence, and stops the reminders', async () => {
    const house = await removing(['A']);
    await work(house);
    expect(await need(house, 'A')).toEqual({ result: 'noted' });
    expect(await need(house, 'A')).toEqual({ result: 'already-noted' });
    expect(await house.noticesOf('removal-objection')).toMatchObject([
      { audience: { to: 'person', userId: 'OPERATOR' }, facts: { userId: 'A', note: 'For the fair', stage: 'open' } },
    ]);
    await later(house, 8);
    expect(await house.noticesOf('removal-reminder')).toEqual([]);
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing' });
    expect(await listRemovals(house.core, house.asked('U1'))).toMatchObject({ count: 1, mayOverride: true });
  });

  it('can still be followed by “It is gone”', async () => {
    const house = await removing(['A']);
    await work(house);
    await need(house, 'A', '');
    expect(await gone(house, 'A')).toMatchObject({ result: 'returning' });
    expect((await house.noticesOf('removal-objection')).map(({ facts }) => facts.stage)).toEqual(['open', 'over']);
  });

  it('keeps at most 500 characters', async () => {
    const house = await removing(['A']);
    await work(house);
    await need(house, 'A', 'x'.repeat(2_000));
    const [removal] = await house.records.list('removal');
    expect(removal?.value.needed?.note).toHaveLength(500);
  });
});

describe('a custodian’s override', () => {
  it('takes the licence back at any time, with the name on record', async () => {
    const house = await removing(['A']);
    await work(house);
    expect(await listRemovals(house.core, house.asked('U1'))).toMatchObject({ count: 1, mayOverride: true });
    expect(await overrideRemoval(house.core, house.asked('U1'), value('A'), false)).toEqual({
      result: 'not-acknowledged',
    });
    expect(await overrideRemoval(house.core, house.asked('U1'), value('A'), true)).toMatchObject({
      result: 'returning',
      userId: 'A',
    });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'releasing', reason: 'removal-overridden' });
    expect((await house.noticesOf('removal-question')).at(-1)?.facts).toMatchObject({
      stage: 'returning',
      overriddenBy: 'U1',
    });
    expect(await house.audit()).toContain('U1 override-removal: releasing');
  });

  it.each(['OPERATOR', 'APPROVER', 'VIEWER', 'A'])('is refused to %s, on record', async (actor) => {
    const house = await removing(['A']);
    await work(house);
    await need(house, 'A');
    expect(await openOverride(house.core, house.asked(actor), value('A'))).toMatchObject({ result: 'not-allowed' });
    expect(await overrideRemoval(house.core, house.asked(actor), value('A'), true)).toMatchObject({
      result: 'not-allowed',
    });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'removing' });
    expect(await house.audit()).toContain(`${actor} override-removal: refused: not-allowed`);
  });

  it('is over when the person answered first', async () => {
    const house = await removing(['A']);
    await work(house);
    await need(house, 'A');
    await gone(house, 'A');
    expect(await overrideRemoval(house.core, house.asked('U1'), value('A'), true)).toEqual({ result: 'over' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ reason: 'uninstalled' });
  });
});

describe('uninstalling from somebody', () => {
  const ask = (house: TestHouse, actor = 'OPERATOR', userIds: readonly string[] = ['A']) =>
    askRemoval(house.core, house.asked(actor), KEY, userIds, 'Not used');

  it('asks the person, for the reason given', async () => {
    const house = await licensed();
    expect(await ask(house)).toEqual({ result: 'asked', people: ['A'], notAsked: [] });
    await work(house);
    expect((await house.noticesOf('removal-question'))[0]?.facts).toMatchObject({
      by: 'person:OPERATOR',
      reason: 'Not used',
    });
    expect(await ask(house)).toMatchObject({ people: [], notAsked: [{ userId: 'A', why: 'already' }] });
    expect(await stages(house, 'A')).toEqual(['asked']);
  });

  it('names the required deployments that stand against it, and says who has nothing', async () => {
    const house = await licensed();
    await approve(house, 'D-7', ['A'], { hold: 0 });
    expect(await ask(house, 'OPERATOR', ['A', 'B', 'B'])).toEqual({
      result: 'asked',
      people: [],
      notAsked: [
        { userId: 'A', why: 'required', deployments: ['D-7'] },
        { userId: 'B', why: 'no-licence' },
      ],
    });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'licensed' });
  });

  it('asks nobody for a licence that Apple never takes back', async () => {
    const house = await licensed();
    await changeAsset(house, { revocable: false });
    expect(await ask(house)).toMatchObject({ people: [], notAsked: [{ why: 'not-revocable' }] });
  });

  it('is refused without the role, on record', async () => {
    const house = await licensed();
    expect(await ask(house, 'VIEWER')).toMatchObject({ result: 'not-allowed' });
    expect(await house.audit()).toContain('VIEWER ask-removal: refused: not-allowed');
  });

  it('can be called off by whoever may ask, and the person keeps the app', async () => {
    const house = await licensed();
    await ask(house);
    await work(house);
    await need(house, 'A');
    expect(await keepApp(house.core, house.asked('VIEWER'), value('A'))).toMatchObject({ result: 'not-allowed' });
    expect(await keepApp(house.core, house.asked('OPERATOR'), value('A'))).toMatchObject({ result: 'kept' });
    expect(await keepApp(house.core, house.asked('OPERATOR'), value('A'))).toEqual({ result: 'over' });
    expect(await assignmentOf(house, 'A')).toMatchObject({ state: 'licensed', removalBy: null });
    await work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'needed', 'called-off']);
    expect((await house.noticesOf('removal-objection')).map(({ facts }) => facts.stage)).toEqual(['open', 'kept']);
    expect(await house.records.list('removal')).toEqual([]);
  });

  it('of a deployment cannot be called off for one person', async () => {
    const house = await removing(['A']);
    await work(house);
    await need(house, 'A');
    expect(await keepApp(house.core, house.asked('OPERATOR'), value('A'))).toEqual({
      result: 'by-deployment',
      deploymentId: 'D-1',
    });
  });
});
