import type { Button, ModalView } from '@slack/types';
import type { AppsPage } from '../../licensing/flows/list-apps.js';
import { type AssetRecord, assetKey } from '../../licensing/rules/asset.js';
import { assetName } from '../../licensing/rules/needs.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { entryWords, listEntry } from './app-entry.js';
import { assetState } from './app-words.js';
import { actions, button, context, header, message, modal, plain, section } from './elements.js';
import { bold, code, counted, dateToken, external, externalPlain, formatNumber, shorten } from './format.js';
import type { RenderContext } from './render-context.js';

/** One page of apps and books by need, each with its icon and the age of its figures (S18). */
export function appsMessage(page: AppsPage, _render: RenderContext): Message {
  if (page.apps.length === 0) return emptyMessage(page);
  const shown =
    page.search === ''
      ? counted(page.found, 'app or book', 'apps and books')
      : `${formatNumber(page.found)} of ${formatNumber(page.all)} fit “${external(page.search)}”`;
  const where = page.pages > 1 ? `, page ${formatNumber(page.page + 1)} of ${formatNumber(page.pages)}` : '';
  const given = page.bound ? '' : ' The location was handed over for good, so they stay as they are.';
  const age = page.asOf === null ? 'The first sync has not finished.' : `Figures of ${dateToken(page.asOf)}.${given}`;
  return message(`${shown}${where}. ${age} ${page.apps.map(entryWords).join('; ')}`, [
    header('Apps and books'),
    section(`${shown}${where}. Those that need licences come first.`),
    ...page.apps.map(listEntry),
    ...actions(pageButtons(page)),
    context([
      age,
      'Ours: given out by this bot. Others: given out at Apple, but not by this bot. Free: nobody has it, and nothing that was approved needs it. One app in detail: `/vpp app NAME`.',
    ]),
  ]);
}

function pageButtons({ page, pages, search }: AppsPage): Button[] {
  const value = (target: number) => `${target}:${shorten(search, 100)}`;
  return [
    ...(page > 0
      ? [button({ text: 'Previous', actionId: actionIds.appsPageBack, value: value(page - 1), label: 'Previous page' })]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: actionIds.appsPage, value: value(page + 1), label: 'Next page' })]
      : []),
    searchButton(search),
    ...(search === '' ? [] : [button({ text: 'Show all', actionId: actionIds.openApps })]),
  ];
}

/** Its value is the search so far. */
function searchButton(search: string): Button {
  const value = shorten(search, 100);
  return button({ text: 'Search', actionId: actionIds.searchApps, ...(value === '' ? {} : { value }) });
}

function emptyMessage(page: AppsPage): Message {
  if (!page.bound) {
    return note(
      'No apps yet',
      'No Apple account is bound, so there is nothing to show.',
      'Next: a custodian binds it with `/vpp token`.',
      [],
    );
  }
  if (page.asOf === null) {
    return note(
      'No apps yet',
      'The first sync has not finished, so there is nothing to show.',
      'Next: wait for it, or press Sync now.',
      [button({ text: 'Sync now', actionId: actionIds.syncNow })],
    );
  }
  if (page.search === '') {
    return note(
      'No apps yet',
      `Apple lists no apps or books for this location (sync of ${dateToken(page.asOf)}).`,
      'Next: buy some in Apple’s portal; they appear with the next sync.',
      [],
    );
  }
  return noAppMessage(page.search);
}

function note(title: string, what: string, next: string, buttons: readonly Button[]): Message {
  return message(`${title}. ${what} ${next}`, [header(title), section([what, next]), ...actions(buttons)]);
}

/** Nothing fits the search. */
export function noAppMessage(search: string): Message {
  return note(
    'Nothing found',
    `No app or book fits “${external(search)}”. The search looks at names, bundle ids and App Store ids.`,
    'Next: try one word of the name, or look at all of them.',
    [searchButton(search), button({ text: 'Show all', actionId: actionIds.openApps })],
  );
}

/** Several fit: one line with a button each. */
export function severalAppsMessage(apps: readonly AssetRecord[]): Message {
  const names = apps.map((app) => external(assetName(app), 60));
  return message(`Which one? ${names.join('; ')}`, [
    header('Which one do you mean?'),
    ...apps.slice(0, 10).map((app) =>
      section(
        [bold(assetName(app)), `${assetState(app)}. App Store id ${code(app.adamId)}`],
        button({
          text: 'Details',
          actionId: actionIds.showApp,
          value: assetKey(app),
          label: `Details of ${externalPlain(assetName(app), 60)}`,
        }),
      ),
    ),
    context(['Not among them? Type more of the name: `/vpp app NAME`.']),
  ]);
}

/** The search dialogue. */
export function appSearchView(search: string): ModalView {
  const typed = shorten(search, 100);
  return modal({
    callbackId: callbackIds.searchApps,
    title: 'Search the apps',
    submit: 'Search',
    close: 'Close',
    blocks: [
      {
        type: 'input',
        block_id: blockIds.search,
        optional: true,
        label: plain('Name, bundle id or App Store id', 2_000),
        hint: plain('Leave it empty to see all of them.', 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          max_length: 100,
          focus_on_load: true,
          ...(typed === '' ? {} : { initial_value: typed }),
        },
      },
    ],
  });
}
