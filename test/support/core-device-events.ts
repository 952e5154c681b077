import { recordCommand } from '../../src/licensing/flows/device-commands.js';
import { deviceCommandWork } from '../../src/licensing/flows/send-commands.js';
import { deviceEventWork } from '../../src/licensing/flows/settle-device-events.js';
import { takeDeviceEvent } from '../../src/licensing/flows/take-device-event.js';
import type { Put, Versioned } from '../../src/licensing/ports/records.js';
import type { Device } from '../../src/licensing/rules/device.js';
import type { CommandStatus, DeviceAnswer, DeviceEvent } from '../../src/licensing/rules/device-answer.js';
import type { DeviceCommandRecord, NewCommand } from '../../src/licensing/rules/device-command.js';
import { TestHouse } from './core.js';
import { boundHouse } from './core-ceremony.js';
import { aDevice } from './core-devices.js';

/** A bound house with an MDM server, two apps and nobody's device. Nothing here asks Apple, whose token it cannot open. */
export async function houseWithDevices(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  bound ??= boundRecords();
  await house.records.commit({ put: await bound });
  return house;
}

/** The same with one device, `PHONE`, which nobody owns. */
export async function houseOfPhone(): Promise<TestHouse> {
  const house = await houseWithDevices();
  await aDevice(house, 'PHONE', null);
  return house;
}

let bound: Promise<readonly Put[]> | null = null;

/** What a binding and its first sync have stored; made once, for it takes its time. */
async function boundRecords(): Promise<readonly Put[]> {
  const { records } = await boundHouse(({ apple }) => {
    for (const adamId of ['1', '2']) apple.buy(adamId, 20);
  });
  return [
    ...(await records.list('binding')).map(({ id, value }): Put => ({ kind: 'binding', id, value })),
    ...(await records.list('installation')).map(({ id, value }): Put => ({ kind: 'installation', id, value })),
    ...(await records.list('sync')).map(({ id, value }): Put => ({ kind: 'sync', id, value })),
    ...(await records.list('asset')).map(({ id, value }): Put => ({ kind: 'asset', id, value })),
    ...(await records.list('slot')).map(({ id, value }): Put => ({ kind: 'slot', id, value })),
  ];
}

export const noInformation = {
  ...{ serialNumber: null, name: null, model: null, osVersion: null },
  ...{ platform: null, supervised: null, accountActive: null, accountHash: null },
} as const;

const noAnswer: DeviceAnswer = {
  ...{ status: 'idle', commandUuid: null, errors: [], installState: null, rejectionReason: null, identifier: null },
  ...{ managedApps: null, installedApps: null, invitationResult: null, information: null },
};

/** An event of the device `PHONE`, unless told otherwise; its id follows from what is in it. */
export function told(given: Partial<DeviceEvent> & Pick<DeviceEvent, 'topic'>): DeviceEvent {
  const origin = { enrolmentId: 'PHONE', type: 'device', parentId: null, urlUser: null, at: null } as const;
  const content = {
    authenticate: { topic: 'authenticate', information: noInformation },
    'token-update': { topic: 'token-update', tally: 1 },
    'check-out': { topic: 'check-out' },
    connect: { topic: 'connect', answer: noAnswer },
  } as const;
  const event: DeviceEvent = Object.assign({ ...origin, id: '', ...content[given.topic] }, given);
  return { ...event, id: given.id ?? JSON.stringify(event) };
}

export function answered(
  commandUuid: string,
  status: CommandStatus,
  given: Partial<DeviceAnswer> & Partial<Pick<DeviceEvent, 'at' | 'enrolmentId' | 'id'>> = {},
): DeviceEvent {
  const { at = null, enrolmentId = 'PHONE', id, ...answer } = given;
  const event = { at, enrolmentId, ...(id === undefined ? {} : { id }) };
  return told({ topic: 'connect', ...event, answer: { ...noAnswer, commandUuid, status, ...answer } });
}

/** The server tells something, and only what events and commands are is worked on. */
export async function tell(house: TestHouse, ...events: readonly DeviceEvent[]): Promise<void> {
  for (const event of events) await takeDeviceEvent(house.core, event);
  await settleEvents(house);
}

export async function settleEvents(house: TestHouse): Promise<void> {
  if (await deviceEventWork.due(house.core)) await deviceEventWork.run(house.core, 'R-events');
}

export async function workOnCommands(house: TestHouse): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    if (!(await deviceCommandWork.due(house.core))) return;
    await deviceCommandWork.run(house.core, 'R-commands');
  }
  throw new Error('there is always something to do');
}

/** Works whenever something is due, until an instant of business time. */
export async function workUntil(house: TestHouse, end: number): Promise<void> {
  for (let round = 0; round < 200; round += 1) {
    await workOnCommands(house);
    const next = await deviceCommandWork.nextDue?.(house.core);
    if (next === null || next === undefined || next > end) break;
    house.now = next;
  }
  house.now = end;
}

export async function deviceOf(house: TestHouse, id = 'PHONE'): Promise<Device> {
  const stored = await house.records.get('device', id);
  if (stored === null) throw new Error(`no device ${id}`);
  return stored.value;
}

export async function aCommand(house: TestHouse, given: Partial<NewCommand> = {}): Promise<string> {
  const { id, put } = recordCommand(house.core, {
    act: 'managed-apps',
    enrolmentId: 'PHONE',
    deviceId: 'PHONE',
    ...given,
  });
  await house.records.commit({ put: [put] });
  return id;
}

export async function commands(house: TestHouse): Promise<readonly Versioned<DeviceCommandRecord>[]> {
  return house.records.list('deviceCommand');
}

/** How a command stands; `ended`: it is not open any more. */
export async function commandState(house: TestHouse, id: string): Promise<DeviceCommandRecord['state'] | 'ended'> {
  return (await house.records.get('deviceCommand', id))?.value.state ?? 'ended';
}
