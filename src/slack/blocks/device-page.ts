import type { Button, KnownBlock } from '@slack/types';
import type { DeviceApp, DeviceFacts } from '../../licensing/flows/read-device.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import {
  deviceName,
  deviceStateWords,
  enrolmentWords,
  modelWords,
  nothingTouched,
  ownerWords,
} from './device-words.js';
import { actions, button, confirmation, context, fields, header, message, section } from './elements.js';
import { bold, code, counted, dateToken, external, formatNumber, mention, mentions } from './format.js';
import { installationStateWords } from './installation-words.js';
import type { RenderContext } from './render-context.js';

/** Apps that the page names. */
const APPS_SHOWN = 12;

/** One device: what it is, whose it is, and how its apps stand. */
export function deviceMessage(facts: DeviceFacts, render: RenderContext): Message {
  const { device, apps, claims } = facts;
  const rest = apps.length - APPS_SHOWN;
  const next = nextOf(facts);
  return message(`${external(deviceName(device))}: ${ownerWords(device.owner)}. ${next}`, [
    header(deviceName(device, 100)),
    section([`*${deviceStateWords[device.state]}* · ${ownerWords(device.owner)}`, next]),
    fields(factPairs(facts)),
    ...(claims.length === 0
      ? []
      : [
          section(
            `${mentions(claims.map(({ userId }) => userId))} ${claims.length === 1 ? 'says' : 'say'} that it is theirs; the card in the channel has the buttons.`,
          ),
        ]),
    section(
      apps.length === 0
        ? 'No app of this bot is, was or is to be on it.'
        : ['*Apps*', ...apps.slice(0, APPS_SHOWN).map(appLine), ...(rest > 0 ? [`${formatNumber(rest)} more`] : [])],
    ),
    ...buttonBlocks(facts),
    context([`As of ${dateToken(render.now)}. ${nothingTouched}`]),
  ]);
}

function factPairs({ device, openCommands }: DeviceFacts): (readonly [string, string])[] {
  const hidden = device.type === 'user-enrolment' ? 'Hidden by User Enrolment' : 'Not known yet';
  return [
    ['Serial number', device.serialNumber === null ? hidden : code(device.serialNumber)],
    ['Model', modelWords(device)],
    ['Enrolment', `${enrolmentWords[device.type]} since ${dateToken(device.enrolledAt)}`],
    ['Enrolment id', code(device.enrolmentId)],
    ['Supervised', yesNo(device.supervised)],
    ['Signed in to the App Store', yesNo(device.accountActive)],
    ['Last seen', dateToken(device.seenAt)],
    ['Apps last read', device.inventoryAt === null ? 'Never' : dateToken(device.inventoryAt)],
    ['Commands it has not answered', formatNumber(openCommands)],
  ];
}

function yesNo(known: boolean | null): string {
  return known === null ? 'Not known' : known ? 'Yes' : 'No';
}

function appLine({ name, installation }: DeviceApp): string {
  const { state, since, userId } = installation;
  return `• ${bold(name)}, ${mention(userId)}: ${installationStateWords[state].label} since ${dateToken(since)}`;
}

function nextOf({ device, may }: DeviceFacts): string {
  if (device.state === 'retired') return 'Next: nothing; enrolled again it comes back.';
  if (device.state === 'checked-out') return 'Next: enrol it again, or retire it so that nothing waits for it.';
  if (device.type === 'shared-ipad') return 'Next: nothing; licences of people do not work on a Shared iPad.';
  if (device.owner !== null) return 'Next: nothing; apps of its owner are installed on it.';
  return may.manage
    ? 'Next: set its owner, or wait until the person says so with `/vpp my devices`.'
    : 'Next: its owner says so with `/vpp my devices`, or an operator sets the owner.';
}

function buttonBlocks({ device, may }: DeviceFacts): KnownBlock[] {
  if (!may.manage || device.state === 'retired') return [];
  const { enrolmentId, owner, type } = device;
  return actions([
    ...(type === 'shared-ipad'
      ? []
      : [
          button({
            text: 'Set owner…',
            actionId: actionIds.setDeviceOwner,
            value: enrolmentId,
            label: 'Set the owner of this device',
          }),
        ]),
    ...(owner === null ? [] : [removeButton(enrolmentId, owner.userId)]),
    button({
      text: 'Retire…',
      actionId: actionIds.retireDevice,
      value: enrolmentId,
      label: 'Take this device out of use',
    }),
  ]);
}

function removeButton(enrolmentId: string, userId: string): Button {
  return button({
    text: 'Remove owner',
    actionId: actionIds.removeDeviceOwner,
    value: `${userId} ${enrolmentId}`,
    label: 'Record that this device is nobody’s',
    confirm: confirmation({
      title: 'Is it nobody’s?',
      text: 'Apps of the person count for nothing on this device from then on, and no more are installed on it for them. The licences stay with the person, who is told.',
      confirm: 'Yes, remove',
      deny: 'Not now',
      style: 'primary',
    }),
  });
}

/** Several devices, or none, fit what was typed. */
export function whichDeviceMessage(typed: string, several: boolean): Message {
  const title = several ? 'Which of them?' : 'No such device';
  const said =
    typed === ''
      ? 'Nothing was typed.'
      : `“${external(typed, 30)}” ${several ? 'fits more than one device.' : 'fits no device that this bot knows.'}`;
  const next = 'Next: type the whole serial number, or look through `/vpp devices`.';
  return message(`${title}. ${said} ${next}`, [
    header(title),
    section([said, next]),
    ...actions([button({ text: 'All devices', actionId: actionIds.openDevices })]),
  ]);
}

/** How many there are, for a sentence. */
export function commandsWords(commands: number): string {
  return commands === 0
    ? 'No command waited for it.'
    : `${counted(commands, 'command')} that waited for it ${commands === 1 ? 'is' : 'are'} dropped.`;
}
