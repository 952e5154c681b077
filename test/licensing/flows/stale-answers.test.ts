import { describe, expect, it } from 'vitest';
import { changeBinding, noteAnswer, noteTrouble } from '../../../src/licensing/flows/note-answer.js';
import { renewToken } from '../../../src/licensing/flows/renew-token.js';
import { intoState } from '../../../src/licensing/flows/token-state.js';
import { mayWrite } from '../../../src/licensing/rules/may-write.js';
import { refused } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { takenHouse, troubleCardsOf } from '../../support/core-exits.js';
import { openedRenewal, refuseOldToken } from '../../support/core-renewal.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { completeNow, stock } from '../../support/core-sync.js';

describe('an answer that is older than what is known', () => {
  it('of a long sync does not end what another request found meanwhile', async () => {
    const house = await boundHouse(stock);
    let found: Promise<void> | null = null;
    house.apple.afterPage = (call) => {
      if (call !== 'assignments') return;
      house.apple.mdmInfo = null;
      found ??= changeBinding(house.core, intoState(house.core, 'claim-gone', 'R', null, null), 'R');
    };
    await completeNow(house);
    await found;
    expect(await boundOf(house)).toMatchObject({ tokenState: 'claim-gone' });
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'not-ours' });
    expect(await troubleCardsOf(house)).toEqual(['claim-gone open']);
  });

  it('of a look is no good news after a take-over was found', async () => {
    const house = await boundHouse(stock);
    const asked = await boundOf(house);
    const config = await house.core.licences
      .location('token', { uId: asked.facts.uId, mdmId: asked.mdmInfo.id })
      .clientConfig();
    if (config.result !== 'ok') throw new Error(config.result);
    house.now += MINUTE;
    await noteTrouble(house.core, { result: 'in-use-elsewhere', mdmInfo: otherProduct }, 'R', asked);
    await noteAnswer(house.core, config.value, 'R', asked);
    expect(await boundOf(house)).toMatchObject({ tokenState: 'in-use-elsewhere', heldBy: otherProduct });
  });
});

describe('a location that another product holds while the token is refused', () => {
  it('is not written to after a renewal, whose reading still names the other product', async () => {
    const house = await takenHouse();
    await noteTrouble(house.core, refused('revoked', 9625), 'R');
    expect((await boundOf(house)).tokenState).toBe('revoked');
    house.now += MINUTE;
    refuseOldToken(house, refused('revoked', 9625));
    const renewalId = await openedRenewal(house);
    await renewToken(house.core, house.asked('U1'), renewalId);
    expect(await boundOf(house)).toMatchObject({ tokenState: 'in-use-elsewhere', heldBy: otherProduct });
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'not-ours' });
    expect((await troubleCardsOf(house)).slice(-2)).toEqual(['revoked renewed', 'in-use-elsewhere open']);
  });

  it('and is ours again by the time of the renewal is read from start to end before anything is written', async () => {
    const house = await takenHouse();
    await noteTrouble(house.core, refused('revoked', 9625), 'R');
    house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
    house.now += MINUTE;
    refuseOldToken(house, refused('revoked', 9625));
    const renewalId = await openedRenewal(house);
    await renewToken(house.core, house.asked('U1'), renewalId);
    expect((await boundOf(house)).tokenState).toBe('valid');
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'awaiting-reading' });
    house.background.sync();
    await house.drain();
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'yes' });
  });
});

describe('a clock that was half a year ahead when the location came back', () => {
  it('keeps nobody from writing once it is right and everything was read, and costs one sync more', async () => {
    const house = await takenHouse();
    const right = house.now;
    house.tick = 1;
    house.now += 180 * DAY;
    house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
    house.apple.interfere = (call) => (call === 'assets' ? { before: refused('other', 9602) } : undefined);
    await house.ring();
    house.now += 2 * MINUTE;
    await house.ring();
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'awaiting-reading' });
    house.apple.interfere = () => undefined;
    // The next slot.
    house.now = right + 6 * HOUR;
    for (let minute = 0; minute < 5; minute += 1) {
      house.now += MINUTE;
      await house.ring();
    }
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'yes' });
    house.apple.calls.length = 0;
    for (let minute = 0; minute < 5; minute += 1) {
      house.now += MINUTE;
      await house.ring();
    }
    expect(house.apple.calls).toEqual([]);
  });
});

describe('a renewal in the middle of a sync', () => {
  it('lets it end, although the token that it reads with is destroyed', async () => {
    const house = await boundHouse(stock);
    house.apple.buy('8', 20);
    const renewalId = await openedRenewal(house);
    let renewed = false;
    house.core.onStep = async (step) => {
      if (step !== 'sync.settled' || renewed) return;
      renewed = true;
      await renewToken(house.core, house.asked('U1'), renewalId);
    };
    await completeNow(house);
    expect(renewed).toBe(true);
    expect((await boundOf(house)).token.fingerprint).toBe('fp-1');
  });
});
