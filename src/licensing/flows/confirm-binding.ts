import type { Trouble } from '../rules/apple-answer.js';
import type { Proposal } from '../rules/binding.js';
import {
  type ConfirmationField,
  type ConfirmationForm,
  checkConfirmation,
  differences,
  PROPOSAL_LIFETIME,
  SECOND_CONFIRMATION_LIFETIME,
} from '../rules/binding-checks.js';
import type { NotAllowed } from '../rules/policy.js';
import { card, entry, question } from './binding-notices.js';
import { type ClaimOutcome, claimLocation } from './claim-location.js';
import { type Asked, type Core, openToken, permit } from './core.js';
import { locationFacts } from './propose-binding.js';
import { BINDING, installation, isPaused, readBinding } from './state.js';

export type ConfirmFirstOutcome =
  | NotAllowed
  | { result: 'not-ready' }
  | { result: 'fields'; fields: readonly ConfirmationField[] }
  | { result: 'no-second-custodian' }
  | { result: 'awaiting-second'; until: number; asked: readonly string[] }
  | CheckedClaimOutcome;

/** The first custodian's "Yes, bind" (S15). With one confirmation configured it leads straight to the claim. */
export async function confirmFirst(
  core: Core,
  asked: Asked,
  proposalId: string,
  form: ConfirmationForm,
): Promise<ConfirmFirstOutcome> {
  const permission = await permit(core, asked.actor, 'confirm-binding');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readBinding(core);
  const proposal = openProposalOf(stored.value, proposalId);
  if (proposal === null || proposal.deadline <= core.clock()) return { result: 'over' };
  if (proposal.foreign.state !== 'counted' || proposal.first !== null) return { result: 'not-ready' };
  const others = (await core.people.holders('custodian')).filter((userId) => userId !== asked.actor);
  if (core.settings.confirmations === 'two' && others.length === 0) return { result: 'no-second-custodian' };
  const fields = await confirmationFaults(core, proposal, form);
  if (fields.length > 0) return { result: 'fields', fields };

  const now = core.clock();
  const signIn = form.signIn.map((userId) => ({ userId, confirmedAt: null, askedAt: now, handover: null }));
  const first = { by: asked.actor, at: now, takeOverFrom: form.takeOverFrom };
  const until = now + SECOND_CONFIRMATION_LIFETIME;
  const confirmed: Proposal = { ...proposal, signIn, first, deadline: until };
  if (core.settings.confirmations === 'one') return recheckAndClaim(core, asked, confirmed, stored.revision);
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'proposed', proposal: confirmed } }],
    outbox: [
      card(confirmed, asked.reference, { stage: 'awaiting-second', until }),
      question(confirmed, asked.reference, true, null),
    ],
    audit: [entry(core, asked, 'confirm-binding', 'first confirmation', confirmed)],
  });
  if (result.result === 'conflict') return { result: 'over' };
  await core.onStep('binding.first-confirmed');
  return { result: 'awaiting-second', until, asked: others };
}

/** Fields of the second dialogue that are not as they must be; people who can sign in are active members. */
export async function confirmationFaults(
  core: Core,
  proposal: Proposal,
  form: ConfirmationForm,
): Promise<ConfirmationField[]> {
  const fields = checkConfirmation(proposal, form, (await installation(core)).id);
  if (fields.includes('signIn')) return fields;
  const standings = await Promise.all(form.signIn.map((userId) => core.people.standing(userId)));
  return standings.every(({ result }) => result === 'member') ? fields : [...fields, 'signIn'];
}

export type ConfirmSecondOutcome = NotAllowed | { result: 'over' } | { result: 'same-person' } | CheckedClaimOutcome;

/** A claim after everything was read again. */
export type CheckedClaimOutcome =
  | { result: 'over' }
  /** `/vpp pause` holds every write, the claim too. */
  | { result: 'paused' }
  | { result: 'changed'; what: readonly string[] }
  | { result: 'trouble'; trouble: Trouble }
  | ClaimOutcome;

/** The second custodian's button: everything is read again, and any difference from the card issues it anew. */
export async function confirmSecond(core: Core, asked: Asked, proposalId: string): Promise<ConfirmSecondOutcome> {
  const permission = await permit(core, asked.actor, 'confirm-binding');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readBinding(core);
  const proposal = openProposalOf(stored.value, proposalId);
  if (proposal === null || proposal.first === null || proposal.deadline <= core.clock()) return { result: 'over' };
  if (proposal.first.by === asked.actor) return { result: 'same-person' };
  const firstStanding = await permit(core, proposal.first.by, 'confirm-binding');
  if (firstStanding.result === 'not-allowed') {
    const what = ['the first custodian no longer holds the role'];
    await reissue(core, asked, proposal, stored.revision, what);
    return { result: 'changed', what };
  }
  return recheckAndClaim(core, asked, proposal, stored.revision);
}

async function recheckAndClaim(
  core: Core,
  asked: Asked,
  proposal: Proposal,
  revision: number,
): Promise<CheckedClaimOutcome> {
  if (await isPaused(core)) return { result: 'paused' };
  if (core.secrets.isErased(proposal.token.sealed)) return { result: 'over' };
  const connection = core.licences.location(openToken(core, proposal.token), { uId: null, mdmId: null });
  const config = await connection.clientConfig();
  if (config.result !== 'ok') return { result: 'trouble', trouble: config };
  const facts = locationFacts(config.value, proposal.facts.organizationName, proposal.token.expires);
  const { pinnedUId } = core.settings;
  const pinned = pinnedUId === null || facts?.uId === pinnedUId ? [] : ['VPP_ACCOUNT_UID names another account'];
  const what = facts === null ? ['Apple names no uId any more'] : [...differences(proposal.facts, facts), ...pinned];
  if (facts === null || what.length > 0) {
    const renewed = facts === null ? proposal : { ...proposal, facts };
    await reissue(core, asked, renewed, revision, what);
    return { result: 'changed', what };
  }
  return claimLocation(core, asked, proposal, revision);
}

async function reissue(
  core: Core,
  asked: Asked,
  proposal: Proposal,
  revision: number,
  what: readonly string[],
): Promise<void> {
  const deadline = Math.max(proposal.deadline, proposal.proposedAt + PROPOSAL_LIFETIME);
  const renewed: Proposal = { ...proposal, first: null, signIn: [], deadline };
  await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'proposed', proposal: renewed } }],
    outbox: [
      card(renewed, asked.reference, { stage: 'changed', what }),
      question(proposal, asked.reference, false, { result: 'reissued' }),
    ],
    audit: [entry(core, asked, 'confirm-binding', 'card issued again', proposal)],
  });
}

function openProposalOf(binding: { state: string; proposal?: Proposal }, proposalId: string): Proposal | null {
  if (binding.state !== 'proposed' || binding.proposal === undefined) return null;
  return binding.proposal.id === proposalId ? binding.proposal : null;
}
