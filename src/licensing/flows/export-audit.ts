import type { AuditVerdict, NumberedAuditEntry } from '../ports/audit.js';
import { fitsAudit } from '../rules/audit-filter.js';
import { type CsvCell, CsvText, csvTime } from '../rules/csv.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { type ExportedList, fileName, sent } from './export-lists.js';
import { readAuditFilter } from './list-audit.js';
import { refusing } from './refused-clicks.js';

const columns = ['number', 'at', 'actor', 'act', 'subject', 'outcome', 'reference', 'facts'] as const;

export type ExportAuditOutcome =
  | NotAllowed
  | { result: 'not-understood'; parts: readonly string[] }
  | { result: 'no-app'; app: string }
  | (ExportedList & { verdict: AuditVerdict });

/** The entries that fit what was typed as a table, newest first, with the verdict on the chain of hashes at that moment. */
export async function exportAudit(core: Core, asked: Asked, typed: string): Promise<ExportAuditOutcome> {
  const permission = await permit(core, asked.actor, 'view-audit');
  if (permission.result === 'not-allowed') return refusing(core, asked, 'export-lists', 'audit', permission);
  const mayExport = mayAct(permission.standing, 'export-lists');
  if (mayExport.result === 'not-allowed') return refusing(core, asked, 'export-lists', 'audit', mayExport);
  const read = await readAuditFilter(core, typed);
  if (read.result !== 'filter') return read;
  const verdict = await core.audit.verify();
  const csv = new CsvText(columns);
  for await (const slice of core.audit.walk()) {
    const full = slice.some((entry) => fitsAudit(entry, read.filter) && !csv.add(cells(entry)));
    if (full) break;
  }
  const file = await sent(core, asked, 'audit', fileName('audit', core.clock()), csv.table, typed.slice(0, 500));
  return { ...file, verdict };
}

function cells({ number, at, actor, act, subject, outcome, reference, facts }: NumberedAuditEntry): CsvCell[] {
  return [number, csvTime(at), actor, act, subject, outcome, reference, JSON.stringify(facts)];
}
