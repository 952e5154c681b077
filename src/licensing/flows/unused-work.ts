import type { Change, Versioned } from '../ports/records.js';
import type { Assignment } from '../rules/assignment.js';
import type { Notice } from '../rules/notice.js';
import { isKept, KEPT_FOR, type UnusedQuestion, type UnusedStage, unusedSubject } from '../rules/unused-question.js';
import { addWorkingDays } from '../rules/working-days.js';
import { readAssignment, type StoredAssignment } from './assignments.js';
import type { Core } from './core.js';
import { judgedLicences, type KnownDevices, readKnownDevices } from './licence-use.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { entryOf } from './refused-clicks.js';
import { appOf } from './removal-record.js';
import { unusedCard, wishCard } from './unused-record.js';

/** Working days between two reminders, and how many there are. */
export const UNUSED_REMINDER_DAYS = 3;
export const UNUSED_REMINDERS = 2;
/** Looked at anew after so many, so that an end of the bot is not kept waiting. */
const AT_ONCE = 500;

type Step = (reference: string) => Promise<Change>;

/** Asks people whether they still need an app, reminds them, and says how it ended. Answers come by their own verbs. */
export const unusedWork: LongWork = {
  async due(core) {
    return (await plannedSteps(core)).length > 0;
  },
  async run(core, reference) {
    const steps = await plannedSteps(core);
    for (const step of steps.slice(0, AT_ONCE)) {
      if ((await core.wait(0)) === 'closing') return;
      const { result } = await core.records.commit(await step(reference));
      if (result === 'committed') await core.onStep('unused.told');
    }
    return steps.length > AT_ONCE ? LOOK_AGAIN : undefined;
  },
  async nextDue(core) {
    const now = core.clock();
    const times = (await core.records.list('unusedQuestion')).flatMap(({ value }) => [
      ...(value.nextReminderAt === null ? [] : [value.nextReminderAt]),
      ...(value.answer?.answer === 'keep' ? [value.answer.at + KEPT_FOR] : []),
    ]);
    const coming = times.filter((time) => time > now);
    return coming.length === 0 ? null : coming.reduce((one, other) => Math.min(one, other));
  },
};

/** Everything that is to be said now. What devices say is only read while somebody waits for an answer. */
async function plannedSteps(core: Core): Promise<readonly Step[]> {
  const questions = await core.records.list('unusedQuestion');
  if (questions.length === 0) return [];
  const isInUse = usesIn(core);
  const steps = await Promise.all(questions.map((question) => stepFor(core, question, isInUse)));
  return steps.filter((step) => step !== null);
}

type InUse = (key: string, userId: string) => Promise<boolean>;

/** Whether an app is on a device of its holder by now, or about to be: each app is read once. */
function usesIn(core: Core): InUse {
  let known: Promise<KnownDevices> | null = null;
  const byKey = new Map<string, Promise<ReadonlySet<string>>>();
  const usersOf = async (key: string): Promise<ReadonlySet<string>> => {
    known ??= readKnownDevices(core);
    const licences = await judgedLicences(core, await known, key);
    const inUse = licences.filter(({ use }) => use.use === 'used' || use.use === 'moving');
    return new Set(inUse.map(({ assignment }) => assignment.userId));
  };
  return async (key, userId) => {
    const users = byKey.get(key) ?? usersOf(key);
    byKey.set(key, users);
    return (await users).has(userId);
  };
}

async function stepFor(core: Core, question: Versioned<UnusedQuestion>, isInUse: InUse): Promise<Step | null> {
  const { value } = question;
  const { key, userId } = value;
  if ((await core.records.get('member', userId))?.value.deactivated ?? false) return forget(question);
  const assignment = await readAssignment(core, key, userId);
  const stage = await stageOf(value, assignment?.value ?? null, isInUse);
  const now = core.clock();
  if (value.answer?.answer === 'keep' && !isKept(value, now)) return forget(question);
  // A card that nobody has seen does not have to say how it ended.
  if (value.askedAt === null)
    return stage === 'asked' && assignment !== null ? askStep(core, question, assignment) : forget(question);
  if (stage !== value.shown) return showStep(core, question, assignment, stage);
  if (stage !== 'asked' || value.nextReminderAt === null || value.nextReminderAt > now) return null;
  return remindStep(core, question);
}

async function stageOf(value: UnusedQuestion, held: Assignment | null, isInUse: InUse): Promise<UnusedStage> {
  if (held === null || held.generation !== value.generation) return 'gone';
  if (held.state === 'removing') return 'removing';
  if (held.state === 'releasing') return 'returning';
  if (held.state !== 'licensed') return 'gone';
  if (value.answer?.answer === 'keep') return 'kept';
  if (value.answer !== null && value.shown !== 'wished') return 'stays';
  if (await isInUse(value.key, value.userId)) return 'in-use';
  return value.answer === null ? 'asked' : 'wished';
}

const lasting: readonly UnusedStage[] = ['stays', 'in-use', 'gone'];

/** Nobody has to be told. */
function forget({ id, revision }: Versioned<UnusedQuestion>): Step {
  return async () => ({
    expect: [{ kind: 'unusedQuestion', id, revision }],
    remove: [{ kind: 'unusedQuestion', id }],
  });
}

function askStep(core: Core, { id, revision, value }: Versioned<UnusedQuestion>, held: StoredAssignment): Step {
  return async (reference) => {
    const now = core.clock();
    const nextReminderAt = addWorkingDays(now, UNUSED_REMINDER_DAYS, core.settings.working);
    const next: UnusedQuestion = { ...value, askedAt: now, shown: 'asked', nextReminderAt };
    return {
      expect: [...held.expect, { kind: 'unusedQuestion', id, revision }],
      put: [{ kind: 'unusedQuestion', id, value: next }],
      outbox: [await unusedCard(core, next, 'asked', reference)],
      audit: [
        entryOf(core, { actor: 'system', reference }, 'ask-unused', `assignment:${id}`, 'told', { by: value.by }),
      ],
    };
  };
}

function showStep(
  core: Core,
  { id, revision, value }: Versioned<UnusedQuestion>,
  held: StoredAssignment | null,
  stage: UnusedStage,
): Step {
  return async (reference) => {
    const ended = lasting.includes(stage);
    const outbox: Notice[] = [await unusedCard(core, value, stage, reference)];
    if (value.shown === 'wished') outbox.push(await wishCard(core, value, [], 'over', reference));
    const ref = { kind: 'unusedQuestion', id } as const;
    // Asked again, as a removal was called off: reminders go on where they were.
    const nextReminderAt =
      stage === 'asked' && value.reminders < UNUSED_REMINDERS
        ? addWorkingDays(core.clock(), UNUSED_REMINDER_DAYS, core.settings.working)
        : null;
    return {
      expect: [...(held?.expect ?? []), { ...ref, revision }],
      put: ended ? [] : [{ ...ref, value: { ...value, shown: stage, nextReminderAt } }],
      remove: ended ? [ref] : [],
      outbox,
    };
  };
}

function remindStep(core: Core, { id, revision, value }: Versioned<UnusedQuestion>): Step {
  return async (reference) => {
    const number = value.reminders + 1;
    const last = number >= UNUSED_REMINDERS;
    const nextReminderAt = last ? null : addWorkingDays(core.clock(), UNUSED_REMINDER_DAYS, core.settings.working);
    const subject = unusedSubject(value);
    const notice: Notice = {
      kind: 'unused-reminder',
      subject: `${subject}:reminder:${number}`,
      audience: { to: 'person', userId: value.userId },
      facts: { app: await appOf(core, value.key), number, last },
      reference,
      thread: subject,
    };
    const asked = { actor: 'system', reference };
    return {
      expect: [{ kind: 'unusedQuestion', id, revision }],
      put: [{ kind: 'unusedQuestion', id, value: { ...value, reminders: number, nextReminderAt } }],
      outbox: [notice],
      audit: [entryOf(core, asked, 'remind-unused', `assignment:${id}`, 'reminded', { number })],
    };
  };
}
