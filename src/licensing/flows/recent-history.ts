import type { AuditEntry } from '../ports/audit.js';
import type { Core } from './core.js';

/** Newest entries of the audit that are looked through. */
const LOOKED_THROUGH = 20_000;
/** Entries that are told. */
const HISTORY = 5;

/** The newest few entries of the audit with one of these subjects, newest first; none from long ago. */
export async function historyAbout(core: Core, subjects: readonly string[]): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  let looked = 0;
  for await (const slice of core.audit.walk()) {
    found.push(...slice.filter(({ subject }) => subjects.includes(subject)));
    looked += slice.length;
    if (found.length >= HISTORY || looked >= LOOKED_THROUGH) break;
  }
  return found.slice(0, HISTORY);
}
