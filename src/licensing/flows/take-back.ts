import type { AuditEntry } from '../ports/audit.js';
import type { ClientConfig, LocationConnection } from '../ports/licences.js';
import type { BoundLocation, LocationIntent, MdmInfo } from '../rules/binding.js';
import { folded } from '../rules/folded.js';
import type { RequestOf } from '../rules/request.js';
import { isNotOurs } from '../rules/token-trouble.js';
import { ourMdmInfo } from './claim-location.js';
import type { Begin, Begun } from './confirm-request.js';
import { type Asked, type Core, openToken, permit } from './core.js';
import { noteAnswer, noteTrouble } from './note-answer.js';
import { type AskOutcome, ask, closing } from './requests.js';
import { BINDING, PAUSE, readBinding, readPause } from './state.js';
import { troubleCards } from './trouble-cards.js';

/** What a custodian entered in the dialogue. */
export interface TakeBackForm {
  /** The product that holds the location, typed; not looked at when nobody does. */
  holder: string;
  /** "It is disconnected there, and I know that nothing keeps it from writing again." */
  acknowledged: boolean;
}

export type TakeBackField = keyof TakeBackForm;

/** Why a take-back cannot be asked for. */
export type NoTakeBack =
  /** The location is ours, or nothing is bound. */
  | { result: 'not-needed' }
  /** One that two custodians confirmed is being settled at Apple. */
  | { result: 'under-way' };

export type AskTakeBackOutcome =
  | NoTakeBack
  | { result: 'fields'; fields: readonly TakeBackField[] }
  | Exclude<AskOutcome<RequestOf<'take-back'>>, { result: 'enough' }>
  | Begun;

/** What both custodians are shown, or why there is nothing to take back. */
export async function takeBackFacts(
  core: Core,
): Promise<NoTakeBack | { result: 'facts'; facts: RequestOf<'take-back'>['facts'] }> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound') return { result: 'not-needed' };
  if (bound.intent !== null) return { result: 'under-way' };
  if (!isNotOurs(bound.tokenState)) return { result: 'not-needed' };
  const { facts, heldBy, tokenStateSince } = bound;
  return {
    result: 'facts',
    facts: { locationName: facts.locationName, uId: facts.uId, heldBy, since: tokenStateSince },
  };
}

/** Fields that are not as they must be. */
export function takeBackFaults(heldBy: MdmInfo | null, form: TakeBackForm): TakeBackField[] {
  return [
    ...(heldBy === null || folded(form.holder) === folded(heldBy.name) ? [] : ['holder' as const]),
    ...(form.acknowledged ? [] : ['acknowledged' as const]),
  ];
}

/** The first custodian asks for the location back (S11); with one confirmation configured it begins at once. */
export async function askTakeBack(core: Core, asked: Asked, form: TakeBackForm): Promise<AskTakeBackOutcome> {
  const permission = await permit(core, asked.actor, 'take-back');
  if (permission.result === 'not-allowed') return permission;
  const found = await takeBackFacts(core);
  if (found.result !== 'facts') return found;
  const fields = takeBackFaults(found.facts.heldBy, form);
  if (fields.length > 0) return { result: 'fields', fields };
  const outcome = await ask<RequestOf<'take-back'>>(core, asked, 'take-back', (head) => ({
    ...head,
    act: 'take-back',
    facts: found.facts,
  }));
  if (outcome.result !== 'enough') return outcome;
  const end = { result: 'confirmed', by: asked.actor, at: core.clock() } as const;
  return beginTakeBack(core, asked, outcome.request, closing(core, asked, outcome.request, null, end));
}

/** Reads again who holds the location and stores the intent, together with the end of the request. Nothing is written at Apple yet. */
export const beginTakeBack: Begin<'take-back'> = async (core, asked, request, ending) => {
  const stored = await readBinding(core);
  const bound = stored.value;
  const pause = await readPause(core);
  if (bound.state !== 'bound' || bound.intent !== null) return { result: 'over' };
  if (pause?.value.paused === true) return { result: 'paused' };
  const config = await lookAtHolder(core, bound).clientConfig();
  if (config.result !== 'ok') {
    await noteTrouble(core, config, asked.reference, bound);
    return { result: 'trouble', trouble: config };
  }
  const what = differs(request, config.value, bound);
  if (what !== null) {
    await noteHolder(core, config.value, asked.reference, bound);
    return { result: 'changed', what: [what] };
  }
  const intent = await intentOf(core, asked, request, bound);
  const binding: BoundLocation = { ...bound, intent };
  const progress = { stage: 'taking-back', by: intent.confirmedBy, at: intent.startedAt } as const;
  const result = await core.records.commit({
    ...ending,
    expect: [
      ...ending.expect,
      { kind: 'binding', id: BINDING, revision: stored.revision },
      { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
    ],
    put: [{ kind: 'binding', id: BINDING, value: binding }],
    outbox: [...ending.outbox, ...troubleCards(core, binding, progress, null)],
    audit: [...ending.audit, takeBackEntry(core, intent.confirmedBy, request.id, 'begun', asked.reference)],
  });
  if (result.result === 'conflict') {
    return result.kind === 'request' ? { result: 'over' } : beginTakeBack(core, asked, request, ending);
  }
  await core.onStep('take-back.intent-stored');
  return { result: 'begun' };
};

type TakeBackIntent = Extract<LocationIntent, { kind: 'take-back' }>;

async function intentOf(
  core: Core,
  asked: Asked,
  request: RequestOf<'take-back'>,
  bound: BoundLocation,
): Promise<TakeBackIntent> {
  const epoch = bound.epoch + 1;
  return {
    kind: 'take-back',
    requestId: request.id,
    mdmInfo: await ourMdmInfo(core, bound.facts.uId, epoch),
    epoch,
    replaces: request.facts.heldBy,
    confirmedBy: [...new Set([request.requestedBy, asked.actor])],
    startedAt: core.clock(),
  };
}

/** One audit line of a take-back. */
export function takeBackEntry(
  core: Core,
  confirmedBy: readonly string[],
  requestId: string,
  outcome: string,
  reference: string,
): AuditEntry {
  return {
    at: core.clock(),
    actor: confirmedBy.at(-1) ?? 'system',
    act: 'take-back',
    subject: 'location',
    outcome,
    reference,
    facts: { request: requestId, confirmedBy: confirmedBy.join(', ') },
  };
}

/** A connection that judges nobody: it is asked who manages the location. */
export function lookAtHolder(core: Core, bound: BoundLocation): LocationConnection {
  return core.licences.location(openToken(core, bound.token), { uId: bound.facts.uId, mdmId: null });
}

/** Stores what such a reading shows, as a judging connection would have told it. */
export async function noteHolder(
  core: Core,
  config: ClientConfig,
  reference: string,
  asked: BoundLocation,
): Promise<void> {
  const holder = config.mdmInfo;
  if (holder === null || holder.id === asked.mdmInfo.id) return noteAnswer(core, config, reference, asked);
  await noteTrouble(core, { result: 'in-use-elsewhere', mdmInfo: holder }, reference, asked);
}

function differs(request: RequestOf<'take-back'>, { mdmInfo }: ClientConfig, bound: BoundLocation): string | null {
  if (mdmInfo?.id === bound.mdmInfo.id) return 'Apple names this bot again, so there is nothing to take back';
  const was = request.facts.heldBy;
  if (mdmInfo?.id === was?.id) return null;
  return `managed by: was ${nameOf(was)}, is ${nameOf(mdmInfo)}`;
}

function nameOf(holder: MdmInfo | null): string {
  return holder === null ? 'nobody' : `${holder.name} (${holder.id})`;
}
