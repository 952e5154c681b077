import type { KnownBlock } from '@slack/types';
import type { ActionRequired, House } from '../../licensing/rules/house.js';
import type { AppNeed, SyncReport, SyncTotals } from '../../licensing/rules/sync-report.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { kindsWords, needLine, totalsWords } from './app-words.js';
import { actions, button, context, header, message, section } from './elements.js';
import { counted, dateToken, formatNumber } from './format.js';
import { actionLines, verdict } from './house-words.js';
import type { RenderContext } from './render-context.js';
import { changeLines, doubtLines } from './sync-changes.js';
import { slotWords, syncWords, triggerWords } from './sync-words.js';
import { validityWords } from './token-words.js';
import { referenceLine } from './words.js';

/** Apps in need that a report names. */
const NEEDS_SHOWN = 10;

/** A finished sync: verdict first, then what to do, what changed and the figures with their age. */
export function syncReportMessage(
  report: SyncReport,
  house: House,
  missedSlots: readonly string[],
  render: RenderContext,
): Message {
  const title = titleOf(report, house);
  const words = syncWords(report, house);
  const todo = actionLines(actionsOf(report, house));
  const blocks: KnownBlock[] = [
    header(title),
    section([words.what, ...(words.next === null ? [] : [words.next])]),
    ...(todo.length === 0 ? [] : [section(['*What to do*', ...todo])]),
    ...changes(report),
    ...figures(report, house),
    ...needs(house.state === 'bound' ? house.needs : []),
    ...actions([
      button({ text: 'Show the apps', actionId: actionIds.openApps }),
      button({ text: 'Sync now', actionId: actionIds.syncNow }),
    ]),
    context(smallPrint(report, house, missedSlots, words.wrong, render)),
  ];
  return message([`${title}.`, words.what, words.next ?? ''].join(' ').trim(), blocks);
}

/** What somebody has to do; a failed sync says of itself what comes next. */
function actionsOf(report: SyncReport, house: House): readonly ActionRequired[] {
  if (house.state !== 'bound') return [];
  return house.actions.filter((action) => action.kind !== 'sync-failed' || report.outcome.result === 'complete');
}

function titleOf(report: SyncReport, house: House): string {
  const { result } = report.outcome;
  if (result === 'skipped') return 'Sync left out';
  if (result !== 'complete') return 'Action required: the sync did not finish';
  const word = verdict(house);
  return house.state === 'bound' && house.actions.length > 0
    ? `${word}: ${counted(house.actions.length, 'thing')} to do`
    : `${word}: everything is in step with Apple`;
}

function changes(report: SyncReport): KnownBlock[] {
  if (report.outcome.result !== 'complete') return [];
  const lines = changeLines(report.outcome.diff);
  const doubts = doubtLines(report.outcome);
  return [
    section(
      lines.length === 0
        ? 'Nothing changed since the sync before.'
        : [
            report.trigger === 'binding' ? '*What was found at Apple*' : '*What changed since the sync before*',
            ...lines,
          ],
    ),
    ...(doubts.length === 0 ? [] : [section(['*Not certain yet*', ...doubts])]),
  ];
}

function figures(report: SyncReport, house: House): KnownBlock[] {
  const source = report.outcome.result === 'complete' ? report : house.state === 'bound' ? house.lastComplete : null;
  if (source === null || source.outcome.result !== 'complete') return [];
  return [section(figureLines(source.outcome.totals, source.finishedAt))];
}

/** The figures of one complete sync, with their age. */
export function figureLines(totals: SyncTotals, asOf: number): string[] {
  return [
    `*Figures of ${dateToken(asOf)}*`,
    `• ${kindsWords(totals)}`,
    `• ${totalsWords(totals)}`,
    `• Not made by this bot: ${counted(totals.foreignUsers, 'person', 'people')} and ${counted(totals.foreignAssignments, 'given licence')}, books included`,
  ];
}

function needs(all: readonly AppNeed[]): KnownBlock[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, NEEDS_SHOWN);
  const rest = all.length - shown.length;
  return [
    section([
      '*Apps that need licences*',
      ...shown.map(needLine),
      ...(rest > 0 ? [`• and ${formatNumber(rest)} more`] : []),
    ]),
  ];
}

function smallPrint(
  report: SyncReport,
  house: House,
  missedSlots: readonly string[],
  wrong: boolean,
  render: RenderContext,
): string[] {
  return [
    `This was ${triggerWords[report.trigger]}.`,
    ...(missedSlots.length === 0
      ? []
      : [
          `Missed because the bot was not running, and covered by this one: ${missedSlots.slice(0, 5).map(slotWords).join('; ')}${missedSlots.length > 5 ? ` and ${formatNumber(missedSlots.length - 5)} more` : ''}.`,
        ]),
    ...(house.state === 'bound'
      ? [`The token ${validityWords(house.token)}. Next sync: ${dateToken(house.nextSync)}.`]
      : []),
    ...(house.paused ? ['The bot is paused: it changes nothing at Apple.'] : []),
    ...(wrong ? [referenceLine(report.reference === '' ? render.reference : report.reference)] : []),
  ];
}
