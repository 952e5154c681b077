import type { Versioned } from '../ports/records.js';
import type { LeaversFacts, LeaversState } from '../rules/leavers.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';

export const LEAVERS = 'card';

export async function readLeavers(core: Core): Promise<Versioned<LeaversState> | null> {
  return core.records.get('leavers', LEAVERS);
}

export function leaversNotice(facts: LeaversFacts, reference: string): Notice {
  return { kind: 'leavers-card', subject: facts.subject, audience: { to: 'channel' }, facts, reference };
}
