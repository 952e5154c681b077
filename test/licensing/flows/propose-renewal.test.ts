import { describe, expect, it } from 'vitest';
import { discardRenewal } from '../../../src/licensing/flows/end-renewal.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { mayRenew } from '../../../src/licensing/flows/propose-renewal.js';
import type { BoundLocation } from '../../../src/licensing/rules/binding.js';
import type { Exclusion, Role } from '../../../src/licensing/rules/policy.js';
import { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, boundOf, TOKEN } from '../../support/core-ceremony.js';
import { NEW_TOKEN, nextFile, openedRenewal, refuseOldToken, renewalOf, renewing } from '../../support/core-renewal.js';
import { DAY, HOUR, otherProduct } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

const claims = (house: TestHouse) => house.apple.calls.filter((call) => call === 'claim').length;
const cards = async (house: TestHouse) => (await house.noticesOf('renewal-card')).map(({ facts }) => facts.stage.stage);

/** The token of the binding is in use, and nothing is left of another one. */
async function expectNothingLost(house: TestHouse, before: BoundLocation): Promise<void> {
  expect((await boundOf(house)).token).toEqual(before.token);
  expect(house.core.secrets.open(before.token.sealed, 'content-token')).toBe(TOKEN);
  expect(await renewalOf(house)).toBeNull();
  expect(await cards(house)).toEqual([]);
  expect(house.apple.mdmInfo?.id ?? before.mdmInfo.id).toBe(before.mdmInfo.id);
}

describe('a new token of the same location', () => {
  it('is read and tried with our own unchanged claim, and waits while the old one stays in use', async () => {
    const house = await boundHouse();
    const before = await boundOf(house);
    house.apple.calls.length = 0;
    const renewalId = await openedRenewal(house);
    expect(house.apple.calls).toEqual(['clientConfig', 'claim']);
    expect(house.apple.mdmInfo).toEqual(before.mdmInfo);
    expect((await boundOf(house)).token).toEqual(before.token);
    expect(await renewalOf(house)).toMatchObject({
      id: renewalId,
      proposedBy: 'U1',
      deadline: house.now + HOUR,
      uId: before.facts.uId,
      mdmInfo: before.mdmInfo,
      write: { result: 'works' },
      token: { name: 'Stockholm 2027', fingerprint: 'fp-1', expires: house.now + 365 * DAY, importedBy: 'U1' },
    });
    const [card] = await house.noticesOf('renewal-card', 'person');
    expect(card).toMatchObject({
      subject: `renewal-card:${renewalId}`,
      audience: { userId: 'U1' },
      facts: { present: { fingerprint: 'fp-0', expires: before.token.expires }, stage: { stage: 'ready' } },
    });
    expect(await house.audit()).toContain('U1 renew-token: proposed');
    expect(await house.stored()).not.toContain(NEW_TOKEN);
  });

  it.each([
    { holder: otherProduct, state: 'in-use-elsewhere' },
    { holder: null, state: 'claim-gone' },
  ] as const)('is not tried with a write while the location is $state', async ({ holder }) => {
    const house = await boundHouse();
    house.apple.mdmInfo = holder;
    const before = claims(house);
    await openedRenewal(house);
    expect(claims(house)).toBe(before);
    expect(house.apple.mdmInfo).toEqual(holder);
    expect(await renewalOf(house)).toMatchObject({ mdmInfo: holder, write: { result: 'not-tried', holder } });
  });

  it('is not tried with a write over the newer claim of a copy of this bot', async () => {
    const house = await boundHouse();
    const { mdmInfo } = await boundOf(house);
    const copy = { ...mdmInfo, metadata: '{"epoch":2}' };
    house.apple.mdmInfo = copy;
    await openedRenewal(house);
    expect(house.apple.mdmInfo).toEqual(copy);
  });

  it.each([
    ['expired', 9621],
    ['revoked', 9625],
    ['invalid', 9622],
  ] as const)('is taken although the old one is %s, even if it ends earlier', async (reason, errorNumber) => {
    const house = await boundHouse();
    refuseOldToken(house, refused(reason, errorNumber));
    await syncNow(house);
    expect((await boundOf(house)).tokenState).toBe(reason);
    await openedRenewal(house, nextFile(house, 200));
  });

  it('takes its expiry from Apple where Apple tells one', async () => {
    const house = await boundHouse();
    house.apple.tokenExpires = house.now + 350 * DAY;
    await openedRenewal(house);
    expect((await renewalOf(house))?.token.expires).toBe(house.now + 350 * DAY);
  });
});

describe('a file that cannot follow', () => {
  it('the same file', async () => {
    const house = await boundHouse();
    const before = await boundOf(house);
    house.apple.calls.length = 0;
    expect(await renewing(house, `file of ${TOKEN}`)).toEqual({ result: 'same-file' });
    expect(house.apple.calls).toEqual([]);
    await expectNothingLost(house, before);
  });

  it('an older file', async () => {
    const house = await boundHouse();
    const before = await boundOf(house);
    expect(await renewing(house, nextFile(house, 200))).toEqual({
      result: 'older',
      expires: house.now + 200 * DAY,
      present: before.token.expires,
    });
    await expectNothingLost(house, before);
  });

  it('a file of another location, older or not: both are named', async () => {
    const house = await boundHouse();
    const before = await boundOf(house);
    const sent = claims(house);
    house.apple.uId = '4711';
    house.apple.locationName = 'Northwind Education';
    for (const days of [200, 365]) {
      expect(await renewing(house, nextFile(house, days))).toEqual({
        result: 'other-account',
        bound: { uId: before.facts.uId, locationName: 'Northwind Stockholm' },
        offered: { uId: '4711', locationName: 'Northwind Education' },
      });
    }
    expect(claims(house)).toBe(sent);
    await expectNothingLost(house, before);
  });

  it.each([
    ['not-allowed', 9637],
    ['managed-by-apple', 9645],
    ['legacy-token', 9647],
  ] as const)('a token that may not write (%s)', async (reason, errorNumber) => {
    const house = await boundHouse();
    const before = await boundOf(house);
    const refusal = refused(reason, errorNumber);
    house.apple.interfere = (call) => (call === 'claim' ? { before: refusal } : undefined);
    expect(await renewing(house, nextFile(house))).toEqual({ result: 'may-not-write', refusal });
    await expectNothingLost(house, before);
  });

  it.each([
    ['while it is read', 'clientConfig'],
    ['while it is tried', 'claim'],
  ] as const)('a token that Apple does not answer to, %s', async (_, asked) => {
    const house = await boundHouse();
    const before = await boundOf(house);
    const trouble = unreachable();
    house.apple.interfere = (call) => (call === asked ? { after: trouble } : undefined);
    expect(await renewing(house, nextFile(house))).toEqual({ result: 'trouble', trouble });
    await expectNothingLost(house, before);
  });

  it.each([
    { what: 'no token', text: 'flawed: html-page', result: { result: 'flawed', flaw: 'html-page' } },
    { what: 'a token without a location', text: null, result: { result: 'no-uid' } },
  ])('$what', async ({ text, result }) => {
    const house = await boundHouse();
    const before = await boundOf(house);
    if (text === null) house.apple.uId = null;
    expect(await renewing(house, text ?? nextFile(house))).toEqual(result);
    await expectNothingLost(house, before);
  });

  it('an expired one, by its file or by Apple', async () => {
    const house = await boundHouse();
    const before = await boundOf(house);
    expect(await renewing(house, nextFile(house, -1))).toMatchObject({ result: 'expired' });
    house.apple.tokenExpires = house.now - DAY;
    expect(await renewing(house, nextFile(house))).toMatchObject({ result: 'expired' });
    await expectNothingLost(house, before);
  });
});

describe('who may renew, and when', () => {
  const nobody: (readonly Role[] | Exclusion)[] = [[], ['viewer', 'operator', 'approver'], 'guest', 'cannot-check'];
  it.each(nobody)('not %s', async (standing) => {
    const house = await boundHouse();
    house.people.set('X', standing);
    expect(await renewing(house, nextFile(house), 'X')).toMatchObject({ result: 'not-allowed' });
  });

  it('not before a binding, nor while paused', async () => {
    expect(await renewing(new TestHouse(), 'file')).toEqual({ result: 'not-bound' });
    const house = await boundHouse();
    await setPaused(house.core, house.asked('U2'), true);
    const sent = house.apple.calls.length;
    expect(await renewing(house, nextFile(house))).toEqual({ result: 'paused' });
    expect(house.apple.calls).toHaveLength(sent);
  });

  it('not when the bot is paused while Apple reads: then nothing is written', async () => {
    const house = await boundHouse();
    const sent = claims(house);
    const file = nextFile(house);
    const { apple } = house;
    house.core.licences = {
      inspect: (text) => apple.inspect(text),
      location: (token, expected) => {
        const connection = apple.location(token, expected);
        const clientConfig: typeof connection.clientConfig = async () => {
          await setPaused(house.core, house.asked('U2'), true);
          return connection.clientConfig();
        };
        return { ...connection, clientConfig };
      },
    };
    expect(await renewing(house, file)).toEqual({ result: 'paused' });
    expect(claims(house)).toBe(sent);
  });

  it('one at a time: the second hears who is at it and until when', async () => {
    const house = await boundHouse();
    const first = await openedRenewal(house);
    const until = house.now + HOUR;
    const second = nextFile(house, 366, 'another-token');
    const hears = { result: 'renewal-open', renewalId: first, by: 'U1', until };
    expect(await renewing(house, second, 'U2')).toEqual({ ...hears, mine: false });
    expect(await mayRenew(house.core, house.asked('U1'))).toEqual({ ...hears, mine: true });
    expect((await renewalOf(house))?.token.fingerprint).toBe('fp-1');
  });

  it('two at the same moment: one is open, the other hears of it, and no second token is kept', async () => {
    const house = await boundHouse();
    const files = [nextFile(house), nextFile(house, 366, 'another-token')] as const;
    const both = await Promise.all([renewing(house, files[0]), renewing(house, files[1], 'U2')]);
    expect(both.map(({ result }) => result).sort()).toEqual(['proposed', 'renewal-open']);
    expect(await cards(house)).toEqual(['ready']);
  });
});

describe('a renewal that is not used', () => {
  async function expectDestroyed(house: TestHouse, before: BoundLocation, stage: object): Promise<void> {
    expect(await renewalOf(house)).toBeNull();
    expect((await boundOf(house)).token).toEqual(before.token);
    expect((await house.noticesOf('renewal-card')).at(-1)?.facts.stage).toEqual({ stage: 'ended', end: stage });
  }

  it('is destroyed when a custodian discards it, and can be begun again', async () => {
    const house = await boundHouse();
    const before = await boundOf(house);
    const renewalId = await openedRenewal(house);
    const sealed = (await renewalOf(house))?.token.sealed;
    expect(await discardRenewal(house.core, house.asked('OPERATOR'), renewalId)).toMatchObject({
      result: 'not-allowed',
    });
    expect(await discardRenewal(house.core, house.asked('U2'), renewalId)).toEqual({ result: 'discarded' });
    expect(await discardRenewal(house.core, house.asked('U2'), renewalId)).toEqual({ result: 'over' });
    await expectDestroyed(house, before, { result: 'discarded', by: 'U2' });
    expect(sealed !== undefined && house.core.secrets.isErased(sealed)).toBe(true);
    await openedRenewal(house);
  });

  it('is destroyed after an hour, by the next bell or the next start', async () => {
    for (const pass of [(house: TestHouse) => house.ring(), (house: TestHouse) => house.restart()]) {
      const house = await boundHouse();
      const before = await boundOf(house);
      await openedRenewal(house);
      const sealed = (await renewalOf(house))?.token.sealed;
      house.now += HOUR;
      await pass(house);
      await expectDestroyed(house, before, { result: 'expired' });
      expect(sealed !== undefined && house.core.secrets.isErased(sealed)).toBe(true);
    }
  });

  it('outlives a restart within its hour', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    house.now += HOUR / 2;
    await house.restart();
    const renewal = await renewalOf(house);
    expect(renewal?.id).toBe(renewalId);
    expect(renewal && house.core.secrets.open(renewal.token.sealed, 'content-token')).toBe(NEW_TOKEN);
  });
});
