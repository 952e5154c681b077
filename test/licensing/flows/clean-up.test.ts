import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginnings } from '../../../src/licensing/flows/beginnings.js';
import { askForCleanUp, findCleanUpCount } from '../../../src/licensing/flows/clean-up.js';
import { confirmFirst } from '../../../src/licensing/flows/confirm-binding.js';
import { confirmRequest } from '../../../src/licensing/flows/confirm-request.js';
import { requestCleanUpCount } from '../../../src/licensing/flows/count-clean-up.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { waiveCleanUp } from '../../../src/licensing/flows/waive-clean-up.js';
import { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { aConfirmation, bind, boundHouse, proposeAndCount } from '../../support/core-ceremony.js';
import {
  askedForCleanUp,
  atApple,
  cleanUp,
  cleanUpOf,
  confirmedCleanUp,
  countOthers,
  foreignNames,
  others,
} from '../../support/core-clean-up.js';
import { HOUR } from '../../support/core-samples.js';

const reason = 'The school keeps its devices until summer.';

describe('a count of what others made', () => {
  it('tells figures alone, and writes nothing of anybody', async () => {
    const house = await boundHouse(others);
    expect(await countOthers(house)).toMatchObject({
      state: 'counted',
      startedBy: 'U1',
      found: { users: 5, userAssignments: 5, deviceAssignments: 4, keptAssignments: 1 },
    });
    expect(await house.stored()).not.toMatch(foreignNames);
    expect(house.apple.writes.named).toEqual([]);
    const cards = await house.noticesOf('clean-up-count', 'person');
    expect(cards.map(({ facts }) => facts.count.state)).toEqual(['counting', 'counted']);
  });

  it('is only for custodians, and not while nothing is bound or a clean-up runs', async () => {
    const house = await boundHouse(others);
    for (const actor of ['APPROVER', 'OPERATOR', 'VIEWER', 'EMPLOYEE', 'NOBODY'])
      expect(await requestCleanUpCount(house.core, house.asked(actor))).toMatchObject({ result: 'not-allowed' });
    await confirmedCleanUp(house);
    expect(await requestCleanUpCount(house.core, house.asked('U1'))).toEqual({ result: 'running' });
    const empty = new TestHouse();
    expect(await requestCleanUpCount(empty.core, empty.asked('U1'))).toEqual({ result: 'not-now', hold: 'not-bound' });
  });

  it('says why it did not finish, and can be asked for again', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call) =>
      call === 'assignments' ? { before: unreachable({ effect: 'none' }) } : undefined;
    expect(await countOthers(house)).toMatchObject({ state: 'failed', reason: 'Apple did not answer in time' });
    house.apple.interfere = () => undefined;
    expect(await countOthers(house, 'U2')).toMatchObject({ state: 'counted', startedBy: 'U2' });
    const over = (await house.noticesOf('clean-up-count')).filter(({ facts }) => facts.over);
    expect(over.map(({ audience }) => audience)).toEqual([{ to: 'person', userId: 'U1' }]);
  });

  it('that finds nothing is clean, without any clean-up', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.buy('9', 5, { productType: 'Book', revocable: false });
      apple.register('gone', { status: 'Retired' });
      apple.assign('9', { clientUserId: 'gone' });
    });
    expect(await readHouse(house.core)).toMatchObject({ cleanliness: 'clean' });
    const count = await countOthers(house);
    expect(await findCleanUpCount(house.core, house.asked('U1'), count.id)).toEqual({ result: 'over' });
  });
});

describe('asking for a clean-up', () => {
  const right = { typed: '9', acknowledged: true };

  it('needs the figure, the tick, the right, a fresh count and no pause', async () => {
    const house = await boundHouse(others);
    const { id } = await countOthers(house);
    const ask = (actor: string, form = right, countId = id) =>
      askForCleanUp(house.core, house.asked(actor), countId, form);
    expect(await ask('U1', { typed: '8', acknowledged: false })).toEqual({
      result: 'fields',
      fields: ['typed', 'acknowledged'],
    });
    expect(await ask('APPROVER')).toMatchObject({ result: 'not-allowed' });
    expect(await ask('U1', right, 'another')).toEqual({ result: 'over' });
    await setPaused(house.core, house.asked('U1'), true);
    expect(await ask('U1')).toEqual({ result: 'paused' });
    await setPaused(house.core, house.asked('U1'), false);
    house.now += 1.01 * HOUR;
    expect(await ask('U1')).toEqual({ result: 'too-old' });
    expect(house.apple.writes.named).toEqual([]);
  });

  it('asks a second custodian, who is shown what was counted', async () => {
    const house = await boundHouse(others);
    const requestId = await askedForCleanUp(house);
    expect(await house.noticesOf('request-question', 'custodians')).toMatchObject([
      { facts: { request: { act: 'clean-up', facts: { users: 5, userAssignments: 5, deviceAssignments: 4 } } } },
    ]);
    const confirm = (actor: string) => confirmRequest(house.core, house.asked(actor), requestId, beginnings);
    expect(await confirm('U1')).toMatchObject({ result: 'same-person' });
    expect(await confirm('APPROVER')).toMatchObject({ result: 'not-allowed' });
    expect(await confirm('U2')).toMatchObject({ result: 'begun' });
    expect(await confirm('U3')).toMatchObject({ result: 'over' });
    expect(house.apple.writes.named).toEqual([]);
  });

  it('is over when somebody counted again before the second click', async () => {
    const house = await boundHouse(others);
    const requestId = await askedForCleanUp(house);
    house.now += 1;
    await countOthers(house, 'U3');
    const outcome = await confirmRequest(house.core, house.asked('U2'), requestId, beginnings);
    expect(outcome).toMatchObject({ result: 'changed' });
    expect((await cleanUpOf(house)).run).toBeNull();
  });

  it('begins at once where one confirmation is configured', async () => {
    const house = new TestHouse({ confirmations: 'one' });
    others(house);
    const proposalId = await proposeAndCount(house);
    await confirmFirst(house.core, house.asked('U1'), proposalId, aConfirmation());
    const count = await countOthers(house);
    expect(await askForCleanUp(house.core, house.asked('U1'), count.id, right)).toEqual({ result: 'begun' });
    house.background.work();
    await house.drain();
    expect((await cleanUpOf(house)).run).toMatchObject({ confirmedBy: ['U1'], progress: { end: 'clean' } });
  });
});

describe('a waiver', () => {
  it('needs a reason, is told to the channel by name, and lets the first deployment come', async () => {
    const house = await boundHouse(others);
    const { id } = await countOthers(house);
    const waive = (actor: string, text: string) => waiveCleanUp(house.core, house.asked(actor), id, text);
    expect(await waive('U1', ' too short ')).toEqual({ result: 'no-reason' });
    expect(await waive('APPROVER', reason)).toMatchObject({ result: 'not-allowed' });
    expect(await waive('U3', reason)).toEqual({ result: 'waived' });
    expect(await waive('U3', reason)).toEqual({ result: 'over' });
    expect(await house.noticesOf('clean-up-waived', 'channel')).toMatchObject([
      { facts: { waiver: { by: 'U3', reason, found: { users: 5 } } } },
    ]);
    const now = await readHouse(house.core);
    expect(now).toMatchObject({ cleanliness: 'waived', waiver: { by: 'U3' } });
    expect(JSON.stringify(now)).not.toContain('clean-up-needed');
    expect(await house.audit()).toContain('U3 waive-clean-up: waived');
  });

  it('ends with a later clean-up', async () => {
    const house = await boundHouse(others);
    const { id } = await countOthers(house);
    await waiveCleanUp(house.core, house.asked('U3'), id, reason);
    house.now += 1;
    await cleanUp(house);
    expect((await cleanUpOf(house)).waiver).toBeNull();
    expect(await readHouse(house.core)).toMatchObject({ cleanliness: 'clean', waiver: null });
  });
});

const row = fc.record({
  ours: fc.boolean(),
  name: fc.stringMatching(/^[a-z0-9.]{1,6}$/),
  status: fc.constantFrom('Registered', 'Associated', 'Retired', 'Deleted'),
  app: fc.constantFrom('1', '2', '9'),
});
const device = fc.record({ serial: fc.stringMatching(/^[A-Z]{3}$/), app: fc.constantFrom('1', '2', '9') });

describe('for any mixture of rows', () => {
  it('only rows of others are named in a write, and all of them are gone at the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { maxLength: 12, selector: ({ ours, name }) => `${ours} ${name}` }),
        fc.array(device, { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('fine', 'lost', 'never arrived', 'pending', 'forgotten'),
        async (users, devices, limit, mishap) => {
          const house = new TestHouse();
          const { apple } = house;
          for (const adamId of ['1', '2']) apple.buy(adamId, 50);
          apple.buy('9', 50, { productType: 'Book', revocable: false });
          for (const { ours, name, status, app } of users) {
            const clientUserId = ours ? `vb1.${name}` : `x${name}`;
            apple.register(clientUserId, { status });
            if (ours || status === 'Registered' || status === 'Associated') apple.assign(app, { clientUserId });
          }
          for (const { serial, app } of devices) apple.assign(app, { serialNumber: serial });
          apple.writes.limits = { maxClientUserIds: 4, maxUsers: limit, maxRevokeSerialNumbers: limit };
          apple.writes.pendingLooks = mishap === 'pending' ? 1 : 0;
          apple.writes.forgetsEvents = mishap === 'forgotten';
          apple.interfere = (call, count) => {
            if ((call !== 'retireUsers' && call !== 'revokeDevices') || count % 2 === 0) return undefined;
            if (mishap === 'lost') return { after: unreachable() };
            return mishap === 'never arrived' ? { before: unreachable() } : undefined;
          };
          await bind(house);
          const oursBefore = apple.userRows.filter(({ row: { clientUserId } }) => clientUserId.startsWith('vb1.'));
          const before = JSON.stringify(oursBefore.map((one) => one.row));
          const count = await countOthers(house);
          if (count.state !== 'counted') throw new Error(count.state);
          const { found } = count;
          if (found.users + found.userAssignments + found.deviceAssignments === 0) return;
          const run = await cleanUp(house);
          expect(run.progress).toMatchObject({ state: 'ended', end: 'clean' });
          const left = atApple(house);
          expect(left.named.filter((id) => id.startsWith('vb1.'))).toEqual([]);
          expect(JSON.stringify(oursBefore.map((one) => one.row))).toBe(before);
          const kept = apple.assignmentRows.filter(({ row: { serialNumber } }) => serialNumber !== null);
          expect(kept.filter(({ row: { adamId } }) => adamId !== '9')).toEqual([]);
          expect(run.users).toMatchObject({ total: found.users, left: 0 });
          expect(run.devices).toMatchObject({ total: found.deviceAssignments, left: 0 });
          for (const { call, ids } of apple.writes.named) {
            expect(ids.length, call).toBeLessThanOrEqual(limit);
            expect(new Set(ids).size).toBe(ids.length);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
