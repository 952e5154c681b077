import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { InstallRow, InstallsPage, WithoutDeviceRow } from '../../licensing/flows/list-installs.js';
import { deviceLabel } from '../../licensing/rules/device.js';
import { allInstallations, type InstallationQuery } from '../../licensing/rules/installation-query.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { button, context, header, message, section } from './elements.js';
import { ageWords, bold, counted, dateToken, external, externalPlain, formatNumber, listed } from './format.js';
import { installationReasonWords } from './installation-reasons.js';
import { installationCountWords, installationWords } from './installation-words.js';
import { choiceSelect, installsHelp, listControls } from './installs-controls.js';
import type { RenderContext } from './render-context.js';
import { nextWords } from './words.js';

/** One page of installations, what needs somebody first (S26). */
export function installsMessage(page: InstallsPage, render: RenderContext): Message {
  if (page.found === 0) return emptyMessage(page);
  const people = page.withoutDevice.length > 0;
  const what = people ? peopleWords(page) : foundWords(page);
  const lines = people ? page.withoutDevice.map(inOneLineWithout) : page.rows.map(inOneLine);
  return message(`${what} ${lines.join('; ')}`, [
    header(people ? 'People without a device' : 'Installations'),
    section([what, ...(people ? [] : [totalsWords(page)]), ...chosenWords(page)]),
    ...(people ? page.withoutDevice.map(withoutDeviceEntry) : page.rows.map((row) => installEntry(row, render.now))),
    { type: 'actions', elements: listControls(page) },
    context([`As of ${dateToken(render.now)}. ${installsHelp}`]),
  ]);
}

function foundWords({ found, all, page, pages }: InstallsPage): string {
  const shown =
    found === all ? counted(all, 'installation') : `${formatNumber(found)} of ${counted(all, 'installation')}`;
  return `${shown}${whereWords(page, pages)}. What needs somebody comes first, then the newest.`;
}

function peopleWords({ found, page, pages }: InstallsPage): string {
  const who = counted(found, 'person and app', 'people and apps');
  return `${who} without a device that can take the app${whereWords(page, pages)}. No licence is given before there is one.`;
}

function whereWords(page: number, pages: number): string {
  return pages > 1 ? `, page ${formatNumber(page + 1)} of ${formatNumber(pages)}` : '';
}

function totalsWords({ totals }: InstallsPage): string {
  return Object.entries(installationCountWords)
    .flatMap(([counts, words]) => {
      const count = Object.entries(totals).find(([name]) => name === counts)?.[1] ?? 0;
      return count === 0 ? [] : [`${words}: ${formatNumber(count)}`];
    })
    .join(' · ');
}

function chosenWords({ typed }: InstallsPage): string[] {
  return typed === '' ? [] : [`Chosen: ${external(typed, 200)}`];
}

/** One app on one device in a few lines with the way to it. */
export function installEntry({ id, installation, device, personName, appName }: InstallRow, now: number): KnownBlock {
  const { label, what, next } = installationWords(installation, device, 'administrator');
  const on = device === null ? 'a device that is not known any more' : external(deviceLabel(device), 60);
  return section(
    [
      `${bold(personName, 60)} · ${bold(appName, 60)} · ${on}`,
      `*${label}* since ${dateToken(installation.since)} (${ageWords(installation.since, now)})`,
      `${what} ${nextWords(next)}`,
    ],
    button({
      ...{ text: 'Open', actionId: actionIds.showInstall, value: id },
      label: `Open ${externalPlain(appName, 25)} of ${externalPlain(personName, 25)}`,
    }),
  );
}

function inOneLine({ installation, device, personName, appName }: InstallRow): string {
  const { label } = installationWords(installation, device, 'administrator');
  return `${external(personName, 40)}, ${external(appName, 40)}: ${label}`;
}

function withoutDeviceEntry({ userId, personName, key, appName, since, reasons }: WithoutDeviceRow): KnownBlock {
  const why =
    reasons.length === 0
      ? 'No device of this person is in management.'
      : `No device of this person can take the app: ${listed(reasons.map((reason) => installationReasonWords[reason].label))}.`;
  return section(
    [
      `${bold(personName, 60)} · ${bold(appName, 60)} since ${dateToken(since)}`,
      `${why} Next: the person says which device is theirs with \`/vpp my devices\`, or enrols one.`,
    ],
    button({
      ...{ text: 'Why', actionId: actionIds.showWhy, value: `${userId} ${key}` },
      label: `Why, for ${externalPlain(personName, 25)} and ${externalPlain(appName, 25)}`,
    }),
  );
}

function inOneLineWithout({ personName, appName }: WithoutDeviceRow): string {
  return `${external(personName, 40)}, ${external(appName, 40)}: no device`;
}

function emptyMessage({ all, typed, query }: InstallsPage): Message {
  const none = all === 0 && query.choice !== 'no-device';
  const title = none ? 'No installations yet' : 'Nothing found';
  const what = none
    ? 'No app was sent to a device yet: an installation begins when somebody has the licence and a device.'
    : query.choice === 'no-device'
      ? 'Everybody for whom an app is meant has a device that can take it.'
      : `No installation fits “${external(typed, 200)}”. There are ${formatNumber(all)} in all.`;
  const next = none
    ? 'Next: deploy an app with `/vpp deploy`, and let people say which device is theirs with `/vpp my devices`.'
    : 'Next: choose others, or look at all of them.';
  return message(`${title}. ${what} ${next}`, [
    header(title),
    section([what, next]),
    ...(none ? [] : [otherChoices(query)]),
  ]);
}

function otherChoices({ choice }: InstallationQuery): ActionsBlock {
  return {
    type: 'actions',
    elements: [
      choiceSelect({ ...allInstallations, choice }),
      button({ text: 'All installations', actionId: actionIds.openInstalls }),
    ],
  };
}
