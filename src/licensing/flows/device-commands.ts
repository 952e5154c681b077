import type { Put, RecordRef, Versioned } from '../ports/records.js';
import { isOverdue } from '../rules/command-silence.js';
import { type DeviceCommandRecord, type NewCommand, newCommand } from '../rules/device-command.js';
import type { Core } from './core.js';

/** A command to be stored with its cause; `deviceCommandWork` sends it. `id`: its CommandUUID. */
export function recordCommand(core: Core, given: NewCommand): { id: string; put: Put } {
  const id = core.ids.uuid().toUpperCase();
  return { id, put: { kind: 'deviceCommand', id, value: newCommand(given, core.clock()) } };
}

/** Part of a commit: it is not waited for any more, but an answer that is told only once may come after all. */
export function replacedCommand({ id, revision, value }: Versioned<DeviceCommandRecord>): {
  expect: readonly (RecordRef & { revision: number })[];
  put: readonly Put[];
} {
  return {
    expect: [{ kind: 'deviceCommand', id, revision }],
    put: [{ kind: 'deviceCommand', id, value: { ...value, state: 'replaced', nextWake: null } }],
  };
}

/** Commands that have been in the queue for days without a final answer; they stay open all the same. */
export async function overdueCommands(core: Core): Promise<readonly Versioned<DeviceCommandRecord>[]> {
  const now = core.clock();
  return (await core.records.list('deviceCommand')).filter(({ value }) => isOverdue(value, now));
}
