import type { EventStatus } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { Answer, Trouble } from '../rules/apple-answer.js';
import { assetKey, type Assignment as Row } from '../rules/asset.js';
import {
  EVENT_GAP,
  gapAfter,
  LIST_GAP,
  type LicenceWrite,
  type PersonOutcome,
  UNKNOWN_EVENT,
  UNSETTLED_FOR,
} from '../rules/licence-write.js';
import { stateShownBy } from '../rules/token-trouble.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { settleWrite } from './licence-outcomes.js';
import { changeWrite, everybody, type LicencePass } from './licence-send.js';
import { noteTrouble } from './note-answer.js';

type Open = Versioned<LicenceWrite>;

/** Whether it is to be looked after now. A mirror that shows all of it is as good as Apple's notification. */
export async function isToBeSettled(core: Core, { id, value }: Open): Promise<boolean> {
  const now = core.clock();
  // Of a clock that was wrong, or found after a restart.
  if (value.nextLook <= now || value.sentAt > now || value.state === 'sending') return true;
  if (value.state !== 'accepted' || value.nextLook - now <= EVENT_GAP) return false;
  const { act, key, people } = value.task;
  for (const { userId } of people) {
    const one = await readAssignment(core, key, userId);
    if (one?.value.writeId !== id) continue;
    if (core.mirror.holds(key, one.value.clientUserId) !== (act === 'associate')) return false;
  }
  return true;
}

/** `true`: somebody's licence is settled, or another way of settling it was taken. */
export async function settleOpen(pass: LicencePass, found: Open): Promise<boolean> {
  const { core } = pass;
  const now = core.clock();
  // After the clock was set back the time is counted anew.
  const value = found.value.sentAt > now ? { ...found.value, sentAt: now } : found.value;
  if (value !== found.value) return changeWrite(core, found, { sentAt: now, nextLook: now });
  if (value.state !== 'accepted' || value.eventId === null) return settleByList(pass, found);
  return settleByEvent(pass, found, value.eventId);
}

async function settleByEvent(pass: LicencePass, open: Open, eventId: string): Promise<boolean> {
  const { core, reference } = pass;
  const answer: Answer<EventStatus> = await pass.connection.eventStatus(eventId);
  await core.onStep('licences.looked');
  if (answer.result === 'refused' && answer.errorNumber === UNKNOWN_EVENT) return becomeUnknown(core, open);
  if (answer.result !== 'ok') return later(pass, open, answer);
  const status = answer.value;
  if (status.state === 'pending') {
    if (core.clock() - open.value.sentAt >= UNSETTLED_FOR) return becomeUnknown(core, open);
    await changeWrite(core, open, { nextLook: core.clock() + EVENT_GAP });
    return false;
  }
  const named = await failuresOf(core, open, status);
  const people = open.value.task.people.length;
  if (isExplained(status, named.size, people))
    return settleWrite(core, open, { people: withTheRest(open, named, 'done'), eventId }, reference);
  return settleUnnamed(pass, open, status, named);
}

/** Everything that Apple says did not work is somebody whom it names. */
function isExplained(
  { state, numRequested, numCompleted, failures }: EventStatus,
  named: number,
  people: number,
): boolean {
  if (state === 'complete' && failures.length === 0) return numRequested === 0 || numCompleted >= numRequested;
  return named > 0 && (named === people || numCompleted + named >= people);
}

async function failuresOf(core: Core, open: Open, { failures }: EventStatus): Promise<Map<string, PersonOutcome>> {
  const numbers = new Map(
    failures.flatMap(({ clientUserIds, errorNumber }) => clientUserIds.map((id) => [id, errorNumber])),
  );
  const { key, people } = open.value.task;
  const outcomes = new Map<string, PersonOutcome>();
  for (const { userId } of people) {
    const clientUserId = (await readAssignment(core, key, userId))?.value.clientUserId ?? '';
    const errorNumber = numbers.get(clientUserId);
    if (errorNumber !== undefined) outcomes.set(userId, { result: 'failed', errorNumber });
  }
  return outcomes;
}

function withTheRest(open: Open, named: ReadonlyMap<string, PersonOutcome>, rest: 'done'): Map<string, PersonOutcome> {
  return new Map([...everybody(open, { result: rest }), ...named]);
}

/** The event is over, but Apple does not say for whom it failed: what its list shows is so. */
async function settleUnnamed(
  pass: LicencePass,
  open: Open,
  { failures }: EventStatus,
  named: ReadonlyMap<string, PersonOutcome>,
): Promise<boolean> {
  const { core, reference } = pass;
  const { act, key } = open.value.task;
  const read = await pass.connection.assignmentsOf(adamIdOf(key));
  if (read.result !== 'ok') return later(pass, open, read);
  const numbers = [...new Set(failures.map(({ errorNumber }) => errorNumber))];
  const errorNumber = numbers.length === 1 ? (numbers[0] ?? null) : null;
  const present = await presentPeople(core, open, read.value);
  const people = new Map<string, PersonOutcome>();
  for (const { userId } of open.value.task.people) {
    const done = present.has(userId) === (act === 'associate');
    const outcome: PersonOutcome = done ? { result: 'done' } : { result: 'failed', errorNumber };
    people.set(userId, named.get(userId) ?? outcome);
  }
  return settleWrite(core, open, { people, eventId: open.value.eventId }, reference);
}

/**
 * Nobody knows how it went. Whoever shows it done in Apple's list is settled at once; that it was not done is shown only
 * by a reading that started long enough after it was sent.
 */
async function settleByList(pass: LicencePass, open: Open): Promise<boolean> {
  const { core, reference } = pass;
  const { act, key, people: asked } = open.value.task;
  const read = await pass.connection.assignmentsOf(adamIdOf(key));
  await core.onStep('licences.looked');
  if (read.result !== 'ok') return later(pass, open, read);
  const present = await presentPeople(core, open, read.value);
  const isOver = read.readAt - open.value.sentAt >= UNSETTLED_FOR;
  const people = new Map<string, PersonOutcome>();
  for (const { userId } of asked) {
    if (present.has(userId) === (act === 'associate')) people.set(userId, { result: 'done' });
    else if (isOver) people.set(userId, { result: 'unsent' });
  }
  const nextLook = nextReading(open, core.clock());
  if (people.size > 0) return settleWrite(core, open, { people, eventId: open.value.eventId, nextLook }, reference);
  await changeWrite(core, open, { state: 'unknown', nextLook });
  return false;
}

function nextReading({ value: { sentAt } }: Open, now: number): number {
  const over = sentAt + UNSETTLED_FOR;
  return over > now ? Math.min(now + LIST_GAP, over) : now + LIST_GAP;
}

/** Slack user ids of those in the write who hold a licence of the asset in Apple's list. */
async function presentPeople(core: Core, open: Open, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const { key, people } = open.value.task;
  const holders = new Set(
    rows.flatMap((row) => (assetKey(row) === key && row.clientUserId !== null ? [row.clientUserId] : [])),
  );
  const present = new Set<string>();
  for (const { userId } of people) {
    const one = await readAssignment(core, key, userId);
    if (one !== null && holders.has(one.value.clientUserId)) present.add(userId);
  }
  return present;
}

function adamIdOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}

async function becomeUnknown(core: Core, open: Open): Promise<boolean> {
  return changeWrite(core, open, { state: 'unknown', nextLook: core.clock() });
}

/** Apple did not answer: looked after again, later the longer it has been open. */
async function later({ core, reference, bound }: LicencePass, open: Open, trouble: Trouble): Promise<false> {
  core.onTrouble('licences.not-settled', { write: open.id, trouble: describeTrouble(trouble), reference });
  await noteTrouble(core, trouble, reference, bound);
  const now = core.clock();
  const age = Math.max(0, now - open.value.sentAt);
  const gap = stateShownBy(trouble) === null ? Math.max(EVENT_GAP, Math.min(age, gapAfter(10))) : gapAfter(10);
  await changeWrite(core, open, { nextLook: now + gap });
  return false;
}
