import { describe, expect, it } from 'vitest';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { askTakeBack } from '../../../src/licensing/flows/take-back.js';
import type { MdmInfo } from '../../../src/licensing/rules/binding.js';
import { mayWrite } from '../../../src/licensing/rules/may-write.js';
import type { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { claims } from '../../support/core-claims.js';
import { askForTakeBack, confirm, takenHouse, troubleCardsOf } from '../../support/core-exits.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { stock, syncNow, syncState } from '../../support/core-sync.js';

const third: MdmInfo = { id: 'third', name: 'Third Manager', metadata: '' };

async function confirmed(house: TestHouse): Promise<void> {
  await askForTakeBack(house, house.apple.mdmInfo === null ? '' : house.apple.mdmInfo.name);
  house.apple.calls.length = 0;
  const outcome = await confirm(house, 'take-back');
  if (outcome.result !== 'begun') throw new Error(`not begun: ${JSON.stringify(outcome)}`);
}

/** The location is ours, said once, and read from start to end. */
async function expectOurs(house: TestHouse): Promise<void> {
  const bound = await boundOf(house);
  expect(house.apple.mdmInfo).toEqual(bound.mdmInfo);
  expect(JSON.parse(bound.mdmInfo.metadata)).toMatchObject({ epoch: 2 });
  expect(bound).toMatchObject({ epoch: 2, tokenState: 'valid', heldBy: null, trouble: null, intent: null });
  expect((await troubleCardsOf(house)).at(-1)).toMatch(/taken-back$/);
  expect((await syncState(house)).last).toMatchObject({ trigger: 'take-back', outcome: { result: 'complete' } });
  expect(mayWrite(bound)).toEqual({ result: 'yes' });
}

describe('asking for a location back', () => {
  it.each([
    { form: { holder: 'Other', acknowledged: true }, fields: ['holder'] },
    { form: { holder: otherProduct.name, acknowledged: false }, fields: ['acknowledged'] },
    { form: { holder: '', acknowledged: false }, fields: ['holder', 'acknowledged'] },
  ])('with $form is shown at $fields', async ({ form, fields }) => {
    const house = await takenHouse();
    expect(await askTakeBack(house.core, house.asked('U1'), form)).toEqual({ result: 'fields', fields });
  });

  it('takes the name as people type it', async () => {
    const house = await takenHouse();
    await askForTakeBack(house, '  old   MANAGER ');
  });

  it('that is ours is not needed', async () => {
    const house = await boundHouse(stock);
    const form = { holder: '', acknowledged: true };
    expect(await askTakeBack(house.core, house.asked('U1'), form)).toEqual({ result: 'not-needed' });
  });
});

describe('a take-back that two confirmed', () => {
  it('stores what it is about to write, writes it once and reads everything before anything else', async () => {
    const house = await takenHouse();
    await confirmed(house);
    const { intent } = await boundOf(house);
    expect(intent).toMatchObject({ kind: 'take-back', epoch: 2, replaces: otherProduct, confirmedBy: ['U1', 'U2'] });
    expect(house.apple.mdmInfo).toEqual(otherProduct);
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'intent' });
    await house.drain();
    await expectOurs(house);
    expect(claims(house)).toBe(1);
    expect(await troubleCardsOf(house)).toEqual([
      'in-use-elsewhere open',
      'in-use-elsewhere taking-back',
      'in-use-elsewhere taken-back',
    ]);
    const [card] = (await house.noticesOf('token-trouble', 'custodians')).slice(-1);
    expect(card?.facts.ended).toEqual({ how: 'taken-back', by: ['U1', 'U2'], at: house.now });
    expect(await house.audit()).toEqual(expect.arrayContaining(['U2 take-back: begun', 'U2 take-back: taken back']));
  });

  it('also takes a location that nobody manages', async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = null;
    await syncNow(house);
    await confirmed(house);
    await house.drain();
    await expectOurs(house);
  });

  it('asks the notifications of the other product away, and says when its address stays', async () => {
    const house = await takenHouse();
    house.apple.notificationHost = 'other.example';
    house.apple.stubbornWebhook = true;
    await confirmed(house);
    await house.drain();
    expect(house.apple.calls).toContain('unsubscribe');
    expect((await boundOf(house)).foreignNotificationHost).toBe('other.example');
  });

  it('does not go on when another product holds it by then: both see the new facts', async () => {
    const house = await takenHouse();
    await askForTakeBack(house);
    house.apple.mdmInfo = third;
    expect(await confirm(house, 'take-back')).toMatchObject({
      result: 'changed',
      what: ['managed by: was Old Manager (other-server), is Third Manager (third)'],
    });
    expect(await boundOf(house)).toMatchObject({ intent: null, heldBy: third });
    expect(claims(house)).toBe(0);
  });

  it('does not go on when the location is ours again: that is said, and the trouble is over by itself', async () => {
    const house = await takenHouse();
    await askForTakeBack(house);
    house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
    expect((await confirm(house, 'take-back')).result).toBe('changed');
    expect(await boundOf(house)).toMatchObject({ intent: null, tokenState: 'valid', trouble: null });
    expect((await troubleCardsOf(house)).at(-1)).toBe('in-use-elsewhere back');
    expect(claims(house)).toBe(0);
  });

  it('lost to a product that writes after us is said with its name, and can be asked for again', async () => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.interfere = (call, count) => {
      if (call === 'clientConfig' && claims(house) > 0 && count > 0) house.apple.mdmInfo = third;
      return undefined;
    };
    await house.drain();
    house.apple.interfere = () => undefined;
    expect(await boundOf(house)).toMatchObject({
      intent: null,
      tokenState: 'in-use-elsewhere',
      heldBy: third,
      epoch: 1,
    });
    expect((await troubleCardsOf(house)).at(-1)).toBe('in-use-elsewhere lost-race');
    await confirmed(house);
    await house.drain();
    await expectOurs(house);
  });

  it('is sent again while Apple shows the old claim, up to a day', async () => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await house.drain();
    house.now += HOUR;
    await house.ring();
    expect(claims(house)).toBe(2);
    house.apple.interfere = () => undefined;
    house.now += MINUTE;
    await house.ring();
    await expectOurs(house);
  });

  it('is given up after a day, with the reason', async () => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.interfere = () => ({ before: unreachable() });
    await house.drain();
    house.now += DAY;
    await house.ring();
    expect(await boundOf(house)).toMatchObject({ intent: null, tokenState: 'in-use-elsewhere' });
    expect((await troubleCardsOf(house)).at(-1)).toBe('in-use-elsewhere dropped');
  });

  it('that was written although the answer was lost is found, not sent again', async () => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.interfere = (call) =>
      call === 'claim' ? { after: unreachable() } : claims(house) > 0 ? { before: unreachable() } : undefined;
    await house.drain();
    house.apple.interfere = () => undefined;
    house.now += MINUTE;
    await house.ring();
    await expectOurs(house);
    expect(claims(house)).toBe(1);
  });

  it.each([
    { reason: 'not-allowed', errorNumber: 9637, state: 'read-only' },
    { reason: 'revoked', errorNumber: 9625, state: 'revoked' },
    { reason: 'other', errorNumber: 9602, state: 'in-use-elsewhere' },
  ] as const)('refused with $errorNumber is dropped, with Apple’s number on the card', async (given) => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.interfere = (call) =>
      call === 'claim' ? { before: refused(given.reason, given.errorNumber) } : undefined;
    await house.drain();
    expect(await boundOf(house)).toMatchObject({ intent: null, tokenState: given.state, epoch: 1 });
    const cards = await house.noticesOf('token-trouble', 'channel');
    expect(cards.map(({ facts }) => facts.progress)).toContainEqual(
      expect.objectContaining({ stage: 'refused', errorNumber: given.errorNumber }),
    );
  });

  it('for another location is dropped', async () => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.uId = '4711';
    await house.drain();
    expect((await boundOf(house)).intent).toBeNull();
    expect(claims(house)).toBe(0);
  });

  it('waits while the bot is paused, and nothing is sent', async () => {
    const house = await takenHouse();
    await confirmed(house);
    await setPaused(house.core, house.asked('U3'), true);
    house.apple.calls.length = 0;
    await house.drain();
    house.now += 2 * HOUR;
    await house.ring();
    expect(house.apple.calls).toEqual([]);
    expect((await boundOf(house)).intent?.kind).toBe('take-back');
    await setPaused(house.core, house.asked('U3'), false);
    await house.ring();
    await expectOurs(house);
  });

  it('keeps the sync of a slot to a look at who manages the location', async () => {
    const house = await takenHouse();
    await confirmed(house);
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await house.drain();
    house.now += 12 * HOUR;
    await house.ring();
    expect(new Set(house.apple.calls)).toEqual(new Set(['clientConfig', 'claim']));
  });
});
