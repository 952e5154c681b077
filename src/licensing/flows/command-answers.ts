import type { Change, Versioned } from '../ports/records.js';
import type { DeviceAnswer } from '../rules/device-answer.js';
import type { CommandAct, DeviceCommandRecord, DroppedWhy } from '../rules/device-command.js';
import type { Core } from './core.js';
import { installAnswered, installedAppsAnswered, managedAppsAnswered, removeAnswered } from './installation-answers.js';
import { inviteAnswered } from './invitation-answers.js';
import { informationAnswered } from './keep-information.js';

/** How a command ended, or that the device is locked or busy. */
export type CommandEnd =
  /** `answer.status` is never `idle`. With `not-now` the command stays open. */
  | { result: 'answered'; answer: DeviceAnswer }
  /** It will never be answered. */
  | { result: 'dropped'; why: DroppedWhy }
  /** The MDM server does not take it, or does not know the device. */
  | { result: 'refused'; why: 'refused' | 'unknown-device'; message: string };

/** What follows from it for whatever waits for the command: part of the commit that ends the command. */
export type AnswerHandler = (
  core: Core,
  command: Versioned<DeviceCommandRecord>,
  end: CommandEnd,
  reference: string,
) => Promise<Change>;

/** Who deals with the answer, by what was asked. */
export const answerHandlers = {
  install: installAnswered,
  remove: removeAnswered,
  invite: inviteAnswered,
  'managed-apps': managedAppsAnswered,
  'installed-apps': installedAppsAnswered,
  'device-information': informationAnswered,
} satisfies Record<CommandAct, AnswerHandler>;
