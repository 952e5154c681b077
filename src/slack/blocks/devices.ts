import type { Button, StaticSelect } from '@slack/types';
import type { DeviceLine, DevicesPage } from '../../licensing/flows/list-devices.js';
import { deviceFilterText } from '../../licensing/rules/device-filter.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import {
  boldDevice,
  deviceName,
  deviceStateWords,
  enrolmentWords,
  modelWords,
  nothingTouched,
} from './device-words.js';
import { actions, button, context, header, message, plain, section } from './elements.js';
import { code, counted, dateToken, external, formatNumber, listed, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import type { Words } from './words.js';

/** Of the select; a person or a search is typed behind the command. */
const choices = {
  all: 'All devices',
  unclaimed: 'Nobody’s',
  mine: 'Mine',
  left: 'Left or retired',
} as const;

/** One page of devices, with whose they are. */
export function devicesMessage(page: DevicesPage, render: RenderContext): Message {
  if (page.all === 0) {
    const what = 'No device has enrolled since this bot listens to the MDM server.';
    const next = 'Next: enrol a device; `/vpp devices import` tells the bot before that whose it will be.';
    return message(`No devices yet. ${what} ${next}`, [
      header('No devices yet'),
      section([what, next]),
      ...actions(page.may.manage ? [importButton()] : []),
    ]);
  }
  const typed = deviceFilterText(page.filter);
  const chosen = Object.entries(choices).find(([kind]) => kind === page.filter.kind)?.[1] ?? null;
  const which = page.filter.kind === 'person' ? mention(page.filter.userId) : `“${external(chosen ?? typed, 60)}”`;
  const shown =
    page.filter.kind === 'all'
      ? counted(page.all, 'device')
      : `${formatNumber(page.found)} of ${counted(page.all, 'device')}: ${which}`;
  const where = page.pages > 1 ? `, page ${formatNumber(page.page + 1)} of ${formatNumber(page.pages)}` : '';
  return message(`${shown}${where}. ${page.lines.map(inOneLine).join('; ')}`, [
    header('Devices'),
    section([`${shown}${where}.`, summary(page)]),
    ...page.lines.map(listEntry),
    { type: 'actions', elements: [filterSelect(page), ...pageButtons(page, typed), ...moreButtons(page, typed)] },
    context([
      `As of ${dateToken(render.now)}. Search with \`/vpp devices\` and a name or serial number; one device: \`/vpp device\` and its serial number. ${nothingTouched}`,
    ]),
  ]);
}

function summary({ counts: { unclaimed, left, claims } }: DevicesPage): string {
  return listed([
    `${formatNumber(unclaimed)} ${unclaimed === 1 ? 'belongs' : 'belong'} to nobody`,
    `${formatNumber(left)} left or retired`,
    `${counted(claims, 'claim')} ${claims === 1 ? 'waits' : 'wait'} for an administrator`,
  ]);
}

function listEntry({ device, ownerName }: DeviceLine) {
  const enrolment = device.type === 'device' ? '' : ` · ${enrolmentWords[device.type]}`;
  const whose = ownerName === null ? 'nobody’s' : external(ownerName, 60);
  return section(
    [
      `${boldDevice(device)} · ${whose} · ${deviceStateWords[device.state]}`,
      `${modelWords(device)}${enrolment} · last seen ${dateToken(device.seenAt)}`,
    ],
    button({
      text: 'Details',
      actionId: actionIds.showDevice,
      value: device.enrolmentId,
      label: `Details of ${deviceName(device, 30)}`,
    }),
  );
}

function inOneLine({ device, ownerName }: DeviceLine): string {
  return `${external(deviceName(device, 40))}: ${ownerName === null ? 'nobody’s' : external(ownerName, 40)}`;
}

function filterSelect({ filter }: DevicesPage): StaticSelect {
  const options = Object.entries(choices).map(([kind, words]) => ({ text: plain(words, 75), value: `0:${kind}` }));
  const initial = options.find(({ value }) => value === `0:${filter.kind}`);
  return {
    type: 'static_select',
    action_id: actionIds.chooseDevices,
    placeholder: plain('Which devices', 150),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function pageButtons({ page, pages }: DevicesPage, typed: string): Button[] {
  const to = (target: number) => `${target}:${typed}`;
  return [
    ...(page > 0
      ? [button({ text: 'Previous', actionId: actionIds.devicesPageBack, value: to(page - 1), label: 'Previous page' })]
      : []),
    ...(page < pages - 1
      ? [button({ text: 'Next', actionId: actionIds.devicesPage, value: to(page + 1), label: 'Next page' })]
      : []),
  ];
}

function moreButtons({ may, found }: DevicesPage, typed: string): Button[] {
  const csv = button({
    text: 'Send me the CSV',
    actionId: actionIds.exportDevices,
    value: typed,
    label: 'Send this list as a file',
  });
  return [...(may.export && found > 0 ? [csv] : []), ...(may.manage ? [importButton()] : [])];
}

function importButton(): Button {
  return button({ text: 'Import owners…', actionId: actionIds.importOwners, label: 'Import a list of owners' });
}

/** The file of devices was sent. */
export function devicesSentWords({ name, devices, cutOff }: { name: string; devices: number; cutOff: boolean }): Words {
  const cut = cutOff ? ' It is too long for one file, so the last ones are missing.' : '';
  return {
    title: 'The list was sent',
    text: `${code(name)} with ${counted(devices, 'device')} is in your direct messages with this bot; nobody else sees it.${cut} It was recorded that you have it. ${nothingTouched}`,
    next: 'Next: nothing to do.',
  };
}
