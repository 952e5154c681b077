import type { Versioned } from '../ports/records.js';
import type { LeaversFacts, LeaversState } from '../rules/leavers.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';

export const LEAVERS = 'card';

/** What the card about leavers says now; `null` = there is none. */
export async function readLeavers(core: Core): Promise<Versioned<LeaversState> | null> {
  return core.records.get('leavers', LEAVERS);
}

/** The living card about people who left and have licences. */
export function leaversNotice(facts: LeaversFacts, reference: string): Notice {
  return { kind: 'leavers-card', subject: facts.subject, audience: { to: 'channel' }, facts, reference };
}
