import type { Records } from '../licensing/ports/records.js';
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
