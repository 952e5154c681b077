import type { AuditEntry } from '../ports/audit.js';
import type { BoundLocation, Proposal, SignInPerson } from '../rules/binding.js';
import { proposalFacts } from '../rules/binding-checks.js';
import type { Notice } from '../rules/notice.js';
import type { SignInQuestionEnd } from '../rules/sign-in.js';
import type { Asked, Core } from './core.js';

type Card = Extract<Notice, { kind: 'binding-card' }>;
type Question = Extract<Notice, { kind: 'binding-question' }>;

/** The proposer's living card at this stage. */
export function card(proposal: Proposal, reference: string, progress: Card['facts']['progress']): Card {
  return {
    kind: 'binding-card',
    subject: `binding-card:${proposal.id}`,
    audience: { to: 'person', userId: proposal.proposedBy },
    facts: { proposal: proposalFacts(proposal), progress },
    reference,
  };
}

/** The other custodians' question; closed copies lose their buttons. */
export function question(
  proposal: Proposal,
  reference: string,
  open: boolean,
  end: Question['facts']['end'],
): Question {
  return {
    kind: 'binding-question',
    subject: `binding-question:${proposal.id}`,
    audience: { to: 'custodians', except: proposal.first === null ? [] : [proposal.first.by] },
    facts: { proposal: proposalFacts(proposal), open, end },
    reference,
  };
}

/** One audit line about a proposal. */
export function entry(core: Core, asked: Asked, act: string, outcome: string, proposal: Proposal): AuditEntry {
  return {
    at: core.clock(),
    actor: asked.actor,
    act,
    subject: 'binding',
    outcome,
    reference: asked.reference,
    facts: { proposal: proposal.id, uId: proposal.facts.uId, takeOverFrom: proposal.first?.takeOverFrom ?? null },
  };
}

/** The receipt: in the custodians' own conversations and in the channel. */
export function receipt(bound: BoundLocation, proposal: Proposal, reference: string): Notice[] {
  const facts = {
    proposal: proposalFacts(proposal),
    installationId: bound.mdmInfo.id,
    confirmedBy: bound.confirmedBy,
    at: bound.boundAt,
    replaced: proposal.facts.mdmInfo,
    foreignNotificationHost: bound.foreignNotificationHost,
  };
  const subject = `binding-receipt:${proposal.id}`;
  return [
    { kind: 'binding-receipt', subject, audience: { to: 'custodians', except: [] }, facts, reference },
    { kind: 'binding-receipt', subject, audience: { to: 'channel' }, facts, reference },
  ];
}

/** Asks one of the two whether they can sign in to the Apple account (S7): one card for each round. */
export function signInQuestion(
  bound: BoundLocation,
  person: SignInPerson,
  reference: string,
  end: SignInQuestionEnd | null = null,
): Notice {
  const key = `${bound.proposalId}:${person.userId}:${person.askedAt}`;
  return {
    kind: 'sign-in-question',
    subject: `sign-in:${key}`,
    audience: { to: 'person', userId: person.userId },
    facts: {
      key,
      locationName: bound.facts.locationName,
      appleAccount: bound.token.appleAccount,
      person,
      end,
    },
    reference,
  };
}
