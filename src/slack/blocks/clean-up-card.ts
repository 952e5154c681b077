import type { Button, KnownBlock } from '@slack/types';
import { type CleanUpCount, isClean } from '../../licensing/rules/clean-up.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { cleanUpConsequences, holdingFields, holdingWords, keptLine } from './clean-up-facts.js';
import { actions, button, context, fields, header, message, section } from './elements.js';
import { dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged, referenceLine } from './words.js';

type CountOf = { [C in CleanUpCount as C['state']]: Extract<CleanUpCount, { state: C['state'] }> };

interface CountEntry {
  title: string;
  text: string;
  next: string;
  facts: KnownBlock[];
  buttons: Button[];
  wrong: boolean;
}

const stages: { [K in keyof CountOf]: (count: CountOf[K]) => CountEntry } = {
  counting: () => ({
    title: 'Counting what others made',
    text: `The bot is counting the people and licences at the location that it did not make. Counting only reads. ${nothingChanged}`,
    next: 'Next: the figures appear here. You can close Slack meanwhile.',
    facts: [],
    buttons: [],
    wrong: false,
  }),
  failed: (count) => ({
    title: 'The count did not finish',
    text: `${external(count.reason, 400)}. ${nothingChanged}`,
    next: 'Next: press Count again.',
    facts: [],
    buttons: [again()],
    wrong: true,
  }),
  counted: (count) => (isClean(count.found) ? clean(count) : found(count)),
};

function clean(count: CountOf['counted']): CountEntry {
  return {
    title: 'The location is clean',
    text: `Nobody but this bot has people or licences there that can be removed; that is recorded. ${nothingChanged} ${keptLine(count.found)}`,
    next: 'Next: nothing to do. Licences can be given out.',
    facts: [],
    buttons: [again()],
    wrong: false,
  };
}

function found(count: CountOf['counted']): CountEntry {
  return {
    title: 'What others made at the location',
    text: `The bot counted ${holdingWords(count.found)} that it did not make and that can be removed. ${nothingChanged}`,
    next: 'Next: press Continue to have them removed, which a second custodian confirms, or decide to leave them.',
    facts: [
      fields(holdingFields(count.found)),
      section(['*What a clean-up does*', ...cleanUpConsequences(count.found).map((line) => `• ${line}`)]),
      section(keptLine(count.found)),
    ],
    buttons: [
      button({
        text: 'Continue',
        actionId: actionIds.continueCleanUp,
        value: count.id,
        style: 'primary',
        label: 'Continue to the clean-up; nothing happens yet',
      }),
      button({
        text: 'Leave them (waiver)…',
        actionId: actionIds.waiveCleanUp,
        value: count.id,
        label: 'Leave what others made and say why',
      }),
      again(),
    ],
    wrong: false,
  };
}

function again(): Button {
  return button({ text: 'Count again', actionId: actionIds.countOthers });
}

function entryOf<K extends keyof CountOf>(state: K, count: CountOf[K]): CountEntry {
  return stages[state](count);
}

/** The card of whoever asked what others made. */
export function cleanUpCountCard({ count, over }: NoticeFacts['clean-up-count'], render: RenderContext): Message {
  const entry = entryOf(count.state, count);
  const next = over
    ? 'Next: nothing to do here; another count, a decision or a clean-up has taken the place of this one.'
    : entry.next;
  return message(`${entry.title}: ${external(count.locationName)}. ${entry.text} ${next}`, [
    header(entry.title),
    section([entry.text, next]),
    ...(over ? [] : entry.facts),
    ...actions(over ? [] : entry.buttons),
    context([
      `Location “${external(count.locationName)}”. Asked for by ${mention(count.startedBy)} ${dateToken(count.startedAt)}.${countedAt(count)}`,
      ...(entry.wrong ? [referenceLine(render.reference)] : []),
    ]),
  ]);
}

function countedAt(count: CleanUpCount): string {
  return count.state === 'counted' ? ` Figures of ${dateToken(count.countedAt)}.` : '';
}

/** Told to the channel: what others made stays, by whose decision and why. */
export function cleanUpWaived({ waiver, locationName }: NoticeFacts['clean-up-waived']): Message {
  const what = `${mention(waiver.by)} decided that ${holdingWords(waiver.found)} of others stay at the location “${external(locationName)}”.`;
  return message(`${what} ${nothingChanged}`, [
    header('What others made stays'),
    section([what, `*Reason:* ${external(waiver.reason, 500)}`]),
    section([
      nothingChanged,
      'Next: licences can be given out. A custodian can still clean up with `/vpp token clean-up`.',
    ]),
    context([`Decided ${dateToken(waiver.at)}.`]),
  ]);
}
