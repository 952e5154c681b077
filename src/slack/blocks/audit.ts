import type { Button } from '@slack/types';
import type { AuditOutcome, AuditPage } from '../../licensing/flows/list-audit.js';
import type { AuditVerdict } from '../../licensing/ports/audit.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { auditLine } from './audit-words.js';
import { actions, button, context, header, message, section } from './elements.js';
import { dateToken, external, formatNumber, shorten } from './format.js';
import type { RenderContext } from './render-context.js';

/** What may stand behind the command. */
const filterHelp =
  'Choose with words, then `app:NAME`, `person:@anna`, `deployment:D-7`, `act:approve`, `from:2026-01-01`, `to:2026-01-31`.';

/** Entries of one message; a longer button value would be refused. */
const VALUE_LENGTH = 1_900;

/** The newest entries, or older ones, with the verdict on the chain of hashes. */
export function auditMessage(page: AuditPage, render: RenderContext): Message {
  const { entries, typed, newest, verdict, before, apps } = page;
  const chosen = typed === '' ? '' : ` Chosen: ${external(typed, 200)}.`;
  const what =
    entries.length === 0 ? nothingWords(page) : `${newest ? 'The newest entries' : 'Older entries'}.${chosen}`;
  return message(`Audit. ${what} ${verdict === null ? '' : verdictWords(verdict)}`, [
    header('Audit'),
    section([what, ...(verdict === null ? [] : [verdictWords(verdict)])]),
    ...entries.map((entry) => section(`${formatNumber(entry.number)}. ${auditLine(entry, apps)}`)),
    ...actions(pageButtons(typed, before, newest)),
    context([`As of ${dateToken(render.now)}. ${filterHelp}`]),
  ]);
}

function nothingWords({ typed, before }: AuditPage): string {
  if (before !== null)
    return `Nothing fits “${external(typed, 200)}” among the entries that were looked through. “Older” looks further back.`;
  return typed === '' ? 'Nothing is recorded yet.' : `Nothing fits “${external(typed, 200)}”.`;
}

/** Whether anything was altered since it was written. */
export function verdictWords(verdict: AuditVerdict): string {
  if (verdict.result === 'intact')
    return `The chain of hashes over all ${formatNumber(verdict.entries)} entries is intact: nothing was altered.`;
  return `*The audit was altered or damaged* at entry ${formatNumber(verdict.line)}: ${external(verdict.reason)}. What stands there cannot be relied upon. Next: keep a copy of the data folder as it is, and find out who could write to it.`;
}

function pageButtons(typed: string, before: number | null, newest: boolean): Button[] {
  const value = shorten(typed, VALUE_LENGTH);
  const kept = value === '' ? {} : { value };
  return [
    ...(before === null
      ? []
      : [
          button({ text: 'Older', actionId: actionIds.auditPage, value: `${before}:${value}`, label: 'Older entries' }),
        ]),
    ...(newest ? [] : [button({ text: 'Newest', actionId: actionIds.auditNewest, ...kept, label: 'Newest entries' })]),
    button({
      text: 'Send me the CSV',
      actionId: actionIds.exportAudit,
      ...kept,
      label: 'Send me these entries as a file',
    }),
  ];
}

/** Words of a filter that mean nothing, or an app that nobody knows. */
export function auditFilterMessage(outcome: Extract<AuditOutcome, { result: 'not-understood' | 'no-app' }>): Message {
  const what =
    outcome.result === 'no-app'
      ? `No app fits “${external(outcome.app, 60)}”.`
      : `The bot does not understand ${outcome.parts
          .slice(0, 3)
          .map((part) => `“${external(part, 30)}”`)
          .join(', ')}.`;
  const days = 'Days are written `2026-01-31`, people as Slack offers them after the @.';
  return message(`${what} ${filterHelp}`, [
    header('Audit'),
    section([what, `Next: ${filterHelp.charAt(0).toLowerCase()}${filterHelp.slice(1)} ${days}`]),
    ...actions([button({ text: 'All entries', actionId: actionIds.openAudit })]),
  ]);
}
