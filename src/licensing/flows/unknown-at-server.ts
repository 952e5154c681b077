import type { Change } from '../ports/records.js';
import { type Device, deviceLabel } from '../rules/device.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import type { Core } from './core.js';
import { checksOfPerson } from './installation-checks.js';
import { entryOf } from './refused-clicks.js';

/**
 * Part of a commit: the MDM server does not know whom a command is for. A device counts as having left management until it
 * is heard of again, so that it is asked nothing more; a user of it is no channel of it any more.
 */
export async function unknownAtServer(
  core: Core,
  { enrolmentId, deviceId: id }: Pick<DeviceCommandRecord, 'enrolmentId' | 'deviceId'>,
  reference: string,
): Promise<Change> {
  const stored = await core.records.get('device', id);
  if (stored === null) return {};
  const { value, revision } = stored;
  const after = enrolmentId === id ? left(value) : withoutUser(value, enrolmentId);
  if (after === null) return {};
  const isLeft = after.state !== value.state;
  const asked = { actor: 'system', reference };
  const facts = { device: deviceLabel(value), type: value.type, owner: value.owner?.userId ?? null };
  return {
    expect: [{ kind: 'device', id, revision }],
    put: [
      { kind: 'device', id, value: after },
      ...(isLeft && value.owner !== null ? await checksOfPerson(core, value.owner.userId) : []),
    ],
    audit: isLeft ? [entryOf(core, asked, 'check-out-device', `device:${id}`, 'unknown at the MDM server', facts)] : [],
  };
}

/** Just after the last that was heard of it, by the server's clock, so that whatever it says next brings it back. */
function left(device: Device): Device | null {
  if (device.state !== 'enrolled') return null;
  const { left: before, ...heard } = device.marks;
  const last = Math.max(before ?? 0, ...Object.values(heard).map((mark) => mark ?? 0));
  return { ...device, state: 'checked-out', marks: { ...device.marks, left: last + 1 } };
}

function withoutUser(device: Device, userChannel: string): Device | null {
  return device.userChannel === userChannel ? { ...device, userChannel: null } : null;
}
