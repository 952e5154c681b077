import type { Button, KnownBlock, StaticSelect } from '@slack/types';
import {
  type ExportHoldersOutcome,
  type Holder,
  type HolderFilter,
  type HoldersPage,
  holderStates,
  isHolderFilter,
} from '../../licensing/flows/holders.js';
import type { AssignmentReason, AssignmentState } from '../../licensing/rules/assignment.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { uninstallButton } from './app-buttons.js';
import { actions, button, context, header, message, plain, section } from './elements.js';
import { code, counted, dateToken, external, externalPlain, formatNumber, listed, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nextWords, nothingChanged, type Words } from './words.js';

const filterWords = {
  holding: 'Have a licence',
  coming: 'Are to get one',
  leaving: 'Are to give it back',
  ended: 'Have none any more',
} as const satisfies Record<HolderFilter, string>;

const stateWords = {
  reserved: 'a licence is reserved',
  'waiting-for-licences': 'waits until a licence is free',
  licensing: 'Apple is giving the licence',
  licensed: 'has a licence',
  removing: 'has a licence, is to uninstall the app',
  releasing: 'has a licence, Apple is taking it back',
  released: 'gave it back',
  failed: 'did not work',
  rejected: 'said no',
  'given-back': 'did not accept Apple’s terms in time',
  lost: 'lost it at Apple',
} as const satisfies Record<AssignmentState, string>;

const reasonWords = {
  uninstalled: 'the app is gone',
  'removal-overridden': 'a custodian took it back',
  'deployment-ended': 'the deployment ended',
  left: 'left the organisation',
  'terms-not-accepted': 'Apple’s terms were not accepted',
  'rejected-by-person': 'the person said no',
  'not-revocable': 'Apple does not take it back',
  'refused-by-apple': 'Apple refused',
  'person-unknown-at-apple': 'Apple does not know the person',
  'lost-unknown': 'nobody knows why',
  'lost-retired': 'the person was retired at Apple',
  'lost-refunded': 'it was refunded at Apple',
} as const satisfies Record<AssignmentReason, string>;

/** What a button or a choice of the list carries. */
export function holdersValue(filter: HolderFilter, page: number, key: string): string {
  return `${filter}:${page}:${key}`;
}

/** `null`: nothing that a button of ours carries. */
export function readHoldersValue(value: string): { filter: HolderFilter; page: number; key: string } | null {
  const [, filter = '', page = '0', key = ''] = /^([a-z]{1,10}):(\d{1,6}):([^:]{1,60})$/.exec(value) ?? [];
  return isHolderFilter(filter) ? { filter, page: Number(page), key } : null;
}

/** One page of an app's people. */
export function holdersMessage(page: HoldersPage, _render: RenderContext): Message {
  const { name, filter, found, pages, holders, foreign, readAt } = page;
  const where = pages > 1 ? `, page ${formatNumber(page.page + 1)} of ${formatNumber(pages)}` : '';
  const what = `${filterWords[filter]}: ${counted(found, 'person', 'people')}${where}.`;
  const others =
    foreign === 0
      ? []
      : [
          `${counted(foreign, 'more licence was', 'more licences were')} given out, but not by this bot; it knows no names of theirs.`,
        ];
  const blocks: KnownBlock[] = [
    header(`Holders of ${externalPlain(name, 80)}`),
    section([what, ...others]),
    { type: 'actions', elements: [filterSelect(page)] },
    ...(holders.length === 0 ? [section('Nobody at the moment.')] : peopleSections(holders)),
    ...actions(holderButtons(page)),
    context([`Licences that others gave out: figures of ${dateToken(readAt)}. ${nothingChanged}`]),
  ];
  return message(`Holders of ${external(name, 80)}. ${what} ${others.join(' ')}`.trim(), blocks);
}

/** Few enough lines each that none is cut off. */
function peopleSections(holders: readonly Holder[]): KnownBlock[] {
  const parts = [holders.slice(0, 8), holders.slice(8)];
  return parts.flatMap((part) => (part.length === 0 ? [] : [section(part.map(holderLine))]));
}

function holderLine({ userId, state, reason, since, wantedBy, removalBy }: Holder): string {
  const why = reason === null ? '' : ` (${reasonWords[reason]})`;
  const by = wantedBy.length === 0 ? '' : `, wanted by ${listed(wantedBy.slice(0, 5).map(code))}`;
  const removal = removalBy === null ? '' : `, asked for by ${removerWords(removalBy)}`;
  return `• ${mention(userId)}: ${stateWords[state]}${why} since ${dateToken(since)}${by}${removal}`;
}

function removerWords(removalBy: string): string {
  return removalBy.startsWith('person:') ? mention(removalBy.slice('person:'.length)) : code(removalBy);
}

function filterSelect({ filter, key, counts }: HoldersPage): StaticSelect {
  const filters = Object.keys(holderStates).filter(isHolderFilter);
  const options = filters.map((one) => ({
    text: plain(`${filterWords[one]} (${formatNumber(counts[one])})`, 75),
    value: holdersValue(one, 0, key),
  }));
  const chosen = options.find(({ value }) => value === holdersValue(filter, 0, key));
  return {
    type: 'static_select',
    action_id: actionIds.filterHolders,
    placeholder: plain('Whom to show', 150),
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

function holderButtons(list: HoldersPage): Button[] {
  const { filter, page, pages, key, name, counts } = list;
  const all = Object.values(counts).some((count) => count > 0);
  return [
    ...(page > 0
      ? [
          button({
            text: 'Previous',
            actionId: actionIds.holdersPageBack,
            value: holdersValue(filter, page - 1, key),
            label: 'Previous page',
          }),
        ]
      : []),
    ...(page < pages - 1
      ? [
          button({
            text: 'Next',
            actionId: actionIds.holdersPage,
            value: holdersValue(filter, page + 1, key),
            label: 'Next page',
          }),
        ]
      : []),
    ...(list.mayUninstall && counts.holding > 0 ? [uninstallButton(key, name)] : []),
    ...(list.mayExport && all
      ? [
          button({
            text: 'Send me the list',
            actionId: actionIds.exportHolders,
            value: key,
            label: 'Send me the list as a file (CSV)',
          }),
        ]
      : []),
    button({ text: 'Back to the app', actionId: actionIds.showApp, value: key }),
  ];
}

/** The app of a button is not known any more. */
export const appUnknownWords: Words = {
  title: 'No such app',
  text: `The bot does not know this app any more. ${nothingChanged}`,
  next: nextWords('Look at all apps with `/vpp apps`.'),
};

/** How sending the list of holders as a file went. */
export function exportHoldersWords(
  outcome: Exclude<ExportHoldersOutcome, NotAllowed | { result: 'unknown-app' }>,
): Words {
  if (outcome.result === 'too-large') {
    return {
      title: 'Too much for one file',
      text: `The list has ${formatNumber(Math.round(outcome.bytes / 1_048_576))} MB, more than the bot sends through Slack. ${nothingChanged}`,
      next: nextWords('Look at the list page by page.'),
    };
  }
  return {
    title: 'The list is in your direct messages',
    text: `${externalPlain(outcome.name)} holds ${counted(outcome.people, 'person', 'people')}. That you got it is recorded. ${nothingChanged}`,
    next: nextWords('Open it there. It holds names and e-mail addresses, so treat it with care.'),
  };
}
