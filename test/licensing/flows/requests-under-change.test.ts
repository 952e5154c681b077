import { describe, expect, it } from 'vitest';
import { discardRenewal } from '../../../src/licensing/flows/end-renewal.js';
import { renewToken } from '../../../src/licensing/flows/renew-token.js';
import { requestSync } from '../../../src/licensing/flows/sync.js';
import { unreachable } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { askForDecommission, askForTakeBack, confirm, takenHouse } from '../../support/core-exits.js';
import { openedRenewal, renewalOf } from '../../support/core-renewal.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { stock, syncState } from '../../support/core-sync.js';

const YEAR = 365 * DAY;

describe('a clock that was a year ahead', () => {
  it('makes no request good for a year: it has expired, and can be asked anew', async () => {
    const house = await boundHouse(stock);
    house.now += YEAR;
    await askForDecommission(house);
    house.now -= YEAR;
    expect(await confirm(house, 'decommission')).toMatchObject({ result: 'over' });
    await house.ring();
    expect(await house.records.list('request')).toEqual([]);
    await askForDecommission(house);
  });

  it('keeps no new token for a year', async () => {
    const house = await boundHouse(stock);
    house.now += YEAR / 2;
    const renewalId = await openedRenewal(house);
    house.now -= YEAR / 2;
    expect(await renewToken(house.core, house.asked('U1'), renewalId)).toEqual({ result: 'over' });
    const { sealed } = (await renewalOf(house))?.token ?? { sealed: null };
    await house.ring();
    expect(await renewalOf(house)).toBeNull();
    expect(sealed !== null && house.core.secrets.isErased(sealed)).toBe(true);
  });

  it('lets a take-back that nobody settles be given up all the same', async () => {
    const house = await takenHouse();
    house.now += YEAR / 2;
    await askForTakeBack(house);
    await confirm(house, 'take-back');
    house.apple.interfere = () => ({ before: unreachable() });
    await house.drain();
    house.now -= YEAR / 2;
    await house.ring();
    expect((await boundOf(house)).intent).toBeNull();
  });

  it('is no reason to end what was asked within the last minutes', async () => {
    const house = await boundHouse(stock);
    await askForDecommission(house);
    house.now -= MINUTE;
    expect(await confirm(house, 'decommission')).toMatchObject({ result: 'begun' });
  });
});

describe('the second custodian', () => {
  it('is not told that the first one lost the role while that cannot be checked; the request stands', async () => {
    const house = await takenHouse();
    await askForTakeBack(house);
    house.people.set('U1', 'cannot-check');
    expect(await confirm(house, 'take-back')).toMatchObject({ result: 'not-allowed', reason: 'cannot-check' });
    expect((await house.noticesOf('request-card')).at(-1)?.facts.end).toBeNull();
    house.people.set('U1', ['custodian']);
    expect(await confirm(house, 'take-back')).toMatchObject({ result: 'begun' });
  });
});

describe('“Discard” of a renewal', () => {
  it('that comes while its card is issued again discards it all the same', async () => {
    const house = await boundHouse(stock);
    const renewalId = await openedRenewal(house);
    house.apple.mdmInfo = otherProduct;
    house.now += HOUR / 2;
    const { records } = house.core;
    let first = true;
    house.core.records = {
      ...records,
      commit: async (change) => {
        const ends = change.remove?.some(({ kind }) => kind === 'renewal') ?? false;
        if (ends && first) {
          first = false;
          await renewToken(house.core, house.asked('U2'), renewalId);
        }
        return records.commit(change);
      },
    };
    expect(await discardRenewal(house.core, house.asked('U1'), renewalId)).toEqual({ result: 'discarded' });
    expect(await renewalOf(house)).toBeNull();
  });
});

describe('a sync that is asked for', () => {
  it('in the moment in which a decommission is confirmed does not begin', async () => {
    const house = await boundHouse(stock);
    await askForDecommission(house);
    const { records } = house.core;
    let first = true;
    house.core.records = {
      ...records,
      get: async (kind, id) => {
        const found = await records.get(kind, id);
        if (kind === 'sync' && first) {
          first = false;
          expect(await confirm(house, 'decommission')).toMatchObject({ result: 'begun' });
        }
        return found;
      },
    };
    expect(await requestSync(house.core, house.asked('OPERATOR'))).toEqual({ result: 'handed-over' });
    expect((await syncState(house)).running).toBeNull();
  });
});
