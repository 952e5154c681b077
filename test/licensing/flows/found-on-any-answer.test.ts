import { describe, expect, it } from 'vitest';
import { checkEverything } from '../../../src/licensing/flows/checkup.js';
import { noteTrouble } from '../../../src/licensing/flows/note-answer.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { mayWrite } from '../../../src/licensing/rules/may-write.js';
import type { TestHouse } from '../../support/core.js';
import { refused } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { askForTakeBack, confirm, takenHouse } from '../../support/core-exits.js';
import { nextFile, renewing } from '../../support/core-renewal.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { completeNow, stock, syncNow } from '../../support/core-sync.js';

const claimsOf = (house: TestHouse) => house.apple.calls.filter((call) => call === 'claim').length;
const stateOf = async (house: TestHouse) => (await boundOf(house)).tokenState;
const cards = async (house: TestHouse) =>
  (await house.noticesOf('token-trouble', 'channel')).map(
    ({ facts }) => `${facts.state} ${facts.ended?.how ?? 'open'}`,
  );

describe.each([
  { refusal: refused('not-allowed', 9637), state: 'read-only' },
  { refusal: refused('managed-by-apple', 9645), state: 'read-only' },
  { refusal: refused('legacy-token', 9647), state: 'invalid' },
] as const)('a write that Apple refused with $refusal.errorNumber', ({ refusal, state }) => {
  async function refusedHouse(): Promise<TestHouse> {
    const house = await boundHouse(stock);
    await completeNow(house);
    await noteTrouble(house.core, refusal, 'R');
    house.apple.calls.length = 0;
    return house;
  }

  it('is not forgotten because readings succeed', async () => {
    const house = await refusedHouse();
    house.apple.interfere = (call) => (call === 'claim' ? { before: refusal } : undefined);
    for (let hour = 0; hour < 30; hour += 1) {
      house.now += HOUR;
      await house.ring();
    }
    expect(await stateOf(house)).toBe(state);
    expect(await cards(house)).toEqual([`${state} open`]);
    expect(mayWrite(await boundOf(house)).result).toBe('no');
  });

  it('is over once Apple takes our own claim again, which a sync tries', async () => {
    const house = await refusedHouse();
    const { mdmInfo } = await boundOf(house);
    expect((await syncNow(house)).outcome.result).toBe('complete');
    expect(house.apple.mdmInfo).toEqual(mdmInfo);
    expect(claimsOf(house)).toBe(1);
    expect(await stateOf(house)).toBe('valid');
    expect(await cards(house)).toEqual([`${state} open`, `${state} recovered`]);
  });

  it('is not tried again while paused, or where Apple names another claim', async () => {
    const house = await refusedHouse();
    await setPaused(house.core, house.asked('U1'), true);
    await syncNow(house);
    expect([claimsOf(house), await stateOf(house)]).toEqual([0, state]);
    await setPaused(house.core, house.asked('U1'), false);
    const { mdmInfo } = await boundOf(house);
    house.apple.mdmInfo = { ...mdmInfo, metadata: 'of a later epoch' };
    await syncNow(house);
    expect([claimsOf(house), await stateOf(house)]).toEqual([0, state]);
  });
});

describe('another product that has the location', () => {
  it('is found by the second reading of an app, which goes no further', async () => {
    const house = await boundHouse(stock);
    await completeNow(house);
    for (const adamId of ['3', '4', '5']) house.apple.lose(adamId, 18);
    await completeNow(house);
    house.apple.mdmInfo = otherProduct;
    house.apple.calls.length = 0;
    house.now += MINUTE;
    await house.ring();
    expect(house.apple.calls.filter((call) => call === 'assetsOf')).toHaveLength(1);
    expect(await stateOf(house)).toBe('in-use-elsewhere');
  });

  it('is found by the doctor', async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = otherProduct;
    await checkEverything(house.core);
    expect(await stateOf(house)).toBe('in-use-elsewhere');
    expect(await cards(house)).toEqual(['in-use-elsewhere open']);
  });

  it('is found by a new token, whose date is not taken for that of the present one', async () => {
    const house = await boundHouse(stock);
    await completeNow(house);
    const { expires } = (await boundOf(house)).token;
    house.apple.mdmInfo = otherProduct;
    expect((await renewing(house, nextFile(house, 700))).result).toBe('proposed');
    expect(await stateOf(house)).toBe('in-use-elsewhere');
    expect((await boundOf(house)).token.expires).toBe(expires);
  });
});

it('leaves the end of a take-back to the take-back, whoever looks in between', async () => {
  const house = await takenHouse();
  await askForTakeBack(house);
  await confirm(house, 'take-back');
  const { intent } = await boundOf(house);
  house.apple.mdmInfo = intent?.kind === 'take-back' ? intent.mdmInfo : null;
  await checkEverything(house.core);
  expect(await stateOf(house)).toBe('in-use-elsewhere');
  await house.ring();
  expect(await stateOf(house)).toBe('valid');
  expect((await cards(house)).at(-1)).toBe('in-use-elsewhere taken-back');
});

describe('a foreign address of notifications', () => {
  it('is found whenever it comes, and its warning ends when it goes', async () => {
    const house = await boundHouse(stock);
    house.apple.notificationHost = 'rival.example';
    await completeNow(house);
    expect((await boundOf(house)).foreignNotificationHost).toBe('rival.example');
    house.apple.notificationHost = null;
    house.now += DAY;
    await completeNow(house);
    expect((await boundOf(house)).foreignNotificationHost).toBeNull();
  });
});
