import type { Button, StaticSelect } from '@slack/types';
import type { InstallsPage } from '../../licensing/flows/list-installs.js';
import {
  type InstallationChoice,
  type InstallationQuery,
  installationChoices,
  installationQueryText,
} from '../../licensing/rules/installation-query.js';
import { actionIds } from '../ids.js';
import { button, confirmation, plain } from './elements.js';
import { counted, formatNumber } from './format.js';
import { installationCountWords, installationStateWords } from './installation-words.js';

/** What may stand behind the command. */
export const installsHelp =
  'Choose with `failed`, `pending` or another state, an app’s name, `D-7`, @person, `device:4F2K` (the end of a serial number, or a name), `older:3d`, `newer:1d`, or `no device`.';

/** How each choice is called. */
export const installationChoiceWords = {
  trouble: 'Needs somebody',
  ...installationCountWords,
  'no-device': 'People without a device',
  wanted: installationStateWords.wanted.label,
  commanded: installationStateWords.commanded.label,
  waiting: installationStateWords.waiting.label,
  prompting: installationStateWords.prompting.label,
  installing: installationStateWords.installing.label,
  managed: 'Installed and managed',
  unmanaged: installationStateWords.unmanaged.label,
  deleted: installationStateWords.deleted.label,
  rejected: installationStateWords.rejected.label,
  removing: installationStateWords.removing.label,
  gone: installationStateWords.gone.label,
  'left-management': installationStateWords['left-management'].label,
  retired: installationStateWords.retired.label,
} as const satisfies Record<InstallationChoice, string>;

/** What leads to other installations, and what can be done with those that were found. */
export function listControls(page: InstallsPage): (Button | StaticSelect)[] {
  return [choiceSelect(page.query), ...pageButtons(page), ...listButtons(page)];
}

/** Its choices keep everything else that was asked for. */
export function choiceSelect(query: InstallationQuery): StaticSelect {
  const all: readonly (InstallationChoice | null)[] = [null, ...installationChoices];
  const options = all.map((choice) => ({
    text: plain(choice === null ? 'Any state' : installationChoiceWords[choice], 75),
    value: `0 ${installationQueryText({ ...query, choice })}`.slice(0, 150),
  }));
  const initial = options[all.indexOf(query.choice)];
  return {
    type: 'static_select',
    action_id: actionIds.chooseInstalls,
    placeholder: plain('Which state', 150),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function pageButtons({ page, pages, typed }: InstallsPage): Button[] {
  const to = (target: number) => `${target} ${typed}`;
  return [
    ...(page > 0
      ? [
          button({
            text: 'Previous',
            actionId: actionIds.installsPageBack,
            value: to(page - 1),
            label: 'Previous page',
          }),
        ]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: actionIds.installsPage, value: to(page + 1), label: 'Next page' })]
      : []),
  ];
}

function listButtons({ may, retryable, typed, withoutDevice, query }: InstallsPage): Button[] {
  const kept = typed === '' ? {} : { value: typed };
  const ofAll = counted(retryable, 'installation');
  return [
    ...(query.choice === 'trouble'
      ? []
      : [
          button({
            ...{ text: 'Needs somebody', actionId: actionIds.installsTrouble },
            ...{ value: `0 ${installationQueryText({ ...query, choice: 'trouble' })}` },
            label: 'Only what needs somebody',
          }),
        ]),
    ...(may.retry && retryable > 0
      ? [
          button({
            ...{ text: `Try again for all ${formatNumber(retryable)}`, actionId: actionIds.retryInstalls, ...kept },
            label: `Try again for ${ofAll}`,
            confirm: confirmation({
              title: `Try again for ${ofAll}?`,
              text: 'The bot sends each of them to its device again. Where somebody refused or deleted the app, the device asks them anew. Copies of people’s own are left as they are.',
              confirm: 'Yes, try again',
              deny: 'Not now',
              style: 'primary',
            }),
          }),
        ]
      : []),
    ...(may.export
      ? [
          button({
            ...{ text: 'Send me the CSV', actionId: actionIds.exportInstalls, ...kept },
            label: withoutDevice.length > 0 ? 'Send me these people as a file' : 'Send me this list as a file',
          }),
        ]
      : []),
  ];
}
