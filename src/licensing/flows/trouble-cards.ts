import type { BoundLocation } from '../rules/binding.js';
import { tokenFacts } from '../rules/expiry.js';
import type { Notice } from '../rules/notice.js';
import type { TroubleEnd, TroubleProgress } from '../rules/token-trouble.js';
import type { Core } from './core.js';

/** The cards of the open trouble, for channel and custodians, as they are to look now; none when nothing is open. */
export function troubleCards(
  core: Core,
  { trouble, token, facts, heldBy, tokenStateSince }: BoundLocation,
  progress: TroubleProgress | null,
  ended: TroubleEnd | null,
): Notice[] {
  if (trouble === null) return [];
  const { subject, state, errorNumber, reference } = trouble;
  const card = {
    kind: 'token-trouble',
    subject,
    facts: {
      state,
      subject,
      since: tokenStateSince,
      token: tokenFacts(token, state, core.clock()),
      locationName: facts.locationName,
      heldBy,
      errorNumber,
      reference,
      progress,
      ended,
    },
    reference,
  } as const;
  return [
    { ...card, audience: { to: 'channel' } },
    { ...card, audience: { to: 'custodians', except: [] } },
  ];
}
