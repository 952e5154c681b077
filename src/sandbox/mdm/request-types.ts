import {
  type CommandHandler,
  installApplication,
  installedApplicationList,
  inviteToProgram,
  managedApplicationList,
  removeApplication,
} from './app-commands.js';
import type { Command } from './command.js';
import type { CommandFailure } from './faults.js';
import { deviceInformation } from './information.js';
import { type PhoneScene, settleInstallations } from './installing.js';
import type { Dictionary } from './plist.js';
import { failed, invalidRequestType } from './replies.js';

interface RequestType {
  handle: CommandHandler;
  /** Whether a locked iPhone may put it off. Apple lists what iOS never puts off. */
  putOffWhenLocked: boolean;
}

/** Every command that these phones know, by its RequestType. */
export const requestTypes = {
  InstallApplication: { handle: installApplication, putOffWhenLocked: true },
  RemoveApplication: { handle: removeApplication, putOffWhenLocked: true },
  InviteToProgram: { handle: inviteToProgram, putOffWhenLocked: true },
  ManagedApplicationList: { handle: managedApplicationList, putOffWhenLocked: true },
  InstalledApplicationList: { handle: installedApplicationList, putOffWhenLocked: false },
  DeviceInformation: { handle: deviceInformation, putOffWhenLocked: false },
} as const satisfies Record<string, RequestType>;

const byName = new Map<string, RequestType>(Object.entries(requestTypes));

/** What the phone says to one command, without who it is. */
export function answerCommand(
  scene: PhoneScene,
  { requestType, fields }: Command,
  takeFailure: (requestType: string) => CommandFailure | null,
): Dictionary {
  settleInstallations(scene);
  const type = byName.get(requestType);
  if (type === undefined) return invalidRequestType(requestType);
  if (scene.phone.locked && type.putOffWhenLocked) return { Status: 'NotNow' };
  const failure = takeFailure(requestType);
  return failure === null ? type.handle(scene, fields) : failed([failure]);
}
