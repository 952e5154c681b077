import type { Button, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { ClaimableDevice } from '../../licensing/flows/claim-device.js';
import type { MyDevices } from '../../licensing/flows/my-devices.js';
import type { Device } from '../../licensing/rules/device.js';
import { CLAIM_WORKING_DAYS } from '../../licensing/rules/device-claim.js';
import { actionIds, blockIds, callbackIds, selectIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { input } from './deploy-audience.js';
import { boldDevice, claimedName, deviceName, deviceStateWords, enrolmentWords, modelWords } from './device-words.js';
import { actions, button, context, header, message, modal, plain, section } from './elements.js';
import { counted, dateToken, externalPlain, formatNumber } from './format.js';
import type { RenderContext } from './render-context.js';

/** Entries of one answer. */
const DEVICES_SHOWN = 15;

/** Leads to the person's devices. */
export function myDevicesButton(): Button {
  return button({ text: 'My devices', actionId: actionIds.openMyDevices, label: 'Show my devices' });
}

/** The answer to `/vpp my devices` where there is an MDM server. */
export function myDevicesMessage({ devices, claims }: MyDevices, render: RenderContext): Message {
  const shown = devices.slice(0, DEVICES_SHOWN);
  const rest = devices.length - shown.length;
  const summary =
    devices.length === 0
      ? 'No device of yours is known.'
      : `${counted(devices.length, 'device')} ${devices.length === 1 ? 'belongs' : 'belong'} to you.`;
  const next =
    'Next: if a device of yours is missing, press “This device is mine…”. Apps are installed on your devices only.';
  return message(`Your devices: ${summary} ${next}`, [
    header('Your devices'),
    section([summary, next]),
    ...shown.map(deviceBlock),
    ...(rest > 0 ? [context([`and ${formatNumber(rest)} more`])] : []),
    ...claims.flatMap(claimBlocks),
    ...actions([
      button({ text: 'This device is mine…', actionId: actionIds.claimDevice, label: 'Say that a device is mine' }),
    ]),
    context([`As of ${dateToken(render.now)}.`]),
  ]);
}

function deviceBlock(device: Device): KnownBlock {
  const enrolment = device.type === 'device' ? '' : ` · ${enrolmentWords[device.type]}`;
  const left = device.state === 'checked-out' ? ', so nothing can be installed on it until it enrols again' : '';
  return section([
    `${boldDevice(device)} · ${deviceStateWords[device.state]}${left}`,
    `${modelWords(device)}${enrolment} · enrolled ${dateToken(device.enrolledAt)} · last seen ${dateToken(device.seenAt)}`,
  ]);
}

function claimBlocks({ key, device, askedAt, until }: MyDevices['claims'][number]): KnownBlock[] {
  const withdraw = button({
    text: 'Withdraw',
    actionId: actionIds.withdrawClaim,
    value: key,
    label: 'Withdraw this claim',
  });
  return [
    section(
      [
        `You said ${dateToken(askedAt)} that ${claimedName(device)} is yours.`,
        `An administrator has not answered yet. It ends by itself ${dateToken(until)}.`,
      ],
      withdraw,
    ),
  ];
}

/** “This device is mine…”: chosen from those that belong to nobody, or named by its serial number. */
export function claimDeviceView(): ModalView {
  return modal({
    callbackId: callbackIds.claimDevice,
    title: 'This device is mine',
    submit: 'Ask',
    close: 'Not now',
    blocks: [
      section('Choose the device, or type its serial number where it is not in the list. One of the two is enough.'),
      input(
        {
          id: blockIds.claimDevice,
          label: 'Device',
          hint: 'Type at least three characters of its name or model, or the last ones of its serial number. Only devices that belong to nobody are offered.',
          optional: true,
        },
        {
          type: 'external_select',
          action_id: selectIds.claimDevice,
          min_query_length: 3,
          placeholder: plain('Search', 150),
        },
      ),
      input(
        {
          id: blockIds.claimSerial,
          label: 'Or its serial number',
          hint: 'Settings > General > About on the device. It may be a device that is not enrolled yet.',
          optional: true,
        },
        { type: 'plain_text_input', action_id: actionIds.input, max_length: 40 },
      ),
      context([
        `An administrator confirms it within ${CLAIM_WORKING_DAYS} working days; until then nothing is installed on it for you. Nothing is changed at Apple by this.`,
      ]),
    ],
  });
}

/** A device to choose: its name, the end of its serial number, and its model. */
export function claimableOption(device: ClaimableDevice): PlainTextOption {
  return {
    text: plain(deviceName(device, 40), 75),
    value: device.enrolmentId,
    ...(device.model === null ? {} : { description: plain(externalPlain(device.model, 70), 75) }),
  };
}
