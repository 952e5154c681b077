import type { Button, StaticSelect } from '@slack/types';
import type { UserLine, UsersFilter, UsersPage } from '../../licensing/flows/list-users.js';
import { termsStatuses } from '../../licensing/rules/terms.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, message, plain, section } from './elements.js';
import { bold, counted, dateToken, external, externalPlain, formatNumber } from './format.js';
import type { RenderContext } from './render-context.js';
import { statusText, termsStatusWords } from './terms-words.js';

const filterWords = { all: 'All people', ...termsStatusWords } as const satisfies Record<UsersFilter, string>;

/** One page of people with apps, with their VPP terms status (S23). */
export function usersMessage(page: UsersPage, render: RenderContext): Message {
  if (page.all === 0) {
    const what = 'No app was deployed to anybody yet, so nobody was asked to accept Apple’s terms.';
    const next = 'Next: deploy an app with `/vpp deploy`.';
    return message(`No people yet. ${what} ${next}`, [header('No people yet'), section([what, next])]);
  }
  const shown =
    page.filter === 'all'
      ? counted(page.all, 'person', 'people')
      : `${formatNumber(page.found)} of ${counted(page.all, 'person', 'people')} with the status “${filterWords[page.filter]}”`;
  const where = page.pages > 1 ? `, page ${formatNumber(page.page + 1)} of ${formatNumber(page.pages)}` : '';
  const summary = termsStatuses
    .filter((status) => page.counts[status] > 0)
    .map((status) => `${termsStatusWords[status]}: ${formatNumber(page.counts[status])}`)
    .join(' · ');
  return message(`${shown}${where}. ${page.users.map(inOneLine).join('; ')}`, [
    header('People and Apple’s terms'),
    section([`${shown}${where}.`, summary]),
    ...page.users.map(listEntry),
    { type: 'actions', elements: [filterSelect(page.filter), ...pageButtons(page), ...exportButton(page)] },
    context([
      `As of ${dateToken(render.now)}. Choose with \`/vpp users invited\` or another status. One person: \`/vpp user @person\`.`,
    ]),
  ]);
}

function listEntry(line: UserLine) {
  const licences = counted(line.licences, 'licence');
  const waiting = line.waiting > 0 ? `, ${counted(line.waiting, 'app')} waiting` : '';
  return section(
    [
      `${bold(line.name)} · ${external(statusText(line.status, line.problem))}${sinceWords(line)}`,
      `${licences}${waiting}${invitationWords(line)}`,
    ],
    button({
      text: 'Details',
      actionId: actionIds.showUser,
      value: line.userId,
      label: `Details of ${externalPlain(line.name, 60)}`,
    }),
  );
}

function sinceWords({ since }: UserLine): string {
  return since === null ? '' : ` since ${dateToken(since)}`;
}

/** How far the open invitation is. */
function invitationWords({ invitation }: UserLine): string {
  if (invitation === null) return '';
  const { sentAt, reminders, nextReminderAt } = invitation;
  const next = nextReminderAt === null ? 'no more reminders' : `next reminder ${dateToken(nextReminderAt)}`;
  return `. Invited ${dateToken(sentAt)}, ${counted(reminders, 'reminder')} so far, ${next}`;
}

function inOneLine({ name, status, problem }: UserLine): string {
  return `${external(name, 60)}: ${statusText(status, problem)}`;
}

function filterSelect(filter: UsersFilter): StaticSelect {
  const options = (['all', ...termsStatuses] as const).map((status) => ({
    text: plain(filterWords[status], 75),
    value: `${status}:0`,
  }));
  const initial = options.find(({ value }) => value === `${filter}:0`);
  return {
    type: 'static_select',
    action_id: actionIds.chooseUsers,
    placeholder: plain('VPP terms status', 150),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function pageButtons({ page, pages, filter }: UsersPage): Button[] {
  const to = (target: number) => `${filter}:${target}`;
  return [
    ...(page > 0
      ? [button({ text: 'Previous', actionId: actionIds.usersPageBack, value: to(page - 1), label: 'Previous page' })]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: actionIds.usersPage, value: to(page + 1), label: 'Next page' })]
      : []),
  ];
}

function exportButton({ mayExport, filter, found }: UsersPage): Button[] {
  if (!mayExport || found === 0) return [];
  return [
    button({
      text: 'Send me the CSV',
      actionId: actionIds.exportUsers,
      value: filter,
      label: 'Send this list as a file',
    }),
  ];
}

/** What was typed is no status. */
export function noStatusMessage(typed: string): Message {
  const title = 'No such status';
  const what = `“${external(typed, 30)}” is no VPP terms status.`;
  const next = `Next: choose one of ${termsStatuses.map((status) => `\`${status}\``).join(', ')}, or \`/vpp users\` for everybody.`;
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section([what, next]),
    ...actions([button({ text: 'All people', actionId: actionIds.usersFilter, value: 'all:0' })]),
  ]);
}
