import { changeAssignment, readAssignment } from '../../src/licensing/flows/assignments.js';
import { readLedger } from '../../src/licensing/flows/ledgers.js';
import { licenceWork } from '../../src/licensing/flows/licence-writes.js';
import { readMembership } from '../../src/licensing/flows/memberships.js';
import type { Assignment } from '../../src/licensing/rules/assignment.js';
import type { Deployment, DeploymentAction } from '../../src/licensing/rules/deployment.js';
import type { LedgerFigures } from '../../src/licensing/rules/ledger.js';
import type { Membership } from '../../src/licensing/rules/membership.js';
import type { TestHouse } from './core.js';
import type { Call, Interference } from './core-apple.js';
import { boundHouse } from './core-ceremony.js';
import { MINUTE } from './core-samples.js';

/** People of the directory, each Associated at Apple and here. */
export async function associatedPeople(house: TestHouse, userIds: readonly string[]): Promise<void> {
  for (const userId of userIds) await aMember(house, userId);
  for (const userId of userIds) {
    const stored = await readMembership(house.core, userId);
    if (stored === null) throw new Error(`no member ${userId}`);
    house.apple.register(stored.value.clientUserId, { status: 'Associated', idHash: `hash of ${userId}` });
    const value: Membership = { ...stored.value, state: 'associated', since: house.now };
    await house.records.commit({ put: [{ kind: 'membership', id: userId, value }] });
  }
}

export async function aMember(house: TestHouse, userId: string): Promise<void> {
  const value = {
    userId,
    teamId: 'T1',
    name: userId,
    kind: 'member',
    deactivated: false,
    email: `${userId.toLowerCase()}@northwind.example`,
    timeZone: null,
    readAt: house.now,
  } as const;
  await house.records.commit({ put: [{ kind: 'member', id: userId, value }] });
}

/** A deployment in force, its people not written down. */
export async function aDeployment(
  house: TestHouse,
  id: string,
  key: string,
  given: Partial<Deployment> & { action?: DeploymentAction; people?: readonly string[] } = {},
): Promise<void> {
  const { action = 'required', people = [], ...rest } = given;
  const value: Deployment = {
    key,
    state: 'active',
    requestedBy: 'OPERATOR',
    requestedAt: house.now,
    inForce: {
      number: 1,
      action,
      audience: { kind: 'snapshot', from: ['people'] },
      reason: 'for work',
      startAt: null,
      writtenBy: ['OPERATOR'],
      writtenAt: house.now,
      people: people.length,
    },
    pending: null,
    decided: { result: 'approved', by: ['APPROVER'], at: house.now, revision: 1 },
    endedAt: null,
    endedBy: null,
    stopped: null,
    applying: null,
    ...rest,
  };
  await house.records.commit({
    put: [
      { kind: 'deployment', id, value },
      { kind: 'roster', id: `${id}.1`, value: { people, leftOut: [], leftOutCount: 0 } },
    ],
  });
}

/** An assignment put directly in place. */
export async function anAssignment(
  house: TestHouse,
  key: string,
  userId: string,
  given: Partial<Assignment> = {},
): Promise<void> {
  const membership = await readMembership(house.core, userId);
  if (membership === null) throw new Error(`no member ${userId}`);
  const value: Assignment = {
    key,
    userId,
    clientUserId: membership.value.clientUserId,
    state: 'reserved',
    since: house.now,
    reason: null,
    errorNumber: null,
    generation: 1,
    wantedBy: ['D-1'],
    removalBy: null,
    askedAt: null,
    writeId: null,
    licensedAt: null,
    eventId: null,
    tries: 0,
    nextTry: null,
    ...given,
  };
  await house.records.commit(changeAssignment(await readAssignment(house.core, key, userId), value));
}

export async function assignmentOf(house: TestHouse, key: string, userId: string): Promise<Assignment> {
  const stored = await readAssignment(house.core, key, userId);
  if (stored === null) throw new Error(`no assignment ${key}/${userId}`);
  return stored.value;
}

/** How each of them stands, in their order. */
export async function statesOf(house: TestHouse, key: string, userIds: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const userId of userIds) found.push((await readAssignment(house.core, key, userId))?.value.state ?? 'none');
  return found;
}

export async function figuresOf(house: TestHouse, key: string): Promise<LedgerFigures> {
  const view = await readLedger(house.core, key);
  if (view === null) throw new Error(`no asset ${key}`);
  return view.figures;
}

/** Slack user ids of those who hold a licence at Apple. */
export async function holdersAtApple(house: TestHouse, key: string): Promise<string[]> {
  const members = await house.records.list('member');
  const ids = new Map<string, string>();
  for (const { id } of members) ids.set((await readMembership(house.core, id))?.value.clientUserId ?? '', id);
  return house.apple.assignmentRows
    .flatMap(({ row }) => (`${row.adamId}.${row.pricingParam}` === key ? [ids.get(row.clientUserId ?? '') ?? '?'] : []))
    .sort();
}

/** Whom each write named, by request, in Slack user ids. */
export async function sentOf(house: TestHouse): Promise<string[]> {
  const members = await house.records.list('member');
  const ids = new Map<string, string>();
  for (const { id } of members) ids.set((await readMembership(house.core, id))?.value.clientUserId ?? '', id);
  return house.apple.writes.named.map(
    ({ call, ids: named }) => `${call} ${named.map((id) => ids.get(id) ?? id).join(' ')}`,
  );
}

/** Lets the background do what is due, again after each gap, until nothing is open or so much time has passed. */
export async function workFor(house: TestHouse, milliseconds: number, step = 30_000): Promise<void> {
  const end = house.now + milliseconds;
  for (;;) {
    house.background.work();
    await house.drain();
    if (house.now >= end) return;
    house.now = Math.min(end, house.now + step);
  }
}

/** One pass over the licences alone. */
export async function licencePass(house: TestHouse): Promise<void> {
  if (await licenceWork.due(house.core)) await licenceWork.run(house.core, house.core.ids.reference());
}

export async function workNow(house: TestHouse): Promise<void> {
  house.background.work();
  await house.drain();
}

/** The app of these stories. */
export const KEY = '1.STDQ';

/** Apple's app 1 with so many licences, and people with a reservation each. */
export async function reservedHouse(people: readonly string[], licences = 10): Promise<TestHouse> {
  const house = await boundHouse(({ apple }) => apple.buy('1', licences));
  house.now += MINUTE;
  await reservations(house, people);
  return house;
}

export async function reservations(house: TestHouse, people: readonly string[]): Promise<void> {
  await associatedPeople(house, people);
  await aDeployment(house, 'D-1', KEY, { people });
  for (const userId of people) await anAssignment(house, KEY, userId);
}

/** Everybody has a licence, and the asset was read since. */
export async function licensedHouse(people: readonly string[], licences = 10): Promise<TestHouse> {
  const house = await reservedHouse(people, licences);
  await workNow(house);
  house.now += MINUTE;
  await workNow(house);
  house.apple.writes.named.length = 0;
  return house;
}

/** The app is gone from their devices: their licences are to be taken back. */
export async function releasing(house: TestHouse, people: readonly string[]): Promise<void> {
  for (const userId of people) {
    const { state: _state, ...kept } = await assignmentOf(house, KEY, userId);
    const gone = {
      state: 'releasing',
      since: house.now,
      reason: 'uninstalled',
      wantedBy: [],
      removalBy: 'D-2',
    } as const;
    await anAssignment(house, KEY, userId, { ...kept, ...gone });
  }
}

/** One request to Apple of this kind goes wrong, the next ones do not. */
export function onceAt(house: TestHouse, call: Call, interference: NonNullable<Interference>, nth = 1): void {
  let seen = 0;
  house.apple.interfere = (asked) => {
    if (asked !== call) return undefined;
    seen += 1;
    return seen === nth ? interference : undefined;
  };
}
