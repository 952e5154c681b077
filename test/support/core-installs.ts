import { changeInstallation } from '../../src/licensing/flows/installations.js';
import { type Installation, newInstallation } from '../../src/licensing/rules/installation.js';
import type { TestHouse } from './core.js';

/** An installation as the lists find it, put directly in place. */
export async function putInstallation(
  house: TestHouse,
  given: Pick<Installation, 'key' | 'userId' | 'enrolmentId' | 'state'> & Partial<Installation>,
): Promise<string> {
  const value = { ...newInstallation({ since: house.now, generation: 1, ...given }), ...given };
  const { expect, put, remove } = changeInstallation(null, value);
  const done = await house.records.commit({ expect, put, remove });
  if (done.result !== 'committed') throw new Error('overtaken');
  return `${given.key}/${given.userId}/${given.enrolmentId}`;
}
