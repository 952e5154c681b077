import type { Button, KnownBlock, StaticSelect } from '@slack/types';
import {
  isUnusedFilter,
  type UnusedApp,
  type UnusedAppsOutcome,
  type UnusedAsking,
  type UnusedCounts,
  type UnusedFilter,
  type UnusedLine,
  type UnusedPage,
} from '../../licensing/flows/list-unused.js';
import type { UnknownWhy, UnusedWhy } from '../../licensing/rules/licence-use.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { uninstallButton } from './app-buttons.js';
import { actions, button, confirmation, context, header, message, plain, section } from './elements.js';
import { bold, counted, dateToken, external, externalPlain, formatNumber, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

const filterWords = {
  unused: 'Held without use',
  kept: 'Kept by their holders',
  unknown: 'Not known',
} as const satisfies Record<UnusedFilter, string>;

const filterLines = {
  unused: 'They have a licence, and the app is on none of their devices.',
  kept: 'The app is on none of their devices, and they said that they keep the licence. They are not asked again for 90 days.',
  unknown: 'The bot has not heard from all of their devices, so it cannot say whether they use the app.',
} as const satisfies Record<UnusedFilter, string>;

const whyWords = {
  deleted: 'they deleted it',
  rejected: 'they refused the install',
  failed: 'the install failed',
  'not-installed': 'it is not there',
  'not-applicable': 'none of their devices can have it',
} as const satisfies Record<UnusedWhy, string>;

const unknownWords = {
  'no-device': 'no device of theirs is known',
  'never-heard': 'a device of theirs has never said',
  'left-management': 'their devices left management, so nobody can ask them',
  silent: 'a device of theirs has not said for more than 7 days',
} as const satisfies Record<UnknownWhy, string>;

type AppsPage = Extract<UnusedAppsOutcome, { result: 'unused-apps' }>;

/** What a button or a choice of the list carries. */
export function unusedListValue(filter: UnusedFilter, page: number, key: string): string {
  return `${filter}:${page}:${key}`;
}

/** `null`: nothing that a button of ours carries. */
export function readUnusedListValue(value: string): { filter: UnusedFilter; page: number; key: string } | null {
  const [, filter = '', page = '0', key = ''] = /^([a-z]{1,10}):(\d{1,6}):([^:]{1,60})$/.exec(value) ?? [];
  return isUnusedFilter(filter) ? { filter, page: Number(page), key } : null;
}

/** What “Ask” carries: who, and which app. */
export function readAskUnusedValue(value: string): { userId: string; key: string } | null {
  const [, userId, key] = /^(\w{1,32}) ([^\s:]{1,60})$/.exec(value) ?? [];
  return userId === undefined || key === undefined ? null : { userId, key };
}

/** What “Ask all” carries: how many people were shown, and which app. */
export function readAskAllUnusedValue(value: string): { shown: number; key: string } | null {
  const [, shown, key] = /^(\d{1,9}):([^:]{1,60})$/.exec(value) ?? [];
  return shown === undefined || key === undefined ? null : { shown: Number(shown), key };
}

/** Leads to the people who have a licence of an app without using it. */
export function unusedButton(key: string, name: string, text = 'Held without use'): Button {
  return button({
    text,
    actionId: actionIds.showUnused,
    value: unusedListValue('unused', 0, key),
    label: `See who holds ${externalPlain(name, 40)} without use`,
  });
}

function countWords({ unused, kept, unknown }: UnusedCounts): string {
  const parts = [
    `${formatNumber(unused)} held without use`,
    ...(kept === 0 ? [] : [`${formatNumber(kept)} kept`]),
    ...(unknown === 0 ? [] : [`${formatNumber(unknown)} not known`]),
  ];
  return parts.join(', ');
}

/** All apps of which licences are held without use. */
export function unusedAppsMessage(list: AppsPage, _render: RenderContext): Message {
  const { apps, found, page, pages, totals } = list;
  if (found === 0) {
    const none = `No licence is held without use. ${nothingChanged}`;
    return message(none, [header('Licences held without use'), section(none)]);
  }
  const where = pages > 1 ? `, page ${formatNumber(page + 1)} of ${formatNumber(pages)}` : '';
  const what = `${counted(found, 'app')}${where}: ${countWords(totals)}. ${nothingChanged}`;
  return message(`Licences held without use. ${what}`, [
    header('Licences held without use'),
    section([what, 'Next: open an app to see its people, and ask them whether they keep the licence.']),
    ...apps.map(appSection),
    ...actions(pageButtons({ page, pages, value: (target) => String(target) }, unusedAppsIds)),
    context([smallPrint]),
  ]);
}

const unusedAppsIds = { next: actionIds.unusedAppsPage, back: actionIds.unusedAppsPageBack };

const smallPrint =
  'Held without use: somebody has the licence, and the app is on none of their devices, as these said within the last 7 days. Not known: a device has not said so, or no device of theirs is known.';

function appSection({ key, name, counts }: UnusedApp): KnownBlock {
  return section(`${bold(name)}: ${countWords(counts)}`, unusedButton(key, name, 'See people'));
}

/** One page of the people of one app. */
export function unusedMessage(list: UnusedPage, _render: RenderContext): Message {
  const { name, filter, counts, lines, page, pages } = list;
  const where = pages > 1 ? `, page ${formatNumber(page + 1)} of ${formatNumber(pages)}` : '';
  const what = `${filterWords[filter]}: ${counted(counts[filter], 'person', 'people')}${where}.`;
  return message(`${external(name, 80)}. ${what} ${filterLines[filter]} ${nothingChanged}`, [
    header(`${externalPlain(name, 80)}: held without use`),
    section([what, filterLines[filter], nothingChanged]),
    { type: 'actions', elements: [filterSelect(list)] },
    ...(lines.length === 0
      ? [section('Nobody at the moment.')]
      : lines.map((line) => section(lineWords(line), line.mayAsk ? askButton(line, list) : undefined))),
    ...actions(listButtons(list)),
    context([smallPrint]),
  ]);
}

function lineWords({ userId, use, asking, left }: UnusedLine): string {
  const state =
    use.use === 'unused'
      ? `${whyWords[use.why]}, since ${dateToken(use.since)} at least; known as of ${dateToken(use.asOf)}`
      : `${unknownWords[use.why]}${use.asOf === null ? '' : `; last heard ${dateToken(use.asOf)}`}`;
  const said = left ? 'left the organisation' : askingWords(asking);
  return `• ${mention(userId)}: ${state}.${said === '' ? '' : ` ${said.charAt(0).toUpperCase()}${said.slice(1)}.`}`;
}

function askingWords(asking: UnusedAsking): string {
  switch (asking.state) {
    case 'not-asked':
      return '';
    case 'asked': {
      const { askedAt, by, reminders } = asking;
      if (askedAt === null) return `${mention(by)} asked; the question is about to go out`;
      return `asked by ${mention(by)}, no answer since ${dateToken(askedAt)} (${counted(reminders, 'reminder')})`;
    }
    case 'kept':
      return `said “Keep it” ${dateToken(asking.at)}, not asked again before ${dateToken(asking.until)}`;
    case 'wished':
      return `would give it back (said so ${dateToken(asking.at)}), but a required deployment wants them to have it`;
  }
}

function askButton({ userId }: UnusedLine, { key, name }: UnusedPage): Button {
  return button({
    text: 'Ask',
    actionId: actionIds.askUnused,
    value: `${userId} ${key}`,
    label: `Ask this person whether they still need ${externalPlain(name, 30)}`,
  });
}

function filterSelect({ filter, key, counts }: UnusedPage): StaticSelect {
  const filters = Object.keys(filterWords).filter(isUnusedFilter);
  const options = filters.map((one) => ({
    text: plain(`${filterWords[one]} (${formatNumber(counts[one])})`, 75),
    value: unusedListValue(one, 0, key),
  }));
  const chosen = options.find(({ value }) => value === unusedListValue(filter, 0, key));
  return {
    type: 'static_select',
    action_id: actionIds.filterUnused,
    placeholder: plain('Whom to show', 150),
    options,
    ...(chosen === undefined ? {} : { initial_option: chosen }),
  };
}

function listButtons(list: UnusedPage): Button[] {
  const { filter, key, name, counts, page, pages, askable } = list;
  const any = counts.unused + counts.kept + counts.unknown > 0;
  const value = (target: number) => unusedListValue(filter, target, key);
  const ids = { next: actionIds.unusedPage, back: actionIds.unusedPageBack };
  return [
    ...pageButtons({ page, pages, value }, ids),
    ...(askable > 0 && filter === 'unused' ? [askAllButton(list)] : []),
    ...(list.mayUninstall && counts.unused > 0 ? [uninstallButton(key, name)] : []),
    ...(list.mayExport && any
      ? [
          button({
            text: 'Send me the list',
            actionId: actionIds.exportUnused,
            value: key,
            label: 'Send me the list as a file (CSV)',
          }),
        ]
      : []),
    button({ text: 'Back to the app', actionId: actionIds.showApp, value: key }),
  ];
}

function askAllButton({ key, name, askable }: UnusedPage): Button {
  return button({
    text: `Ask all ${formatNumber(askable)}`,
    actionId: actionIds.askAllUnused,
    value: `${askable}:${key}`,
    label: `Ask ${counted(askable, 'person', 'people')} whether they still need ${externalPlain(name, 30)}`,
    confirm: confirmation({
      title: `Ask ${counted(askable, 'person', 'people')}?`,
      text: `Each gets a direct message that asks whether they keep the licence for ${externalPlain(name, 80)} or give it back. Nobody loses a licence by this.`,
      confirm: 'Yes, ask them',
      deny: 'Not now',
      style: 'primary',
    }),
  });
}

interface Paging {
  page: number;
  pages: number;
  value: (page: number) => string;
}

function pageButtons({ page, pages, value }: Paging, ids: { next: string; back: string }): Button[] {
  return [
    ...(page > 0
      ? [button({ text: 'Previous', actionId: ids.back, value: value(page - 1), label: 'Previous page' })]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: ids.next, value: value(page + 1), label: 'Next page' })]
      : []),
  ];
}
