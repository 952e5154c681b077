import type { Contradiction } from './arithmetic.js';
import { type Assignment, assignmentTraits, isOver, newAssignment } from './assignment.js';
import type { DeploymentAction } from './deployment.js';
import { askerOf } from './removal.js';

/** What one deployment in force wants for one person. */
export interface Wish {
  deploymentId: string;
  action: DeploymentAction;
}

/** Everything that decides about one person and one app while a deployment is written down. */
export interface IntentQuestion {
  key: string;
  userId: string;
  clientUserId: string;
  /** As it stands; `null` = there never was one. */
  assignment: Assignment | null;
  /** Of all deployments of the app that are in force and name the person, oldest first. */
  wishes: readonly Wish[];
  /** Active deployments whose start has not come: what they wanted before stays as it is. */
  notBegun: readonly string[];
  /** The deployment that is written down now. Only for it something begins. */
  applying: string;
  /** When it was approved. What came to an end since is not begun again by the same deployment. */
  approvedAt: number;
  /** Whether the deployment still holds a licence, or the app has no limit. */
  licence: 'held' | 'none';
  /** `false`: Apple never takes a licence of the app back. */
  revocable: boolean;
  now: number;
}

/** Required beats uninstall beats available; `null`: nobody wants anything. */
export function effectiveIntent(wishes: readonly Pick<Wish, 'action'>[]): DeploymentAction | null {
  const order = ['required', 'uninstall', 'available'] as const;
  return order.find((action) => wishes.some((wish) => wish.action === action)) ?? null;
}

/**
 * The assignment as it is to be from now on; `null`: nothing changes. A licence that somebody has is never freed by a
 * want that ends, only by an uninstall. An uninstall of an app whose licences Apple never takes back leaves the licence
 * where it is, `licensed` for the reason `not-revocable`, so that nobody gets a second one.
 */
export function nextAssignment(question: IntentQuestion): Assignment | null {
  const { assignment: before, wishes } = question;
  const effective = effectiveIntent(wishes);
  if (before === null) return isWantedNow(question) ? begun(question) : null;
  const after = rules[isKeptByAnother(question, before) ? 'none' : (effective ?? 'none')](question, before);
  return isSame(before, after) ? null : after;
}

/** Whether an available app is to be offered to the person by the deployment that is written down. */
export function isToBeOffered(question: IntentQuestion): boolean {
  const { assignment, wishes, applying, approvedAt } = question;
  if (effectiveIntent(wishes) !== 'available' || !wishes.some(({ deploymentId }) => deploymentId === applying))
    return false;
  return (
    assignment === null ||
    (isOver(assignment) && (!assignment.wantedBy.includes(applying) || assignment.since < approvedAt))
  );
}

type Rule = (question: IntentQuestion, before: Assignment) => Assignment;

const rules = {
  required: whenRequired,
  uninstall: whenUninstalled,
  available: whenLeft,
  none: whenLeft,
} satisfies Record<DeploymentAction | 'none', Rule>;

/** An uninstall waits for a deployment that wanted the app and only pauses until its next start. */
function isKeptByAnother({ wishes, notBegun }: IntentQuestion, { wantedBy }: Assignment): boolean {
  return effectiveIntent(wishes) === 'uninstall' && wantedBy.some((id) => notBegun.includes(id));
}

function isWantedNow({ wishes, applying }: IntentQuestion): boolean {
  return wishes.some(({ deploymentId, action }) => deploymentId === applying && action === 'required');
}

function whenRequired(question: IntentQuestion, before: Assignment): Assignment {
  if (isOver(before)) return endedButRequired(question, before);
  const wanted: Assignment = { ...before, wantedBy: wants(question, before), removalBy: null };
  const { state } = before;
  if (state === 'waiting-for-licences' && isPromise(before) && isWantedNow(question) && question.licence === 'held')
    return { ...wanted, state: 'reserved', since: question.now, nextTry: null };
  if (state === 'removing' || state === 'releasing') return before.writeId === null ? back(question, wanted) : wanted;
  return state === 'licensed' ? { ...wanted, reason: null } : wanted;
}

function endedButRequired(question: IntentQuestion, before: Assignment): Assignment {
  const { applying, approvedAt } = question;
  if (isStillLicensed(before)) return back(question, { ...before, wantedBy: wants(question, before) });
  const isNew = !before.wantedBy.includes(applying) || before.since < approvedAt;
  return isWantedNow(question) && isNew ? begun(question) : { ...before, wantedBy: stillWanting(question, before) };
}

/** It ended because Apple does not take the licence back. */
function isStillLicensed({ state, reason, licensedAt }: Assignment): boolean {
  return state === 'failed' && reason === 'not-revocable' && licensedAt !== null;
}

function whenUninstalled(question: IntentQuestion, before: Assignment): Assignment {
  const unwanted: Assignment = { ...before, wantedBy: [] };
  const { state } = before;
  if (isOver(before)) return unwanted;
  if (isPromise(before)) return ended(question, unwanted);
  const removalBy = remover(question, before);
  if (state !== 'licensed') return { ...unwanted, removalBy };
  if (!question.revocable) return { ...unwanted, reason: 'not-revocable' };
  return { ...unwanted, state: 'removing', since: question.now, reason: null, removalBy, askedAt: null };
}

/** Nobody requires it and nobody wants it gone. */
function whenLeft(question: IntentQuestion, before: Assignment): Assignment {
  const left: Assignment = { ...before, wantedBy: stillWanting(question, before) };
  if (isPromise(before)) return left.wantedBy.length === 0 ? ended(question, left) : left;
  if (!isCalledOff(question, before)) return left;
  if (before.state === 'removing' && before.writeId === null)
    return back(question, { ...left, wantedBy: offered(question, left) });
  return before.state === 'licensing' ? { ...left, removalBy: null } : left;
}

/** It gives no licence yet. */
function isPromise({ state, writeId }: Assignment): boolean {
  return (state === 'reserved' || state === 'waiting-for-licences') && writeId === null;
}

function isCalledOff({ wishes, notBegun }: IntentQuestion, { removalBy }: Pick<Assignment, 'removalBy'>): boolean {
  if (removalBy === null) return false;
  const asker = askerOf(removalBy);
  if (asker.kind === 'person') return false;
  const { deploymentId } = asker;
  const wanted = wishes.some((wish) => wish.deploymentId === deploymentId && wish.action === 'uninstall');
  return !wanted && !notBegun.includes(deploymentId);
}

/** Whoever asked first stays the one, while they still want it. */
function remover(question: IntentQuestion, { removalBy }: Assignment): string | null {
  if (removalBy !== null && !isCalledOff(question, { removalBy })) return removalBy;
  return question.wishes.find(({ action }) => action === 'uninstall')?.deploymentId ?? removalBy;
}

function stillWanting({ wishes, notBegun }: IntentQuestion, { wantedBy }: Pick<Assignment, 'wantedBy'>): string[] {
  const wanting = wishes.filter(({ action }) => action !== 'uninstall').map(({ deploymentId }) => deploymentId);
  return wantedBy.filter((id) => wanting.includes(id) || notBegun.includes(id));
}

/** What an uninstall took the app away from still offers it. */
function offered({ wishes }: IntentQuestion, { wantedBy }: Assignment): string[] {
  const wanting = wishes.filter(({ action }) => action !== 'uninstall').map(({ deploymentId }) => deploymentId);
  return [...new Set([...wantedBy, ...wanting])];
}

function wants(question: IntentQuestion, before: Pick<Assignment, 'wantedBy'> | null): string[] {
  const required = question.wishes
    .filter(({ action }) => action === 'required')
    .map(({ deploymentId }) => deploymentId);
  return [...new Set([...(before === null ? [] : stillWanting(question, before)), ...required])];
}

/** The licence stays the person's after all. */
function back({ now }: IntentQuestion, assignment: Assignment): Assignment {
  return {
    ...assignment,
    state: 'licensed',
    since: now,
    reason: null,
    errorNumber: null,
    removalBy: null,
    askedAt: null,
  };
}

function ended({ now }: IntentQuestion, assignment: Assignment): Assignment {
  return { ...assignment, state: 'released', since: now, reason: 'deployment-ended', nextTry: null };
}

function begun(question: IntentQuestion): Assignment {
  const { key, userId, clientUserId, assignment, licence, now } = question;
  return newAssignment({
    key,
    userId,
    clientUserId,
    state: licence === 'held' ? 'reserved' : 'waiting-for-licences',
    since: now,
    generation: (assignment?.generation ?? 0) + 1,
    wantedBy: wants(question, assignment),
  });
}

function isSame(before: Assignment, after: Assignment): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** A deployment of the same app, as far as contradictions go. */
export interface Wanting {
  deploymentId: string;
  action: DeploymentAction;
  people: readonly string[];
}

/** The other deployments that want something else for some of the same people, in their order. */
export function contradictionsOf(
  asked: { deploymentId: string | null; action: DeploymentAction; people: ReadonlySet<string> },
  others: readonly Wanting[],
): readonly Contradiction[] {
  return others
    .filter(({ deploymentId, action }) => deploymentId !== asked.deploymentId && action !== asked.action)
    .map(({ deploymentId, action, people }) => {
      const meant = people.filter((userId) => asked.people.has(userId));
      return { deploymentId, action, people: meant.length, who: meant.slice(0, PEOPLE_NAMED) };
    })
    .filter(({ people }) => people > 0);
}

/** People whom a contradiction names. */
const PEOPLE_NAMED = 5;

/** Whether the assignment takes a licence that nobody held for the person before. */
export function takesLicence(before: Assignment | null, after: Assignment): boolean {
  return assignmentTraits[after.state].holds && (before === null || !assignmentTraits[before.state].holds);
}
