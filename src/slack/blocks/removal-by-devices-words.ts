import type { RemovalFacts } from '../../licensing/rules/removal.js';
import { deviceLine } from './installation-card.js';
import { nothingChanged } from './words.js';

/** Devices on one card. */
const DEVICES_SHOWN = 10;

/** Whether nothing is left to the person: each device is asked to remove it, or has done so. */
export function isLeftToDevices({ devices = [] }: Pick<RemovalFacts, 'devices'>): boolean {
  return (
    devices.length > 0 &&
    devices.every(({ installation: { state, reason } }) => {
      const isAsked = state !== 'unmanaged' && state !== 'failed' && state !== 'deleted';
      return isAsked && reason !== 'no-answer' && reason !== 'device-checked-out';
    })
  );
}

/** The question where devices remove the app by themselves; `null`: the person has none that is known. */
export function askedDevices(
  facts: Pick<RemovalFacts, 'devices'>,
  name: string,
  { why, own: isOwn }: { why: string; own: boolean },
): { title: string; lines: readonly string[] } | null {
  const { devices = [] } = facts;
  if (devices.length === 0) return null;
  const own = devices.some(({ installation: { state } }) => state === 'unmanaged');
  const left = isLeftToDevices(facts);
  const objection = isOwn ? 'To keep it, press “Keep it after all”.' : 'If you need the app, press “I need it…”.';
  const next = own
    ? 'Next: delete your own copy from the device that has one; the bot cannot do that. Then press “It is gone”.'
    : left
      ? `Next: nothing; unlock your devices so that they hear of it. ${objection}`
      : 'Next: unlock your devices and keep them on the network. If a device is not yours any more, press “It is gone”.';
  return {
    title: 'An app is being removed',
    lines: [
      `The bot removes ${name} from your devices. ${why}`,
      '• Removing an app removes what it keeps on the device. Save first what you still need; what is kept elsewhere, for example in a cloud, stays there.',
      ...devices.slice(0, DEVICES_SHOWN).map(deviceLine),
      `You keep the licence until each device says that the app is gone. ${nothingChanged} ${next}`,
    ],
  };
}
