import type { AuditEntry } from '../ports/audit.js';
import type { Change, Versioned } from '../ports/records.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import {
  type CustodianRequest,
  isRequestOver,
  REQUEST_LIFETIME,
  type RequestEnd,
  type RequestedAct,
  requestRights,
} from '../rules/request.js';
import { type Asked, type Core, permit } from './core.js';
import { isPaused } from './state.js';

/** What a request may be refused with before anybody else is asked. */
export type AskOutcome<R extends CustodianRequest> =
  | NotAllowed
  | { result: 'paused' }
  | { result: 'already-asked'; by: string; until: number }
  | { result: 'no-second-custodian' }
  | { result: 'asked'; until: number; others: readonly string[] }
  /** One confirmation is configured: the asker's is enough, and the caller begins the act. */
  | { result: 'enough'; request: R };

/** What every request has. */
export type RequestHead = Pick<CustodianRequest, 'id' | 'requestedBy' | 'requestedAt' | 'deadline'>;

/** Puts a request to the other custodians. The caller has checked that the act is possible. */
export async function ask<R extends CustodianRequest>(
  core: Core,
  asked: Asked,
  act: R['act'],
  make: (head: RequestHead) => R,
): Promise<AskOutcome<R>> {
  const permission = await permit(core, asked.actor, requestRights[act]);
  if (permission.result === 'not-allowed') return permission;
  if (await isPaused(core)) return { result: 'paused' };
  const now = core.clock();
  const open = await readRequest(core, act);
  if (open !== null && isRequestOver(open.value, now)) {
    await endRequest(core, { ...asked, actor: 'system' }, open, { result: 'expired' });
    return ask(core, asked, act, make);
  }
  if (open !== null) return { result: 'already-asked', by: open.value.requestedBy, until: open.value.deadline };
  const until = now + REQUEST_LIFETIME;
  const value = make({ id: core.ids.uuid(), requestedBy: asked.actor, requestedAt: now, deadline: until });
  if (core.settings.confirmations === 'one') return { result: 'enough', request: value };
  const others = (await core.people.holders('custodian')).filter((userId) => userId !== asked.actor);
  if (others.length === 0) return { result: 'no-second-custodian' };
  const result = await core.records.commit({
    expect: [{ kind: 'request', id: act, revision: 0 }],
    put: [{ kind: 'request', id: act, value }],
    outbox: cards(value, asked.reference, null),
    audit: [entry(core, asked, value, 'asked')],
  });
  if (result.result === 'conflict') return ask(core, asked, act, make);
  await core.onStep('request.stored');
  return { result: 'asked', until, others };
}

/** The stored request of that act; one whose time is over counts no more, and is ended by the next ring or question. */
export async function readRequest(core: Core, act: RequestedAct): Promise<Versioned<CustodianRequest> | null> {
  return core.records.get('request', act);
}

/** What ends a request, to be committed together with what comes of it. */
export type Closing = Pick<Change, 'expect' | 'remove' | 'outbox' | 'audit'>;

/** `stored` = `null`: the request never was in the store, because one confirmation is enough. */
export function closing(
  core: Core,
  asked: Asked,
  request: CustodianRequest,
  revision: number | null,
  end: RequestEnd,
): Required<Closing> {
  const ref = { kind: 'request', id: request.act } as const;
  return {
    expect: revision === null ? [] : [{ ...ref, revision }],
    remove: revision === null ? [] : [ref],
    outbox: revision === null ? [] : cards(request, asked.reference, end),
    audit: [entry(core, asked, request, end.result)],
  };
}

export type DenyRequestOutcome = NotAllowed | { result: 'over' } | { result: 'denied' | 'withdrawn' };

/** Any custodian says no; whoever asked withdraws. Nothing was sent to Apple. */
export async function denyRequest(core: Core, asked: Asked, requestId: string): Promise<DenyRequestOutcome> {
  const stored = await findRequest(core, requestId);
  if (stored === null || isRequestOver(stored.value, core.clock())) return { result: 'over' };
  const permission = await permit(core, asked.actor, requestRights[stored.value.act]);
  if (permission.result === 'not-allowed') return permission;
  const own = stored.value.requestedBy === asked.actor;
  const end: RequestEnd = own ? { result: 'withdrawn' } : { result: 'denied', by: asked.actor };
  return (await endRequest(core, asked, stored, end)) ? { result: end.result } : { result: 'over' };
}

/** Ends the requests whose hour is over. */
export async function expireRequests(core: Core, asked: Asked): Promise<number> {
  const over = (await core.records.list('request')).filter(({ value }) => isRequestOver(value, core.clock()));
  let ended = 0;
  for (const stored of over) if (await endRequest(core, asked, stored, { result: 'expired' })) ended += 1;
  return ended;
}

/** `false`: somebody else ended it first. */
export async function endRequest(
  core: Core,
  asked: Asked,
  { value, revision }: Versioned<CustodianRequest>,
  end: RequestEnd,
): Promise<boolean> {
  const result = await core.records.commit(closing(core, asked, value, revision, end));
  if (result.result === 'conflict') return false;
  await core.onStep('request.ended');
  return true;
}

export async function findRequest(core: Core, requestId: string): Promise<Versioned<CustodianRequest> | null> {
  return (await core.records.list('request')).find(({ value }) => value.id === requestId) ?? null;
}

function cards(request: CustodianRequest, reference: string, end: RequestEnd | null): Notice[] {
  const facts = { request, end };
  const { id, requestedBy } = request;
  return [
    {
      kind: 'request-card',
      subject: `request-card:${id}`,
      audience: { to: 'person', userId: requestedBy },
      facts,
      reference,
    },
    {
      kind: 'request-question',
      subject: `request-question:${id}`,
      audience: { to: 'custodians', except: [requestedBy] },
      facts,
      reference,
    },
  ];
}

function entry(core: Core, asked: Asked, request: CustodianRequest, outcome: string): AuditEntry {
  return {
    at: core.clock(),
    actor: asked.actor,
    act: `request-${request.act}`,
    subject: 'location',
    outcome,
    reference: asked.reference,
    facts: { request: request.id, requestedBy: request.requestedBy },
  };
}
