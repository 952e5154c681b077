import type { NotAllowed } from '../rules/policy.js';
import { parseRemovalKey, type Removal } from '../rules/removal.js';
import { release } from './answer-removal.js';
import { type Asked, type Core, permit } from './core.js';
import { refusing } from './refused-clicks.js';
import { type OpenRemoval, openRemoval } from './removal-record.js';
import { type StandingHold, standingHold } from './standing-hold.js';

export type FoundOverride = NotAllowed | { result: 'over' } | { result: 'open'; open: OpenRemoval };

/** Whether a custodian may take the licence back without the person. `value`: what the button carries. */
async function findOverride(core: Core, asked: Asked, value: string): Promise<FoundOverride> {
  const permission = await permit(core, asked.actor, 'override-removal');
  if (permission.result === 'not-allowed') return permission;
  const key = parseRemovalKey(value);
  const open = key === null ? null : await openRemoval(core, key);
  return open === null ? { result: 'over' } : { result: 'open', open };
}

/** The same for the button that opens the dialogue: a refusal is recorded. */
export async function openOverride(core: Core, asked: Asked, value: string): Promise<FoundOverride> {
  const found = await findOverride(core, asked, value);
  return found.result === 'open' ? found : refusing(core, asked, 'override-removal', subjectOf(value), found);
}

export type OverrideOutcome =
  | Exclude<FoundOverride, { result: 'open' }>
  | { result: 'not-acknowledged' }
  | { result: 'returning'; userId: string; hold: StandingHold | null };

/** Takes the licence back whether the app is gone or not, by a custodian who has read what happens on the device. */
export async function overrideRemoval(
  core: Core,
  asked: Asked,
  value: string,
  acknowledged: boolean,
): Promise<OverrideOutcome> {
  const found = await findOverride(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, 'override-removal', subjectOf(value), found);
  if (!acknowledged) return { result: 'not-acknowledged' };
  const { value: removal } = found.open.removal;
  const next: Removal = { ...removal, shown: 'returning', nextReminderAt: null, overriddenBy: asked.actor };
  const how = { act: 'override-removal', reason: 'removal-overridden', next } as const;
  if (!(await release(core, asked, found.open, how))) return overrideRemoval(core, asked, value, acknowledged);
  return { result: 'returning', userId: removal.userId, hold: await standingHold(core) };
}

function subjectOf(value: string): string {
  const key = parseRemovalKey(value);
  return key === null ? 'assignment' : `assignment:${key.key}/${key.userId}`;
}
