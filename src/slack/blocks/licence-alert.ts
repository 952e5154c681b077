import type { Button, KnownBlock } from '@slack/types';
import type { AlertFigures, AlertLevel } from '../../licensing/rules/alert.js';
import type {
  AlertEnd,
  LicenceAlertFacts,
  LicenceDigestFacts,
  LicenceNewsFacts,
} from '../../licensing/rules/licence-alert.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holdersButton, runwayWords, snoozeButton, snoozeLine, uninstallButton } from './app-buttons.js';
import { levelWords, shownLevel } from './app-words.js';
import { actions, button, context, fields, header, linkButton, message, section } from './elements.js';
import { bold, counted, dateToken, external, externalPlain, formatNumber } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** Titles of a card, before the name. */
const titles = {
  runway: 'Lasts a short time',
  low: 'Few licences left',
  'very-low': 'Very few licences left',
  'none-left': 'No licences left',
} as const satisfies Record<AlertLevel, string>;

const endWords = {
  recovered: 'There are enough licences again.',
  gone: 'Apple no longer lists the app, so it is not watched any more.',
  'no-limit': 'Nothing has to be watched any more: Apple sets no limit.',
  'handed-over': 'The location was handed over for good, so nothing is watched any more.',
  'shown-again': 'The snooze is over and it still holds; a new card below tells of it.',
} as const satisfies Record<AlertEnd['result'], string>;

/** The living card of one app that runs out. */
export function licenceAlert(facts: LicenceAlertFacts, render: RenderContext): Message {
  const { name, figures, ended, since, snoozed } = facts;
  if (ended !== null) return endedAlert(facts, ended);
  const level = shownLevel(facts.level, figures.free);
  const what = whatLeft(figures, level);
  const title = `${titles[level]}: ${externalPlain(name, 80)}`;
  return message(`${titles[level]}: ${external(name, 80)}. ${what} Next: ${nextStep(level)}`, [
    header(title),
    section([what, ...waitingLines(figures), nothingChanged, `*Next:* ${nextStep(level)}`]),
    fields(figureFields(figures)),
    ...actions(alertButtons(facts, render)),
    context([
      `Figures of ${dateToken(figures.readAt)}. Told since ${dateToken(since)}.`,
      ...(snoozed === null ? [] : [snoozeLine(snoozed)]),
    ]),
  ]);
}

function endedAlert({ name, figures, since }: LicenceAlertFacts, ended: AlertEnd): Message {
  const what = `${endWords[ended.result]} ${freeWords(figures)}`;
  const title = ended.result === 'recovered' ? 'Enough licences again' : 'Told no longer';
  return message(`${title}: ${external(name, 80)}. ${what}`, [
    header(`${title}: ${externalPlain(name, 80)}`),
    section([what, nothingChanged]),
    context([`From ${dateToken(since)} to ${dateToken(ended.at)}. Figures of ${dateToken(figures.readAt)}.`]),
  ]);
}

function freeWords({ free, totalCount }: AlertFigures): string {
  return free === null
    ? 'Apple sets no limit.'
    : `${formatNumber(Math.max(0, free))} of ${counted(totalCount, 'licence')} ${free === 1 ? 'is' : 'are'} free.`;
}

function whatLeft(figures: AlertFigures, level: AlertLevel): string {
  const left = freeWords(figures);
  const { runway, shortBy } = figures;
  if (shortBy > 0)
    return `Apple took licences that were promised: it is short by ${formatNumber(shortBy)}, so nothing new is sent.`;
  if (level === 'none-left' && figures.free === 0) return `${left} Nobody else can get the app.`;
  return runway === null ? left : `${left} They last ${runwayWords(runway)}.`;
}

function waitingLines({ waiting }: AlertFigures): string[] {
  if (waiting === 0) return [];
  return [`*${counted(waiting, 'person waits', 'people wait')} for one.* They get it by themselves when one is free.`];
}

function nextStep(level: AlertLevel): string {
  return level === 'none-left'
    ? 'buy more in Apple’s portal, or uninstall the app from somebody who no longer needs it. What was bought appears with the next sync.'
    : 'buy more in Apple’s portal in good time; they appear with the next sync.';
}

function figureFields(figures: AlertFigures): (readonly [string, string])[] {
  const { free, totalCount, assignedOurs, assignedForeign, reserved, inFlight, waiting, runway } = figures;
  return [
    ['Free', `${formatNumber(Math.max(0, free ?? 0))} of ${formatNumber(totalCount)}`],
    ['Lasts', runway === null ? 'Not known: too few changes lately' : runwayWords(runway)],
    ['Given out by this bot', formatNumber(assignedOurs)],
    ['Given out, not by this bot', formatNumber(assignedForeign)],
    ['Reserved', formatNumber(reserved)],
    ['In flight', formatNumber(inFlight)],
    ['Waiting for a licence', formatNumber(waiting)],
  ];
}

function alertButtons(
  { key, name, subject, figures, revocable }: LicenceAlertFacts,
  { portalUrl }: RenderContext,
): Button[] {
  return [
    linkButton('Buy more in Apple’s portal', linkIds.portal, portalUrl),
    holdersButton(key, name),
    ...(revocable && figures.assignedOurs > 0 ? [uninstallButton(key, name)] : []),
    snoozeButton(subject, name),
  ];
}

/** In the thread of the card: it got worse. */
export function licenceNews(facts: LicenceNewsFacts, _render: RenderContext): Message {
  const { name, before, level, figures, broken } = facts;
  const lines = [
    `${bold(name)}: it was “${levelWords[before].toLowerCase()}”, and now it is “${levelWords[level].toLowerCase()}”. ${whatLeft(figures, level)}`,
    ...(broken === null ? [] : ['The snooze ended with that.']),
    `${nothingChanged} *Next:* ${nextStep(level)}`,
  ];
  return message(lines.join(' '), [section(lines), context([`Figures of ${dateToken(figures.readAt)}.`])]);
}

/** The living card of apps that ran out at the same time as others. */
export function licenceDigest({ since, lines, count }: LicenceDigestFacts, _render: RenderContext): Message {
  if (count === 0) {
    const done = 'Nothing is left of this list: each app has enough again, or has a card of its own.';
    return message(done, [header('More apps that ran out'), section([done, nothingChanged])]);
  }
  const title = `${counted(count, 'more app needs', 'more apps need')} licences`;
  const all = lines.map(
    ({ name, level, free, totalCount }) =>
      `• ${external(name, 60)}: ${levelWords[shownLevel(level, free)].toLowerCase()}, ${formatNumber(Math.max(0, free ?? 0))} free of ${formatNumber(totalCount)}`,
  );
  const rest = count - lines.length;
  const blocks: KnownBlock[] = [
    header(title),
    section([...all, ...(rest > 0 ? [`• and ${formatNumber(rest)} more`] : [])]),
    section([nothingChanged, '*Next:* look at them and buy more in Apple’s portal; they appear with the next sync.']),
    ...actions([button({ text: 'Show the apps', actionId: actionIds.openApps })]),
    context([`Told since ${dateToken(since)}. Each one that gets worse gets a card of its own.`]),
  ];
  return message(`${title}. ${all.join(' ')}`, blocks);
}
