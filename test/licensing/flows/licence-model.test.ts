import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentsOf } from '../../../src/licensing/flows/assignments.js';
import { listDeployments } from '../../../src/licensing/flows/deployments.js';
import { answerInterference } from '../../../src/licensing/flows/interference.js';
import { readLedger } from '../../../src/licensing/flows/ledgers.js';
import { openLicenceWrites } from '../../../src/licensing/flows/licence-plan.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { isPaused } from '../../../src/licensing/flows/state.js';
import { assignmentTraits } from '../../../src/licensing/rules/assignment.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { aMember, associatedPeople, figuresOf, holdersAtApple, KEY, workFor } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';
import { ACCEPTED, availableOf, PEOPLE, type Step, steps, take, type World } from './licence-model.js';

const thorough = process.env.VPP_TEST_FAULTS === 'all';
const runs = thorough ? 10_000 : 20;

/** Three licences, four people who have accepted the terms, two who are not at Apple. */
async function aWorld(): Promise<World> {
  const house = await boundHouse(({ apple }) => apple.buy('1', 3));
  house.now += MINUTE;
  house.tick = 1;
  house.apple.writes.limits = { ...house.apple.writes.limits, maxClientUserIds: 2 };
  await associatedPeople(house, ACCEPTED);
  for (const userId of PEOPLE) {
    house.people.set(userId, []);
    if (!ACCEPTED.includes(userId)) await aMember(house, userId);
  }
  await syncNow(house);
  const world: World = { house, deployments: 0, notifications: 0, shrunk: false };
  watchSends(world);
  return world;
}

/** What holds at every moment at which Apple is asked to give licences. */
function watchSends(world: World): void {
  const { house } = world;
  const location = house.apple.location.bind(house.apple);
  house.apple.location = (token, expected) => {
    const connection = location(token, expected);
    return {
      ...connection,
      associate: async (product, ids) => {
        await expectMayBeSent(world, ids);
        return connection.associate(product, ids);
      },
    };
  };
}

async function expectMayBeSent(world: World, ids: readonly string[]): Promise<void> {
  const { core, apple } = world.house;
  const view = await readLedger(core, KEY);
  const { figures, inputs } = view ?? { figures: null, inputs: null };
  expect({ shortBy: figures?.shortBy, suspect: figures?.suspect }).toEqual({ shortBy: 0, suspect: false });
  const given = inputs?.ledger.given.reduce((sum, { count }) => sum + count, 0) ?? 0;
  expect(given + (inputs?.licensing ?? 0)).toBeLessThanOrEqual(inputs?.ledger.reading?.availableCount ?? -1);
  expect(await isPaused(core)).toBe(false);
  const stop = await core.records.get('interference', 'location');
  expect(stop === null || stop.value.answered !== null).toBe(true);
  const holders = new Set(apple.assignmentRows.map(({ row }) => row.clientUserId));
  // Unless Apple made licences go, it has what we send for.
  if (!world.shrunk) expect(ids.filter((id) => !holders.has(id)).length).toBeLessThanOrEqual(availableOf(world));
}

async function expectInvariants(world: World): Promise<void> {
  const { house } = world;
  const deployments = new Map((await listDeployments(house.core)).map(({ id, value }) => [id, value]));
  const isOwner = (id: string) =>
    deployments.get(id)?.state === 'active' || (deployments.get(id)?.applying ?? null) !== null;
  const assignments = (await assignmentsOf(house.core, KEY)).map(({ value }) => value);
  const writes = await openLicenceWrites(house.core);
  for (const { id, value } of writes) {
    for (const { userId } of value.task.people) {
      const one = assignments.find((assignment) => assignment.userId === userId);
      expect([one?.writeId, one?.state]).toEqual([id, value.task.act === 'associate' ? 'licensing' : 'releasing']);
    }
  }
  for (const one of assignments) {
    if (one.state === 'licensing') expect(writes.some(({ id }) => id === one.writeId)).toBe(true);
    if (one.state === 'reserved' || one.state === 'waiting-for-licences') expect(one.wantedBy.some(isOwner)).toBe(true);
  }
  const { ledger } = (await readLedger(house.core, KEY))?.inputs ?? { ledger: { holds: {} } };
  for (const id of Object.keys(ledger.holds)) expect(isOwner(id)).toBe(true);
  const holders = await holdersAtApple(house, KEY);
  const ours = holders.filter((userId) => userId !== '?');
  expect(new Set(ours).size).toBe(ours.length);
  expect(ours.filter((userId) => !assignments.some((one) => one.userId === userId))).toEqual([]);
  const { free } = await figuresOf(house, KEY);
  if (!world.shrunk) expect(free).toBeGreaterThanOrEqual(0);
}

/** Everything works again for long enough: nothing is left half done. */
async function expectSettles(world: World): Promise<void> {
  const { house } = world;
  const { apple } = house;
  apple.interfere = () => undefined;
  apple.writes.failing.clear();
  Object.assign(apple.writes, { pendingLooks: 0, namesNobody: false, forgetsEvents: false });
  for (const { id, value } of await listDeployments(house.core))
    await house.records.commit({ put: [{ kind: 'deployment', id, value: { ...value, stopped: null } }] });
  for (let round = 0; round < 6; round += 1) {
    await setPaused(house.core, house.asked('U1'), false);
    const open = await house.records.get('interference', 'location');
    if (open !== null) await answerInterference(house.core, house.asked('U1'), open.value.since);
    await house.ring();
    await workFor(house, 40 * MINUTE, 10 * MINUTE);
    await syncNow(house);
    await workFor(house, MINUTE);
  }
  const assignments = (await assignmentsOf(house.core, KEY)).map(({ value }) => value);
  expect(await openLicenceWrites(house.core)).toEqual([]);
  const holders = (await holdersAtApple(house, KEY)).filter((userId) => userId !== '?');
  expect(assignments.filter(({ state }) => state === 'licensing' || state === 'releasing')).toEqual([]);
  const licensed = assignments.filter(({ state }) => assignmentTraits[state].licensed).map(({ userId }) => userId);
  expect(holders).toEqual(licensed.sort());
  const { free, inFlight, reserved, waiting, shortBy } = await figuresOf(house, KEY);
  expect({ inFlight, shortBy, sum: (free ?? 0) + reserved }).toEqual({
    inFlight: 0,
    shortBy: 0,
    sum: availableOf(world),
  });
  if (waiting > 0) expect(free).toBe(0);
}

async function live(script: readonly Step[]): Promise<void> {
  const world = await aWorld();
  for (const step of script) {
    await take(world, step);
    await expectInvariants(world);
  }
  await expectSettles(world);
}

describe('whatever happens in whatever order', () => {
  it(
    'no licence is promised or given twice, and none is forgotten',
    async () => {
      await fc.assert(fc.asyncProperty(steps, live), {
        numRuns: runs,
        ...(thorough ? {} : { seed: 20_261_122 }),
        endOnFailure: false,
      });
    },
    thorough ? 7_200_000 : 60_000,
  );
});
