import type { KnownBlock } from '@slack/types';
import type { HomeLists } from '../../licensing/flows/home-lists.js';
import { actionIds } from '../ids.js';
import { deploymentEntry } from './deployment-list.js';
import { actions, button, divider, header, section } from './elements.js';
import { counted, external, formatNumber } from './format.js';
import { termsStatusWords } from './terms-words.js';

/** What waits for this administrator, what is under way, and who is held up; nothing while there is nothing of it. */
export function homeAdmin(lists: HomeLists, now: number): KnownBlock[] {
  const { decide, decideCount, active, activeCount, groups } = lists;
  return [
    ...part('Waits for your decision', decide, decideCount, (row) => deploymentEntry(row, groups, now)),
    ...part('Deployments in force', active, activeCount, (row) => deploymentEntry(row, groups, now)),
    ...figures(lists),
    ...installs(lists),
  ];
}

function part<Row>(title: string, rows: readonly Row[], count: number, block: (row: Row) => KnownBlock): KnownBlock[] {
  if (rows.length === 0) return [];
  const rest = count - rows.length;
  return [
    divider(),
    header(count === 1 ? title : `${title}: ${formatNumber(count)}`),
    ...rows.map(block),
    ...(rest > 0
      ? [
          section(
            `${formatNumber(rest)} more stand in the list.`,
            button({ text: 'Show the list', actionId: actionIds.openDeployments, label: 'Show all deployments' }),
          ),
        ]
      : []),
  ];
}

function figures({ terms, waiting, waitingApps, awaitingCount, activeCount }: HomeLists): KnownBlock[] {
  const accepted = terms.map(
    ({ status, people }) => `${formatNumber(people)} ${termsStatusWords[status].toLowerCase()}`,
  );
  const lines = [
    ...(awaitingCount === 0 ? [] : [`*Awaiting approval:* ${counted(awaitingCount, 'deployment')}`]),
    ...(accepted.length === 0 ? [] : [`*VPP terms status:* ${accepted.join(', ')}`]),
    ...(waiting.length === 0 ? [] : [`*Waiting for licences:* ${waitingWords(waiting, waitingApps)}`]),
  ];
  if (lines.length === 0) return [];
  const buttons = activeCount + awaitingCount === 0 ? [] : [allDeployments()];
  return [divider(), section(lines), ...actions(buttons)];
}

/** What does not go on by itself on somebody's device. */
function installs({ installs }: HomeLists): KnownBlock[] {
  if (installs === null || installs.count === 0) return [];
  const { count, apps, appsCount } = installs;
  const named = apps.map((one) => `${external(one.name, 40)} (${formatNumber(one.count)})`);
  const rest = appsCount - apps.length;
  return [
    divider(),
    section(
      `*Installs that need somebody:* ${formatNumber(count)}. ${named.join(', ')}${rest > 0 ? ` and ${counted(rest, 'more app')}` : ''}`,
      button({
        ...{ text: 'Show them', actionId: actionIds.openInstalls, value: 'trouble' },
        label: 'Show the installs that need somebody',
      }),
    ),
  ];
}

function waitingWords(waiting: HomeLists['waiting'], apps: number): string {
  const named = waiting.map(({ name, people }) => `${external(name, 40)} (${counted(people, 'person', 'people')})`);
  const rest = apps - waiting.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${counted(rest, 'more app')}` : ''}`;
}

function allDeployments() {
  return button({ text: 'All deployments', actionId: actionIds.openDeployments });
}
