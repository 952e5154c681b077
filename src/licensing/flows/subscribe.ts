import type { ClientConfig } from '../ports/licences.js';
import type { Versioned } from '../ports/records.js';
import type { Answer } from '../rules/apple-answer.js';
import type { BoundLocation } from '../rules/binding.js';
import { askAgainAfter, notificationKinds, type Subscription } from '../rules/notification.js';
import { type Core, connect } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import type { LongWork } from './long-work.js';
import { changeBinding, noteTrouble } from './note-answer.js';
import { PAUSE, readPause } from './state.js';
import { newBearer, nextStep, openBearer, type Step, SUBSCRIPTION } from './subscription-step.js';

/** Notifications are asked for, looked after, and given up when the public address goes. */
export const subscriptionWork: LongWork = {
  due: async (core) => (await nextStep(core)) !== null,
  run: ensureSubscription,
};

/**
 * Brings Apple's notification settings to what the configuration wants, if anything is to be done now. Nothing is
 * locked while the request is open: Apple sends TEST_NOTIFICATION before it answers (Apple documents).
 */
export async function ensureSubscription(core: Core, reference: string): Promise<void> {
  const next = await nextStep(core);
  if (next === null) return;
  if (next.step === 'end') return end(core, next, reference);
  if (next.step === 'look') return look(core, next, reference);
  const stored = await storeIntent(core, next);
  if (stored === null) return;
  const location = connect(core, next.bound);
  // Apple takes settings from anybody with a token: a product that took the location since would lose its own.
  const read = await location.clientConfig();
  if (read.result !== 'ok') return settle(core, next.bound, stored, read, reference);
  await core.onStep('subscription.before-post');
  if (!(await isStill(core, 'subscribe'))) return;
  const { url } = stored.value;
  const posted = await location.subscribe({ url, bearer: openBearer(core, stored.value), types: notificationKinds });
  await core.onStep('subscription.posted');
  const answer = posted.result === 'ok' ? await location.clientConfig() : posted;
  await settle(core, next.bound, stored, answer, reference);
}

/** Between the reading and the write somebody may pause the bot, or let go of the location. */
async function isStill(core: Core, step: Step['step']): Promise<boolean> {
  return (await nextStep(core))?.step === step;
}

/** The secret stands in the store before Apple hears of it. Asked again for the same address, it stays the same. */
async function storeIntent(
  core: Core,
  { bound, url, before }: Extract<Step, { step: 'subscribe' }>,
): Promise<Versioned<Subscription> | null> {
  const now = core.clock();
  const pause = await readPause(core);
  if (pause?.value.paused === true) return null;
  const same =
    before?.value.url === url && before.value.epoch === bound.epoch && before.value.state !== 'subscribed'
      ? before.value
      : null;
  const value: Subscription = {
    url,
    bearer: same?.bearer ?? newBearer(core),
    epoch: bound.epoch,
    state: 'asking',
    since: same?.state === 'asking' ? same.since : now,
    askedAt: now,
    errorNumber: null,
    detail: null,
    failures: same?.failures ?? 0,
    nextTry: null,
  };
  const revision = before?.revision ?? 0;
  const stored = await core.records.commit({
    expect: [
      { kind: 'subscription', id: SUBSCRIPTION, revision },
      { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
    ],
    put: [{ kind: 'subscription', id: SUBSCRIPTION, value }],
  });
  return stored.result === 'committed' ? { id: SUBSCRIPTION, revision: revision + 1, value } : null;
}

/** What Apple shows afterwards decides; whatever it is, nothing else waits for it. */
async function settle(
  core: Core,
  bound: BoundLocation,
  stored: Versioned<Subscription>,
  answer: Answer<ClientConfig>,
  reference: string,
): Promise<void> {
  if (answer.result !== 'ok') {
    const refused = answer.result === 'refused';
    const errorNumber = refused ? answer.errorNumber : null;
    await noteTrouble(core, answer, reference, bound);
    return postpone(core, stored, refused ? 'refused' : 'asking', describeTrouble(answer), errorNumber, reference);
  }
  if (answer.value.notificationHost !== new URL(stored.value.url).host) {
    return postpone(core, stored, 'asking', 'Apple shows another address than the one it took', null, reference);
  }
  const now = core.clock();
  const since = stored.value.state === 'subscribed' ? stored.value.since : now;
  const good = { state: 'subscribed', since, askedAt: now, failures: 0, nextTry: null } as const;
  await put(core, stored, { ...stored.value, ...good, detail: null, errorNumber: null }, reference);
  await changeBinding(
    core,
    (now) => ({
      binding: now.foreignNotificationHost === null ? now : { ...now, foreignNotificationHost: null },
      notices: [],
    }),
    reference,
  );
}

async function postpone(
  core: Core,
  stored: Versioned<Subscription>,
  state: Subscription['state'],
  detail: string,
  errorNumber: number | null,
  reference: string,
): Promise<void> {
  const { value } = stored;
  const now = core.clock();
  const failures = value.failures + 1;
  const nextTry = now + askAgainAfter(failures);
  const since = value.state === state ? value.since : now;
  core.onTrouble('subscription.not-settled', { state, errorNumber, detail, failures, nextTry, reference });
  await put(core, stored, { ...value, state, since, errorNumber, detail, failures, nextTry }, reference);
}

async function put(
  core: Core,
  { revision, value: before }: Versioned<Subscription>,
  value: Subscription,
  reference: string,
): Promise<void> {
  const changed = before.state !== value.state;
  await core.records.commit({
    expect: [{ kind: 'subscription', id: SUBSCRIPTION, revision }],
    put: [{ kind: 'subscription', id: SUBSCRIPTION, value }],
    audit: changed ? [auditEntry(core, value.state, value.errorNumber, reference)] : [],
  });
}

/** Once a day: settings that another product replaced are asked for anew, with a new secret. */
async function look(core: Core, { bound, before }: Extract<Step, { step: 'look' }>, reference: string): Promise<void> {
  const answer = await connect(core, bound).clientConfig();
  if (answer.result === 'ok' && answer.value.notificationHost !== new URL(before.value.url).host) {
    core.onTrouble('subscription.replaced', { reference });
    return remove(core, before, 'replaced', reference);
  }
  if (answer.result === 'ok') return settle(core, bound, before, answer, reference);
  await noteTrouble(core, answer, reference, bound);
  await postpone(core, before, 'subscribed', describeTrouble(answer), null, reference);
}

/** The public address is gone from the configuration: Apple is told so until it has heard, once, if ours still stands there. */
async function end(core: Core, { bound, before }: Extract<Step, { step: 'end' }>, reference: string): Promise<void> {
  const location = connect(core, bound);
  const read = await location.clientConfig();
  const isOurs = read.result === 'ok' && read.value.notificationHost === new URL(before.value.url).host;
  if (isOurs && !(await isStill(core, 'end'))) return;
  const answer = isOurs ? await location.unsubscribe() : read;
  if (answer.result !== 'ok') {
    const errorNumber = answer.result === 'refused' ? answer.errorNumber : null;
    await noteTrouble(core, answer, reference, bound);
    return postpone(core, before, before.value.state, describeTrouble(answer), errorNumber, reference);
  }
  await remove(core, before, 'ended', reference);
}

async function remove(core: Core, { revision }: Versioned<Subscription>, outcome: string, reference: string) {
  await core.records.commit({
    expect: [{ kind: 'subscription', id: SUBSCRIPTION, revision }],
    remove: [{ kind: 'subscription', id: SUBSCRIPTION }],
    audit: [auditEntry(core, outcome, null, reference)],
  });
}

function auditEntry(core: Core, outcome: string, errorNumber: number | null, reference: string) {
  const what = { act: 'subscribe', subject: 'notifications', outcome, facts: { errorNumber } };
  return { ...what, at: core.clock(), actor: 'system', reference };
}
