import { describe, expect, it } from 'vitest';
import { readAssignment } from '../../../src/licensing/flows/assignments.js';
import { recordCommand } from '../../../src/licensing/flows/device-commands.js';
import { ASKED_IN_A_MINUTE, inventoryWork } from '../../../src/licensing/flows/inventory-work.js';
import { keepInventory } from '../../../src/licensing/flows/keep-inventory.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import type { DeviceAnswer } from '../../../src/licensing/rules/device-answer.js';
import type { NewCommand } from '../../../src/licensing/rules/device-command.js';
import type { TestHouse } from '../../support/core.js';
import { assigned } from '../../support/core-alerts.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { aDevice, phonesFor } from '../../support/core-devices.js';
import { DAY } from '../../support/core-samples.js';

const MINUTE = 60_000;

/** Two apps that Apple lists; Ada has a licence of the first, and two phones. */
async function twoPhones(): Promise<TestHouse> {
  const house = await boundHouse(({ apple }) => {
    for (const adamId of ['1', '2']) {
      apple.buy(adamId, 10);
      apple.names.set(adamId, `App ${adamId}`);
    }
  });
  house.withDevices();
  await assigned(house, { userId: 'UADA' });
  await aDevice(house, 'P1', 'UADA');
  await aDevice(house, 'P2', 'UADA');
  return house;
}

/** So many minutes of looks, and nothing else. */
async function lookFor(house: TestHouse, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    if (await inventoryWork.due(house.core)) await inventoryWork.run(house.core, 'R');
    house.now += MINUTE;
  }
}

async function openCommands(house: TestHouse): Promise<string[]> {
  const commands = await house.records.list('deviceCommand');
  return commands.map(({ value }) => `${value.deviceId} ${value.act} ${value.bundleIds.join(' ')}`.trim()).sort();
}

const once = [
  'P1 device-information',
  'P1 installed-apps com.example.a1',
  'P1 managed-apps',
  'P2 device-information',
  'P2 installed-apps com.example.a1',
  'P2 managed-apps',
];

describe('the daily inventory', () => {
  it('asks each device soon after it enrolled, naming only apps that matter on it', async () => {
    const house = await twoPhones();
    expect(await inventoryWork.due(house.core)).toBe(false);
    expect(await inventoryWork.nextDue?.(house.core)).toBeGreaterThan(house.now);
    await lookFor(house, 60);
    expect(await openCommands(house)).toEqual(once);
  });

  it('names no app to a device that nobody owns: there are private ones among them', async () => {
    const house = await twoPhones();
    await aDevice(house, 'P3', null);
    await lookFor(house, 60);
    expect((await openCommands(house)).filter((one) => one.startsWith('P3'))).toEqual([
      'P3 device-information',
      'P3 managed-apps',
    ]);
  });

  it('asks no device again that has not answered, for days', async () => {
    const house = await twoPhones();
    await lookFor(house, 60);
    for (let day = 0; day < 3; day += 1) {
      house.now += DAY;
      await lookFor(house, 70);
    }
    expect(await openCommands(house)).toEqual(once);
  });

  it('asks again on the next day when a command came to nothing, not before', async () => {
    const house = await twoPhones();
    await lookFor(house, 60);
    const commands = await house.records.list('deviceCommand');
    await house.records.commit({ remove: commands.map(({ id }) => ({ kind: 'deviceCommand', id })) });
    await lookFor(house, 600);
    expect(await openCommands(house)).toEqual([]);
    house.now += DAY;
    await lookFor(house, 90);
    expect(await openCommands(house)).toEqual(once);
  });

  it('waits for its device, and leaves alone what cannot be reached', async () => {
    const house = await twoPhones();
    await aDevice(house, 'P1', 'UADA', { state: 'checked-out' });
    await aDevice(house, 'P2', 'UADA', { state: 'retired' });
    await lookFor(house, 60);
    expect(await openCommands(house)).toEqual([]);
    expect(await inventoryWork.nextDue?.(house.core)).toBeNull();
  });

  it('piles nothing up while the bot is paused, and without a device server', async () => {
    const house = await twoPhones();
    await setPaused(house.core, house.asked('U1'), true);
    await lookFor(house, 60);
    expect(await openCommands(house)).toEqual([]);
    expect(await inventoryWork.nextDue?.(house.core)).toBeNull();
    await setPaused(house.core, house.asked('U1'), false);
    expect(await inventoryWork.due({ ...house.core, devices: null })).toBe(false);
    await lookFor(house, 70);
    expect(await openCommands(house)).toEqual(once);
  });

  it('asks only so many within a minute of those whose time went by', async () => {
    const house = await twoPhones();
    for (let number = 0; number < ASKED_IN_A_MINUTE; number += 1) await aDevice(house, `Q${number}`, null);
    house.now += 2 * DAY;
    const asked = async () => (await openCommands(house)).filter((one) => one.endsWith('device-information')).length;
    await inventoryWork.run(house.core, 'R');
    await inventoryWork.run(house.core, 'R');
    expect(await asked()).toBe(ASKED_IN_A_MINUTE);
    expect(await inventoryWork.due(house.core)).toBe(false);
    expect(await inventoryWork.nextDue?.(house.core)).toBeLessThanOrEqual(house.now + MINUTE);
    await lookFor(house, 2);
    expect(await asked()).toBe(ASKED_IN_A_MINUTE + 2);
  });

  it('asks no device twice, wherever the process ends', async () => {
    const points = new Set<string>();
    for (let nth = 1; ; nth += 1) {
      const house = await twoPhones();
      const passed: string[] = [];
      house.cutAt = (point) => !point.startsWith('waited') && passed.push(point) >= nth;
      const outcome = await house.untilCut(() => lookFor(house, 60));
      if (outcome === 'done') break;
      points.add(passed.at(-1) ?? '');
      await house.restart();
      await lookFor(house, 60);
      expect(await openCommands(house)).toEqual(once);
    }
    expect(points).toEqual(new Set(['before a commit', 'after a commit', 'inventory.asked']));
  });
});

describe('what a device says', () => {
  const answerOf = (commandUuid: string, given: Partial<DeviceAnswer>): DeviceAnswer => ({
    ...{ status: 'acknowledged', commandUuid, errors: [], installState: null, rejectionReason: null },
    ...{ identifier: null, managedApps: null, installedApps: null, invitationResult: null, information: null },
    ...given,
  });

  /** The device answers a command with this; stored as its handler would. */
  async function answered(house: TestHouse, given: Partial<NewCommand>, answer: Partial<DeviceAnswer>): Promise<void> {
    const command = { act: 'installed-apps', enrolmentId: 'P1', deviceId: 'P1', ...given } as const;
    const { id, put } = recordCommand(house.core, command);
    await house.records.commit({ put: [put] });
    const change = await keepInventory(house.core, 'P1', answerOf(id, answer), 'R');
    await house.records.commit({ ...change, remove: [{ kind: 'deviceCommand', id }] });
  }

  const appsOf = async (house: TestHouse) => {
    const apps = (await house.records.get('inventory', 'P1'))?.value.apps ?? [];
    return apps.map(({ bundleId, installed }) => `${bundleId} ${installed}`);
  };

  it('is kept of apps that Apple lists, and says when all was last read', async () => {
    const house = await twoPhones();
    const bundleIds = ['com.example.a1', 'com.example.a2'];
    const installedApps = [...bundleIds.slice(0, 1), 'com.private.diary'].map((bundleId) => ({
      bundleId,
      version: '1',
    }));
    await answered(house, { bundleIds }, { installedApps });
    expect(await appsOf(house)).toEqual(['com.example.a1 true', 'com.example.a2 false']);
    expect((await house.records.get('device', 'P1'))?.value.inventoryAt).toBe(house.now);
  });

  it('of one installation alone leaves the rest and the time of the whole', async () => {
    const house = await twoPhones();
    await answered(house, { bundleIds: ['com.example.a1', 'com.example.a2'] }, { installedApps: [] });
    const at = house.now;
    house.now += MINUTE;
    const one = { installationId: '1.STDQ/UADA/P1', bundleIds: ['com.example.a1'] };
    await answered(house, one, { installedApps: [{ bundleId: 'com.example.a1', version: '1' }] });
    expect(await appsOf(house)).toEqual(['com.example.a1 true', 'com.example.a2 false']);
    expect((await house.records.get('device', 'P1'))?.value.inventoryAt).toBe(at);
  });

  it.each([
    { given: { status: 'error' as const, installedApps: [] } },
    { given: { status: 'not-now' as const } },
    { given: {} },
  ])('changes nothing where it is no list: $given', async ({ given }) => {
    const house = await twoPhones();
    await answered(house, { bundleIds: ['com.example.a1'] }, given);
    expect(await house.records.get('inventory', 'P1')).toBeNull();
    expect(await keepInventory(house.core, 'NOBODY', answerOf('C', { installedApps: [] }), 'R')).toEqual({});
    expect(await keepInventory(house.core, 'P1', answerOf('C', { installedApps: [] }), 'R')).toEqual({});
  });

  it('comes by itself: an app that was deleted by hand is held without use', async () => {
    const house = await twoPhones();
    const phone = house.mdm.phones.get('P1');
    phone?.apps.set('com.example.a1', { status: 'Managed', installed: true });
    phone?.apps.set('com.private.diary', { status: null, installed: true });
    await phonesFor(house, 60);
    expect(await appsOf(house)).toEqual(['com.example.a1 true']);
    phone?.apps.delete('com.example.a1');
    await phonesFor(house, 40, 60 * MINUTE);
    expect(await appsOf(house)).toEqual(['com.example.a1 false']);
    expect((await readAssignment(house.core, '1.STDQ', 'UADA'))?.value.state).toBe('licensed');
  });
});
