import type { Versioned } from '../ports/records.js';
import { isGivenUp } from '../rules/command-silence.js';
import type { Device } from '../rules/device.js';
import type { DeviceCommandRecord, DroppedWhy } from '../rules/device-command.js';
import { answerHandlers } from './command-answers.js';
import type { Core } from './core.js';
import { replacedCommand } from './device-commands.js';

/**
 * Why a command will never be answered; `null` = it may be. It follows from what is stored, so whoever retires a device
 * only has to store that.
 */
export function voidWhy(command: DeviceCommandRecord, device: Device | null): DroppedWhy | null {
  if (device === null || device.state === 'retired') return 'retired';
  if (command.state === 'void') return 're-enrolled';
  if (device.state === 'checked-out') return 'checked-out';
  const isForUser = command.enrolmentId !== command.deviceId;
  return isForUser && device.userChannel === null ? 'user-left' : null;
}

/** As `voidWhy`; nobody else asks after what no installation waits for any more, so an answer that is lost ends it here. */
export function endedWhy(command: DeviceCommandRecord, device: Device | null, now: number): DroppedWhy | null {
  const why = voidWhy(command, device);
  if (why !== null || device === null) return why;
  if (command.installationId !== null && command.state !== 'replaced') return null;
  return isGivenUp(command, device, now) ? 'answer-lost' : null;
}

/** A command that will never be answered, or whose answer is believed lost. */
export interface VoidCommand {
  command: Versioned<DeviceCommandRecord>;
  why: DroppedWhy;
}

/**
 * Ends a command that will never be answered, with what follows for whoever waits for it; one whose answer is believed lost
 * is only not waited for any more at first. `false`: something came first.
 */
export async function endVoidCommand(core: Core, { command, why }: VoidCommand, reference: string): Promise<boolean> {
  const { id, revision, value } = command;
  const isKept = why === 'answer-lost' && value.state !== 'replaced';
  const change = isKept ? {} : await answerHandlers[value.act](core, command, { result: 'dropped', why }, reference);
  const result = await core.records.commit(
    isKept
      ? replacedCommand(command)
      : {
          ...change,
          expect: [...(change.expect ?? []), { kind: 'deviceCommand', id, revision }],
          remove: [...(change.remove ?? []), { kind: 'deviceCommand', id }],
        },
  );
  if (result.result === 'conflict') return false;
  await core.onStep('device-command.dropped');
  return true;
}
