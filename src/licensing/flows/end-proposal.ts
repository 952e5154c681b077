import type { Proposal } from '../rules/binding.js';
import { PROPOSAL_LIFETIME } from '../rules/binding-checks.js';
import type { BindingEnd } from '../rules/notice.js';
import type { NotAllowed } from '../rules/policy.js';
import { card, entry, question } from './binding-notices.js';
import { type Asked, type Core, permit, TOKEN_GONE } from './core.js';
import { BINDING, readBinding } from './state.js';

export type DenyOutcome = NotAllowed | { result: 'over' } | { result: 'denied'; own: boolean };

/** Any custodian ends an open proposal; its token is destroyed. Nothing changed at Apple. */
export async function denyBinding(core: Core, asked: Asked, proposalId: string): Promise<DenyOutcome> {
  const permission = await permit(core, asked.actor, 'confirm-binding');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readBinding(core);
  if (stored.value.state !== 'proposed' || stored.value.proposal.id !== proposalId) return { result: 'over' };
  const own = stored.value.proposal.proposedBy === asked.actor;
  const ended = await end(core, asked, proposalId, { result: 'denied', by: asked.actor });
  return ended ? { result: 'denied', own } : { result: 'over' };
}

/** Ends a proposal whose time is over. */
export async function expireProposal(core: Core, asked: Asked): Promise<boolean> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'proposed' || stored.value.proposal.deadline > core.clock()) return false;
  return end(core, asked, stored.value.proposal.id, { result: 'expired' });
}

/** Ends a proposal whose token nothing opens any more, so that nobody waits for what cannot come. */
export async function dropUnreadable(core: Core, asked: Asked): Promise<boolean> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'proposed' || !core.secrets.isErased(stored.value.proposal.token.sealed)) return false;
  return end(core, asked, stored.value.proposal.id, { result: 'dropped', reason: TOKEN_GONE });
}

async function end(core: Core, asked: Asked, proposalId: string, how: BindingEnd): Promise<boolean> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'proposed' || stored.value.proposal.id !== proposalId) return false;
  const { proposal } = stored.value;
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'none' } }],
    outbox: [
      card(proposal, asked.reference, { stage: 'ended', end: how }),
      ...(proposal.first === null ? [] : [question(proposal, asked.reference, false, how)]),
    ],
    audit: [entry(core, asked, 'end-proposal', how.result, proposal)],
  });
  if (result.result === 'conflict') return end(core, asked, proposalId, how);
  await core.secrets.erase(proposal.token.sealed);
  await core.onStep('binding.ended');
  return true;
}

export type CheckAgainOutcome = NotAllowed | { result: 'over' } | { result: 'counting' };

/**
 * "Check again" on a card whose count failed or whose location was held: counts anew and reads who manages it. What was
 * confirmed on the old facts is confirmed no more.
 */
export async function checkAgain(core: Core, asked: Asked, proposalId: string): Promise<CheckAgainOutcome> {
  const permission = await permit(core, asked.actor, 'bind');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readBinding(core);
  if (stored.value.state !== 'proposed' || stored.value.proposal.id !== proposalId) return { result: 'over' };
  const before = stored.value.proposal;
  const proposal: Proposal = {
    ...before,
    deadline: Math.max(before.deadline, before.proposedAt + PROPOSAL_LIFETIME),
    foreign: { state: 'counting', startedAt: core.clock() },
    signIn: [],
    first: null,
  };
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'proposed', proposal } }],
    outbox: [
      card(proposal, asked.reference, { stage: 'counting' }),
      ...(before.first === null ? [] : [question(before, asked.reference, false, { result: 'reissued' })]),
    ],
    audit: [entry(core, asked, 'check-binding-again', 'counting', proposal)],
  });
  return result.result === 'committed' ? { result: 'counting' } : { result: 'over' };
}
