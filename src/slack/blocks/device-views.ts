import type { ModalView } from '@slack/types';
import type { Device } from '../../licensing/rules/device.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { input } from './deploy-audience.js';
import { boldDevice, modelWords, ownerWords } from './device-words.js';
import { context, modal, plain, section } from './elements.js';

/** Whose it was when the dialogue was opened, and the device: `U1 <enrolment id>`, `- <enrolment id>`. */
export function ownerSeen({ owner, enrolmentId }: Pick<Device, 'owner' | 'enrolmentId'>): string {
  return `${owner?.userId ?? '-'} ${enrolmentId}`;
}

/** “Set owner…”. */
export function setOwnerView(device: Device): ModalView {
  return modal({
    callbackId: callbackIds.setDeviceOwner,
    title: 'Whose device is it?',
    submit: 'Set owner',
    close: 'Not now',
    metadata: ownerSeen(device),
    blocks: [
      section([boldDevice(device), modelWords(device), `Now: ${ownerWords(device.owner)}`]),
      input({ id: blockIds.deviceOwner, label: 'Owner' }, { type: 'users_select', action_id: actionIds.input }),
      context([
        'Apps of the new owner are installed on it from then on; those of the one before count for nothing there. Both are told. Nothing is changed at Apple by this.',
      ]),
    ],
  });
}

/** “Retire…”: what happens, and a tick. */
export function retireDeviceView(device: Device): ModalView {
  return modal({
    callbackId: callbackIds.retireDevice,
    title: 'Retire this device?',
    submit: 'Retire',
    close: 'Not now',
    metadata: device.enrolmentId,
    blocks: [
      {
        type: 'alert',
        level: 'warning',
        text: plain('For a device that is lost, broken, sold or replaced.', 200),
      },
      section([boldDevice(device), modelWords(device), `Now: ${ownerWords(device.owner)}`]),
      section([
        '*What happens*',
        '• Nothing is sent to the device any more, and commands that wait for it are dropped. What is on it stays there: it is neither erased nor taken out of management.',
        '• Its apps count for nothing any more: no list shows them as installed or missing.',
        '• Removals do not wait for it any longer, so a licence may become free although the app is still on it. The app then becomes unusable there after up to 30 days.',
        '• The licences stay with the person and serve their other devices.',
        '• If it enrols again, it comes back by itself and is nobody’s until somebody says whose it is.',
      ]),
      input(
        { id: blockIds.acknowledged, label: 'The device is out of use' },
        {
          type: 'checkboxes',
          action_id: actionIds.input,
          options: [{ text: plain('I have read what happens', 75), value: 'yes' }],
        },
      ),
      context(['Your name is recorded. Nothing is changed at Apple by this.']),
    ],
  });
}
