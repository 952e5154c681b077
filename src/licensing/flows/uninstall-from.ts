import { assignmentTraits } from '../rules/assignment.js';
import { assetName } from '../rules/needs.js';
import type { NotAllowed } from '../rules/policy.js';
import { byPerson } from '../rules/removal.js';
import { type AskRemovalOutcome, askRemoval } from './ask-removal.js';
import { assignmentsOf, readAssignment } from './assignments.js';
import { type Asked, type Core, permit } from './core.js';
import { refusing } from './refused-clicks.js';

export type UninstallFormOutcome =
  | NotAllowed
  | { result: 'unknown-app' }
  | { result: 'form'; key: string; name: string };

/** Whether this person may ask others to uninstall the app, and its name. */
export async function uninstallForm(core: Core, asked: Asked, key: string): Promise<UninstallFormOutcome> {
  const permission = await permit(core, asked.actor, 'release-licences');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'ask-removal', `asset:${key}`, permission);
  const asset = await core.records.get('asset', key);
  return asset === null ? { result: 'unknown-app' } : { result: 'form', key, name: assetName(asset.value) };
}

export type UninstallFromOutcome =
  | AskRemovalOutcome
  /** By name as the directory knows them; an id for whoever it does not. Nobody was asked. */
  | { result: 'no-holders'; names: readonly string[] }
  /** From so many people within a day on an uninstall takes two approvals, so it is asked for as a deployment. Nobody was asked. */
  | { result: 'needs-approvals'; from: number };

/** Asks these people to uninstall the app; nobody at all when one of them has no licence of it. */
export async function uninstallFrom(
  core: Core,
  asked: Asked,
  key: string,
  userIds: readonly string[],
  reason: string,
): Promise<UninstallFromOutcome> {
  const names: string[] = [];
  for (const userId of userIds) {
    const held = await readAssignment(core, key, userId);
    if (held !== null && assignmentTraits[held.value.state].licensed) continue;
    names.push((await core.records.get('member', userId))?.value.name ?? userId);
  }
  const may = (await permit(core, asked.actor, 'release-licences')).result === 'allowed';
  if (may && names.length > 0) return { result: 'no-holders', names };
  const from = core.settings.approvals.twoForUninstallFrom;
  if (may && from !== null && new Set(userIds).size + (await askedLately(core, asked.actor, key)) >= from)
    return refusing(core, asked, 'ask-removal', `asset:${key}`, { result: 'needs-approvals', from });
  return askRemoval(core, asked, key, userIds, reason);
}

const DAY = 24 * 60 * 60_000;

/** People whom this person asked within a day, so that a large uninstall is not asked for piece by piece. */
async function askedLately(core: Core, actor: string, key: string): Promise<number> {
  const since = core.clock() - DAY;
  const all = await assignmentsOf(core, key);
  return all.filter(({ value }) => value.removalBy === byPerson(actor) && value.since > since).length;
}
