import { describe, expect, it } from 'vitest';
import { confirmSignIn } from '../../../src/licensing/flows/confirm-sign-in.js';
import {
  answerHandover,
  handOverSignIn,
  mayHandOver,
  withdrawHandover,
} from '../../../src/licensing/flows/hand-over-sign-in.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { homeView } from '../../../src/slack/blocks/home.js';
import { context } from '../../slack/blocks/facts.js';
import { TestHouse } from '../../support/core.js';
import { boundHouse, boundOf, confirmedOnce } from '../../support/core-ceremony.js';
import { DAY } from '../../support/core-samples.js';

async function bothConfirmed(): Promise<TestHouse> {
  const house = await boundHouse();
  for (const actor of ['U1', 'U2']) await confirmSignIn(house.core, house.asked(actor));
  return house;
}

const ask = (house: TestHouse, actor: string, from: string, to: string) =>
  handOverSignIn(house.core, house.asked(actor), from, to);

async function lastKey(house: TestHouse): Promise<string> {
  return (await house.noticesOf('sign-in-handover-question')).at(-1)?.facts.key ?? '';
}

async function answer(house: TestHouse, actor: string, yes: boolean) {
  return answerHandover(house.core, house.asked(actor), await lastKey(house), yes);
}

const named = async (house: TestHouse) => (await boundOf(house)).signIn.map(({ userId }) => userId);

/** Who was told last how it stands. */
async function told(house: TestHouse) {
  const all = await house.notices();
  return all
    .filter(({ kind }) => kind.startsWith('sign-in-handover'))
    .slice(-3)
    .map(({ kind, audience }) => [kind, audience.to === 'person' ? audience.userId : audience.to]);
}

describe('handing a sign-in over', () => {
  it('takes two clicks: the giver asks, the new person says yes', async () => {
    const house = await bothConfirmed();
    expect(await ask(house, 'U1', 'U1', 'EMPLOYEE')).toEqual({
      result: 'asked',
      to: 'EMPLOYEE',
      until: house.now + 7 * DAY,
    });
    expect(await named(house)).toEqual(['U1', 'U2']);
    expect(await told(house)).toEqual([
      ['sign-in-handover-question', 'EMPLOYEE'],
      ['sign-in-handover-card', 'U1'],
      ['sign-in-handover-card', 'custodians'],
    ]);
    house.now += DAY;
    expect(await answer(house, 'EMPLOYEE', true)).toEqual({ result: 'accepted' });
    expect((await boundOf(house)).signIn[0]).toEqual({
      userId: 'EMPLOYEE',
      confirmedAt: house.now,
      askedAt: house.now,
      handover: null,
    });
    const questions = (await house.noticesOf('sign-in-question')).slice(-2);
    expect(questions.map(({ audience, facts }) => [audience, facts.end?.result ?? null])).toEqual([
      [{ to: 'person', userId: 'U1' }, 'handed-over'],
      [{ to: 'person', userId: 'EMPLOYEE' }, null],
    ]);
    expect(await answer(house, 'EMPLOYEE', true)).toEqual({ result: 'over' });
    expect((await house.audit()).slice(-2)).toEqual([
      'U1 hand-over-sign-in: asked',
      'EMPLOYEE hand-over-sign-in: accepted',
    ]);
    expect(await confirmSignIn(house.core, house.asked('U1'))).toEqual({ result: 'not-asked' });
  });

  it('is done by a custodian for somebody who has left: the line is there until then, in the summary and on Home', async () => {
    const house = await bothConfirmed();
    house.people.set('U2', 'deactivated');
    house.now = Date.parse('2026-11-22T17:00:10Z');
    await house.ring();
    const summary = (await house.noticesOf('sync-summary')).at(-1)?.facts.house;
    expect(summary).toMatchObject({
      actions: [{ kind: 'sign-in-too-few', active: 1, gaps: [{ userId: 'U2', why: 'deactivated' }] }],
    });
    const home = async () =>
      JSON.stringify(
        homeView({
          standing: await house.people.standing('U1'),
          house: await readHouse(house.core),
          apps: [],
          custodians: ['U1'],
          context,
        }),
      );
    expect(await home()).toContain('<@U2> is no longer an active member');
    expect(await home()).toContain('Hand over a sign-in…');
    expect((await ask(house, 'U1', 'U2', 'U3')).result).toBe('asked');
    expect((await house.noticesOf('sign-in-handover-card', 'person')).length).toBe(0);
    await answer(house, 'U3', true);
    expect(await named(house)).toEqual(['U1', 'U3']);
    expect(await home()).not.toContain('Too few people');
    house.now = Date.parse('2026-11-23T05:00:10Z');
    await house.ring();
    expect((await house.noticesOf('sync-summary')).at(-1)?.facts.house).toMatchObject({ actions: [] });
    const sent = (await house.notices()).filter(({ audience }) => audience.to === 'person' && audience.userId === 'U2');
    expect(sent.every(({ kind, facts }) => kind === 'sign-in-question' && facts.end === null)).toBe(true);
  });

  it.each([
    { how: 'a no', end: (house: TestHouse) => answer(house, 'U3', false), result: 'declined' },
    {
      how: 'seven days of silence',
      end: async (house: TestHouse) => {
        house.now += 7 * DAY;
        expect(await answer(house, 'U3', true)).toEqual({ result: 'over' });
        await house.ring();
      },
      result: 'expired',
    },
    {
      how: 'the giver',
      end: async (house: TestHouse) => withdrawHandover(house.core, house.asked('EMPLOYEE'), await lastKey(house)),
      result: 'withdrawn',
    },
    {
      how: 'a custodian',
      end: async (house: TestHouse) => withdrawHandover(house.core, house.asked('U1'), await lastKey(house)),
      result: 'withdrawn',
    },
  ])('is ended by $how, and the giver stays named', async ({ end, result }) => {
    const house = await bothConfirmed();
    await ask(house, 'U1', 'U1', 'EMPLOYEE');
    await answer(house, 'EMPLOYEE', true);
    expect((await ask(house, 'EMPLOYEE', 'EMPLOYEE', 'U3')).result).toBe('asked');
    await end(house);
    expect(await named(house)).toEqual(['EMPLOYEE', 'U2']);
    expect((await boundOf(house)).signIn[0]?.handover).toBeNull();
    expect((await house.noticesOf('sign-in-handover-card')).at(-1)?.facts.end?.result).toBe(result);
    expect(await told(house)).toEqual([
      ['sign-in-handover-question', 'U3'],
      ['sign-in-handover-card', 'EMPLOYEE'],
      ['sign-in-handover-card', 'custodians'],
    ]);
    expect((await answer(house, 'U3', true)).result).toBe('over');
    house.now += DAY;
    expect((await ask(house, 'EMPLOYEE', 'EMPLOYEE', 'U3')).result).toBe('asked');
  });
});

describe('a handover is refused', () => {
  it('to whoever cannot take it', async () => {
    const house = await bothConfirmed();
    house.people.set('GUEST', 'guest');
    house.people.set('ROBOT', 'bot');
    house.people.set('DOUBTFUL', 'cannot-check');
    await ask(house, 'U2', 'U2', 'VIEWER');
    const why = async (to: string) => {
      const outcome = await ask(house, 'U1', 'U1', to);
      return outcome.result === 'unfit' ? outcome.why : outcome.result;
    };
    expect(await why('U1')).toBe('already-named');
    expect(await why('U2')).toBe('already-named');
    expect(await why('VIEWER')).toBe('already-asked');
    expect(await why('GUEST')).toBe('guest');
    expect(await why('ROBOT')).toBe('bot');
    expect(await why('DOUBTFUL')).toBe('cannot-check');
    expect(await why('NOBODY')).toBe('unknown');
    expect((await boundOf(house)).signIn[0]?.handover).toBeNull();
  });

  it('from whoever is neither a custodian nor the person', async () => {
    const house = await bothConfirmed();
    expect((await ask(house, 'OPERATOR', 'U1', 'U3')).result).toBe('not-allowed');
    await ask(house, 'U1', 'U1', 'EMPLOYEE');
    await answer(house, 'EMPLOYEE', true);
    expect(await mayHandOver(house.core, 'EMPLOYEE')).toMatchObject({ from: [{ userId: 'EMPLOYEE' }] });
    expect(await ask(house, 'EMPLOYEE', 'U2', 'U3')).toEqual({ result: 'over' });
    house.people.set('EMPLOYEE', 'deactivated');
    expect((await ask(house, 'EMPLOYEE', 'EMPLOYEE', 'U3')).result).toBe('not-allowed');
  });

  it('while one is under way for that person, but not for the other one', async () => {
    const house = await bothConfirmed();
    await ask(house, 'U1', 'U1', 'EMPLOYEE');
    expect(await ask(house, 'U2', 'U1', 'VIEWER')).toMatchObject({ result: 'handing-over', to: 'EMPLOYEE' });
    expect((await ask(house, 'U2', 'U2', 'VIEWER')).result).toBe('asked');
  });

  it('by an answer of somebody else, or of somebody who has left', async () => {
    const house = await bothConfirmed();
    await ask(house, 'U1', 'U1', 'EMPLOYEE');
    expect(await answer(house, 'U3', true)).toEqual({ result: 'not-asked' });
    house.people.set('EMPLOYEE', 'deactivated');
    expect((await answer(house, 'EMPLOYEE', true)).result).toBe('not-allowed');
    expect(await named(house)).toEqual(['U1', 'U2']);
  });

  it('while nothing is bound', async () => {
    const house = new TestHouse();
    await confirmedOnce(house);
    expect(await ask(house, 'U1', 'U1', 'U3')).toEqual({ result: 'over' });
    expect(await mayHandOver(house.core, 'U1')).toEqual({ result: 'over' });
  });

  it('never ends in one person named twice, whoever presses at the same moment', async () => {
    const house = await bothConfirmed();
    const outcomes = await Promise.all([ask(house, 'U1', 'U1', 'EMPLOYEE'), ask(house, 'U2', 'U2', 'EMPLOYEE')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['asked', 'unfit']);
    await Promise.all([answer(house, 'EMPLOYEE', true), answer(house, 'EMPLOYEE', true)]);
    expect(new Set(await named(house)).size).toBe(2);
  });
});
