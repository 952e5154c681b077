import type { Button, KnownBlock, StaticSelect } from '@slack/types';
import type { DeploymentRow, DeploymentsPage } from '../../licensing/flows/list-deployments.js';
import type { Deployment, DeploymentRevision } from '../../licensing/rules/deployment.js';
import { type DeploymentFilter, filterText } from '../../licensing/rules/deployment-filter.js';
import type { InstallationCounts } from '../../licensing/rules/installation-counts.js';
import { everybody, placeText } from '../../licensing/rules/people-filter.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { audienceWords } from './audience-words.js';
import { deploymentActions } from './deploy-words.js';
import { button, context, header, message, plain, section } from './elements.js';
import { ageWords, bold, code, dateToken, external, formatNumber, mention, shorten } from './format.js';
import { countsText } from './installation-counts.js';
import { deploymentStateWords } from './licence-words.js';
import { progressText } from './progress-words.js';
import type { RenderContext } from './render-context.js';

/** Characters of a filter that go on in a button. */
const FILTER_LENGTH = 120;

/** One page of deployments, those that wait for approval first. `mayExport`: the CSV is offered. */
export function deploymentsMessage(page: DeploymentsPage, render: RenderContext, mayExport: boolean): Message {
  if (page.rows.length === 0) return emptyMessage(page);
  const chosen = shorten(filterText(page.filter), FILTER_LENGTH);
  const shown = chosen === '' ? formatNumber(page.all) : `${formatNumber(page.found)} of ${formatNumber(page.all)}`;
  const where = page.pages > 1 ? `, page ${formatNumber(page.page + 1)} of ${formatNumber(page.pages)}` : '';
  const what = `${shown} ${page.found === 1 && chosen === '' ? 'deployment' : 'deployments'}${where}`;
  const fit = chosen === '' ? '' : ` Chosen: ${external(chosen)}.`;
  return message(`${what}. ${page.rows.map(rowWords).join('; ')}`, [
    header('Deployments'),
    section(`${what}. Those that wait for approval come first, then the newest.${fit}`),
    ...page.rows.map((row) => deploymentEntry(row, page.groups, render.now)),
    { type: 'actions', elements: [filterSelect(page.filter), ...pageButtons(page), ...listButtons(page, mayExport)] },
    context([
      `As of ${dateToken(render.now)}. Choose with \`/vpp deployments awaiting\`, \`active\`, \`ended\`, \`mine\` or part of an app’s name; one of them: \`/vpp deployment 7\`.`,
    ]),
  ]);
}

/** A deployment in three lines, and one on its installs where they are counted, with the way to it. */
export function deploymentEntry(
  row: DeploymentRow & { installations?: InstallationCounts | null },
  groups: ReadonlyMap<string, string>,
  now: number,
): KnownBlock {
  const { id, deployment, appName } = row;
  const revision = revisionOf(deployment);
  const action = revision === null ? '' : ` · ${deploymentActions[revision.action].name}`;
  const audience = revision === null ? '' : ` · ${audienceWords(revision, groups)}`;
  return section(
    [
      `${code(id)} ${bold(appName)}${action}${audience}`,
      `*${stateOf(deployment, now)}*${progressOf(row, revision)}`,
      ...(row.installations == null ? [] : [`On devices: ${countsText(row.installations)}`]),
      `Asked for by ${mention(deployment.requestedBy)} ${ageWords(deployment.requestedAt, now)}`,
    ],
    button({
      text: 'Open',
      actionId: actionIds.showDeployment,
      value: placeText({ deploymentId: id, page: 0, filter: everybody }),
      label: `Open ${id}`,
    }),
  );
}

/** The revision that says most about it: in force, else waiting, else the one that was decided. */
export function revisionOf({ inForce, pending, settled }: Deployment): DeploymentRevision | null {
  return inForce ?? pending?.revision ?? settled?.revision ?? null;
}

/** The state in words, with what holds it up. */
export function stateOf({ state, stopped, pending, inForce, applying }: Deployment, now: number): string {
  if (state !== 'active') return deploymentStateWords[state];
  const startsAt = inForce?.startAt ?? null;
  const held =
    stopped !== null
      ? ', stopped'
      : startsAt !== null && startsAt > now
        ? `, begins ${dateToken(startsAt)}`
        : applying !== null
          ? ', going through its people'
          : '';
  return `${deploymentStateWords.active}${held}${pending === null ? '' : ', a change waits for approval'}`;
}

function progressOf({ progress }: DeploymentRow, revision: DeploymentRevision | null): string {
  if (progress === null || revision === null) return '';
  return ` · ${progressText(revision.action, progress)}`;
}

function rowWords({ id, deployment, appName }: DeploymentRow): string {
  return `${external(id, 20)} ${external(appName, 40)}: ${deploymentStateWords[deployment.state]}`;
}

const filters = [
  { text: 'All', typed: '' },
  { text: 'Awaiting approval', typed: 'awaiting' },
  { text: 'Active', typed: 'active' },
  { text: 'Ended', typed: 'ended' },
  { text: 'Mine', typed: 'mine' },
] as const;

/** Its choices keep the app that was searched for. */
function filterSelect({ group, mine, app }: DeploymentFilter): StaticSelect {
  const options = filters.map(({ text, typed }) => ({
    text: plain(text, 75),
    value: `0:${`${typed} ${app}`.trim()}`.slice(0, 150),
  }));
  const chosen = filters.findIndex(({ typed }) => typed === (mine ? 'mine' : (group ?? '')));
  const initial = options[chosen];
  return {
    type: 'static_select',
    action_id: actionIds.filterDeployments,
    placeholder: plain('Which ones', 150),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function pageButtons({ page, pages, filter }: DeploymentsPage): Button[] {
  const value = (target: number) => `${target}:${shorten(filterText(filter), FILTER_LENGTH)}`;
  return [
    ...(page > 0
      ? [
          button({
            ...{ text: 'Previous', actionId: actionIds.deploymentsPageBack, value: value(page - 1) },
            label: 'Previous page',
          }),
        ]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: actionIds.deploymentsPage, value: value(page + 1), label: 'Next page' })]
      : []),
  ];
}

function listButtons({ filter }: DeploymentsPage, mayExport: boolean): Button[] {
  const typed = shorten(filterText(filter), FILTER_LENGTH);
  return mayExport
    ? [
        button({
          ...{ text: 'Send me the CSV', actionId: actionIds.exportDeployments, label: 'Send me this list as a file' },
          ...(typed === '' ? {} : { value: typed }),
        }),
      ]
    : [];
}

function emptyMessage({ all, filter }: DeploymentsPage): Message {
  const title = all === 0 ? 'No deployments yet' : 'Nothing found';
  const what =
    all === 0
      ? 'Nobody has asked for a deployment yet, so there is nothing to show.'
      : `No deployment fits “${external(filterText(filter), 60)}”. There are ${formatNumber(all)} in all.`;
  const next =
    all === 0
      ? 'Next: begin one with `/vpp deploy`, or press Deploy on an app in `/vpp apps`.'
      : 'Next: choose others, or look at all of them.';
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section([what, next]),
    {
      type: 'actions',
      elements:
        all === 0
          ? [button({ text: 'Show the apps', actionId: actionIds.openApps })]
          : [filterSelect({ ...filter, app: '' }), button({ text: 'Show all', actionId: actionIds.openDeployments })],
    },
  ]);
}
