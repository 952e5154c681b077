import type { Device } from './device.js';
import type { CommandAct } from './device-command.js';
import type { InstallationState } from './installation.js';

/**
 * Where a device is sent the installs of a person's licence: a Mac on the channel of its user (Apple documents), everything
 * else on its own. `null`: the MDM server has not heard of a user of the Mac.
 */
export function installChannel({
  enrolmentId,
  platform,
  userChannel,
}: Pick<Device, 'enrolmentId' | 'platform' | 'userChannel'>): string | null {
  return platform === 'macOS' ? userChannel : enrolmentId;
}

/**
 * Whether something goes where installs go: whoever was sent the install knows what became of it. Apps are removed, and all
 * that are there are listed, on the device's own channel (Apple documents).
 */
export function isOnInstallChannel(act: CommandAct, state: InstallationState): boolean {
  return act === 'install' || (act === 'managed-apps' && state !== 'removing');
}
