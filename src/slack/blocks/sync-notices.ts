import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { Message } from '../interaction.js';
import { context, header, message, section } from './elements.js';
import { dateToken, formatNumber } from './format.js';
import type { RenderContext } from './render-context.js';
import { syncReportMessage } from './sync-report.js';
import { stageWords } from './sync-words.js';

type Card = NoticeFacts['sync-card'];

/** The card of everybody who waits for a sync: progress first, then the result. */
export function syncCard(facts: Card, render: RenderContext): Message {
  return facts.stage === 'done' ? syncReportMessage(facts.report, facts.house, [], render) : running(facts);
}

function running(facts: Extract<Card, { stage: 'running' }>): Message {
  const now = `Now: ${stageWords[facts.at]}${pageWords(facts)}.`;
  return message(`The sync is running. ${now}`, [
    header('The sync is running'),
    section([now, 'Next: the result appears here. You can close Slack meanwhile.']),
    context([`Started ${dateToken(facts.startedAt)}. A sync only reads; nothing is changed at Apple.`]),
  ]);
}

function pageWords(facts: { pages: number; totalPages: number | null }): string {
  if (facts.pages === 0) return '';
  const pages = formatNumber(facts.pages);
  return facts.totalPages === null ? ` (page ${pages})` : ` (page ${pages} of ${formatNumber(facts.totalPages)})`;
}

/** The summary for the channel. */
export function syncSummary(facts: NoticeFacts['sync-summary'], render: RenderContext): Message {
  return syncReportMessage(facts.report, facts.house, facts.missedSlots, render);
}
