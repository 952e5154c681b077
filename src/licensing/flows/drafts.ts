import type { Versioned } from '../ports/records.js';
import { csvLine } from '../rules/csv.js';
import type { Draft, DraftEntries } from '../rules/draft.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { refusing } from './refused-clicks.js';

/** Drafts older than this are forgotten, milliseconds. */
const DRAFT_LIFETIME = 2 * 24 * 60 * 60_000;

/**
 * Keeps what somebody entered, under a new id or in the place of their draft of that id. What was counted for an older
 * entry is dropped.
 */
export async function keepDraft(
  core: Core,
  asked: Asked,
  entries: DraftEntries,
  draftId: string | null = null,
): Promise<NotAllowed | { result: 'kept'; draftId: string }> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'request-deployment', 'deployments', permission);
  const known = draftId === null ? null : await ownDraft(core, asked, draftId);
  const id = known?.id ?? core.ids.uuid();
  const value: Draft = { by: asked.actor, at: core.clock(), entries, preview: null };
  const result = await core.records.commit({
    expect: [{ kind: 'draft', id, revision: known?.revision ?? 0 }],
    put: [{ kind: 'draft', id, value }],
    remove: [{ kind: 'roster', id }],
  });
  return result.result === 'committed' ? { result: 'kept', draftId: id } : keepDraft(core, asked, entries, draftId);
}

/** The draft, for its maker alone. */
export async function ownDraft(core: Core, { actor }: Asked, draftId: string): Promise<Versioned<Draft> | null> {
  const stored = await core.records.get('draft', draftId);
  return stored?.value.by === actor ? stored : null;
}

/** Forgets drafts that nobody came back to. Answers how many. */
export async function sweepDrafts(core: Core): Promise<number> {
  const before = core.clock() - DRAFT_LIFETIME;
  const old = (await core.records.list('draft')).filter(({ value }) => value.at < before);
  if (old.length === 0) return 0;
  const result = await core.records.commit({
    expect: old.map(({ id, revision }) => ({ kind: 'draft', id, revision })),
    remove: old.flatMap(({ id }) => [
      { kind: 'draft', id },
      { kind: 'roster', id },
    ]),
  });
  return result.result === 'committed' ? old.length : 0;
}

/** Everybody who is left out of a counted draft, as the text of a table; `over`: it is not there, or somebody else's. */
export async function leftOutTable(
  core: Core,
  asked: Asked,
  draftId: string,
): Promise<NotAllowed | { result: 'over' } | { result: 'table'; text: string }> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'export-lists', `draft:${draftId.slice(0, 40)}`, permission);
  const draft = await ownDraft(core, asked, draftId);
  const roster = draft === null ? null : await core.records.get('roster', draftId);
  if (roster === null) return { result: 'over' };
  const lines = roster.value.leftOut.map(({ line, who, reason }) =>
    csvLine([line === null ? '' : String(line), who, reason]),
  );
  const missing = roster.value.leftOutCount - lines.length;
  const rest = missing > 0 ? [csvLine(['', `${missing} more are not listed`, ''])] : [];
  return { result: 'table', text: [csvLine(['line', 'who', 'reason']), ...lines, ...rest].join('') };
}
