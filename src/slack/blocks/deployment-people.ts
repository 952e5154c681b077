import type { Button, KnownBlock, RichTextBlock, StaticSelect, TableBlock } from '@slack/types';
import type { DeploymentView, PersonRow } from '../../licensing/flows/show-deployment.js';
import type { LeftOut } from '../../licensing/rules/deployment.js';
import { type LicenceState, licenceStates, type PeopleFilter, placeText } from '../../licensing/rules/people-filter.js';
import { type TermsStatus, termsStatuses } from '../../licensing/rules/terms.js';
import { actionIds } from '../ids.js';
import { leftOutWords } from './deploy-words.js';
import { button, context, plain, section } from './elements.js';
import { counted, external, externalPlain, formatNumber, mention } from './format.js';
import { installationStateWords } from './installation-words.js';
import { licenceStateWords } from './licence-words.js';
import { nextStepWords } from './next-step-words.js';
import { termsStatusWords } from './terms-words.js';

type Cell = TableBlock['rows'][number][number];

/** The people of one deployment: how many are shown, a table of them, filters and pages. */
export function peopleBlocks(view: DeploymentView): KnownBlock[] {
  const { found, all, page, pages, people } = view;
  const filtered = view.filter.state !== null || view.filter.terms !== null;
  const shown = filtered
    ? `${formatNumber(found)} of ${counted(all, 'person', 'people')}`
    : counted(all, 'person', 'people');
  const where = pages > 1 ? `, page ${formatNumber(page + 1)} of ${formatNumber(pages)}` : '';
  return [
    section(`*People:* ${shown}${where}${people.length === 0 && filtered ? '. Nobody fits what was chosen.' : ''}`),
    ...(people.length === 0 ? [] : [peopleTable(people)]),
    { type: 'actions', elements: [stateSelect(view), termsSelect(view), ...pageButtons(view)] },
    ...leftOutBlocks(view),
  ];
}

const columns = ['Person', 'Licence', 'VPP terms status', 'Since', 'What comes next'] as const;

function peopleTable(people: readonly PersonRow[]): TableBlock {
  const devices = people.some(({ installs }) => installs !== null);
  return {
    type: 'table',
    rows: [
      [...columns, ...(devices ? ['On devices'] : [])].map((one) => text(one)),
      ...people.map((row) => [...personCells(row), ...(devices ? [text(installsText(row))] : [])]),
    ],
    column_settings: [
      ...[{ is_wrapped: true }, { is_wrapped: true }, {}, {}, { is_wrapped: true }],
      ...(devices ? [{ is_wrapped: true }] : []),
    ],
  };
}

/** `Installed, Failed`, as often as there are devices, at most five; or that the app waits for a device. */
function installsText({ installs, next }: PersonRow): string {
  const known = (installs ?? []).flatMap(({ installation }) => installation ?? []);
  if (known.length === 0) {
    if (installs === null || installs.length === 0) return 'No device';
    return next.step === 'bring-device' ? 'No device for it' : '–';
  }
  const said = known.slice(0, 5).map(({ state }) => installationStateWords[state].label);
  return [...said, ...(known.length > 5 ? [`${formatNumber(known.length - 5)} more`] : [])].join(', ');
}

function personCells({ userId, name, state, terms, since, next }: PersonRow): Cell[] {
  return [
    text(externalPlain(name ?? userId, 40)),
    text(licenceStateWords[state]),
    text(termsStatusWords[terms]),
    since === null ? text('–') : date(since),
    text(nextStepWords(next).short),
  ];
}

function text(words: string): Cell {
  return { type: 'raw_text', text: words };
}

/** An instant in the reader's own time zone. */
function date(at: number): RichTextBlock {
  const fallback = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          {
            type: 'date',
            timestamp: Math.floor(at / 1_000),
            format: '{date_short_pretty} {time}',
            fallback: `${fallback} UTC`,
          },
        ],
      },
    ],
  };
}

/** The value of a control that leads to other people of the same deployment. */
function placeValue({ id }: DeploymentView, page: number, filter: PeopleFilter): string {
  return placeText({ deploymentId: id, page, filter });
}

function stateSelect(view: DeploymentView): StaticSelect {
  const options = [null, ...licenceStates].map((state: LicenceState | null) => ({
    text: plain(state === null ? 'Any licence state' : licenceStateWords[state], 75),
    value: placeValue(view, 0, { ...view.filter, state }),
  }));
  return select(actionIds.filterPeopleByState, options, [null, ...licenceStates].indexOf(view.filter.state));
}

function termsSelect(view: DeploymentView): StaticSelect {
  const options = [null, ...termsStatuses].map((terms: TermsStatus | null) => ({
    text: plain(terms === null ? 'Any terms status' : termsStatusWords[terms], 75),
    value: placeValue(view, 0, { ...view.filter, terms }),
  }));
  return select(actionIds.filterPeopleByTerms, options, [null, ...termsStatuses].indexOf(view.filter.terms));
}

function select(actionId: string, options: NonNullable<StaticSelect['options']>, chosen: number): StaticSelect {
  const initial = options[chosen];
  return {
    type: 'static_select',
    action_id: actionId,
    placeholder: plain('Which people', 150),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function pageButtons(view: DeploymentView): Button[] {
  const { page, pages, filter } = view;
  const to = (target: number) => placeValue(view, target, filter);
  return [
    ...(page > 0
      ? [button({ text: 'Previous', actionId: actionIds.peoplePageBack, value: to(page - 1), label: 'Previous page' })]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: actionIds.peoplePage, value: to(page + 1), label: 'Next page' })]
      : []),
  ];
}

function leftOutBlocks({ leftOut: { leftOut, leftOutCount } }: DeploymentView): KnownBlock[] {
  if (leftOutCount === 0) return [];
  const rest = leftOutCount - leftOut.length;
  return [
    section([
      `*Left out:* ${counted(leftOutCount, 'person or line', 'people or lines')}`,
      ...leftOut.map((one) => `• ${leftOutLine(one)}`),
      ...(rest > 0 ? [`• ${formatNumber(rest)} more; the file (CSV) names those that were kept`] : []),
    ]),
    context(['Whoever is left out gets nothing and loses nothing by this deployment.']),
  ];
}

function leftOutLine({ who, reason, line }: LeftOut): string {
  const said = /^[UW][A-Z0-9]{1,30}$/.test(who) ? mention(who) : external(who, 60);
  return `${said}: ${leftOutWords[reason]}${line === null ? '' : ` (line ${formatNumber(line)})`}`;
}
