import { beginnings } from '../../src/licensing/flows/beginnings.js';
import { askForCleanUp } from '../../src/licensing/flows/clean-up.js';
import { readCleanUp } from '../../src/licensing/flows/clean-up-record.js';
import { confirmRequest } from '../../src/licensing/flows/confirm-request.js';
import { requestCleanUpCount } from '../../src/licensing/flows/count-clean-up.js';
import type { CleanUpCount, CleanUpRun } from '../../src/licensing/rules/clean-up.js';
import { figureToType } from '../../src/licensing/rules/clean-up.js';
import type { TestHouse } from './core.js';

/** Five users and four devices of others with nine licences, a book, a retired row, and two people of ours. */
export const others = ({ apple }: TestHouse) => {
  for (const adamId of ['1', '2', '3']) apple.buy(adamId, 30);
  apple.buy('9', 30, { productType: 'Book', revocable: false });
  apple.register('vb1.ada', { status: 'Associated' });
  for (const id of ['old-1', 'old-2', 'old-3', 'old-4', 'old-5']) {
    apple.register(id, { status: 'Associated', email: `${id}@old.example`, idHash: `hash of ${id}` });
    apple.assign('1', { clientUserId: id });
  }
  apple.register('vb1.bo');
  apple.register('old-0', { status: 'Retired' });
  apple.assign('1', { clientUserId: 'vb1.ada' });
  apple.assign('9', { clientUserId: 'old-1' });
  for (const serialNumber of ['C02A', 'C02B', 'C02C']) apple.assign('2', { serialNumber });
  apple.assign('3', { serialNumber: 'C02C' });
};

/** Everything that names somebody of others in `others`. */
export const foreignNames = /old-\d|C02[A-C]/;

export async function cleanUpOf(house: TestHouse) {
  return (await readCleanUp(house.core)).value;
}

/** Somebody asks for a count, and it is done. */
export async function countOthers(house: TestHouse, actor = 'U1'): Promise<CleanUpCount> {
  await requestCleanUpCount(house.core, house.asked(actor));
  house.background.work();
  await house.drain();
  const { count } = await cleanUpOf(house);
  if (count === null) throw new Error('nothing was counted');
  return count;
}

/** U1 counts and asks with everything filled in as it should be; the id of the request. */
export async function askedForCleanUp(house: TestHouse): Promise<string> {
  const count = await countOthers(house);
  if (count.state !== 'counted') throw new Error(`not counted: ${count.state}`);
  const form = { typed: String(figureToType(count.found)), acknowledged: true };
  const outcome = await askForCleanUp(house.core, house.asked('U1'), count.id, form);
  if (outcome.result !== 'asked') throw new Error(`not asked: ${outcome.result}`);
  const [request] = await house.core.records.list('request');
  if (request === undefined) throw new Error('no request');
  return request.value.id;
}

/** U2 confirms; nothing of the work is done yet. */
export async function confirmedCleanUp(house: TestHouse): Promise<void> {
  const requestId = await askedForCleanUp(house);
  const outcome = await confirmRequest(house.core, house.asked('U2'), requestId, beginnings);
  if (outcome.result !== 'begun') throw new Error(`not begun: ${outcome.result}`);
}

/** Confirmed by two, and done as far as it can be. */
export async function cleanUp(house: TestHouse): Promise<CleanUpRun> {
  await confirmedCleanUp(house);
  house.background.work();
  await house.drain();
  return runOf(house);
}

export async function runOf(house: TestHouse): Promise<CleanUpRun> {
  const { run } = await cleanUpOf(house);
  if (run === null) throw new Error('no clean-up');
  return run;
}

/** Users and serials of others that Apple still has, and whoever was named in a write. */
export function atApple({ apple }: TestHouse) {
  const active = apple.userRows.flatMap(({ row }) => (row.status === 'Retired' ? [] : [row.clientUserId]));
  const named = apple.writes.named.flatMap(({ ids }) => ids);
  return {
    others: active.filter((id) => !id.startsWith('vb1.')),
    ours: active.filter((id) => id.startsWith('vb1.')),
    devices: apple.assignmentRows.flatMap(({ row }) => row.serialNumber ?? []),
    named,
  };
}
