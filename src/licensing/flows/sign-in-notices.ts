import type { AuditEntry } from '../ports/audit.js';
import type { BoundLocation, SignInHandover, SignInPerson } from '../rules/binding.js';
import type { Notice } from '../rules/notice.js';
import { type HandoverEnd, type HandoverFacts, handoverUntil } from '../rules/sign-in.js';
import type { Asked, Core } from './core.js';

/** Somebody who is handing over. */
export interface Giver {
  person: SignInPerson;
  handover: SignInHandover;
}

/** Names one handover in button values and subjects. */
export function handoverKey({ proposalId }: BoundLocation, from: string, { at }: SignInHandover): string {
  return `${proposalId}:${from}:${at}`;
}

/** What is told of a handover: the person who is asked, the giver as long as they are active, and the custodians. */
export function handoverNotices(
  bound: BoundLocation,
  { person, handover }: Giver,
  reference: string,
  giverActive: boolean,
  end: HandoverEnd | null,
): Notice[] {
  const from = person.userId;
  const key = handoverKey(bound, from, handover);
  const facts: HandoverFacts = {
    key,
    locationName: bound.facts.locationName,
    appleAccount: bound.token.appleAccount,
    from,
    handover,
    until: handoverUntil(handover),
    end,
  };
  const card = { kind: 'sign-in-handover-card', subject: `sign-in-handover-card:${key}`, facts, reference } as const;
  return [
    {
      kind: 'sign-in-handover-question',
      subject: `sign-in-handover-question:${key}`,
      audience: { to: 'person', userId: handover.to },
      facts,
      reference,
    },
    ...(giverActive ? [{ ...card, audience: { to: 'person', userId: from } } as const] : []),
    { ...card, audience: { to: 'custodians', except: [from, handover.to] } },
  ];
}

/** One audit line about who can sign in. */
export function signInEntry(
  core: Core,
  asked: Asked,
  bound: BoundLocation,
  act: string,
  outcome: string,
  facts: AuditEntry['facts'],
): AuditEntry {
  return {
    at: core.clock(),
    actor: asked.actor,
    act,
    subject: 'binding',
    outcome,
    reference: asked.reference,
    facts: { appleAccount: bound.token.appleAccount, ...facts },
  };
}
