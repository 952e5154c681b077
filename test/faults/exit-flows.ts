import { expect } from 'vitest';
import { denyRequest, readRequest } from '../../src/licensing/flows/requests.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { readExport } from '../../src/licensing/flows/send-export.js';
import type { TestHouse } from '../support/core.js';
import { bind, bindingOf, boundOf } from '../support/core-ceremony.js';
import { askForDecommission, askForTakeBack, confirm, takeOver } from '../support/core-exits.js';
import { HOUR, otherProduct } from '../support/core-samples.js';
import { stock, syncState } from '../support/core-sync.js';
import { stepsCutIn } from './steps.js';

async function prepared(house: TestHouse): Promise<void> {
  stock(house);
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
}

async function taken(house: TestHouse): Promise<void> {
  await prepared(house);
  await takeOver(house);
}

async function count(house: TestHouse, line: string): Promise<number> {
  return (await house.audit()).filter((one) => one === line).length;
}

/** Another product is found between two syncs. */
export const found = {
  steps: stepsCutIn('found'),
  prepare: prepared,
  async work(house: TestHouse) {
    house.apple.mdmInfo = otherProduct;
    house.now += 2 * HOUR;
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await house.ring();
    expect(await boundOf(house)).toMatchObject({ tokenState: 'in-use-elsewhere', heldBy: otherProduct });
    expect(await house.noticesOf('token-trouble', 'channel')).toHaveLength(1);
    expect(await count(house, 'system watch-token: in-use-elsewhere')).toBe(1);
  },
};

/** Asked for, and denied. */
export const deniedRequest = {
  steps: stepsCutIn('denied request'),
  prepare: taken,
  async work(house: TestHouse) {
    if ((await readRequest(house.core, 'take-back')) === null) await askForTakeBack(house);
    const open = await readRequest(house.core, 'take-back');
    await denyRequest(house.core, house.asked('U2'), open?.value.id ?? 'none');
  },
  async isWhole(house: TestHouse) {
    if ((await count(house, 'U2 request-take-back: denied')) === 0) await this.work(house);
    expect(await readRequest(house.core, 'take-back')).toBeNull();
    expect(await count(house, 'U1 request-take-back: asked')).toBe(1);
    expect(await count(house, 'U2 request-take-back: denied')).toBe(1);
    expect(house.apple.mdmInfo).toEqual(otherProduct);
  },
};

/** Taken back by two. */
export const takenBack = {
  steps: stepsCutIn('taken back'),
  prepare: taken,
  async work(house: TestHouse) {
    const { intent, trouble } = await boundOf(house);
    if (trouble !== null && intent === null) {
      if ((await readRequest(house.core, 'take-back')) === null) await askForTakeBack(house);
      await confirm(house, 'take-back');
    }
    await house.drain();
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    const bound = await boundOf(house);
    expect(bound).toMatchObject({ tokenState: 'valid', trouble: null, intent: null, epoch: 2 });
    expect(bound.writesAwaitReadingAfter).toBeNull();
    expect(house.apple.mdmInfo).toEqual(bound.mdmInfo);
    expect(house.apple.calls.filter((call) => call === 'claim')).toHaveLength(1);
    expect(await count(house, 'U2 take-back: taken back')).toBe(1);
    expect((await syncState(house)).last).toMatchObject({ trigger: 'take-back', outcome: { result: 'complete' } });
    const ended = (await house.noticesOf('token-trouble', 'channel')).filter(({ facts }) => facts.ended !== null);
    expect(ended.map(({ facts }) => facts.ended?.how)).toEqual(['taken-back']);
  },
};

/** Handed over for good by two. */
export const handedOver = {
  steps: stepsCutIn('handed over'),
  prepare: prepared,
  async work(house: TestHouse) {
    const binding = await bindingOf(house);
    if (binding.state === 'bound' && binding.intent === null) {
      if ((await readRequest(house.core, 'decommission')) === null) await askForDecommission(house);
      await confirm(house, 'decommission');
    }
    await house.drain();
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    const binding = await bindingOf(house);
    expect(binding).toMatchObject({ state: 'decommissioned', atApple: 'released', exported: { assignments: 2 } });
    expect(house.apple.mdmInfo).toBeNull();
    expect(JSON.stringify(await house.records.list('binding'))).not.toContain('sealed');
    expect(await count(house, 'U2 decommission: done')).toBe(1);
    expect(await house.noticesOf('decommission-receipt', 'channel')).toHaveLength(1);
    expect((await readExport(house.core, house.asked('U1'))).result).toBe('file');
  },
};
