import type { RecordRef, Records } from '../licensing/ports/records.js';
import type { Delivery } from '../licensing/rules/records.js';

/** The key of a `delivery` record: one card per subject and target (a Slack user or channel id). */
export function deliveryId(subject: string, target: string): string {
  return `${subject}@${target}`;
}

/**
 * Makes the copy that somebody just clicked the one that is updated from now on. A post whose outcome stayed unknown is
 * sent again, so an older copy may stand in the conversation without our knowing.
 */
export async function adoptCopy(records: Records, copy: Delivery): Promise<void> {
  const id = deliveryId(copy.subject, copy.target);
  const known = await records.get('delivery', id);
  if (known?.value.conversation === copy.conversation && known.value.ts === copy.ts) return;
  await records.commit({ put: [{ kind: 'delivery', id, value: copy }] });
}

/** Business time after which a copy that stood unchanged is not updated any more; longer than a round of the sign-in question. */
const forgottenAfter = 120 * 86_400_000;

/** Removes the records of copies that were last sent more than 120 days ago, but for those `keep` names. */
export async function forgetOldCopies(records: Records, now: number, keep: ReadonlySet<string>): Promise<void> {
  const old = (await records.list('delivery')).filter(
    ({ id, value }) => now - value.at > forgottenAfter && !keep.has(id),
  );
  if (old.length === 0) return;
  const remove = old.map(({ id }): RecordRef => ({ kind: 'delivery', id }));
  const expect = old.map(({ id, revision }) => ({ kind: 'delivery' as const, id, revision }));
  await records.commit({ expect, remove });
}
