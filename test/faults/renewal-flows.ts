import { expect } from 'vitest';
import { acknowledgeWarning } from '../../src/licensing/flows/acknowledge-warning.js';
import { discardRenewal } from '../../src/licensing/flows/end-renewal.js';
import { renewToken } from '../../src/licensing/flows/renew-token.js';
import { warnAboutExpiry } from '../../src/licensing/flows/warn-about-expiry.js';
import type { SealedSecret } from '../../src/licensing/rules/binding.js';
import type { TestHouse } from '../support/core.js';
import { bind, boundOf, TOKEN } from '../support/core-ceremony.js';
import { NEW_TOKEN, nextFile, openedRenewal, renewalOf, renewing } from '../support/core-renewal.js';
import { DAY } from '../support/core-samples.js';
import { syncState } from '../support/core-sync.js';
import { stepsCutIn } from './steps.js';

const FILE = `file of ${NEW_TOKEN}`;

/** Seven days are left and everybody knows; the file of the next token lies ready. */
async function warnedAndReady(house: TestHouse): Promise<void> {
  await bind(house);
  house.now = (await boundOf(house)).token.expires - 6.5 * DAY;
  await warnAboutExpiry(house.core, 'R-warning');
  expect(nextFile(house)).toBe(FILE);
}

async function count(house: TestHouse, auditLine: string): Promise<number> {
  return (await house.audit()).filter((line) => line === auditLine).length;
}

/** Either the old token is in use and the renewal can be confirmed or begun, or the new one is in use. */
async function expectOneToken(house: TestHouse): Promise<'old' | 'new'> {
  const { token } = await boundOf(house);
  const text = house.core.secrets.open(token.sealed, 'content-token');
  const open = await renewalOf(house);
  if (text === NEW_TOKEN) {
    expect(open).toBeNull();
    return 'new';
  }
  expect(text).toBe(TOKEN);
  expect(open === null || house.core.secrets.open(open.token.sealed, 'content-token')).toBe(
    open === null ? true : NEW_TOKEN,
  );
  return 'old';
}

async function confirmOpen(house: TestHouse): Promise<void> {
  const open = await renewalOf(house);
  if (open === null) await renewing(house, FILE);
  await renewToken(house.core, house.asked('U2'), (await renewalOf(house))?.id ?? '');
}

/** From the dialogue to the new token. */
export const renewed = {
  steps: stepsCutIn('renewed'),
  prepare: warnedAndReady,
  async work(house: TestHouse) {
    await renewing(house, FILE);
    await confirmOpen(house);
  },
  async isWhole(house: TestHouse) {
    if ((await expectOneToken(house)) === 'old') await confirmOpen(house);
    expect(await expectOneToken(house)).toBe('new');
    expect(await count(house, 'U2 renew-token: renewed')).toBe(1);
    expect(await house.noticesOf('token-renewed', 'channel')).toHaveLength(1);
    const ended = (await house.noticesOf('token-warning', 'channel')).filter(({ facts }) => facts.renewed !== null);
    expect(ended).toHaveLength(1);
    await house.ring();
    await house.drain();
    const { running, last } = await syncState(house);
    expect(running).toBeNull();
    expect(last).toMatchObject({ outcome: { result: 'complete' } });
  },
};

const boxes = new WeakMap<TestHouse, SealedSecret>();

/** “Discard”: the new token is destroyed, the old one stays. */
export const discarded = {
  steps: stepsCutIn('discarded'),
  async prepare(house: TestHouse) {
    await warnedAndReady(house);
    await openedRenewal(house, FILE);
    const open = await renewalOf(house);
    if (open !== null) boxes.set(house, open.token.sealed);
  },
  async work(house: TestHouse) {
    await discardRenewal(house.core, house.asked('U1'), (await renewalOf(house))?.id ?? '');
  },
  async isWhole(house: TestHouse) {
    if ((await renewalOf(house)) !== null) await this.work(house);
    expect(await expectOneToken(house)).toBe('old');
    expect(await renewalOf(house)).toBeNull();
    expect(await count(house, 'U1 renew-token: discarded')).toBe(1);
    const box = boxes.get(house);
    expect(box !== undefined && house.core.secrets.isErased(box)).toBe(true);
  },
};

/** “I take care of it”. */
export const acknowledged = {
  steps: stepsCutIn('acknowledged'),
  prepare: warnedAndReady,
  work: (house: TestHouse) => acknowledgeWarning(house.core, house.asked('U2'), 'fp-0:7'),
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect(await count(house, 'U2 acknowledge-warning: acknowledged')).toBe(1);
    const named = (await house.noticesOf('token-warning')).filter(({ facts }) => facts.acknowledged?.by === 'U2');
    expect(named).toHaveLength(2);
  },
};
