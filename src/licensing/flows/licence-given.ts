import { appFacts } from '../rules/app-offer.js';
import { type Assignment, assignmentId } from '../rules/assignment.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';

/**
 * Tells people that a licence of theirs has just been given: without a device server only they can install it. Whoever took
 * an offered app is told by its card instead, and with a device server everybody by the card of its installation.
 */
export async function givenNotices(
  core: Core,
  key: string,
  given: readonly Assignment[],
  reference: string,
): Promise<Notice[]> {
  const asset = (await core.records.get('asset', key))?.value;
  if (asset === undefined || core.devices !== null) return [];
  const notices: Notice[] = [];
  for (const { userId, generation } of given) {
    const id = assignmentId(key, userId);
    if ((await core.records.get('offer', id)) !== null) continue;
    notices.push({
      kind: 'licence-given',
      subject: `licence-given:${id}:${generation}`,
      audience: { to: 'person', userId },
      facts: { app: appFacts(key, asset), at: core.clock() },
      reference,
    });
  }
  return notices;
}
