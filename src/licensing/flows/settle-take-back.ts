import type { ClientConfig } from '../ports/licences.js';
import type { Answer } from '../rules/apple-answer.js';
import type { BoundLocation, LocationIntent, MdmInfo } from '../rules/binding.js';
import { stateShownBy, type TroubleProgress } from '../rules/token-trouble.js';
import { beginSyncWith } from './begin-sync.js';
import { silenceOldWebhook } from './claim-location.js';
import type { Core } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import type { LongWork } from './long-work.js';
import { BINDING, isPaused, readBinding } from './state.js';
import { lookAtHolder, takeBackEntry } from './take-back.js';
import { type BindingChange, foreignHost, intoState, looked, outOfTrouble } from './token-state.js';
import { troubleCards } from './trouble-cards.js';

/** A take-back that Apple does not settle is given up after so long. */
const UNSETTLED_LIFETIME = 24 * 3_600_000;

type Intent = Extract<LocationIntent, { kind: 'take-back' }>;

/** A location whose take-back is confirmed and not settled. */
interface Case {
  bound: BoundLocation;
  intent: Intent;
  reference: string;
}

/** `waits`: sent again, or asked again, at the next ring. */
export type TakeBackSettled = 'ours' | 'lost-race' | 'refused' | 'dropped' | 'waits' | 'over';

/** Writes the claim and reads it back; nothing while paused. */
export const takeBackWork: LongWork = {
  due: async (core) => (await openCase(core, '')) !== null && !(await isPaused(core)),
  run: settleTakeBack,
};

/** Whatever happened before, Apple is asked first: a claim that stands already is not sent again. */
export async function settleTakeBack(core: Core, reference: string): Promise<TakeBackSettled> {
  const open = await openCase(core, reference);
  if (open === null || (await isPaused(core))) return 'over';
  const before = await lookAtHolder(core, open.bound).clientConfig();
  if (before.result !== 'ok') return withoutAnswer(core, open, before);
  const holder = before.value.mdmInfo;
  if (isWritten(open, holder)) return finish(core, open, before.value);
  if (!isReplaceable(open, holder)) return lose(core, open, holder);
  return send(core, open);
}

async function send(core: Core, open: Case): Promise<TakeBackSettled> {
  if (await isPaused(core)) return 'waits';
  const location = lookAtHolder(core, open.bound);
  const posted = await location.claim(open.intent.mdmInfo);
  await core.onStep('take-back.sent');
  if (posted.result === 'refused') return refuse(core, open, posted);
  const after = await location.clientConfig();
  if (after.result !== 'ok') return withoutAnswer(core, open, after);
  const holder = after.value.mdmInfo;
  if (holder?.id === open.intent.mdmInfo.id) return finish(core, open, after.value);
  return isReplaceable(open, holder) ? wait(core, open) : lose(core, open, holder);
}

/** Our installation id with the epoch of this take-back. */
function isWritten({ intent }: Case, holder: MdmInfo | null): boolean {
  return holder?.id === intent.mdmInfo.id && holder.metadata === intent.mdmInfo.metadata;
}

/** Nobody, whoever was to be replaced, or ourselves with an older epoch. */
function isReplaceable({ intent }: Case, holder: MdmInfo | null): holder is null {
  return holder === null || holder.id === intent.replaces?.id || holder.id === intent.mdmInfo.id;
}

async function finish(core: Core, open: Case, config: ClientConfig): Promise<TakeBackSettled> {
  const { mdmInfo, epoch, confirmedBy } = open.intent;
  const foreignNotificationHost = await silenceForeign(core, open, config);
  const change: BindingChange = looked(core, (bound) => {
    const facts = { ...bound.facts, mdmInfo };
    const ours = { ...bound, mdmInfo, epoch, intent: null, facts, foreignNotificationHost };
    return outOfTrouble(core, 'taken-back', confirmedBy)(ours);
  });
  return (await store(core, open, change, 'taken back', { begin: true })) ? 'ours' : 'over';
}

/** Our own address stays; with the new epoch it is asked for anew anyway. */
async function silenceForeign(core: Core, { bound }: Case, config: ClientConfig): Promise<string | null> {
  if (foreignHost(core, config.notificationHost) === null) return null;
  return silenceOldWebhook(core, lookAtHolder(core, bound), config);
}

/** Another product wrote its claim after ours: whoever it is holds the location now. */
async function lose(core: Core, open: Case, holder: MdmInfo | null): Promise<TakeBackSettled> {
  if (holder === null) return wait(core, open);
  const change: BindingChange = looked(core, (bound) => {
    const { binding, notices } = intoState(
      core,
      'in-use-elsewhere',
      open.reference,
      holder,
      null,
    )({ ...bound, intent: null });
    const progress: TroubleProgress = { stage: 'lost-race', holder, at: core.clock() };
    return { binding, notices: [...notices, ...troubleCards(core, binding, progress, null)] };
  });
  return (await store(core, open, change, 'lost to another product')) ? 'lost-race' : 'over';
}

type Refusal = Extract<Answer<never>, { result: 'refused' }>;

/** Apple's number is said, and what it means for the token has its own card. */
async function refuse(core: Core, open: Case, refusal: Refusal): Promise<TakeBackSettled> {
  const { errorNumber, message } = refusal;
  const progress: TroubleProgress = { stage: 'refused', errorNumber, message, at: core.clock() };
  const shown = stateShownBy(refusal);
  const change: BindingChange = (bound) => {
    const dropped = { ...bound, intent: null };
    const said = troubleCards(core, dropped, progress, null);
    if (shown === null) return { binding: dropped, notices: said };
    const { binding, notices } = intoState(core, shown.state, open.reference, null, errorNumber)(dropped);
    return { binding, notices: [...said, ...notices] };
  };
  return (await store(core, open, change, 'refused by Apple')) ? 'refused' : 'over';
}

async function drop(core: Core, open: Case, reason: string): Promise<TakeBackSettled> {
  const progress: TroubleProgress = { stage: 'dropped', reason, at: core.clock() };
  const change: BindingChange = (bound) => {
    const binding = { ...bound, intent: null };
    return { binding, notices: troubleCards(core, binding, progress, null) };
  };
  return (await store(core, open, change, 'dropped')) ? 'dropped' : 'over';
}

async function withoutAnswer(
  core: Core,
  open: Case,
  answer: Exclude<Answer<ClientConfig>, { result: 'ok' }>,
): Promise<TakeBackSettled> {
  if (answer.result === 'refused') return refuse(core, open, answer);
  if (answer.result === 'other-location') return drop(core, open, describeTrouble(answer));
  return wait(core, open, describeTrouble(answer));
}

/** Sent again at the next ring, up to a day. */
async function wait(core: Core, open: Case, why = 'Apple does not show the claim'): Promise<TakeBackSettled> {
  // A day ahead is of a clock that was wrong, and would never be over.
  if (Math.abs(core.clock() - open.intent.startedAt) < UNSETTLED_LIFETIME) {
    core.onTrouble('take-back.unsettled', { why, reference: open.reference });
    return 'waits';
  }
  return drop(core, open, `${why}, for a day`);
}

async function openCase(core: Core, reference: string): Promise<Case | null> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound' || bound.intent?.kind !== 'take-back') return null;
  return { bound, intent: bound.intent, reference };
}

/** One commit; with `begin` also the sync that reads everything before anything is written. `false`: it was settled meanwhile. */
async function store(
  core: Core,
  open: Case,
  change: BindingChange,
  outcome: string,
  { begin }: { begin: boolean } = { begin: false },
): Promise<boolean> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'bound' || stored.value.intent?.kind !== 'take-back') return false;
  if (stored.value.intent.requestId !== open.intent.requestId) return false;
  const { binding, notices } = change(stored.value);
  const commit = {
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: binding }],
    outbox: notices,
    audit: [takeBackEntry(core, open.intent.confirmedBy, open.intent.requestId, outcome, open.reference)],
  } as const;
  const request = { trigger: 'take-back', slot: null, startedBy: null, reference: open.reference } as const;
  const done = begin ? await beginSyncWith(core, request, commit) : await core.records.commit(commit);
  if (done.result === 'conflict' || done.result === 'overtaken') return store(core, open, change, outcome, { begin });
  await core.onStep('take-back.settled');
  return true;
}
