import type { Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { answerHandlers, type CommandEnd } from './command-answers.js';
import type { Core } from './core.js';

type Why = Extract<CommandEnd, { result: 'dropped' }>['why'];

/**
 * Why a command will never be answered; `null` = it may be. It follows from what is stored, so whoever retires a device
 * only has to store that.
 */
export function voidWhy(command: DeviceCommandRecord, device: Device | null): Why | null {
  if (device === null || device.state === 'retired') return 'retired';
  if (command.state === 'void') return 're-enrolled';
  if (device.state === 'checked-out') return 'checked-out';
  const isForUser = command.enrolmentId !== command.deviceId;
  return isForUser && device.userChannel === null ? 'checked-out' : null;
}

/** A command that will never be answered. */
export interface VoidCommand {
  command: Versioned<DeviceCommandRecord>;
  why: Why;
}

/** Ends a command that will never be answered, with what follows for whoever waits for it. `false`: something came first. */
export async function endVoidCommand(core: Core, { command, why }: VoidCommand, reference: string): Promise<boolean> {
  const { id, revision, value } = command;
  const change = await answerHandlers[value.act](core, command, { result: 'dropped', why }, reference);
  const result = await core.records.commit({
    ...change,
    expect: [...(change.expect ?? []), { kind: 'deviceCommand', id, revision }],
    remove: [...(change.remove ?? []), { kind: 'deviceCommand', id }],
  });
  if (result.result === 'conflict') return false;
  await core.onStep('device-command.dropped');
  return true;
}
