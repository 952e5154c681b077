import type { DeviceCommandRecord } from './device-command.js';

const DAY = 86_400_000;
/** A device that owes an answer for so long is said to be silent. */
export const SILENT_AFTER = 3 * DAY;

/**
 * Since when the device owes a final answer: since the command is in the queue, or since the device said first that it is
 * locked or busy. `null` = the command has not reached the queue as far as we know, so nobody waits for the device.
 */
export function silentSince(command: Pick<DeviceCommandRecord, 'state' | 'queuedAt' | 'notNowSince'>): number | null {
  if (command.state === 'not-now') return command.notNowSince;
  return command.state === 'queued' ? command.queuedAt : null;
}

/** Whether people should be told that the device does not answer. */
export function isOverdue(
  command: Pick<DeviceCommandRecord, 'state' | 'queuedAt' | 'notNowSince'>,
  now: number,
): boolean {
  const since = silentSince(command);
  return since !== null && since + SILENT_AFTER <= now;
}
