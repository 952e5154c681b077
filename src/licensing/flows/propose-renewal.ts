import type { LocationConnection, TokenFlaw } from '../ports/licences.js';
import type { Refused, Trouble } from '../rules/apple-answer.js';
import type { BoundLocation, LocationIntent, MdmInfo } from '../rules/binding.js';
import type { NotAllowed } from '../rules/policy.js';
import {
  isOurClaim,
  judgeRenewal,
  type NoRenewal,
  RENEWAL_LIFETIME,
  type Renewal,
  type WriteTry,
} from '../rules/renewal.js';
import { type Asked, type Core, permit, TOKEN_PURPOSE } from './core.js';
import { endStaleRenewal, renewalCard, renewalEntry } from './end-renewal.js';
import { noteTrouble } from './note-answer.js';
import type { NamedLocation, ProposalForm } from './propose-binding.js';
import { BINDING, isPaused, RENEWAL, readBinding, readRenewal } from './state.js';

/** Why nobody can renew the token now, whatever the file. */
export type RenewalHindrance =
  | { result: 'not-bound' | 'decommissioned' | 'paused' }
  /** The location is being taken back or handed over for good. */
  | { result: 'location-busy'; kind: LocationIntent['kind'] }
  | { result: 'renewal-open'; renewalId: string; by: string; until: number; mine: boolean };

/** Why this file was not taken. The present token stays in use. */
export type RenewalRefusal =
  | NoRenewal
  | { result: 'flawed'; flaw: TokenFlaw }
  | { result: 'no-uid' }
  | { result: 'other-account'; bound: NamedLocation; offered: NamedLocation }
  | { result: 'may-not-write'; refusal: Refused }
  | { result: 'trouble'; trouble: Trouble };

export type ProposeRenewalOutcome =
  | NotAllowed
  | RenewalHindrance
  | RenewalRefusal
  | { result: 'proposed'; renewalId: string };

/** Whether this person may renew the token now, and the binding to renew. */
export async function mayRenew(
  core: Core,
  asked: Asked,
): Promise<NotAllowed | RenewalHindrance | { result: 'possible'; bound: BoundLocation }> {
  const permission = await permit(core, asked.actor, 'renew');
  if (permission.result === 'not-allowed') return permission;
  await endStaleRenewal(core, asked);
  return hindrance(core, asked);
}

async function hindrance(
  core: Core,
  asked: Asked,
): Promise<RenewalHindrance | { result: 'possible'; bound: BoundLocation; revision: number }> {
  const { value, revision } = await readBinding(core);
  if (value.state === 'decommissioned') return { result: 'decommissioned' };
  if (value.state !== 'bound') return { result: 'not-bound' };
  if (value.intent !== null) return { result: 'location-busy', kind: value.intent.kind };
  if (await isPaused(core)) return { result: 'paused' };
  const open = (await readRenewal(core))?.value;
  if (open === undefined) return { result: 'possible', bound: value, revision };
  const { id, proposedBy, deadline } = open;
  return { result: 'renewal-open', renewalId: id, by: proposedBy, until: deadline, mine: proposedBy === asked.actor };
}

/**
 * Tries a new token of the bound location: reads with it, and sends our own unchanged `mdmInfo` again, since reading
 * alone cannot show a token that may not write. The old token stays in use until somebody confirms.
 */
export async function proposeRenewal(core: Core, asked: Asked, form: ProposalForm): Promise<ProposeRenewalOutcome> {
  const possible = await mayRenew(core, asked);
  if (possible.result !== 'possible') return possible;
  const inspected = core.licences.inspect(form.tokenText);
  if (inspected.result === 'refused') return { result: 'flawed', flaw: inspected.reason };
  const { token, fingerprint } = inspected;
  const verdict = judgeRenewal(possible.bound, inspected, core.clock());
  if (verdict !== null && verdict.result !== 'older') return verdict;
  const tried = await tryToken(core, asked, token, inspected);
  if (tried.result !== 'works') return tried;
  const now = core.clock();
  const renewal: Renewal = {
    id: core.ids.uuid(),
    proposedBy: asked.actor,
    proposedAt: now,
    deadline: now + RENEWAL_LIFETIME,
    token: {
      sealed: await core.secrets.sealErasable(token, TOKEN_PURPOSE),
      name: form.name,
      appleAccount: form.appleAccount,
      fingerprint,
      expires: tried.expires,
      importedBy: asked.actor,
      importedAt: now,
    },
    uploaded: form.uploaded,
    uId: possible.bound.facts.uId,
    mdmInfo: tried.mdmInfo,
    write: tried.write,
  };
  const outcome = await store(core, asked, renewal);
  if (outcome.result !== 'proposed') await core.secrets.erase(renewal.token.sealed);
  return outcome;
}

type Tried = { result: 'works'; expires: number; mdmInfo: MdmInfo | null; write: WriteTry };

async function tryToken(
  core: Core,
  asked: Asked,
  token: string,
  file: { fingerprint: string; expires: number; organizationName: string },
): Promise<Tried | Exclude<ProposeRenewalOutcome, { result: 'proposed' }>> {
  const connection = core.licences.location(token, { uId: null, mdmId: null });
  const config = await connection.clientConfig();
  if (config.result !== 'ok') return { result: 'trouble', trouble: config };
  const { uId, locationName, mdmInfo, tokenExpires } = config.value;
  if (uId === null || uId === '') return { result: 'no-uid' };
  // Read again: what stood in the store before Apple answered may not hold any more.
  const possible = await hindrance(core, asked);
  if (possible.result !== 'possible') return possible;
  const { bound } = possible;
  if (uId !== bound.facts.uId) {
    const offered = { uId, locationName: locationName ?? file.organizationName };
    return { result: 'other-account', bound: named(bound), offered };
  }
  // The present token's own trouble says more while it lasts; who holds the location is stored with the renewal.
  if (bound.tokenState === 'valid' && mdmInfo !== null && mdmInfo.id !== bound.mdmInfo.id) {
    await noteTrouble(core, { result: 'in-use-elsewhere', mdmInfo }, asked.reference, bound);
  }
  const expires = tokenExpires ?? file.expires;
  const verdict = judgeRenewal(bound, { fingerprint: file.fingerprint, expires }, core.clock());
  if (verdict !== null) return verdict;
  const write = await tryToWrite(connection, bound, mdmInfo);
  return 'write' in write ? { result: 'works', expires, mdmInfo, write: write.write } : write;
}

function named({ facts }: BoundLocation): NamedLocation {
  return { uId: facts.uId, locationName: facts.locationName };
}

const mayNotWrite: readonly Refused['reason'][] = ['not-allowed', 'managed-by-apple', 'legacy-token'];

/** Only our own claim, exactly as it stands there, is sent again: whoever else holds the location is left alone. */
async function tryToWrite(
  connection: LocationConnection,
  bound: BoundLocation,
  holder: MdmInfo | null,
): Promise<{ write: WriteTry } | RenewalRefusal> {
  if (!isOurClaim(bound, holder)) return { write: { result: 'not-tried', holder } };
  const posted = await connection.claim(bound.mdmInfo);
  if (posted.result === 'ok') return { write: { result: 'works' } };
  if (posted.result === 'refused' && mayNotWrite.includes(posted.reason)) {
    return { result: 'may-not-write', refusal: posted };
  }
  return { result: 'trouble', trouble: posted };
}

/** Against the newest binding: whoever was faster, and a token that came first, are told of. */
async function store(core: Core, asked: Asked, renewal: Renewal): Promise<ProposeRenewalOutcome> {
  const possible = await hindrance(core, asked);
  if (possible.result !== 'possible') return possible;
  const { bound, revision } = possible;
  const verdict = judgeRenewal(bound, renewal.token, core.clock());
  if (verdict !== null) return verdict;
  await core.onStep('renewal.before-proposed');
  const result = await core.records.commit({
    expect: [
      { kind: 'binding', id: BINDING, revision },
      { kind: 'renewal', id: RENEWAL, revision: 0 },
    ],
    put: [{ kind: 'renewal', id: RENEWAL, value: renewal }],
    outbox: [renewalCard(renewal, bound, asked.reference, { stage: 'ready' })],
    audit: [renewalEntry(core, asked, renewal, 'proposed')],
  });
  if (result.result === 'conflict') return store(core, asked, renewal);
  await core.onStep('renewal.proposed');
  return { result: 'proposed', renewalId: renewal.id };
}
