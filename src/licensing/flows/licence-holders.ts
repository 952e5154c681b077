import { assignmentsOf } from './assignments.js';
import type { Core } from './core.js';

/** Named at most. */
const NAMED = 10;

/** People who hold a licence that others need more. */
export interface Spared {
  /** Those who left come first; at most ten. */
  people: readonly { userId: string; left: boolean }[];
  count: number;
  /** Of all of them. */
  leftCount: number;
}

/** Who holds a licence of the app and is not among `people`. */
export async function whoCouldSpare(core: Core, key: string, people: readonly string[]): Promise<Spared> {
  const meant = new Set(people);
  const holders = (await assignmentsOf(core, key)).filter(
    ({ value }) => value.state === 'licensed' && !meant.has(value.userId),
  );
  const judged = await Promise.all(
    holders.map(async ({ value: { userId } }) => ({ userId, left: await hasLeft(core, userId) })),
  );
  const left = judged.filter((one) => one.left);
  const stay = judged.filter((one) => !one.left);
  return { people: [...left, ...stay].slice(0, NAMED), count: judged.length, leftCount: left.length };
}

async function hasLeft(core: Core, userId: string): Promise<boolean> {
  const membership = await core.records.get('membership', userId);
  if (membership?.value.state === 'left') return true;
  return (await core.records.get('member', userId))?.value.deactivated ?? false;
}
