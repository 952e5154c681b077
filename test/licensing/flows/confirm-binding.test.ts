import { describe, expect, it } from 'vitest';
import { confirmFirst, confirmSecond } from '../../../src/licensing/flows/confirm-binding.js';
import { denyBinding } from '../../../src/licensing/flows/end-proposal.js';
import type { ConfirmationForm } from '../../../src/licensing/rules/binding-checks.js';
import type { Exclusion, Role } from '../../../src/licensing/rules/policy.js';
import { TestHouse } from '../../support/core.js';
import { aConfirmation, boundOf, proposalOf, propose, proposeAndCount } from '../../support/core-ceremony.js';
import { DAY, HOUR, otherProduct } from '../../support/core-samples.js';

const first = (house: TestHouse, proposalId: string, given: Partial<ConfirmationForm> = {}, actor = 'U1') =>
  confirmFirst(house.core, house.asked(actor), proposalId, aConfirmation(given));

const second = (house: TestHouse, proposalId: string, actor = 'U2') =>
  confirmSecond(house.core, house.asked(actor), proposalId);

const deny = (house: TestHouse, proposalId: string, actor = 'U2') =>
  denyBinding(house.core, house.asked(actor), proposalId);
const claims = (house: TestHouse) => house.apple.calls.filter((call) => call === 'claim').length;

const notCustodians: { who: string; what: readonly Role[] | Exclusion }[] = [
  { who: 'an employee', what: [] },
  { who: 'a viewer', what: ['viewer'] },
  { who: 'an operator', what: ['operator'] },
  { who: 'an approver', what: ['approver'] },
  { who: 'a guest', what: 'guest' },
  { who: 'a stranger', what: 'stranger' },
  { who: 'somebody deactivated', what: 'deactivated' },
  { who: 'somebody who cannot be checked', what: 'cannot-check' },
];

describe.each(notCustodians)('$who', ({ what }) => {
  it('cannot confirm first, confirm second or deny', async () => {
    const house = new TestHouse();
    house.people.set('U9', what);
    const proposalId = await proposeAndCount(house);
    expect((await first(house, proposalId, {}, 'U9')).result).toBe('not-allowed');
    await first(house, proposalId);
    expect((await second(house, proposalId, 'U9')).result).toBe('not-allowed');
    expect((await deny(house, proposalId, 'U9')).result).toBe('not-allowed');
    expect(claims(house)).toBe(0);
    expect((await proposalOf(house)).first?.by).toBe('U1');
  });
});

describe('the first confirmation', () => {
  it('asks every other custodian, for an hour', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    const until = house.now + HOUR;
    expect(await first(house, proposalId)).toEqual({ result: 'awaiting-second', until, asked: ['U2', 'U3'] });
    expect((await proposalOf(house)).deadline).toBe(until);
    const [question] = await house.noticesOf('binding-question');
    expect(question).toMatchObject({ audience: { to: 'custodians', except: ['U1'] }, facts: { open: true } });
    expect(claims(house)).toBe(0);
  });

  it('may come from another custodian than the proposer', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    expect(await first(house, proposalId, {}, 'U2')).toMatchObject({ asked: ['U1', 'U3'] });
    expect((await second(house, proposalId, 'U1')).result).toBe('bound');
  });

  it('is not taken before the count is done', async () => {
    const house = new TestHouse();
    const proposalId = await propose(house);
    expect(await first(house, proposalId)).toEqual({ result: 'not-ready' });
  });

  it.each([
    { given: { locationName: 'Contoso' }, fields: ['locationName'] },
    { given: { acknowledgedForGood: false }, fields: ['acknowledgedForGood'] },
    { given: { newlyGenerated: false }, fields: ['newlyGenerated'] },
    { given: { signIn: ['U1'] }, fields: ['signIn'] },
  ])('is not taken with $fields wrong', async ({ given, fields }) => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    expect(await first(house, proposalId, given)).toEqual({ result: 'fields', fields });
    expect((await proposalOf(house)).first).toBeNull();
  });

  it.each(['deactivated', 'guest', 'stranger', 'unknown'] as const)(
    'is not taken with somebody who is %s named for the sign-in',
    async (what) => {
      const house = new TestHouse();
      const proposalId = await proposeAndCount(house);
      house.people.set('U9', what);
      const form = { signIn: ['U1', 'U9'] };
      expect(await first(house, proposalId, form)).toEqual({ result: 'fields', fields: ['signIn'] });
    },
  );

  it('needs the name of the product that holds the location, and keeps it in the audit', async () => {
    const house = new TestHouse();
    house.apple.mdmInfo = otherProduct;
    const proposalId = await proposeAndCount(house);
    expect(await first(house, proposalId)).toEqual({ result: 'fields', fields: ['takeOverFrom'] });
    expect((await first(house, proposalId, { takeOverFrom: 'old manager' })).result).toBe('awaiting-second');
    expect((await second(house, proposalId)).result).toBe('bound');
    expect(house.apple.mdmInfo.id).toBe((await boundOf(house)).mdmInfo.id);
  });

  it('is not taken while there is no second custodian', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    house.people.set('U2', []);
    house.people.set('U3', ['approver']);
    expect(await first(house, proposalId)).toEqual({ result: 'no-second-custodian' });
    expect((await proposalOf(house)).first).toBeNull();
  });

  it('counts once when it comes twice, also at the same moment', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    const both = await Promise.all([first(house, proposalId), first(house, proposalId, {}, 'U2')]);
    expect(both.map(({ result }) => result).sort()).toEqual(['awaiting-second', 'over']);
    expect(await first(house, proposalId)).toEqual({ result: 'not-ready' });
    expect(await house.noticesOf('binding-question')).toHaveLength(1);
  });

  it('is too late when the day of the proposal is over, even before a bell has rung', async () => {
    const house = new TestHouse();
    const proposalId = await proposeAndCount(house);
    house.now += DAY;
    expect(await first(house, proposalId)).toEqual({ result: 'over' });
  });

  it('of an old card is over', async () => {
    const house = new TestHouse();
    await proposeAndCount(house);
    expect(await first(house, 'old')).toEqual({ result: 'over' });
  });
});

describe('one confirmation, where the organisation chose so', () => {
  const alone = () => {
    const house = new TestHouse({ confirmations: 'one' });
    house.people.set('U2', []);
    house.people.set('U3', []);
    return house;
  };

  it('binds at once, with both people who can sign in named', async () => {
    const house = alone();
    const proposalId = await proposeAndCount(house);
    expect((await first(house, proposalId)).result).toBe('bound');
    const bound = await boundOf(house);
    expect(bound.confirmedBy).toEqual(['U1']);
    expect(bound.signIn.map(({ userId }) => userId)).toEqual(['U1', 'U2']);
  });

  it('still needs the whole form', async () => {
    const house = alone();
    const proposalId = await proposeAndCount(house);
    expect((await first(house, proposalId, { signIn: ['U1'] })).result).toBe('fields');
    expect(claims(house)).toBe(0);
  });

  it('reads everything again before the claim', async () => {
    const house = alone();
    const proposalId = await proposeAndCount(house);
    house.apple.mdmInfo = otherProduct;
    expect((await first(house, proposalId)).result).toBe('changed');
    expect(claims(house)).toBe(0);
  });

  it('has one effect when it is pressed twice at the same moment', async () => {
    const house = alone();
    const proposalId = await proposeAndCount(house);
    const outcomes = await Promise.all([first(house, proposalId), first(house, proposalId)]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['bound', 'over']);
    expect(claims(house)).toBe(1);
  });
});
