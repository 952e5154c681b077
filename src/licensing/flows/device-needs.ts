import type { Change, Versioned } from '../ports/records.js';
import { isOver } from '../rules/assignment.js';
import type { DeviceNeed, DeviceNeedFacts } from '../rules/device-need.js';
import type { Notice } from '../rules/notice.js';
import { sameFacts } from '../rules/same-facts.js';
import { addWorkingDays } from '../rules/working-days.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import { readFleet } from './fleet.js';
import type { LongWork } from './long-work.js';
import { appNames, MOST_TOLD } from './membership-notices.js';
import { activeMember } from './membership-plan.js';
import { hasDeviceFor, peopleWithoutDevice } from './people-without-device.js';

/** Working days between two reminders, and how many there are. */
const REMINDER_DAYS = 2;
const REMINDERS = 3;
/** Apps that a card names. */
const NAMED = 5;

type Step = (reference: string) => Promise<Change>;

/** Tells people for whom apps wait that they have no device for them: once, with reminders, and when it is settled. */
export const deviceNeedWork: LongWork = {
  async due(core) {
    return (await plannedSteps(core)).length > 0;
  },
  async run(core, reference) {
    for (const step of await plannedSteps(core)) {
      if ((await core.wait(0)) === 'closing') return;
      const { result } = await core.records.commit(await step(reference));
      if (result === 'committed') await core.onStep('device-need.told');
    }
  },
  async nextDue(core) {
    const now = core.clock();
    const times = (await core.records.list('deviceNeed')).flatMap(({ value }) => value.nextReminderAt ?? []);
    const coming = times.filter((time) => time > now);
    return coming.length === 0 ? null : coming.reduce((one, other) => Math.min(one, other));
  },
};

interface Person {
  userId: string;
  /** Asset keys, sorted. */
  keys: readonly string[];
  /** They have no device at all. */
  none: boolean;
}

async function plannedSteps(core: Core): Promise<readonly Step[]> {
  const known = new Map((await core.records.list('deviceNeed')).map((one) => [one.id, one]));
  if (core.devices === null && known.size === 0) return [];
  const people = await peopleInNeed(core);
  const steps: Step[] = [];
  for (const person of people.values()) {
    const need = known.get(person.userId) ?? null;
    known.delete(person.userId);
    if ((await activeMember(core, person.userId)) === null) continue;
    const now = core.clock();
    if (need === null || !sameFacts(need.value.told, person.keys)) steps.push(tellStep(core, person, need));
    else if (need.value.nextReminderAt !== null && need.value.nextReminderAt <= now)
      steps.push(remindStep(core, person, need));
  }
  for (const need of known.values()) steps.push(endStep(core, need));
  return steps;
}

async function peopleInNeed(core: Core): Promise<ReadonlyMap<string, Person>> {
  const found = new Map<string, string[]>();
  for (const { userId, key } of await peopleWithoutDevice(core)) {
    const keys = found.get(userId);
    if (keys === undefined) found.set(userId, [key]);
    else keys.push(key);
  }
  const fleet = await readFleet(core);
  return new Map(
    [...found].map(([userId, keys]) => [
      userId,
      { userId, keys: keys.sort().slice(0, MOST_TOLD), none: !fleet.has(userId) },
    ]),
  );
}

function tellStep(core: Core, person: Person, before: Versioned<DeviceNeed> | null): Step {
  return async (reference) => {
    const now = core.clock();
    const fresh = {
      since: now,
      reminders: 0,
      nextReminderAt: addWorkingDays(now, REMINDER_DAYS, core.settings.working),
    };
    const need: DeviceNeed = { ...(before?.value ?? fresh), told: person.keys };
    return changed(before, person.userId, need, [
      notice(person.userId, need, await factsOf(core, person, null), reference),
    ]);
  };
}

/** In the thread of the card. */
function remindStep(core: Core, person: Person, before: Versioned<DeviceNeed>): Step {
  return async (reference) => {
    const reminders = before.value.reminders + 1;
    const last = reminders >= REMINDERS;
    const nextReminderAt = last ? null : addWorkingDays(core.clock(), REMINDER_DAYS, core.settings.working);
    const need: DeviceNeed = { ...before.value, reminders, nextReminderAt };
    const card = subjectOf(person.userId, need);
    const facts = { ...(await factsOf(core, person, null)), reminder: reminders, last };
    const reminder = { ...notice(person.userId, need, facts, reference), subject: `${card}:reminder:${reminders}` };
    return changed(before, person.userId, need, [{ ...reminder, thread: card }]);
  };
}

function endStep(core: Core, before: Versioned<DeviceNeed>): Step {
  return async (reference) => {
    const { id: userId, value } = before;
    const person: Person = { userId, keys: value.told, none: false };
    const end = (await goesOn(core, person)) ? 'has-device' : 'over';
    const isTold = (await activeMember(core, userId)) !== null;
    const facts = await factsOf(core, person, end);
    return changed(before, userId, null, isTold ? [notice(userId, value, facts, reference)] : []);
  };
}

/** Whether something that waited has a device now; it may also be over because nobody wants it for them any more. */
async function goesOn(core: Core, { userId, keys }: Person): Promise<boolean> {
  const fleet = await readFleet(core);
  for (const key of keys) {
    const assignment = await readAssignment(core, key, userId);
    const asset = await core.records.get('asset', key);
    if (assignment === null || isOver(assignment.value) || asset === null) continue;
    if (await hasDeviceFor(core, fleet, asset.value, userId)) return true;
  }
  return false;
}

function changed(
  before: Versioned<DeviceNeed> | null,
  id: string,
  value: DeviceNeed | null,
  outbox: readonly Notice[],
): Change {
  const ref = { kind: 'deviceNeed', id } as const;
  const expect = [{ ...ref, revision: before?.revision ?? 0 }];
  return value === null ? { expect, remove: [ref], outbox } : { expect, put: [{ ...ref, value }], outbox };
}

async function factsOf(core: Core, { keys, none }: Person, end: DeviceNeedFacts['end']): Promise<DeviceNeedFacts> {
  const apps = await appNames(core, keys.slice(0, NAMED));
  return { apps, appCount: keys.length, none, reminder: 0, last: false, end };
}

function subjectOf(userId: string, { since }: DeviceNeed): string {
  return `device-needed:${userId}:${since}`;
}

function notice(userId: string, need: DeviceNeed, facts: DeviceNeedFacts, reference: string): DeviceNeedNotice {
  const audience = { to: 'person', userId } as const;
  return { kind: 'device-needed', subject: subjectOf(userId, need), audience, facts, reference };
}

type DeviceNeedNotice = Extract<Notice, { kind: 'device-needed' }>;
