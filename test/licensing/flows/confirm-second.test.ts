import { describe, expect, it } from 'vitest';
import { confirmFirst, confirmSecond } from '../../../src/licensing/flows/confirm-binding.js';
import { denyBinding } from '../../../src/licensing/flows/end-proposal.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import type { ConfirmationForm } from '../../../src/licensing/rules/binding-checks.js';
import { TestHouse } from '../../support/core.js';
import { refused, type ScriptedApple, unreachable } from '../../support/core-apple.js';
import {
  aConfirmation,
  boundOf,
  confirmedOnce,
  proposalOf,
  proposeAndCount,
  stateOf,
} from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';

const first = (house: TestHouse, proposalId: string, given: Partial<ConfirmationForm> = {}, actor = 'U1') =>
  confirmFirst(house.core, house.asked(actor), proposalId, aConfirmation(given));

const second = (house: TestHouse, proposalId: string, actor = 'U2') =>
  confirmSecond(house.core, house.asked(actor), proposalId);

const deny = (house: TestHouse, proposalId: string, actor = 'U2') =>
  denyBinding(house.core, house.asked(actor), proposalId);
const claims = (house: TestHouse) => house.apple.calls.filter((call) => call === 'claim').length;

describe('the second confirmation', () => {
  it('binds', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const outcome = await second(house, proposalId);
    const bound = await boundOf(house);
    expect(outcome).toEqual({ result: 'bound', installationId: bound.mdmInfo.id, uId: '2049025000431439' });
    expect(bound.confirmedBy).toEqual(['U1', 'U2']);
    expect(bound.signIn).toEqual([
      { userId: 'U1', confirmedAt: null, askedAt: house.now, handover: null },
      { userId: 'U2', confirmedAt: null, askedAt: house.now, handover: null },
    ]);
  });

  it('cannot come from who gave the first', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    expect(await second(house, proposalId, 'U1')).toEqual({ result: 'same-person' });
    expect(claims(house)).toBe(0);
    expect(await stateOf(house)).toBe('proposed');
  });

  it('is over before there was a first', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    expect(await second(house, proposalId)).toEqual({ result: 'over' });
    expect(claims(house)).toBe(0);
  });

  it.each([
    { after: HOUR - 1, result: 'bound' },
    { after: HOUR, result: 'over' },
    { after: HOUR + 30 * MINUTE, result: 'over' },
  ])('$after milliseconds after the first is $result, even before a bell has rung', async ({ after, result }) => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.now += after;
    expect((await second(house, proposalId)).result).toBe(result);
    expect(claims(house)).toBe(result === 'bound' ? 1 : 0);
  });

  it('does not count when the first custodian lost the role in between', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.people.set('U1', ['approver']);
    expect(await second(house, proposalId)).toMatchObject({ result: 'changed' });
    expect(claims(house)).toBe(0);
    expect((await proposalOf(house)).first).toBeNull();
  });

  it('does not count when the clicker lost the role between card and click', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.people.set('U2', 'deactivated');
    expect((await second(house, proposalId)).result).toBe('not-allowed');
    expect(claims(house)).toBe(0);
  });

  const changes: { what: string; change: (apple: ScriptedApple) => void; said: RegExp }[] = [
    {
      what: 'the name of the location',
      change: (apple) => {
        apple.locationName = 'Northwind Lund';
      },
      said: /location name/,
    },
    {
      what: 'who manages it',
      change: (apple) => {
        apple.mdmInfo = otherProduct;
      },
      said: /managed by: was nobody, is Old Manager/,
    },
    {
      what: 'the account itself',
      change: (apple) => {
        apple.uId = '4711';
      },
      said: /uId: was 2049025000431439, is 4711/,
    },
    {
      what: 'that Apple names an account',
      change: (apple) => {
        apple.uId = null;
      },
      said: /no uId/,
    },
    {
      what: 'where notifications go',
      change: (apple) => {
        apple.notificationHost = 'old.example';
      },
      said: /notifications/,
    },
    {
      what: 'the expiry',
      change: (apple) => {
        apple.tokenExpires = 1;
      },
      said: /token expiry/,
    },
  ];
  it.each(changes)('does not count when $what changed; the card is issued again', async ({ change, said }) => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const { proposedAt } = await proposalOf(house);
    change(house.apple);
    const outcome = await second(house, proposalId);
    expect(outcome).toEqual({ result: 'changed', what: [expect.stringMatching(said)] });
    expect(claims(house)).toBe(0);
    expect(await proposalOf(house)).toMatchObject({ first: null, signIn: [], deadline: proposedAt + DAY });
    const [card] = (await house.noticesOf('binding-card')).slice(-1);
    expect(card?.facts.progress).toEqual({ stage: 'changed', what: [expect.stringMatching(said)] });
    const [question] = (await house.noticesOf('binding-question')).slice(-1);
    expect(question?.facts).toMatchObject({ open: false, end: { result: 'reissued' } });
    expect(await second(house, proposalId)).toEqual({ result: 'over' });
  });

  it('binds after the changed card was confirmed by two again', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.locationName = 'Northwind Lund';
    await second(house, proposalId);
    expect((await first(house, proposalId)).result).toBe('fields');
    expect((await first(house, proposalId, { locationName: 'Northwind Lund' })).result).toBe('awaiting-second');
    expect((await second(house, proposalId)).result).toBe('bound');
    expect((await boundOf(house)).facts.locationName).toBe('Northwind Lund');
  });

  it.each([
    { what: 'Apple does not answer', trouble: unreachable({ effect: 'none' }) },
    { what: 'the token was revoked', trouble: refused('revoked', 9625) },
  ])('changes nothing when $what, and can be given again', async ({ trouble }) => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    house.apple.interfere = () => ({ before: trouble });
    expect(await second(house, proposalId)).toEqual({ result: 'trouble', trouble });
    expect(claims(house)).toBe(0);
    house.apple.interfere = () => undefined;
    expect((await second(house, proposalId)).result).toBe('bound');
  });

  it.each([{ who: ['U2', 'U2'] }, { who: ['U2', 'U3'] }, { who: ['U2', 'U3', 'U2', 'U3'] }])(
    'has one effect and one claim when $who click at the same moment',
    async ({ who }) => {
      const house = new TestHouse();
      const proposalId = await confirmedOnce(house);
      const outcomes = await Promise.all(who.map((actor) => second(house, proposalId, actor)));
      expect(outcomes.filter(({ result }) => result === 'bound')).toHaveLength(1);
      expect(outcomes.filter(({ result }) => result === 'over')).toHaveLength(who.length - 1);
      expect(claims(house)).toBe(1);
      expect(await house.noticesOf('binding-receipt', 'channel')).toHaveLength(1);
    },
  );

  it('binds nothing while the bot is paused, and can be given after the resume', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    await setPaused(house.core, house.asked('APPROVER'), true);
    expect(await second(house, proposalId)).toEqual({ result: 'paused' });
    expect(claims(house)).toBe(0);
    expect(await stateOf(house)).toBe('proposed');
    await setPaused(house.core, house.asked('U1'), false);
    expect((await second(house, proposalId)).result).toBe('bound');
  });

  it('binds nothing when somebody pauses while it is checked', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const { core } = house;
    const slow = {
      ...core,
      onStep: async (step: string) => {
        if (step === 'binding.before-claiming') await setPaused(core, house.asked('APPROVER'), true);
      },
    };
    expect(await confirmSecond(slow, house.asked('U2'), proposalId)).toEqual({ result: 'paused' });
    expect(claims(house)).toBe(0);
    expect(await stateOf(house)).toBe('proposed');
  });

  it('that comes at the moment of a Deny has one end', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    const [confirmed, denied] = await Promise.all([second(house, proposalId), deny(house, proposalId, 'U3')]);
    const bound = confirmed.result === 'bound';
    expect(denied.result).toBe(bound ? 'over' : 'denied');
    expect(await stateOf(house)).toBe(bound ? 'bound' : 'none');
    expect(claims(house)).toBe(bound ? 1 : 0);
  });

  it('after everything is over changes nothing', async () => {
    const house = new TestHouse();
    const proposalId = await confirmedOnce(house);
    await second(house, proposalId);
    const before = await house.stored();
    for (const actor of ['U1', 'U2', 'U3']) {
      expect(await second(house, proposalId, actor)).toEqual({ result: 'over' });
      expect(await first(house, proposalId, {}, actor)).toEqual({ result: 'over' });
      expect(await deny(house, proposalId, actor)).toEqual({ result: 'over' });
    }
    expect(await house.stored()).toBe(before);
    expect(claims(house)).toBe(1);
  });
});
