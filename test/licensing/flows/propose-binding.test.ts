import { describe, expect, it } from 'vitest';
import { countForeign } from '../../../src/licensing/flows/count-foreign.js';
import { type ProposalForm, proposeBinding } from '../../../src/licensing/flows/propose-binding.js';
import type { Trouble } from '../../../src/licensing/rules/apple-answer.js';
import type { DecommissionedLocation } from '../../../src/licensing/rules/binding.js';
import type { Exclusion, Role } from '../../../src/licensing/rules/policy.js';
import { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { aForm, bind, bindingOf, boundOf, proposalOf, propose, stateOf, TOKEN } from '../../support/core-ceremony.js';
import { DAY, otherProduct } from '../../support/core-samples.js';

const proposing = (house: TestHouse, given: Partial<ProposalForm> = {}, actor = 'U1') =>
  proposeBinding(house.core, house.asked(actor), aForm(house, given));

describe('a token that can be bound', () => {
  it('is put up with the facts of its location and the totals of its assets', async () => {
    const house = new TestHouse();
    house.apple.mdmInfo = otherProduct;
    house.apple.notificationHost = 'old.example';
    for (const adamId of ['1', '2', '3', '4']) house.apple.buy(adamId, 10);
    house.apple.buy('5', 5, { productType: 'Book' });
    const outcome = await proposing(house, { uploaded: true });
    const proposal = await proposalOf(house);
    expect(outcome).toEqual({ result: 'proposed', proposalId: proposal.id });
    expect(proposal).toMatchObject({
      proposedBy: 'U1',
      deadline: house.now + DAY,
      uploaded: true,
      facts: {
        uId: '2049025000431439',
        locationName: 'Northwind Stockholm',
        organizationName: 'Northwind',
        mdmInfo: otherProduct,
        notificationHost: 'old.example',
        tokenExpires: house.now + 300 * DAY,
      },
      token: { name: 'Stockholm 2026', appleAccount: 'vpp@northwind.example', importedBy: 'U1' },
      totals: { assets: 5, apps: 4, books: 1, totalCount: 45, assignedCount: 0 },
      foreign: { state: 'counting' },
      first: null,
    });
  });

  it('is only read with at Apple', async () => {
    const house = new TestHouse();
    await proposing(house);
    expect(new Set(house.apple.calls)).toEqual(new Set(['clientConfig', 'assets']));
  });

  it('gives its proposer a card and the audit a line', async () => {
    const house = new TestHouse();
    const proposalId = await propose(house);
    const notices = await house.notices();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      kind: 'binding-card',
      subject: `binding-card:${proposalId}`,
      audience: { to: 'person', userId: 'U1' },
      facts: { progress: { stage: 'counting' } },
    });
    expect(await house.audit()).toEqual(['U1 propose-binding: proposed']);
  });

  it('is stored sealed, and told to nobody', async () => {
    const house = new TestHouse();
    await propose(house);
    const { sealed } = (await proposalOf(house)).token;
    const stored = await house.stored();
    expect(stored).not.toContain(TOKEN);
    expect(stored.split(sealed.box)).toHaveLength(2);
    expect(house.core.secrets.open(sealed, 'content-token')).toBe(TOKEN);
  });

  it("has the date of Apple's answer where Apple tells one", async () => {
    const house = new TestHouse();
    house.apple.tokenExpires = house.now + 200 * DAY;
    await propose(house);
    expect((await proposalOf(house)).facts.tokenExpires).toBe(house.now + 200 * DAY);
  });

  it('is named after the organisation where the location has no name', async () => {
    const house = new TestHouse();
    house.apple.locationName = null;
    await propose(house);
    expect((await proposalOf(house)).facts.locationName).toBe('Northwind');
  });
});

describe('proposing is refused', () => {
  const people: { who: string; what: readonly Role[] | Exclusion; reason: string }[] = [
    { who: 'an employee', what: [], reason: 'no-role' },
    { who: 'a viewer', what: ['viewer'], reason: 'no-role' },
    { who: 'an operator', what: ['operator'], reason: 'no-role' },
    { who: 'an approver', what: ['approver'], reason: 'no-role' },
    { who: 'a guest', what: 'guest', reason: 'guest' },
    { who: 'somebody deactivated', what: 'deactivated', reason: 'deactivated' },
    { who: 'somebody of another team', what: 'other-team', reason: 'other-team' },
    { who: 'a bot', what: 'bot', reason: 'bot' },
    { who: 'somebody who cannot be checked', what: 'cannot-check', reason: 'cannot-check' },
  ];
  it.each(people)('to $who, before anybody asks Apple', async ({ what, reason }) => {
    const house = new TestHouse();
    house.people.set('U9', what);
    expect(await proposing(house, {}, 'U9')).toEqual({ result: 'not-allowed', reason, needs: ['custodian'] });
    expect(house.apple.calls).toEqual([]);
  });

  it.each([
    'empty',
    'too-long',
    'html-page',
    'not-base64',
    'not-json',
    'missing-token',
    'missing-expiry',
    'bad-expiry',
  ])('for a text that is %s, before anybody asks Apple', async (flaw) => {
    const house = new TestHouse();
    expect(await proposing(house, { tokenText: `flawed: ${flaw}` })).toEqual({ result: 'flawed', flaw });
    expect(house.apple.calls).toEqual([]);
    expect(await stateOf(house)).toBe('none');
  });

  it('for a token whose day has come', async () => {
    const house = new TestHouse();
    const tokenText = house.apple.issue('old', house.now);
    expect(await proposing(house, { tokenText })).toEqual({ result: 'expired', expires: house.now });
    expect(house.apple.calls).toEqual([]);
  });

  it.each([null, ''])('for a location whose uId is %j', async (uId) => {
    const house = new TestHouse();
    house.apple.uId = uId;
    expect(await proposing(house)).toEqual({ result: 'no-uid' });
    expect(await stateOf(house)).toBe('none');
  });

  const troubles: { what: string; trouble: Trouble }[] = [
    { what: 'revoked', trouble: refused('revoked', 9625) },
    { what: 'unknown to Apple', trouble: refused('invalid', 9622) },
    { what: 'of the old kind', trouble: refused('legacy-token', 9647) },
    { what: 'not answered for', trouble: unreachable({ effect: 'none' }) },
  ];
  it.each(troubles)('for a token that is $what', async ({ trouble }) => {
    const house = new TestHouse();
    house.apple.interfere = () => ({ before: trouble });
    expect(await proposing(house)).toEqual({ result: 'trouble', trouble });
    expect(await stateOf(house)).toBe('none');
  });

  it('when the assets cannot be read', async () => {
    const house = new TestHouse();
    const trouble = unreachable({ effect: 'none' });
    house.apple.interfere = (call) => (call === 'assets' ? { before: trouble } : undefined);
    expect(await proposing(house)).toEqual({ result: 'trouble', trouble });
    expect(await house.notices()).toEqual([]);
  });

  it('for another account than the one pinned in the configuration', async () => {
    const house = new TestHouse({ pinnedUId: '777' });
    const outcome = await proposing(house);
    expect(outcome).toMatchObject({
      result: 'other-account',
      bound: { uId: '777' },
      offered: { uId: '2049025000431439', locationName: 'Northwind Stockholm' },
    });
    expect(await stateOf(house)).toBe('none');
  });

  it('for no account when the pinned one is offered', async () => {
    const house = new TestHouse({ pinnedUId: '2049025000431439' });
    expect((await proposing(house)).result).toBe('proposed');
  });

  it('for another account than the bound one, naming both', async () => {
    const house = new TestHouse();
    await bind(house);
    house.apple.uId = '4711';
    house.apple.locationName = 'Contoso Oslo';
    expect(await proposing(house)).toEqual({
      result: 'other-account',
      bound: { uId: '2049025000431439', locationName: 'Northwind Stockholm' },
      offered: { uId: '4711', locationName: 'Contoso Oslo' },
    });
    expect(await stateOf(house)).toBe('bound');
  });

  it('for the account that is bound already', async () => {
    const house = new TestHouse();
    await bind(house);
    expect(await proposing(house)).toMatchObject({ result: 'already-bound', bound: { uId: '2049025000431439' } });
  });
});

describe('a house that handed its location over for good', () => {
  it('never binds again, and asks Apple nothing', async () => {
    const house = new TestHouse();
    await bind(house);
    const { facts, token, mdmInfo, boundAt, confirmedBy } = await boundOf(house);
    const { sealed: _sealed, ...kept } = token;
    const value: DecommissionedLocation = {
      state: 'decommissioned',
      requestId: 'r1',
      ...{ facts, token: kept, mdmInfo, boundAt, confirmedBy },
      decommissionedAt: house.now,
      atApple: 'released',
      heldBy: null,
      exported: null,
    };
    await house.records.commit({ put: [{ kind: 'binding', id: 'location', value }] });
    house.apple.calls.length = 0;
    expect(await proposing(house)).toEqual({
      result: 'decommissioned',
      bound: { uId: facts.uId, locationName: 'Northwind Stockholm' },
    });
    expect(house.apple.calls).toEqual([]);
    expect(await stateOf(house)).toBe('decommissioned');
  });
});

describe('one proposal at a time', () => {
  it('a second one is told whose the first is and until when', async () => {
    const house = new TestHouse();
    await propose(house);
    const deadline = house.now + DAY;
    expect(await proposing(house, {}, 'U2')).toEqual({
      result: 'proposal-open',
      proposedBy: 'U1',
      deadline,
      mine: false,
    });
    expect(await proposing(house, {}, 'U1')).toMatchObject({ result: 'proposal-open', mine: true });
  });

  it('of two at the same moment one wins, the other is told, and one card goes out', async () => {
    const house = new TestHouse();
    const outcomes = await Promise.all([proposing(house, {}, 'U1'), proposing(house, {}, 'U2')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['proposal-open', 'proposed']);
    expect(await house.noticesOf('binding-card')).toHaveLength(1);
  });

  it('a proposal that was prepared while another account was bound names that account', async () => {
    const house = new TestHouse();
    const other = new TestHouse();
    other.apple.uId = '4711';
    await bind(other);
    const bound = await bindingOf(other);
    house.apple.afterPage = () => {
      void house.records.commit({ put: [{ kind: 'binding', id: 'location', value: bound }] });
    };
    expect(await proposing(house)).toMatchObject({ result: 'other-account', bound: { uId: '4711' } });
  });

  it.each(['binding.before-proposed', 'binding.proposed'])(
    'is either there or not after an end at %s, and goes on counting if it is',
    async (step) => {
      const house = new TestHouse();
      house.cutAt = (point) => point === step;
      expect(await house.untilCut(() => propose(house))).toBe('cut');
      await house.restart();
      if (step === 'binding.before-proposed') expect(await stateOf(house)).toBe('none');
      else expect((await proposalOf(house)).foreign.state).toBe('counted');
    },
  );
});

describe('a proposal that is over', () => {
  it('is not counted any more', async () => {
    const house = new TestHouse();
    await propose(house);
    await countForeign(house.core, 'another', 'R');
    expect(house.apple.calls).not.toContain('users');
    expect((await proposalOf(house)).foreign.state).toBe('counting');
  });
});
