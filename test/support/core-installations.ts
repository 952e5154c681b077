import { installationsOfPerson, readInstallation } from '../../src/licensing/flows/installations.js';
import type { Device } from '../../src/licensing/rules/device.js';
import type { Installation } from '../../src/licensing/rules/installation.js';
import type { TestHouse } from './core.js';
import { boundHouse } from './core-ceremony.js';
import { aDevice, phonesFor, type ScriptedPhone } from './core-devices.js';
import { aDeployment, anAssignment, assignmentOf, associatedPeople, KEY } from './core-licences.js';
import { MINUTE } from './core-samples.js';

export const BUNDLE = 'com.example.a1';

/** An MDM server, app 1 in the catalogue, and people who have a reservation of it by the required deployment D-1. */
export async function installHouse(people: readonly string[] = ['A'], licences = 10): Promise<TestHouse> {
  const house = await boundHouse(({ apple }) => {
    apple.names.set('1', 'App one');
    apple.buy('1', licences);
  });
  house.withDevices();
  house.now += MINUTE;
  for (const userId of people) house.people.set(userId, []);
  await associatedPeople(house, people);
  await aDeployment(house, 'D-1', KEY, { people });
  for (const userId of people) await anAssignment(house, KEY, userId);
  return house;
}

/** A's phone `PHONE` is there from the beginning. */
export async function phoneHouse(given: Partial<Device> = {}): Promise<{ house: TestHouse; phone: ScriptedPhone }> {
  const house = await installHouse();
  return { house, phone: await aDevice(house, 'PHONE', 'A', given) };
}

/** The licence was given and the app is installed on A's phone. */
export async function installedHouse(): Promise<{ house: TestHouse; phone: ScriptedPhone }> {
  const found = await phoneHouse();
  await phonesFor(found.house, 5);
  return found;
}

export async function installationOf(house: TestHouse, device = 'PHONE', userId = 'A'): Promise<Installation> {
  const stored = await readInstallation(house.core, `${KEY}/${userId}/${device}`);
  if (stored === null) throw new Error(`no installation on ${device}`);
  return stored.value;
}

/** State and reason on each device of one person. */
export async function onDevices(house: TestHouse, userId = 'A'): Promise<Record<string, string>> {
  const found = await installationsOfPerson(house.core, KEY, userId);
  return Object.fromEntries(
    found
      .map(({ value: { enrolmentId, state, reason } }) => [
        enrolmentId,
        reason === null ? state : `${state}: ${reason}`,
      ])
      .sort(),
  );
}

/** What was sent to a device for the app, in order; looks only when asked for. */
export function sentTo(house: TestHouse, device = 'PHONE', looks = false): string[] {
  const acts = looks ? ['install', 'remove', 'managed-apps', 'installed-apps'] : ['install', 'remove'];
  return house.mdm.sent
    .filter(({ enrolmentId, command: { act } }) => enrolmentId === device && acts.includes(act))
    .map(({ command: { act } }) => act);
}

/** The app is to be uninstalled from A, as deployment D-2 wants it. */
export async function uninstall(house: TestHouse, userId = 'A'): Promise<void> {
  await aDeployment(house, 'D-2', KEY, { action: 'uninstall', people: [userId] });
  const before = await assignmentOf(house, KEY, userId);
  const { state: _state, ...kept } = before;
  await anAssignment(house, KEY, userId, {
    ...kept,
    state: 'removing',
    since: house.now,
    wantedBy: [],
    removalBy: 'D-2',
  });
}
