import { expect } from 'vitest';
import { beginnings } from '../../src/licensing/flows/beginnings.js';
import { askForCleanUp } from '../../src/licensing/flows/clean-up.js';
import { confirmRequest } from '../../src/licensing/flows/confirm-request.js';
import { requestCleanUpCount } from '../../src/licensing/flows/count-clean-up.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { waiveCleanUp } from '../../src/licensing/flows/waive-clean-up.js';
import { figureToType } from '../../src/licensing/rules/clean-up.js';
import type { TestHouse } from '../support/core.js';
import { bind } from '../support/core-ceremony.js';
import { atApple, cleanUpOf, countOthers, foreignNames, others } from '../support/core-clean-up.js';
import { syncState } from '../support/core-sync.js';
import { stepsCutIn } from './steps.js';

async function prepared(house: TestHouse): Promise<void> {
  others(house);
  house.apple.writes.limits = { maxClientUserIds: 4, maxUsers: 100, maxRevokeSerialNumbers: 100 };
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
}

/** Goes on from wherever it stands, as people would: counts, asks, confirms, and lets the bot work. */
async function work(house: TestHouse): Promise<void> {
  const { count, run } = await cleanUpOf(house);
  if (run === null && count === null) await requestCleanUpCount(house.core, house.asked('U1'));
  await worked(house);
  const counted = (await cleanUpOf(house)).count;
  const [open] = await house.records.list('request');
  if (counted?.state === 'counted' && open === undefined) {
    const form = { typed: String(figureToType(counted.found)), acknowledged: true };
    await askForCleanUp(house.core, house.asked('U1'), counted.id, form);
  }
  const [request] = await house.records.list('request');
  if (request !== undefined) await confirmRequest(house.core, house.asked('U2'), request.value.id, beginnings);
  await worked(house);
}

async function worked(house: TestHouse): Promise<void> {
  house.background.work();
  await house.drain();
}

/** A clean-up of two confirmed by two, to its end. */
export const cleanUp = {
  steps: stepsCutIn('clean-up'),
  prepare: prepared,
  work,
  async isWhole(house: TestHouse) {
    if ((await cleanUpOf(house)).run?.progress.state !== 'ended') await work(house);
    const { run } = await cleanUpOf(house);
    expect(run?.progress).toMatchObject({ state: 'ended', end: 'clean' });
    expect(run).toMatchObject({ batch: null, users: { left: 0 }, devices: { left: 0 } });
    const { named, ...left } = atApple(house);
    expect(left).toEqual({ others: [], devices: [], ours: ['vb1.ada', 'vb1.bo'] });
    expect(named.filter((id) => id.startsWith('vb'))).toEqual([]);
    const audit = await house.audit();
    for (const line of ['U2 clean-up: begun', 'system clean-up: clean'])
      expect(audit.filter((one) => one === line)).toHaveLength(1);
    expect((await syncState(house)).last?.trigger).toBe('clean-up');
    expect(await house.stored()).not.toMatch(foreignNames);
  },
};

/** What others made stays, by somebody's decision. */
export const waiver = {
  steps: stepsCutIn('waiver'),
  async prepare(house: TestHouse) {
    await prepared(house);
    await countOthers(house);
  },
  async work(house: TestHouse) {
    const { count } = await cleanUpOf(house);
    await waiveCleanUp(house.core, house.asked('U3'), count?.id ?? '', 'The school keeps its old devices.');
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    await this.work(house);
    expect((await cleanUpOf(house)).waiver).toMatchObject({ by: 'U3', reason: 'The school keeps its old devices.' });
    expect((await house.audit()).filter((line) => line === 'U3 waive-clean-up: waived')).toHaveLength(1);
    expect(await house.noticesOf('clean-up-waived', 'channel')).toHaveLength(1);
  },
};
