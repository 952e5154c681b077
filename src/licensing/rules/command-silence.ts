import type { Device } from './device.js';
import type { CommandState, DeviceCommandRecord } from './device-command.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A device that owes an answer for so long is said to be silent. */
export const SILENT_AFTER = 3 * DAY;

/** A command without an answer although the device was heard of so long after it: its answer may be lost. */
const LOST_AFTER = 30 * MINUTE;
/** A device that is heard of tells everything that it has to say within less. */
const TELLING = MINUTE;

/**
 * Whether an answer that was owed `since` is lost: the device was heard of long after, and has said nothing more for a
 * while. Whoever comes back after days says first that it is there, and answers then. `wait`: it may be telling right now.
 */
export function isAnswerLost(
  since: number,
  { state, seenAt }: Pick<Device, 'state' | 'seenAt'>,
  now: number,
): 'no' | 'wait' | 'lost' {
  if (state !== 'enrolled' || seenAt - since < LOST_AFTER) return 'no';
  // Heard of in the future: by a clock that was wrong.
  return seenAt <= now && now - seenAt < TELLING ? 'wait' : 'lost';
}

/** When a device that is telling right now has told everything. */
export function toldBy({ seenAt }: Pick<Device, 'seenAt'>): number {
  return seenAt + TELLING;
}

/** How much longer an answer is waited for, that one for a user may have to wait until they sign in. */
export function patience({ enrolmentId, deviceId }: Pick<DeviceCommandRecord, 'enrolmentId' | 'deviceId'>): number {
  return enrolmentId === deviceId ? 0 : SILENT_AFTER;
}

const longerFor: Partial<Record<CommandState, number>> = { 'not-now': SILENT_AFTER, replaced: DAY };

/**
 * The same of a command that nobody asks after: of one that was answered NotNow the last such answer is not known, and one
 * that was replaced is given another day.
 */
export function isGivenUp(
  command: Pick<DeviceCommandRecord, 'state' | 'queuedAt' | 'notNowSince' | 'enrolmentId' | 'deviceId'>,
  device: Pick<Device, 'state' | 'seenAt'>,
  now: number,
): boolean {
  const since = command.state === 'replaced' ? command.queuedAt : silentSince(command);
  if (since === null) return false;
  const longer = Math.max(longerFor[command.state] ?? 0, patience(command));
  return isAnswerLost(since + longer, device, now) === 'lost';
}

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
