import { askAllUnused } from '../../src/licensing/flows/ask-unused.js';
import { listUnused } from '../../src/licensing/flows/list-unused.js';
import { unusedWork } from '../../src/licensing/flows/unused-work.js';
import type { Inventory } from '../../src/licensing/rules/device.js';
import { unusedValue } from '../../src/licensing/rules/unused-question.js';
import { addWorkingDays } from '../../src/licensing/rules/working-days.js';
import { TestHouse } from './core.js';
import { changeAsset, KEY, putAssignment, stocked } from './core-deployments.js';
import { aDevice } from './core-devices.js';

export const BUNDLE = 'com.example.a1';

/** What a phone said: the app is there, or it is not. */
export async function heard(house: TestHouse, deviceId: string, installed: boolean, at = house.now): Promise<void> {
  const app = { bundleId: BUNDLE, version: null, status: installed ? 'Managed' : null, installed, installedAt: at };
  const value: Inventory = { at, askedAt: at, apps: [app] };
  await house.records.commit({ put: [{ kind: 'inventory', id: deviceId, value }] });
}

/**
 * One app; A, B and C have a licence and a phone each, `P-A` and so on, on which it is not; D has a licence and no phone,
 * E has the app.
 */
export async function idleHouse(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  const people = ['A', 'B', 'C', 'D', 'E'];
  for (const person of people) house.people.set(person, []);
  await stocked(house, people);
  await changeAsset(house, { bundleId: BUNDLE, ours: people.length });
  for (const [index, userId] of people.entries()) {
    await putAssignment(house, { userId, state: 'licensed', since: house.now + index, licensedAt: house.now + index });
    if (userId !== 'D') await aDevice(house, `P-${userId}`, userId);
  }
  house.now += 60_000;
  for (const userId of ['A', 'B', 'C']) await heard(house, `P-${userId}`, false);
  await heard(house, 'P-E', true);
  return house;
}

/** One look of the long work, if it is due. */
export async function work(house: TestHouse): Promise<void> {
  if (await unusedWork.due(house.core)) await unusedWork.run(house.core, 'R');
}

/** So many working days later, the phones having said the same every day. */
export async function later(house: TestHouse, days: number): Promise<void> {
  house.now = addWorkingDays(house.now, days, house.settings.working);
  for (const userId of ['A', 'B', 'C']) {
    const there = (await house.records.get('inventory', `P-${userId}`))?.value.apps[0]?.installed ?? false;
    await heard(house, `P-${userId}`, there);
  }
  await work(house);
}

/** The operator asks everybody of the list. */
export async function askedAll(house: TestHouse): Promise<void> {
  const outcome = await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 100);
  if (outcome.result !== 'asked') throw new Error(outcome.result);
  await work(house);
}

/** What the buttons of somebody’s present question carry. */
export async function answerValue(house: TestHouse, userId: string): Promise<string> {
  const cards = (await house.noticesOf('unused-question')).filter(
    ({ audience }) => audience.to === 'person' && audience.userId === userId,
  );
  const last = cards.at(-1);
  if (last === undefined) throw new Error(`${userId} was not asked`);
  return unusedValue(last.facts);
}

/** What the cards of one person said, oldest first. */
export async function stages(house: TestHouse, userId: string): Promise<string[]> {
  const cards = await house.noticesOf('unused-question');
  return cards
    .filter(({ audience }) => audience.to === 'person' && audience.userId === userId)
    .map(({ facts }) => facts.stage);
}

/** `A asked`, `D not-asked`, of one filter. */
export async function lines(house: TestHouse, filter: 'unused' | 'kept' | 'unknown'): Promise<string[]> {
  const page = await listUnused(house.core, house.asked('OPERATOR'), KEY, filter, 0);
  if (page.result !== 'unused') throw new Error(page.result);
  return page.lines.map(({ userId, asking }) => `${userId} ${asking.state}`);
}
