import type { Assignment, AssignmentState } from './assignment.js';
import type { Device } from './device.js';
import type { Eligibility } from './eligibility.js';
import { type Installation, installationTraits, newInstallation } from './installation.js';
import { begunAgain, leftManagement } from './installation-answer.js';
import { anew, atRest } from './installation-change.js';
import type { Wanted } from './installation-step.js';

/** Everything that decides whether something begins on one device for one assignment. */
export interface PlanQuestion {
  assignment: Pick<Assignment, 'key' | 'userId' | 'state' | 'generation' | 'since'>;
  enrolmentId: string;
  /** `null`: nothing is known of the app there. */
  installation: Installation | null;
  /** `null`: it is not among the person's devices any more, or was taken out of use. */
  device: Pick<Device, 'state' | 'enrolledAt'> | null;
  /** It is in use, and not the person's any more. */
  otherOwner: boolean;
  /** `null`: it is not in management. */
  eligibility: Eligibility | null;
  wanted: Wanted;
  /** Nothing is taken off devices: the person says that they need the app, or somebody stopped its removal. */
  needed: boolean;
  now: number;
}

type Known = PlanQuestion & { device: NonNullable<PlanQuestion['device']> };

/** What begins on one device, or ends there, because of the person's assignment; `null` = nothing changes. */
export function plannedInstallation(question: PlanQuestion): Installation | null {
  const { assignment, installation, device, otherOwner, now } = question;
  if (device === null) {
    const isDone = installation === null || installation.state === 'retired' || installation.state === 'gone';
    return isDone ? null : atRest(installation, 'retired', now, otherOwner ? 'owner-changed' : 'device-retired');
  }
  return plans[assignment.state]({ ...question, device });
}

type Plan = (question: Known) => Installation | null;

const none: Plan = () => null;

const plans = {
  reserved: none,
  'waiting-for-licences': none,
  licensing: none,
  licensed: whenLicensed,
  removing: whenRemoving,
  releasing: none,
  released: none,
  failed: none,
  rejected: none,
  'given-back': none,
  lost: none,
} satisfies Record<AssignmentState, Plan>;

function begun(question: Known, state: Installation['state']): Installation {
  const { key, userId, generation } = question.assignment;
  const { enrolmentId, now: since } = question;
  return newInstallation({ key, userId, enrolmentId, state, since, generation });
}

/** Whether the device began another life since. */
function isOfFormerLife(one: Installation, { enrolledAt }: Known['device']): boolean {
  return enrolledAt > one.since && one.commandId === null;
}

function whenLicensed(question: Known): Installation | null {
  const { assignment, installation: one, device, eligibility, wanted, now } = question;
  const { generation } = assignment;
  // What was to be removed is wanted again: whether it is still there is looked up before anything is sent.
  if (one?.state === 'removing') {
    const isAskable = device.state !== 'checked-out' || one.commandId !== null;
    if (isAskable) return anew(one, 'installing', now, { generation });
    return { ...atRest(one, 'left-management', now, 'device-checked-out'), generation };
  }
  if (device.state === 'checked-out') return one === null || one.commandId !== null ? null : leftManagement(one, now);
  if (one?.state === 'left-management' && !isOfFormerLife(one, device))
    return anew(one, 'installing', now, { generation });
  if (wanted === 'never') return one !== null && one.state !== 'wanted' ? unwantedAnew(one, device, now) : null;
  if (eligibility === null) return null;
  if (eligibility.result === 'not-eligible') return notApplicable(question, eligibility.reason);
  if (one === null) return begun(question, 'wanted');
  const isOver = one.state === 'gone' || one.state === 'not-applicable' || one.state === 'retired';
  // What is open from before may be an install.
  if (one.generation < generation || isOver)
    return anew(one, one.commandId === null ? 'wanted' : 'installing', now, { generation });
  return isOfFormerLife(one, device) && one.state !== 'wanted' ? begunAgain(one, now) : null;
}

/** The licence stays with the person although nobody wants the app there: it does not come back by itself. */
function unwantedAnew(one: Installation, device: Known['device'], now: number): Installation | null {
  const was = installationTraits[one.state].mayBeThere;
  return was && isOfFormerLife(one, device) ? atRest(one, 'deleted', now, 're-enrolled') : null;
}

function notApplicable(question: Known, reason: NonNullable<Installation['reason']>): Installation | null {
  const { installation: one, assignment, now } = question;
  const { generation } = assignment;
  const fresh = { ...begun(question, 'not-applicable'), reason };
  if (one === null) return fresh;
  const isOld = one.generation < generation;
  const isNothing = one.state === 'wanted' || one.state === 'gone' || one.state === 'retired';
  const isOther = one.state === 'not-applicable' && one.reason !== reason;
  if (one.commandId !== null || !(isOld || isNothing || isOther)) return null;
  return { ...atRest(one, 'not-applicable', now, reason), generation, error: null };
}

/** Every device that can be asked is asked, also one of which nothing is known. */
function whenRemoving(question: Known): Installation | null {
  const { assignment, installation: one, device, eligibility, needed, now } = question;
  const { generation } = assignment;
  if (needed || device.state === 'checked-out') return null;
  // Never before the removal itself, whatever the clock says: what is answered is held against it.
  const since = Math.max(now, assignment.since);
  if (one === null) {
    const never = eligibility?.result === 'not-eligible' && eligibility.reason !== 'sixth-device';
    return never
      ? { ...begun(question, 'not-applicable'), reason: eligibility.reason }
      : { ...begun(question, 'removing'), since };
  }
  const isAsked = one.generation === generation && (one.state === 'removing' || one.state === 'not-applicable');
  if (isAsked || isSettledSince(one, assignment)) return null;
  return anew(one, 'removing', since, { generation });
}

/** The device has answered this removal: it is gone, or what is there is the person's own copy. */
export function isSettledSince(
  one: Installation,
  { generation, since }: Pick<Assignment, 'generation' | 'since'>,
): boolean {
  const isAnswer = one.state === 'gone' || one.state === 'unmanaged';
  return isAnswer && one.generation === generation && one.since >= since;
}
