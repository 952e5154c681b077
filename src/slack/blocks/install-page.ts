import type { Button } from '@slack/types';
import type { InstallView } from '../../licensing/flows/show-install.js';
import { type Device, deviceLabel, type EnrolmentType } from '../../licensing/rules/device.js';
import type { CommandAct, CommandState, DeviceCommandRecord } from '../../licensing/rules/device-command.js';
import { installationTraits } from '../../licensing/rules/installation.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { auditLine } from './audit-words.js';
import { actions, button, context, fields, header, message, section } from './elements.js';
import { ageWords, bold, code, dateToken, external, externalPlain, formatNumber, mention } from './format.js';
import { installationWords } from './installation-words.js';
import { licenceStateWords } from './licence-words.js';
import type { RenderContext } from './render-context.js';
import { nextWords } from './words.js';

/** One app on one device: how it stands, why, what was done, and what can be done. */
export function installMessage(view: InstallView, render: RenderContext): Message {
  const { installation, device, appName, personName } = view;
  const { label, what, next, status } = installationWords(installation, device, 'administrator');
  const since = `since ${dateToken(installation.since)} (${ageWords(installation.since, render.now)})`;
  return message(`${external(personName, 60)}, ${external(appName, 60)}: ${label}. ${what} ${nextWords(next)}`, [
    header(`${externalPlain(appName, 70)}: ${externalPlain(personName, 60)}`),
    section([
      `${mention(installation.userId)} · ${bold(appName)} · ${deviceName(device)}`,
      `*${label}* ${since}. Counts as *${status}*.`,
      what,
      nextWords(next),
    ]),
    fields([...deviceFields(device), ...licenceFields(view), ...triesFields(view)]),
    ...(view.command === null ? [] : [section(commandWords(view.command))]),
    ...historyBlocks(view),
    ...actions(buttons(view)),
    context([`As of ${dateToken(render.now)}. Looking changed nothing at Apple or on the device.`]),
  ]);
}

function deviceName(device: Device | null): string {
  return device === null ? 'a device that is not known any more' : external(deviceLabel(device), 80);
}

const enrolments = {
  device: 'enrolled as a device',
  'user-enrolment': 'enrolled by its user (User Enrolment)',
  'shared-ipad': 'Shared iPad',
} as const satisfies Record<EnrolmentType, string>;

function deviceFields(device: Device | null): (readonly [string, string])[] {
  if (device === null) return [];
  const { platform, osVersion, model, type, seenAt } = device;
  const system = platform === 'unknown' ? 'System not known' : `${platform} ${external(osVersion ?? '', 20)}`;
  return [
    [
      'Device',
      `${external(model, 40)}, ${osVersion === null && platform !== 'unknown' ? platform : system}, ${enrolments[type]}`,
    ],
    ['Device last heard of', dateToken(seenAt)],
  ];
}

function licenceFields({ assignment }: InstallView): (readonly [string, string])[] {
  if (assignment === null) return [];
  const { state, since, wantedBy } = assignment;
  const wanted = wantedBy.length === 0 ? '' : `, wanted by ${wantedBy.slice(0, 3).map(code).join(', ')}`;
  return [['Licence', `${licenceStateWords[state]} since ${dateToken(since)}${wanted}`]];
}

function triesFields({ installation }: InstallView): (readonly [string, string])[] {
  const { rounds, looks, seenAt, notNowSince, nextLook } = installation;
  return [
    ['Installs sent under this licence', formatNumber(rounds)],
    ['The device was asked', `${formatNumber(looks)} times since the last command`],
    ['The device last spoke of it', seenAt === null ? 'Never' : dateToken(seenAt)],
    ...(notNowSince === null ? [] : [['Locked or busy since', dateToken(notNowSince)] as const]),
    ...(nextLook === null ? [] : [['Asked again', dateToken(nextLook)] as const]),
  ];
}

const commandActs = {
  install: 'An install',
  remove: 'A removal',
  invite: 'An invitation',
  'managed-apps': 'The question which apps are managed',
  'installed-apps': 'The question which apps are there',
  'device-information': 'The question what device it is',
} as const satisfies Record<CommandAct, string>;

const commandStates = {
  recorded: 'is recorded and not sent yet',
  queued: 'waits at the MDM server until the device asks for it',
  unknown: 'was sent, and the answer of the MDM server was lost',
  'not-now': 'was answered with “not now”: the device is locked or busy',
  replaced: 'was not answered, and is not waited for any more',
  void: 'was sent before the device began anew, and counts no longer',
} as const satisfies Record<CommandState, string>;

function commandWords({ act, state, recordedAt, nextWake, nextTry }: DeviceCommandRecord): string {
  const again = nextTry ?? nextWake;
  const when = again === null ? '' : ` The bot goes on with it ${dateToken(again)}.`;
  return `*Open command:* ${commandActs[act]} ${commandStates[state]} (${dateToken(recordedAt)}).${when}`;
}

function historyBlocks({ history, installation, appName }: InstallView) {
  if (history.length === 0) return [];
  const names = new Map([[installation.key, appName]]);
  return [section(['*Lately in the audit*', ...history.map((entry) => `• ${auditLine(entry, names)}`)])];
}

function buttons({ id, may, installation, appName, personName }: InstallView): Button[] {
  const { state, key, userId } = installation;
  const about = `${externalPlain(appName, 25)} of ${externalPlain(personName, 25)}`;
  const facts =
    state === 'unmanaged'
      ? { text: 'Take over the copy', actionId: actionIds.takeOverInstall }
      : { text: 'Try again', actionId: actionIds.retryInstall };
  return [
    ...(may.retry ? [button({ ...facts, value: id, style: 'primary', label: `${facts.text}: ${about}` })] : []),
    ...(installationTraits[state].moving
      ? [button({ text: 'Check now', actionId: actionIds.checkInstall, value: id, label: `Check now: ${about}` })]
      : []),
    button({ text: 'Why', actionId: actionIds.showWhy, value: `${userId} ${key}`, label: `Why: ${about}` }),
    button({ text: 'All installations', actionId: actionIds.openInstalls }),
  ];
}
