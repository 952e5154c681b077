import { describe, expect, it } from 'vitest';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import type { TestHouse } from '../../support/core.js';
import { refused } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { DAY, MINUTE, otherProduct } from '../../support/core-samples.js';
import { completeNow, stock, syncNow, syncState } from '../../support/core-sync.js';

const states = async (house: TestHouse) =>
  (await house.noticesOf('token-trouble')).map(({ audience, facts }) => `${audience.to}: ${facts.state}`);
const actions = async (house: TestHouse) => {
  const now = await readHouse(house.core);
  return now.state === 'bound' ? now.actions : [];
};

describe('a token that Apple refuses', () => {
  it.each([
    { reason: 'expired', errorNumber: 9621, state: 'expired' },
    { reason: 'revoked', errorNumber: 9625, state: 'revoked' },
    { reason: 'invalid', errorNumber: 9622, state: 'invalid' },
    { reason: 'legacy-token', errorNumber: 9647, state: 'invalid' },
    { reason: 'not-allowed', errorNumber: 9637, state: 'read-only' },
    { reason: 'managed-by-apple', errorNumber: 9645, state: 'read-only' },
  ] as const)('with $errorNumber is $state: one card each for channel and custodians, and no more', async (given) => {
    const house = await boundHouse(stock);
    const no = refused(given.reason, given.errorNumber);
    house.apple.tokenRefusal = no;
    const { outcome } = await syncNow(house);
    expect(outcome).toEqual({ result: 'failed', stage: 'client-config', trouble: no, nextTry: null });
    expect(await boundOf(house)).toMatchObject({ tokenState: given.state, tokenStateSince: house.now });
    await syncNow(house);
    await syncNow(house);
    expect(await states(house)).toEqual([`channel: ${given.state}`, `custodians: ${given.state}`]);
    expect((await house.noticesOf('token-trouble'))[0]?.facts).toMatchObject({
      errorNumber: given.errorNumber,
      locationName: 'Northwind Stockholm',
    });
    expect(await actions(house)).toContainEqual({ kind: 'token-state', state: given.state });
  });

  it.each([
    { reason: 'other', errorNumber: 9603 },
    { reason: 'service-removed', errorNumber: 9634 },
    { reason: 'stale-version', errorNumber: 9721 },
  ] as const)('with $errorNumber is no worse for it, and tried again', async ({ reason, errorNumber }) => {
    const house = await boundHouse(stock);
    house.apple.tokenRefusal = refused(reason, errorNumber);
    expect((await syncNow(house)).outcome).toMatchObject({ nextTry: house.now + 15 * MINUTE });
    expect((await boundOf(house)).tokenState).toBe('valid');
    expect(await states(house)).toEqual([]);
  });

  it('is valid again after a good reading, and the next trouble is said anew', async () => {
    const house = await boundHouse(stock);
    house.apple.tokenRefusal = refused('revoked', 9625);
    await syncNow(house);
    house.apple.tokenRefusal = null;
    await completeNow(house);
    expect((await boundOf(house)).tokenState).toBe('valid');
    house.apple.tokenRefusal = refused('revoked', 9625);
    await syncNow(house);
    expect(await states(house)).toHaveLength(6);
    expect(new Set((await house.noticesOf('token-trouble', 'channel')).map(({ subject }) => subject)).size).toBe(2);
  });
});

describe('a token whose day has come', () => {
  it('is said to have expired once, however long Apple goes on answering', async () => {
    const house = await boundHouse(stock);
    house.now += 301 * DAY;
    await house.ring();
    for (let day = 0; day < 3; day += 1) {
      house.now += DAY;
      await house.ring();
    }
    expect((await syncState(house)).last?.outcome.result).toBe('complete');
    expect(await states(house)).toEqual(['channel: expired', 'custodians: expired']);
    house.apple.tokenExpires = house.now + 365 * DAY;
    await completeNow(house);
    expect((await boundOf(house)).tokenState).toBe('valid');
  });
});

describe('a location that another product claims', () => {
  const elsewhere = async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = otherProduct;
    return house;
  };

  it('is said with its name, and nothing of the reading is kept', async () => {
    const house = await elsewhere();
    house.apple.buy('1', 50);
    const before = await house.records.list('asset');
    expect((await syncNow(house)).outcome).toEqual({ result: 'in-use-elsewhere', mdmInfo: otherProduct });
    expect(await boundOf(house)).toMatchObject({ tokenState: 'in-use-elsewhere', heldBy: otherProduct });
    expect(await states(house)).toEqual(['channel: in-use-elsewhere', 'custodians: in-use-elsewhere']);
    expect(await house.records.list('asset')).toEqual(before);
  });

  it('is only asked for its configuration from then on, and syncs say that they are left out', async () => {
    const house = await elsewhere();
    await syncNow(house);
    house.apple.calls.length = 0;
    expect((await syncNow(house)).outcome).toEqual({ result: 'skipped', reason: 'in-use-elsewhere' });
    expect(house.apple.calls).toEqual(['clientConfig']);
    expect(await states(house)).toHaveLength(2);
  });

  it('in the middle of a reading ends it', async () => {
    const house = await boundHouse(stock);
    house.apple.afterPage = (call) => {
      if (call === 'users') house.apple.mdmInfo = otherProduct;
    };
    expect((await syncNow(house)).outcome.result).toBe('in-use-elsewhere');
  });

  it('and gives back to us is read again', async () => {
    const house = await elsewhere();
    await syncNow(house);
    house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
    expect((await syncNow(house)).outcome.result).toBe('complete');
    expect(await boundOf(house)).toMatchObject({ tokenState: 'valid', heldBy: null });
  });

  it('does not hide that the token was revoked meanwhile', async () => {
    const house = await elsewhere();
    await syncNow(house);
    house.apple.tokenRefusal = refused('revoked', 9625);
    expect((await syncNow(house)).outcome).toMatchObject({ result: 'failed', trouble: { errorNumber: 9625 } });
    expect((await boundOf(house)).tokenState).toBe('revoked');
  });

  it('and lets go of is found to be claimed by nobody', async () => {
    const house = await elsewhere();
    await syncNow(house);
    house.apple.mdmInfo = null;
    await syncNow(house);
    expect(await boundOf(house)).toMatchObject({ tokenState: 'claim-gone', heldBy: null });
  });
});

describe('a claim of ours that is gone', () => {
  it('is said once, while the figures are read on', async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = null;
    house.apple.buy('1', 5);
    expect((await completeNow(house)).diff.totalsCount).toBe(1);
    await completeNow(house);
    expect(await states(house)).toEqual(['channel: claim-gone', 'custodians: claim-gone']);
    expect((await boundOf(house)).tokenState).toBe('claim-gone');
  });
});

describe('an answer for another location', () => {
  it('fails the sync with both sides of it, and changes nothing', async () => {
    const house = await boundHouse(stock);
    house.apple.uId = '4711';
    const before = await boundOf(house);
    expect((await syncNow(house)).outcome).toEqual({ result: 'other-location', uId: '4711' });
    expect(await boundOf(house)).toEqual(before);
    expect((await syncState(house)).lastComplete?.trigger).toBe('binding');
  });
});

describe('what Apple says of the location', () => {
  it('is kept: name, country and the date of the token', async () => {
    const house = await boundHouse(stock);
    house.apple.locationName = 'Northwind Lund';
    house.apple.tokenExpires = house.now + 100 * DAY;
    await completeNow(house);
    const bound = await boundOf(house);
    expect(bound.facts).toMatchObject({ locationName: 'Northwind Lund', tokenExpires: house.apple.tokenExpires });
    expect(bound.token.expires).toBe(house.apple.tokenExpires);
  });

  it('that is missing from an answer leaves what was known', async () => {
    const house = await boundHouse(stock);
    const { facts } = await boundOf(house);
    house.apple.locationName = null;
    house.apple.country = null;
    house.apple.platform = null;
    await completeNow(house);
    expect((await boundOf(house)).facts).toEqual(facts);
  });
});
