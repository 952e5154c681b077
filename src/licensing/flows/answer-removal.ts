import type { Assignment, AssignmentReason } from '../rules/assignment.js';
import type { NotAllowed } from '../rules/policy.js';
import { askerOf, isOwnWish, parseRemovalKey, type Removal } from '../rules/removal.js';
import type { DevicesSay } from '../rules/removal-by-devices.js';
import { changeAssignment } from './assignments.js';
import { installationChecks } from './check-installations.js';
import { type Asked, type Core, permit, permitMember } from './core.js';
import { askDevicesAgain } from './own-copies.js';
import { reachOf } from './reaching.js';
import { entryOf, refusing } from './refused-clicks.js';
import { hasLeft, type OpenRemoval, objectionCards, openRemoval, removalCard } from './removal-record.js';
import { type StandingHold, standingHold } from './standing-hold.js';

/** The question of one button, and whether this person may answer it. */
export type FoundQuestion =
  | NotAllowed
  | { result: 'not-yours'; userId: string }
  | { result: 'over' }
  | { result: 'open'; open: OpenRemoval };

type Refused = Exclude<FoundQuestion, { result: 'open' }>;

export type ConfirmRemovedOutcome =
  | Refused
  /** A device says otherwise, or has not answered; those with a copy of the person's own are asked again now. */
  | ({ result: 'device-still-has-it' } & DevicesSay)
  | { result: 'returning'; hold: StandingHold | null };

/** “It is gone”, of the person who has the licence: it is taken back. `value`: what the button carries. */
export async function confirmRemoved(core: Core, asked: Asked, value: string): Promise<ConfirmRemovedOutcome> {
  const found = await ownQuestion(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, 'confirm-removed', subjectOf(value), found);
  const say = await askDevicesAgain(core, found.open.assignment.value);
  if (say !== null) {
    const still = { result: 'device-still-has-it', ...say } as const;
    return refusing(core, asked, 'confirm-removed', subjectOf(value), still);
  }
  const { removal } = found.open;
  const next: Removal = { ...removal.value, shown: 'returning', nextReminderAt: null };
  const released = await release(core, asked, found.open, { act: 'confirm-removed', reason: 'uninstalled', next });
  return released ? { result: 'returning', hold: await standingHold(core) } : confirmRemoved(core, asked, value);
}

export type NeedAppOutcome = Refused | { result: 'already-noted' } | { result: 'noted' };

/** “I need it”: whoever asked is told, and decides. */
export async function needApp(core: Core, asked: Asked, value: string, note: string): Promise<NeedAppOutcome> {
  const found = await ownQuestion(core, asked, value);
  if (found.result !== 'open') return refusing(core, asked, 'need-app', subjectOf(value), found);
  const { id, removal, assignment } = found.open;
  if (removal.value.needed !== null) return { result: 'already-noted' };
  const said = [...note.trim()].slice(0, NOTE_LENGTH).join('');
  const needed = { at: core.clock(), note: said === '' ? null : said };
  const next: Removal = { ...removal.value, needed, shown: 'needed', nextReminderAt: null };
  const result = await core.records.commit({
    expect: [...assignment.expect, { kind: 'removal', id, revision: removal.revision }],
    put: [{ kind: 'removal', id, value: next }],
    outbox: [
      await removalCard(core, next, 'needed', asked.reference),
      ...(await objectionCards(core, next, 'open', asked.reference)),
    ],
    audit: [entryOf(core, asked, 'need-app', subjectOf(value), 'noted', { note: needed.note, by: next.by })],
  });
  if (result.result === 'conflict') return needApp(core, asked, value, note);
  await core.onStep('removal.answered');
  return { result: 'noted' };
}

/** Of “I need it”, characters. */
export const NOTE_LENGTH = 500;

/** The question of “I need it…”, for the button that opens its dialogue: a refusal is recorded. */
export async function openNeedApp(core: Core, asked: Asked, value: string): Promise<FoundQuestion> {
  const found = await ownQuestion(core, asked, value);
  return found.result === 'open' ? found : refusing(core, asked, 'need-app', subjectOf(value), found);
}

/** The question behind a button, for the person whom it was put to. */
async function ownQuestion(core: Core, asked: Asked, value: string): Promise<FoundQuestion> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed') return permission;
  const key = parseRemovalKey(value);
  if (key === null) return { result: 'over' };
  if (key.userId !== asked.actor) return { result: 'not-yours', userId: key.userId };
  const open = await openRemoval(core, key);
  return open === null ? { result: 'over' } : { result: 'open', open };
}

export type KeepOutcome =
  | NotAllowed
  | { result: 'over' }
  | { result: 'by-deployment'; deploymentId: string }
  /** `own`: whoever gave the app back keeps it after all. */
  | { result: 'kept'; own: boolean };

/** “Let them keep it”: calls off a removal that a person asked for; their own removal the holder calls off. */
export async function keepApp(core: Core, asked: Asked, value: string): Promise<KeepOutcome> {
  const key = parseRemovalKey(value);
  const open = key === null ? null : await openRemoval(core, key);
  const own = open !== null && open.removal.value.userId === asked.actor && isOwnWish(open.removal.value);
  const permission = own ? await permitMember(core, asked.actor) : await permit(core, asked.actor, 'release-licences');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'keep-app', subjectOf(value), permission);
  if (open === null) return refusing(core, asked, 'keep-app', subjectOf(value), { result: 'over' } as const);
  const { id, removal, assignment } = open;
  const asker = askerOf(removal.value.by);
  if (asker.kind === 'deployment') return { result: 'by-deployment', deploymentId: asker.deploymentId };
  const reaches = (await reachOf(core, removal.value.key))(removal.value.userId);
  const kept: Assignment = {
    ...assignment.value,
    ...{ state: 'licensed', since: core.clock(), reason: null, removalBy: null, askedAt: null },
    wantedBy: reaches.filter(({ action }) => action !== 'uninstall').map(({ deploymentId }) => deploymentId),
  };
  const change = changeAssignment(assignment, kept);
  const result = await core.records.commit({
    expect: [...change.expect, { kind: 'removal', id, revision: removal.revision }],
    put: [...change.put, ...installationChecks(core, [kept])],
    remove: [...change.remove, { kind: 'removal', id }],
    outbox: [
      await removalCard(core, removal.value, 'called-off', asked.reference),
      ...(await objectionCards(core, removal.value, 'kept', asked.reference)),
    ],
    audit: [entryOf(core, asked, 'keep-app', subjectOf(value), 'kept', { by: removal.value.by })],
  });
  if (result.result === 'conflict') return keepApp(core, asked, value);
  await core.onStep('removal.answered');
  return { result: 'kept', own };
}

export interface Releasing {
  act: string;
  reason: AssignmentReason;
  next: Removal;
}

/** The licence is to be taken back from now on; `false` = something changed meanwhile. */
export async function release(
  core: Core,
  asked: Asked,
  { id, removal, assignment }: OpenRemoval,
  { act, reason, next }: Releasing,
): Promise<boolean> {
  const released: Assignment = {
    ...assignment.value,
    ...{ state: 'releasing', since: core.clock(), reason, wantedBy: [], tries: 0, nextTry: null },
  };
  const change = changeAssignment(assignment, released);
  const result = await core.records.commit({
    expect: [...change.expect, { kind: 'removal', id, revision: removal.revision }],
    put: [...change.put, { kind: 'removal', id, value: next }],
    remove: change.remove,
    outbox: [
      ...((await hasLeft(core, next.userId)) ? [] : [await removalCard(core, next, 'returning', asked.reference)]),
      ...(await objectionCards(core, next, 'over', asked.reference)),
    ],
    audit: [
      entryOf(core, asked, act, `assignment:${id}`, 'releasing', {
        before: assignment.value.state,
        after: 'releasing',
        by: next.by,
        generation: next.generation,
      }),
    ],
  });
  if (result.result === 'conflict') return false;
  await core.onStep('removal.answered');
  return true;
}

function subjectOf(value: string): string {
  const key = parseRemovalKey(value);
  return key === null ? 'assignment' : `assignment:${key.key}/${key.userId}`;
}
