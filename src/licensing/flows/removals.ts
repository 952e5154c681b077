import type { Change, Versioned } from '../ports/records.js';
import { type Assignment, assignmentId, isOver } from '../rules/assignment.js';
import type { Notice } from '../rules/notice.js';
import { askerOf, type Removal, type RemovalStage } from '../rules/removal.js';
import { isStillThere } from '../rules/removal-by-devices.js';
import { addWorkingDays } from '../rules/working-days.js';
import { newRemoval } from './ask-removal.js';
import { changeAssignment, movingAssignments, readAssignment, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { readDeployment } from './deployments.js';
import { devicesSayOf } from './devices-say.js';
import { type Fleet, readFleet } from './fleet.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { refreshRemovalsCard, removalsCardChange } from './open-removals.js';
import { entryOf } from './refused-clicks.js';
import { appOf, hasLeft, objectionCards, removalCard, removalSubject } from './removal-record.js';

/** Working days without an answer after which a question is on the administrators' list. */
export const ANSWER_DAYS = 5;
/** Working days between two reminders, and how many there are. */
const REMINDER_DAYS = 2;
const REMINDERS = 5;
/** Looked at anew after so many, so that a pause or an end of the bot is not kept waiting. */
const AT_ONCE = 500;

type Step = (reference: string) => Promise<Required<Pick<Change, 'expect' | 'put' | 'remove' | 'outbox' | 'audit'>>>;

/** Asks people to remove apps, reminds them, and tells them how it ended. Answers come by their own verbs. */
export const removalWork: LongWork = {
  async due(core) {
    return (await plannedSteps(core)).length > 0 || (await removalsCardChange(core)) !== null;
  },
  async run(core, reference) {
    const steps = await plannedSteps(core);
    for (const step of steps.slice(0, AT_ONCE)) {
      if ((await core.wait(0)) === 'closing') return;
      const { result } = await core.records.commit(await step(reference));
      if (result === 'committed') await core.onStep('removal.told');
    }
    await refreshRemovalsCard(core, reference);
    return steps.length > AT_ONCE ? LOOK_AGAIN : undefined;
  },
  async nextDue(core) {
    const now = core.clock();
    const overdueTime = overdueTimes(core);
    let next = Number.POSITIVE_INFINITY;
    for (const { value } of await core.records.list('removal')) {
      for (const time of [value.nextReminderAt, overdueTime(value, next)]) {
        if (time !== null && time > now && time < next) next = time;
      }
    }
    return Number.isFinite(next) ? next : null;
  },
};

/** Everything that is to be said now. */
async function plannedSteps(core: Core): Promise<readonly Step[]> {
  const removals = new Map((await core.records.list('removal')).map((one) => [one.id, one]));
  const fleetOf = readOnce(core);
  const removing = (await movingAssignments(core)).filter(({ value }) => value.state === 'removing');
  const asks = removing.flatMap((assignment) => {
    const known = removals.get(assignmentId(assignment.value.key, assignment.value.userId)) ?? null;
    return isAsked(assignment.value, known) ? [] : [askStep(core, assignment, known, fleetOf)];
  });
  const overdueTime = overdueTimes(core);
  const rest = await Promise.all([...removals.values()].map((removal) => stepFor(core, removal, overdueTime, fleetOf)));
  return [...asks, ...rest.filter((step) => step !== null)];
}

function isAsked({ askedAt, generation }: Assignment, removal: Versioned<Removal> | null): boolean {
  return askedAt !== null && removal?.value.generation === generation && removal.value.askedAt !== null;
}

type FleetOf = () => Promise<Fleet>;

/** All devices, read once for everybody, and only where somebody needs them. */
function readOnce(core: Core): FleetOf {
  let fleet: Promise<Fleet> | null = null;
  return () => {
    fleet ??= readFleet(core);
    return fleet;
  };
}

function askStep(core: Core, stored: StoredAssignment, known: Versioned<Removal> | null, fleetOf: FleetOf): Step {
  return async (reference) => {
    const { key, userId, generation, removalBy } = stored.value;
    const id = assignmentId(key, userId);
    const now = core.clock();
    const prepared = known?.value.generation === generation && known.value.askedAt === null ? known.value : null;
    const by = prepared?.by ?? removalBy ?? 'system';
    const fresh = prepared ?? newRemoval({ key, userId, generation, by, reason: await reasonOf(core, by) });
    const left = await hasLeft(core, userId);
    const byDevices = isStillThere(await devicesSayOf(core, stored.value, await fleetOf()));
    const nextReminderAt = left || byDevices ? null : addWorkingDays(now, REMINDER_DAYS, core.settings.working);
    const removal: Removal = { ...fresh, askedAt: now, shown: 'asked', nextReminderAt };
    const change = changeAssignment(stored, { ...stored.value, askedAt: now });
    return {
      expect: [...change.expect, { kind: 'removal', id, revision: known?.revision ?? 0 }],
      put: [...change.put, { kind: 'removal', id, value: removal }],
      remove: change.remove,
      outbox: left ? [] : [await removalCard(core, removal, 'asked', reference)],
      audit: [
        entryOf(core, { actor: 'system', reference }, 'ask-removal', `assignment:${id}`, left ? 'left' : 'told', {
          by,
        }),
      ],
    };
  };
}

async function reasonOf(core: Core, by: string): Promise<string | null> {
  const asker = askerOf(by);
  if (asker.kind === 'person') return null;
  return (await readDeployment(core, asker.deploymentId))?.value.inForce?.reason ?? null;
}

async function stepFor(
  core: Core,
  removal: Versioned<Removal>,
  overdueTime: OverdueTime,
  fleetOf: FleetOf,
): Promise<Step | null> {
  const { value } = removal;
  if (value.askedAt === null) return null;
  const assignment = await readAssignment(core, value.key, value.userId);
  const stage = stageOf(value, assignment?.value ?? null);
  if (stage !== value.shown) return showStep(core, removal, stage);
  if (stage !== 'asked') return null;
  const now = core.clock();
  const overdue = overdueTime(value, now);
  if (overdue !== null && overdue <= now) return overdueStep(removal, now);
  if (value.nextReminderAt === null)
    return (await needsPerson(core, value, assignment, fleetOf)) ? remindStep(core, removal) : null;
  return value.nextReminderAt <= now ? remindStep(core, removal) : null;
}

/** What devices were to remove by themselves is a copy of the person's own: only they can delete it. */
async function needsPerson(
  core: Core,
  removal: Removal,
  assignment: StoredAssignment | null,
  fleetOf: FleetOf,
): Promise<boolean> {
  if (core.devices === null || assignment === null || removal.reminders > 0) return false;
  if (await hasLeft(core, removal.userId)) return false;
  const { ownCopies, unreachable, waiting, done } = await devicesSayOf(core, assignment.value, await fleetOf());
  return ownCopies + unreachable > 0 || waiting + done === 0;
}

/**
 * When it comes on the administrators' list. `null`: it is there, needs no answer any more, or comes on it after
 * `before` for certain.
 */
type OverdueTime = (removal: Removal, before: number) => number | null;

const MINUTE = 60_000;
/** So many working days are never fewer milliseconds, whatever the clock does in spring. */
const SHORTEST_ANSWER = ANSWER_DAYS * 24 * 60 * MINUTE - 180 * MINUTE;

/** Working days are counted once for all who were asked in the same minute. */
function overdueTimes(core: Core): OverdueTime {
  const ofMinute = new Map<number, number>();
  return ({ askedAt, overdueAt, shown }, before) => {
    if (askedAt === null || overdueAt !== null || shown !== 'asked') return null;
    if (askedAt + SHORTEST_ANSWER > before) return null;
    const minute = Math.floor(askedAt / MINUTE) * MINUTE;
    const end = ofMinute.get(minute) ?? addWorkingDays(minute, ANSWER_DAYS, core.settings.working);
    ofMinute.set(minute, end);
    return end + (askedAt - minute);
  };
}

function stageOf(removal: Removal, assignment: Assignment | null): RemovalStage {
  if (assignment === null) return 'called-off';
  // Wanted again while the licence was on its way back: that one is back, and another life has begun.
  if (assignment.generation !== removal.generation) return removal.shown === 'returning' ? 'returned' : 'called-off';
  if (assignment.state === 'removing') return removal.needed === null ? 'asked' : 'needed';
  if (assignment.state === 'releasing') return 'returning';
  if (assignment.state === 'failed' || isRefused(assignment)) return 'not-returned';
  return isOver(assignment) ? 'returned' : 'called-off';
}

/** The licence stays the person's because Apple does not take it back. */
function isRefused({ reason }: Assignment): boolean {
  return reason === 'not-revocable' || reason === 'refused-by-apple';
}

const lasting: readonly RemovalStage[] = ['returned', 'not-returned', 'called-off'];

function showStep(core: Core, { id, revision, value }: Versioned<Removal>, stage: RemovalStage): Step {
  return async (reference) => {
    const ended = lasting.includes(stage);
    const notices: Notice[] = (await hasLeft(core, value.userId))
      ? []
      : [await removalCard(core, value, stage, reference)];
    const objection = stage === 'called-off' ? 'kept' : 'over';
    if (ended) notices.push(...(await objectionCards(core, value, objection, reference)));
    return {
      expect: [{ kind: 'removal', id, revision }],
      put: ended ? [] : [{ kind: 'removal', id, value: { ...value, shown: stage, nextReminderAt: null } }],
      remove: ended ? [{ kind: 'removal', id }] : [],
      outbox: notices,
      audit: [],
    };
  };
}

function overdueStep({ id, revision, value }: Versioned<Removal>, now: number): Step {
  return async () => ({
    expect: [{ kind: 'removal', id, revision }],
    put: [{ kind: 'removal', id, value: { ...value, overdueAt: now } }],
    ...{ remove: [], outbox: [], audit: [] },
  });
}

function remindStep(core: Core, { id, revision, value }: Versioned<Removal>): Step {
  return async (reference) => {
    const number = value.reminders + 1;
    const last = number >= REMINDERS;
    const left = await hasLeft(core, value.userId);
    const nextReminderAt = last || left ? null : addWorkingDays(core.clock(), REMINDER_DAYS, core.settings.working);
    const subject = removalSubject(value);
    const notice: Notice = {
      kind: 'removal-reminder',
      subject: `${subject}:reminder:${number}`,
      audience: { to: 'person', userId: value.userId },
      facts: { app: await appOf(core, value.key), number, last },
      reference,
      thread: subject,
    };
    return {
      expect: [{ kind: 'removal', id, revision }],
      put: [{ kind: 'removal', id, value: { ...value, reminders: left ? value.reminders : number, nextReminderAt } }],
      remove: [],
      outbox: left ? [] : [notice],
      audit: left
        ? []
        : [entryOf(core, { actor: 'system', reference }, 'remind-removal', `assignment:${id}`, 'reminded', { number })],
    };
  };
}
