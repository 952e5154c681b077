import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Call } from '../../../src/sandbox/apple/call.js';
import { LiveIndexes } from '../../../src/sandbox/apple/live-indexes.js';
import { pageOf } from '../../../src/sandbox/apple/paging.js';
import { getAssets } from '../../../src/sandbox/apple/routes/assets.js';
import { getAssignments } from '../../../src/sandbox/apple/routes/assignments.js';
import { associateAssets, disassociateAssets, revokeAssets } from '../../../src/sandbox/apple/routes/manage-assets.js';
import { createUsers, retireUsers } from '../../../src/sandbox/apple/routes/manage-users.js';
import { getUsers } from '../../../src/sandbox/apple/routes/users.js';
import { switchesOf } from '../../../src/sandbox/apple/switches.js';
import { appleScene } from './scene-support.js';
import { rows, text } from './support.js';

const million = 1_000_000;

function seedOf(generate: { assets: number; users: number; assignments: number }) {
  const location = { uId: '42', name: 'Big', countryISO2ACode: 'SE', organization: 'Big', generate };
  return { products: [], locations: { big: location }, downloads: { main: { location: 'big' } } };
}

function bigScene(generate: { assets: number; users: number; assignments: number }) {
  const scene = appleScene({ seed: seedOf(generate) });
  const { main: place, mainToken: token } = scene.world;
  const call = (query: string, body?: unknown): Call => ({
    ...{ place, token, switches: scene.switches, query: new URLSearchParams(query) },
    ...{ body, now: scene.now(), envelope: {} },
  });
  const bodyOf = (answer: ReturnType<typeof getUsers>): Record<string, unknown> => {
    if (answer.result === 'refused') throw new Error(`${answer.errorNumber}`);
    return answer.body;
  };
  return {
    ...scene,
    assignments: (query = '') => bodyOf(getAssignments(call(query))),
    users: (query = '') => bodyOf(getUsers(call(query))),
    assets: (query = '') => bodyOf(getAssets(call(query))),
    associate: (body: unknown) => bodyOf(associateAssets(call('', body))),
    disassociate: (body: unknown) => bodyOf(disassociateAssets(call('', body))),
    revoke: (body: unknown) => bodyOf(revokeAssets(call('', body))),
    create: (...ids: string[]) =>
      bodyOf(createUsers(call('', { users: ids.map((clientUserId) => ({ clientUserId })) }))),
    retire: (...ids: string[]) =>
      bodyOf(retireUsers(call('', { users: ids.map((clientUserId) => ({ clientUserId })) }))),
  };
}

const first = { adamId: '2000000000', pricingParam: 'STDQ' };

describe('a million assignments', () => {
  test('are paged through in slices of which each makes its own rows only', () => {
    const { assignments, location } = bigScene({ assets: 10, users: 60_000, assignments: million });
    const { slice } = location.assignments;
    const made: number[] = [];
    location.assignments.slice = function counted(from, to) {
      const piece = slice.call(location.assignments, from, to);
      made.push(piece.length);
      return piece;
    };
    let page: number | undefined = 0;
    let [users, devices] = [0, 0];
    while (page !== undefined) {
      const body = assignments(`pageIndex=${page}`);
      expect(body.totalPages).toBe(1000);
      for (const row of rows(body, 'assignments')) {
        if (row.clientUserId === undefined) devices += 1;
        else users += 1;
      }
      page = typeof body.nextPageIndex === 'number' ? body.nextPageIndex : undefined;
    }
    expect([users, devices]).toEqual([600_000, 400_000]);
    expect(made).toEqual(Array.from({ length: 1000 }, () => 1000));
  });

  test('are counted and filtered without a walk', () => {
    const { assets, assignments, levers } = bigScene({ assets: 10, users: 60_000, assignments: million });
    expect(rows(assets(), 'assets').map((row) => row.assignedCount)).toEqual(Array.from({ length: 10 }, () => 100_000));
    expect(assignments('adamId=2000000009&pageIndex=99')).toMatchObject({ size: 1000, totalPages: 100 });
    expect(assignments('clientUserId=generated-59999')).toMatchObject({ size: 10, totalPages: 1 });
    const [row] = rows(assignments('adamId=2000000003&pageIndex=60'), 'assignments');
    expect(assignments(`serialNumber=${text(row ?? {}, 'serialNumber')}`)).toMatchObject({ size: 10 });
    expect(assignments('serialNumber=nobody')).toMatchObject({ size: 0 });
    expect(assignments('clientUserId=generated-60000')).toMatchObject({ size: 0 });
    expect(assignments('pricingParam=PLUS')).toMatchObject({ size: 0 });
    expect(assignments('pricingParam=STDQ&excludeInactiveUsers=true')).toMatchObject({ totalPages: 1000 });
    expect(levers.view().users).toHaveLength(1000);
  });
});

describe('generated rows', () => {
  let big: ReturnType<typeof bigScene>;
  beforeEach(() => {
    big = bigScene({ assets: 3, users: 5, assignments: 20 });
  });
  const names = (body: Record<string, unknown>) =>
    rows(body, 'assignments').map((row) => `${text(row, 'adamId').slice(-1)} ${row.clientUserId ?? row.serialNumber}`);
  const counted = (adamId: string) => rows(big.assets(`adamId=${adamId}`), 'assets')[0];

  test('look like any other', () => {
    expect(big.assignments('includeUserState=true&adamId=2000000000')).toMatchObject({ size: 7 });
    expect(rows(big.assignments('includeUserState=true'), 'assignments')[0]).toEqual({
      ...first,
      clientUserId: 'generated-0',
      userStatus: 'Associated',
      idHash: expect.stringMatching(/=$/),
    });
    expect(rows(big.users(), 'users')).toHaveLength(5);
    expect(rows(big.users(), 'users')[4]).toEqual({
      clientUserId: 'generated-4',
      email: 'generated-4@northwind.example',
      idHash: expect.stringMatching(/=$/),
      status: 'Associated',
    });
    expect(counted('2000000002')).toMatchObject({ assignedCount: 6, totalCount: 107, availableCount: 101 });
  });

  test('can be taken away and given again, with counts, versions and deltas', () => {
    const { versionId } = big.assignments();
    big.disassociate({ assets: [first], clientUserIds: ['generated-1'] });
    expect(names(big.assignments('adamId=2000000000')).slice(0, 2)).toEqual(['0 generated-0', '0 generated-2']);
    expect(counted('2000000000')).toMatchObject({ assignedCount: 6, availableCount: 101 });
    expect(big.assignments().versionId).not.toBe(versionId);
    expect(names(big.assignments(`sinceVersionId=${versionId}`))).toEqual([]);
    big.associate({ assets: [first], clientUserIds: ['generated-1', 'generated-2'], serialNumbers: ['S1'] });
    expect(names(big.assignments(`sinceVersionId=${versionId}`))).toEqual(['0 generated-1', '0 S1']);
    expect(counted('2000000000')).toMatchObject({ assignedCount: 8, availableCount: 99 });
    expect(names(big.assignments('clientUserId=generated-1'))).toEqual([
      '1 generated-1',
      '2 generated-1',
      '0 generated-1',
    ]);
    big.revoke({ clientUserIds: ['generated-1'] });
    expect(names(big.assignments('clientUserId=generated-1'))).toEqual([]);
    expect(names(big.assignments())).toHaveLength(18);
  });

  test('can be retired and made again', () => {
    const { versionId } = big.users();
    big.retire('generated-3');
    expect(rows(big.users(`sinceVersionId=${versionId}`), 'users')).toMatchObject([
      { clientUserId: 'generated-3', status: 'Retired' },
    ]);
    expect(rows(big.users('activeOnly=true'), 'users').map((user) => user.clientUserId)).toEqual(
      [0, 1, 2, 4].map((index) => `generated-${index}`),
    );
    expect(rows(big.users('retiredOnly=true'), 'users')).toHaveLength(1);
    expect(rows(big.users(), 'users')[3]).toMatchObject({ clientUserId: 'generated-3', status: 'Retired' });
    expect(names(big.assignments('clientUserId=generated-3'))).toEqual([]);
    expect(big.assignments()).toMatchObject({ size: 17 });
    expect(big.assignments('excludeInactiveUsers=true')).toMatchObject({ size: 17 });
    big.create('generated-3');
    expect(rows(big.users('clientUserId=generated-3'), 'users').map((user) => user.status)).toEqual([
      'Retired',
      'Registered',
    ]);
    expect(rows(big.users('activeOnly=true'), 'users').at(-1)).toMatchObject({ status: 'Registered' });
    expect(rows(big.users('managedAppleId=nobody@northwind.example'), 'users')).toEqual([]);
  });

  test('are reached by levers as well', () => {
    expect(big.levers.retireOurUsers({ count: 1, prefix: 'generated-4' })).toContain('1 user ');
    expect(big.levers.takeOurLicences({ count: 4, prefix: 'gen' })).toContain('4 licences');
    expect(big.levers.takeElsewhere({ adamId: '2000000002', pricingParam: 'STDQ', count: 2 })).toContain('took 2');
    expect(big.levers.view().users.map((user) => user.assignments)).toEqual([0, 2, 3, 2, 0]);
    expect(big.assignments()).toMatchObject({ size: 11 });
    expect(big.levers.buy({ adamId: '2000000002', pricingParam: 'STDQ', count: 2 })).toContain('109 now');
  });

  test('keep what was added before and after them in order', () => {
    const page = (index: number, pageSize: number) =>
      pageOf(big.location.assignments, index, 'v', switchesOf({ pageSize }));
    big.associate({ assets: [first], serialNumbers: ['S1', 'S2'] });
    big.disassociate({ assets: [first], clientUserIds: ['generated-0'] });
    const whole = names(big.assignments());
    expect(whole).toHaveLength(21);
    for (const size of [1, 2, 5, 20]) {
      const pages = Array.from({ length: Math.ceil(21 / size) }, (_, index) => page(index, size));
      expect(pages.flatMap((one) => (one.result === 'page' ? one.rows : []))).toHaveLength(21);
    }
    expect(whole.slice(-2)).toEqual(['0 S1', '0 S2']);
  });
});

describe('live indexes', () => {
  test('know their positions as a list would', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), fc.array(fc.nat(80), { maxLength: 60 }), (size, removals) => {
        const live = new LiveIndexes(size);
        let list = Array.from({ length: size }, (_, index) => index);
        for (const index of removals) {
          expect(live.remove(index)).toBe(list.includes(index));
          list = list.filter((one) => one !== index);
          expect(live.length).toBe(list.length);
          expect(list.map((_, position) => live.at(position))).toEqual(list);
          expect(live.before(size)).toBe(list.length);
          expect(live.before(size >> 1)).toBe(list.filter((one) => one < size >> 1).length);
        }
      }),
    );
  });
});
