import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../../src/licensing/rules/device.js';
import type { DeviceAnswer } from '../../../src/licensing/rules/device-answer.js';
import { INVENTORY_APPS, mergedInventory, noInventory } from '../../../src/licensing/rules/inventory.js';

const listed = new Set(['com.example.a1', 'com.example.a2', 'com.example.a3']);

function anAnswer(given: Partial<DeviceAnswer>): DeviceAnswer {
  return {
    ...{ status: 'acknowledged', commandUuid: 'C', errors: [], installState: null, rejectionReason: null },
    ...{ identifier: null, managedApps: null, installedApps: null, invitationResult: null, information: null },
    ...given,
  };
}

const managed = (...apps: [bundleId: string, status: string][]) =>
  anAnswer({ managedApps: apps.map(([bundleId, status]) => ({ bundleId, status })) });
const installed = (...ids: string[]) =>
  anAnswer({ installedApps: ids.map((bundleId) => ({ bundleId, version: '2.1' })) });

function merged(
  answers: readonly DeviceAnswer[],
  given: { asked?: string[]; concerned?: string[]; before?: Inventory } = {},
) {
  const scope = { asked: given.asked ?? [], concerned: new Set(given.concerned ?? []), listed };
  return answers.reduce(
    (before, answer, index) => mergedInventory(before, answer, scope, 100 + index),
    given.before ?? noInventory,
  );
}

const appsOf = (inventory: Inventory) =>
  inventory.apps.map(({ bundleId, status, installed: there }) => [bundleId, status, there]);

describe('an inventory', () => {
  it('keeps nothing that Apple does not list for the location', () => {
    const answers = [managed(['com.private.diary', 'Managed']), installed('com.private.bank', 'com.example.a1')];
    const inventory = merged(answers, { asked: [] });
    expect(appsOf(inventory)).toEqual([['com.example.a1', null, true]]);
    expect(merged(answers, { asked: ['com.private.bank', 'com.private.diary'] }).apps).toEqual([]);
  });

  it('forgets an app that Apple lists no longer', () => {
    const before = { ...noInventory, apps: [{ ...appOf('com.gone.app'), installed: true, installedAt: 1 }] };
    expect(merged([managed()], { before }).apps).toEqual([]);
  });

  it.each([
    { status: 'Managed', there: true },
    { status: 'Updating', there: true },
    { status: 'UserInstalledApp', there: true },
    { status: 'ManagedButUninstalled', there: false },
    { status: 'Prompting', there: null },
    { status: 'UserRejected', there: null },
  ])('takes from $status whether the app is there: $there', ({ status, there }) => {
    expect(appsOf(merged([managed(['com.example.a1', status])]))).toEqual([['com.example.a1', status, there]]);
  });

  it('knows of apps that matter that they are not there', () => {
    const inventory = merged([installed('com.example.a2')], { asked: ['com.example.a1', 'com.example.a2'] });
    expect(appsOf(inventory)).toEqual([
      ['com.example.a1', null, false],
      ['com.example.a2', null, true],
    ]);
    expect(inventory.apps.map(({ version, installedAt }) => [version, installedAt])).toEqual([
      [null, 100],
      ['2.1', 100],
    ]);
    expect(appsOf(merged([installed()], { concerned: ['com.example.a1'] }))).toEqual([['com.example.a1', null, false]]);
  });

  it('is changed by a partial answer only where that was asked for', () => {
    const before = merged([managed(['com.example.a1', 'Managed'], ['com.example.a2', 'Managed'])]);
    const partial = merged([managed()], { before, asked: ['com.example.a1'] });
    expect(appsOf(partial)).toEqual([
      ['com.example.a1', null, true],
      ['com.example.a2', 'Managed', true],
    ]);
  });

  it('is replaced by a whole answer', () => {
    const before = merged([managed(['com.example.a1', 'Managed'], ['com.example.a2', 'Managed'])]);
    const whole = merged([managed(['com.example.a2', 'Managed']), installed('com.example.a2')], { before });
    expect(appsOf(whole)).toEqual([
      ['com.example.a1', null, false],
      ['com.example.a2', 'Managed', true],
    ]);
  });

  it('believes the newer of two lists', () => {
    const gone = merged([managed(['com.example.a1', 'Managed']), installed()], { concerned: ['com.example.a1'] });
    expect(gone.apps[0]?.installed).toBe(false);
    const back = merged([managed(['com.example.a1', 'Managed'])], { before: gone });
    expect(back.apps[0]).toMatchObject({ installed: true, installedAt: 100 });
  });

  it('stays bounded, whatever a device says', () => {
    const many = Array.from({ length: INVENTORY_APPS + 50 }, (_, index) => `com.example.b${index}`);
    const scope = { asked: [], concerned: new Set<string>(), listed: new Set(many) };
    const long = anAnswer({ installedApps: many.map((bundleId) => ({ bundleId, version: '9'.repeat(5_000) })) });
    const inventory = mergedInventory(noInventory, long, scope, 1);
    expect(inventory.apps).toHaveLength(INVENTORY_APPS);
    expect(Math.max(...inventory.apps.map(({ version }) => version?.length ?? 0))).toBeLessThan(500);
  });
});

function appOf(bundleId: string) {
  return { bundleId, version: null, status: null, installed: null, installedAt: null };
}
