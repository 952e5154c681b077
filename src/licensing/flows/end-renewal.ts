import type { AuditEntry } from '../ports/audit.js';
import type { Change, Versioned } from '../ports/records.js';
import type { BoundLocation } from '../rules/binding.js';
import type { Notice } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import {
  isRenewalOver,
  type Renewal,
  type RenewalEnd,
  type RenewalStage,
  type RenewedToken,
  renewalFacts,
} from '../rules/renewal.js';
import { type Asked, type Core, permit, TOKEN_GONE } from './core.js';
import { RENEWAL, readBinding, readRenewal } from './state.js';

export type DiscardOutcome = NotAllowed | { result: 'over' } | { result: 'discarded' };

/** Any custodian says no to an open renewal; the new token is destroyed, the old one stays in use. */
export async function discardRenewal(core: Core, asked: Asked, renewalId: string): Promise<DiscardOutcome> {
  const permission = await permit(core, asked.actor, 'renew');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readRenewal(core);
  if (stored === null || stored.value.id !== renewalId) return { result: 'over' };
  const ended = await endRenewal(core, asked, stored, { result: 'discarded', by: asked.actor });
  // The card may just have been issued again.
  return ended ? { result: 'discarded' } : discardRenewal(core, asked, renewalId);
}

/** Ends a renewal whose hour is over, whose location was handed over, or whose token nothing opens any more. */
export async function endStaleRenewal(core: Core, asked: Asked): Promise<boolean> {
  const stored = await readRenewal(core);
  if (stored === null) return false;
  const end = await staleness(core, stored.value);
  return end === null ? false : endRenewal(core, asked, stored, end);
}

async function staleness(core: Core, renewal: Renewal): Promise<RenewalEnd | null> {
  if (isRenewalOver(renewal, core.clock())) return { result: 'expired' };
  if (core.secrets.isErased(renewal.token.sealed)) return { result: 'dropped', reason: TOKEN_GONE };
  if ((await readBinding(core)).value.state === 'bound') return null;
  return { result: 'dropped', reason: 'The location was handed over for good' };
}

/** Ends it without using its token, which is destroyed. `false`: somebody else ended it first. */
export async function endRenewal(
  core: Core,
  asked: Asked,
  { value, revision }: Versioned<Renewal>,
  end: RenewalEnd,
): Promise<boolean> {
  const result = await core.records.commit(await renewalClosing(core, asked, value, revision, end));
  if (result.result === 'conflict') return false;
  await core.secrets.erase(value.token.sealed);
  await core.onStep('renewal.ended');
  return true;
}

type Closing = Required<Pick<Change, 'expect' | 'remove' | 'outbox' | 'audit'>>;

/** What takes a renewal out of the store, with its card and a line of the audit. */
export async function renewalClosing(
  core: Core,
  asked: Asked,
  renewal: Renewal,
  revision: number,
  end: RenewalEnd,
): Promise<Closing> {
  const ref = { kind: 'renewal', id: RENEWAL } as const;
  const binding = (await readBinding(core)).value;
  const location = binding.state === 'bound' || binding.state === 'decommissioned' ? binding : null;
  return {
    expect: [{ ...ref, revision }],
    remove: [ref],
    outbox: location === null ? [] : [renewalCard(renewal, location, asked.reference, { stage: 'ended', end })],
    audit: [renewalEntry(core, asked, renewal, end.result)],
  };
}

/** The card of whoever gave the new token, at this stage. */
export function renewalCard(
  renewal: Renewal,
  location: { token: RenewedToken; facts: Pick<BoundLocation['facts'], 'locationName'> },
  reference: string,
  stage: RenewalStage,
): Notice {
  const { name, appleAccount, fingerprint, expires } = location.token;
  return {
    kind: 'renewal-card',
    subject: `renewal-card:${renewal.id}`,
    audience: { to: 'person', userId: renewal.proposedBy },
    facts: {
      renewal: renewalFacts(renewal),
      present: { name, appleAccount, fingerprint, expires },
      locationName: location.facts.locationName,
      stage,
    },
    reference,
  };
}

export function renewalEntry(core: Core, asked: Asked, renewal: Renewal, outcome: string): AuditEntry {
  return {
    at: core.clock(),
    actor: asked.actor,
    act: 'renew-token',
    subject: 'token',
    outcome,
    reference: asked.reference,
    facts: {
      renewal: renewal.id,
      fingerprint: renewal.token.fingerprint,
      expires: renewal.token.expires,
      writeTried: renewal.write.result === 'works',
    },
  };
}
