import type { Versioned } from '../ports/records.js';
import type { BoundLocation } from '../rules/binding.js';
import type { WarningMemory } from '../rules/expiry.js';
import { tokenFacts, warningKey } from '../rules/expiry.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';

export function warningId(key: string): string {
  return `expiry:${key}`;
}

/** Everything that was said, or need not be said any more, about the expiry of one token. */
export async function warningsOf(core: Core, fingerprint: string): Promise<readonly Versioned<WarningMemory>[]> {
  return (await core.records.list('warning')).filter(({ value }) => value.fingerprint === fingerprint);
}

/** Every copy of one warning as it is now. `bound`: the binding to the token that the warning is about. */
export function warningCards(
  bound: BoundLocation,
  warning: WarningMemory,
  now: number,
  renewed: { by: string; at: number } | null,
  reference: string,
  decommissionedAt: number | null = null,
): Notice[] {
  const { acknowledgedBy, acknowledgedAt, step, fingerprint } = warning;
  return warning.audiences.map((audience) => ({
    kind: 'token-warning',
    subject: `token-warning:${warningKey(fingerprint, step)}`,
    audience,
    facts: {
      token: tokenFacts(bound.token, bound.tokenState, now),
      locationName: bound.facts.locationName,
      step,
      acknowledged:
        acknowledgedBy === null || acknowledgedAt === null ? null : { by: acknowledgedBy, at: acknowledgedAt },
      renewed,
      decommissionedAt,
    },
    reference,
  }));
}

/** Older cards are not known in Slack any more, and an update would be a new message. */
const CARD_MEMORY = 119 * 86_400_000;

/** Every card of every warning about this token that Slack still knows, ended by a renewal or by a decommission. */
export async function endedWarnings(
  core: Core,
  bound: BoundLocation,
  how: { renewed: { by: string; at: number } } | { decommissionedAt: number },
  reference: string,
): Promise<Notice[]> {
  const at = 'renewed' in how ? how.renewed.at : how.decommissionedAt;
  const renewed = 'renewed' in how ? how.renewed : null;
  const decommissionedAt = 'renewed' in how ? null : how.decommissionedAt;
  return (await warningsOf(core, bound.token.fingerprint)).flatMap(({ value }) =>
    value.at < at - CARD_MEMORY ? [] : warningCards(bound, value, at, renewed, reference, decommissionedAt),
  );
}
