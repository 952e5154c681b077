import { changeInstallation, readInstallation } from '../../src/licensing/flows/installations.js';
import { type Installation, installationId, newInstallation } from '../../src/licensing/rules/installation.js';
import type { TestHouse } from './core.js';
import { KEY, licensedHouse } from './core-licences.js';

/** Everybody has a licence, and there is a device server; nothing is on a device yet. */
export async function houseWithLicences(people: readonly string[]): Promise<TestHouse> {
  const house = await licensedHouse(people);
  return house.withDevices();
}

/** An installation put directly in place, or changed, as the bot itself would store it. */
export async function anInstallation(
  house: TestHouse,
  userId: string,
  enrolmentId: string,
  given: Partial<Installation> & Pick<Installation, 'state'>,
): Promise<void> {
  const before = await readInstallation(house.core, installationId(KEY, userId, enrolmentId));
  const since = house.now;
  const fresh = newInstallation({ key: KEY, userId, enrolmentId, state: given.state, since, generation: 1 });
  const value: Installation = { ...(before?.value ?? fresh), since, reason: null, ...given };
  await house.records.commit(changeInstallation(before, value));
}
