import type { Change, Versioned } from '../ports/records.js';
import type { Trouble } from '../rules/apple-answer.js';
import type { BoundLocation, LocationIntent, MdmInfo } from '../rules/binding.js';
import { tokenFacts } from '../rules/expiry.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import { isRenewalOver, type Renewal, renewalDifferences, renewedToken } from '../rules/renewal.js';
import { isNotOurs } from '../rules/token-trouble.js';
import { beginSyncWith } from './begin-sync.js';
import { type Asked, type Core, openToken, permit } from './core.js';
import { endRenewal, renewalCard, renewalClosing, renewalEntry } from './end-renewal.js';
import { BINDING, RENEWAL, readBinding, readRenewal } from './state.js';
import { type BindingChange, intoState, outOfTrouble } from './token-state.js';
import { endedWarnings } from './warnings.js';

export type RenewOutcome =
  | NotAllowed
  | { result: 'over' }
  | { result: 'location-busy'; kind: LocationIntent['kind'] }
  /** The card was issued again with what Apple says now. */
  | { result: 'changed'; what: readonly string[] }
  /** The new token answers for another location than it did; it was destroyed. */
  | { result: 'dropped'; reason: string }
  | { result: 'trouble'; trouble: Trouble }
  | { result: 'renewed'; expires: number };

/** “Use the new token”: Apple is read once more, then the new token takes the old one's place in one commit with a sync. */
export async function renewToken(core: Core, asked: Asked, renewalId: string): Promise<RenewOutcome> {
  const permission = await permit(core, asked.actor, 'renew');
  if (permission.result === 'not-allowed') return permission;
  const renewal = await openRenewal(core, renewalId);
  if (renewal === null) return { result: 'over' };
  const token = openToken(core, renewal.value.token);
  const config = await core.licences.location(token, { uId: null, mdmId: null }).clientConfig();
  if (config.result !== 'ok') return { result: 'trouble', trouble: config };
  const { uId, mdmInfo } = config.value;
  if (uId !== renewal.value.uId) {
    const reason = `Apple answers for another location now (uId ${uId ?? 'none'})`;
    const ended = await endRenewal(core, asked, renewal, { result: 'dropped', reason });
    return ended ? { result: 'dropped', reason } : { result: 'over' };
  }
  const what = renewalDifferences(renewal.value, { mdmInfo });
  return what.length > 0 ? reissue(core, asked, renewal, mdmInfo, what) : replace(core, asked, renewalId);
}

async function openRenewal(core: Core, renewalId: string): Promise<Versioned<Renewal> | null> {
  const stored = await readRenewal(core);
  if (stored === null || stored.value.id !== renewalId || isRenewalOver(stored.value, core.clock())) return null;
  return core.secrets.isErased(stored.value.token.sealed) ? null : stored;
}

async function reissue(
  core: Core,
  asked: Asked,
  { value, revision }: Versioned<Renewal>,
  mdmInfo: MdmInfo | null,
  what: readonly string[],
): Promise<RenewOutcome> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound') return { result: 'over' };
  const renewal: Renewal = { ...value, mdmInfo };
  const result = await core.records.commit({
    expect: [{ kind: 'renewal', id: RENEWAL, revision }],
    put: [{ kind: 'renewal', id: RENEWAL, value: renewal }],
    outbox: [renewalCard(renewal, bound, asked.reference, { stage: 'changed', what })],
    audit: [renewalEntry(core, asked, renewal, 'card issued again')],
  });
  return result.result === 'conflict' ? { result: 'over' } : { result: 'changed', what };
}

async function replace(core: Core, asked: Asked, renewalId: string): Promise<RenewOutcome> {
  const renewal = await openRenewal(core, renewalId);
  const { value: bound, revision } = await readBinding(core);
  if (renewal === null || bound.state !== 'bound') return { result: 'over' };
  if (bound.intent !== null) return { result: 'location-busy', kind: bound.intent.kind };
  await core.onStep('renewal.before-commit');
  const change = await replacement(core, asked, renewal, { bound, revision });
  const request = { trigger: 'renewal', slot: null, startedBy: null, reference: asked.reference } as const;
  const begun = await beginSyncWith(core, request, change);
  if (begun.result === 'overtaken') return replace(core, asked, renewalId);
  if (begun.result === 'not-bound' || begun.result === 'handed-over') return { result: 'over' };
  await core.secrets.erase(bound.token.sealed);
  await core.onStep('renewal.committed');
  return { result: 'renewed', expires: renewal.value.token.expires };
}

async function replacement(
  core: Core,
  asked: Asked,
  renewal: Versioned<Renewal>,
  { bound, revision }: { bound: BoundLocation; revision: number },
): Promise<Change> {
  const at = core.clock();
  const by = asked.actor;
  const closing = await renewalClosing(core, asked, renewal.value, renewal.revision, { result: 'renewed', by, at });
  const after = withToken(core, bound, renewal.value, asked);
  const ref = { kind: 'binding', id: BINDING } as const;
  return {
    expect: [{ ...ref, revision }, ...closing.expect],
    put: [{ ...ref, value: after.binding }],
    remove: closing.remove,
    outbox: [
      ...closing.outbox,
      ...(await endedWarnings(core, bound, { renewed: { by, at } }, asked.reference)),
      ...after.notices,
      ...renewed(bound, after.binding, { by, at }, asked.reference),
    ],
    audit: closing.audit,
  };
}

/** What is wrong with the token ends with it; what is wrong with the location stays, since no token changes it. */
function withToken(core: Core, bound: BoundLocation, renewal: Renewal, asked: Asked): ReturnType<BindingChange> {
  const token = { ...renewal.token, importedAt: core.clock() };
  const kept = { binding: bound, notices: [] };
  const good = isNotOurs(bound.tokenState) ? kept : outOfTrouble(core, 'renewed', [asked.actor])(bound);
  const facts = { ...good.binding.facts, tokenExpires: token.expires };
  const renewed = { ...good.binding, facts, token, lookedAt: core.clock() };
  const { binding, notices } = heldAsRead(core, renewal.mdmInfo, asked.reference)(renewed);
  return { binding, notices: [...good.notices, ...notices] };
}

/** Who manages the location, as the new token has just read it: the old one may not have been told any more. */
function heldAsRead(core: Core, holder: MdmInfo | null, reference: string): BindingChange {
  return (bound) => {
    if (holder?.id === bound.mdmInfo.id) return { binding: bound, notices: [] };
    return intoState(core, holder === null ? 'claim-gone' : 'in-use-elsewhere', reference, holder, null)(bound);
  };
}

function renewed(
  bound: BoundLocation,
  after: BoundLocation,
  how: { by: string; at: number },
  reference: string,
): Notice[] {
  const facts = {
    renewed: renewedToken(bound.token),
    token: tokenFacts(after.token, after.tokenState, how.at),
    locationName: after.facts.locationName,
    ...how,
  };
  const subject = `token-renewed:${after.token.fingerprint}:${how.at}`;
  return everywhere((audience) => ({ kind: 'token-renewed', subject, audience, facts, reference }));
}

function everywhere(notice: (audience: Notice['audience']) => Notice): Notice[] {
  return [notice({ to: 'channel' }), notice({ to: 'custodians', except: [] })];
}
