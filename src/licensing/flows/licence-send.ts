import type { AcceptedWrite, LocationConnection, Product } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { Answer, Refused } from '../rules/apple-answer.js';
import type { AssetRecord } from '../rules/asset.js';
import type { BoundLocation } from '../rules/binding.js';
import { settledLedger } from '../rules/ledger.js';
import { effectOf, firstLook, type LicenceWrite, OPEN_PER_ASSET, type PersonOutcome } from '../rules/licence-write.js';
import { stateShownBy } from '../rules/token-trouble.js';
import { changeAssignment, readAssignment, type StoredAssignment, together } from './assignments.js';
import type { Core } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { ledgerPut } from './ledgers.js';
import { endOfGap, licenceLeave, widenGap } from './licence-hold.js';
import { settleWrite } from './licence-outcomes.js';
import { type Circumstances, circumstancesOf, isDue, type LicenceWork, wantersOf } from './licence-plan.js';
import { noteTrouble } from './note-answer.js';
import { readSubscription } from './subscription-step.js';

/** What one pass works with. */
export interface LicencePass {
  core: Core;
  connection: LocationConnection;
  bound: BoundLocation;
  reference: string;
  /** Refusals of whole batches in this pass. */
  refusals: number;
}

/**
 * `full`: as many writes of the app are open as may be. `stop`: nothing more is sent in this pass; `open`: what was sent
 * may have been done. `left`: what is to be sent in its place.
 */
export type Sent =
  | { result: 'sent' | 'not-sent' | 'full' }
  | { result: 'stop'; open: boolean }
  | { result: 'split'; left: readonly LicenceWork[] };

/** Whole batches refused in one pass, after which Apple is left alone for a while. */
const MOST_REFUSALS = 40;

/** Records the intent, asks Apple once, and records what came of it. */
export async function sendBatch(pass: LicencePass, batch: LicenceWork): Promise<Sent> {
  const { core, connection } = pass;
  if ((await core.wait(0)) === 'closing') return { result: 'stop', open: false };
  const intent = await storeIntent(pass, batch);
  if (intent === null || intent === 'full') return { result: intent ?? 'not-sent' };
  await core.onStep('licences.before-send');
  const { write, asset } = intent;
  const product: Product = { adamId: asset.adamId, pricingParam: asset.pricingParam };
  const ids = intent.people.map(({ value }) => value.clientUserId);
  const answer =
    batch.act === 'associate' ? await connection.associate(product, ids) : await connection.disassociate(product, ids);
  await core.onStep('licences.sent');
  return recordAnswer(pass, write, intent.people, answer);
}

interface Intent {
  write: Versioned<LicenceWrite>;
  asset: AssetRecord;
  people: readonly StoredAssignment[];
}

/**
 * One commit: the write, everybody in it, and the ledger. A pause, another holder of the location, a stopped deployment
 * or a refund that comes before this commit keeps it from being sent. `null`: nobody is to be sent now.
 */
async function storeIntent(pass: LicencePass, batch: LicenceWork): Promise<Intent | 'full' | null> {
  const { core, reference } = pass;
  const leave = await licenceLeave(core);
  const circumstances = await circumstancesOf(core, batch.key, batch.userIds);
  if (leave.result === 'hold' || circumstances === null) return null;
  if (circumstances.open.length >= OPEN_PER_ASSET) return 'full';
  const people = await stillDue(core, batch, circumstances);
  if (people.length === 0) return null;
  const { view, now } = circumstances;
  const id = core.ids.uuid();
  const { key, act } = batch;
  const named = people.map(({ value: { userId, generation } }) => ({ userId, generation }));
  const value: LicenceWrite = {
    task: { act, key, people: named },
    state: 'sending',
    sentAt: now,
    eventId: null,
    nextLook: now,
    reference,
  };
  const state = act === 'associate' ? 'licensing' : 'releasing';
  const change = together(
    people.map((one) => {
      const since = one.value.state === state ? one.value.since : now;
      return changeAssignment(one, { ...one.value, state, since, writeId: id, nextTry: null });
    }),
  );
  const result = await core.records.commit({
    expect: [
      { kind: 'write', id, revision: 0 },
      ...leave.expect,
      ...change.expect,
      ...deploymentsOf(people, circumstances),
      view.expect,
    ],
    put: [{ kind: 'write', id, value }, ...change.put, ledgerPut(batch.key, settledLedger(view.inputs))],
    remove: change.remove,
  });
  if (result.result === 'conflict') return storeIntent(pass, batch);
  return { write: { id, revision: 1, value }, asset: view.asset, people };
}

async function stillDue(core: Core, batch: LicenceWork, circumstances: Circumstances): Promise<StoredAssignment[]> {
  const read = await Promise.all(batch.userIds.map((userId) => readAssignment(core, batch.key, userId)));
  return read.filter((one) => one !== null).filter(({ value }) => isDue(value, batch.act, circumstances));
}

/** The deployments that it is done for must stand as they were read: one that is stopped meanwhile stops it. */
function deploymentsOf(people: readonly StoredAssignment[], circumstances: Circumstances) {
  const ids = people.flatMap(({ value }) => [
    ...wantersOf(value, circumstances).map(({ id }) => id),
    ...(value.removalBy === null ? [] : [value.removalBy]),
  ]);
  return [...new Set(ids)].flatMap((id) => {
    const stored = circumstances.deployments.get(id);
    return stored === undefined ? [] : [{ kind: 'deployment', id, revision: stored.revision } as const];
  });
}

async function recordAnswer(
  pass: LicencePass,
  write: Versioned<LicenceWrite>,
  people: readonly StoredAssignment[],
  answer: Answer<AcceptedWrite>,
): Promise<Sent> {
  const { core, reference, bound } = pass;
  if (answer.result === 'ok') {
    await accepted(core, write, answer.value.eventId);
    return { result: 'sent' };
  }
  if (answer.result === 'refused' && answer.reason === 'other' && stateShownBy(answer) === null)
    return refused(pass, write, people, answer);
  core.onTrouble('licences.not-sent', { write: write.id, trouble: describeTrouble(answer), reference });
  const nothingDone = answer.result === 'refused' || (answer.result === 'unreachable' && answer.effect === 'none');
  if (nothingDone) {
    await settleWrite(core, write, { people: everybody(write, { result: 'unsent' }), eventId: null }, reference);
    await widenGap(core, 'licences');
  } else {
    // Nobody knows whether Apple did it: only its lists tell.
    await changeWrite(core, write, { state: 'unknown', nextLook: core.clock() });
  }
  await noteTrouble(core, answer, reference, bound);
  return { result: 'stop', open: !nothingDone };
}

async function accepted(core: Core, write: Versioned<LicenceWrite>, eventId: string): Promise<void> {
  const subscription = await readSubscription(core);
  const nextLook = firstLook(core.clock(), subscription?.value.state === 'subscribed');
  const value = { ...write.value, state: 'accepted', eventId, nextLook } as const;
  await core.records.commit({
    expect: [{ kind: 'write', id: write.id, revision: write.revision }],
    put: [{ kind: 'write', id: write.id, value }],
    remove: await endOfGap(core, 'licences'),
  });
  await core.onStep('licences.accepted');
}

/** `false`: somebody changed or settled it meanwhile. */
export async function changeWrite(
  core: Core,
  write: Versioned<LicenceWrite>,
  change: Partial<LicenceWrite>,
): Promise<boolean> {
  const result = await core.records.commit({
    expect: [{ kind: 'write', id: write.id, revision: write.revision }],
    put: [{ kind: 'write', id: write.id, value: { ...write.value, ...change } }],
  });
  return result.result === 'committed';
}

/** Nothing of it was done. Whom Apple names is taken out; without names the batch is halved until it is one person. */
async function refused(
  pass: LicencePass,
  write: Versioned<LicenceWrite>,
  people: readonly StoredAssignment[],
  refusal: Refused,
): Promise<Sent> {
  const { core, reference } = pass;
  const { key, act } = write.value.task;
  const { errorNumber } = refusal;
  pass.refusals += 1;
  const named = new Set(refusal.culprits?.clientUserIds);
  const isBlamed = culpritsIn(people, named, effectOf(act, errorNumber) === 'refused');
  const outcomes = new Map(
    people.map(({ value }): [string, PersonOutcome] => [
      value.userId,
      isBlamed(value.clientUserId) ? { result: 'failed', errorNumber } : { result: 'unsent' },
    ]),
  );
  await settleWrite(core, write, { people: outcomes, eventId: null }, reference);
  const rest = people.flatMap(({ value }) => (isBlamed(value.clientUserId) ? [] : [value.userId]));
  if (pass.refusals > MOST_REFUSALS) {
    await widenGap(core, 'licences');
    return { result: 'stop', open: false };
  }
  if (rest.length < people.length)
    return { result: 'split', left: rest.length === 0 ? [] : [{ key, act, userIds: rest }] };
  const middle = Math.ceil(rest.length / 2);
  const halves = [rest.slice(0, middle), rest.slice(middle)];
  return { result: 'split', left: halves.map((userIds) => ({ key, act, userIds })) };
}

/** A number that says what is wrong with everybody (none left, never taken back) needs no names. */
function culpritsIn(
  people: readonly StoredAssignment[],
  named: ReadonlySet<string>,
  isUnclear: boolean,
): (clientUserId: string) => boolean {
  const known = people.filter(({ value }) => named.has(value.clientUserId));
  if (known.length > 0) return (clientUserId) => named.has(clientUserId);
  return () => !isUnclear || people.length === 1;
}

/** The same outcome for all people of a write, by Slack user id. */
export function everybody(write: Versioned<LicenceWrite>, outcome: PersonOutcome): ReadonlyMap<string, PersonOutcome> {
  return new Map(write.value.task.people.map(({ userId }) => [userId, outcome]));
}
