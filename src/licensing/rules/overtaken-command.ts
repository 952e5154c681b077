import type { Assignment } from './assignment.js';
import type { CommandAct } from './device-command.js';
import type { Installation } from './installation.js';
import type { Wanted } from './installation-step.js';

/** What decides whether a recorded command is still to be sent. */
export interface CommandReasons {
  /** As it stands; `null` = it does not wait for this command any more, or the device is not the person's any more. */
  installation: Installation | null;
  assignment: Pick<Assignment, 'state' | 'generation'> | null;
  /** Whether a deployment wants the app on the person's devices. */
  wanted: Wanted;
  /** Nothing is to be taken off devices for this assignment now. */
  held: boolean;
}

/**
 * Whether what a command is to do was decided otherwise since it was recorded: it may have waited long for the MDM server,
 * or for the end of a pause. Questions to a device are never overtaken.
 */
export function isOvertaken(act: CommandAct, reasons: CommandReasons): boolean {
  return !reasonsFor[act](reasons);
}

type IsReason = (reasons: CommandReasons) => boolean;

const always: IsReason = () => true;

const reasonsFor = {
  install: ({ installation: one, assignment, wanted }) =>
    (one?.state === 'commanded' || one?.state === 'waiting') &&
    assignment?.state === 'licensed' &&
    assignment.generation === one.generation &&
    wanted === 'now',
  // A licence that went back without the device is no reason to leave the app there.
  remove: ({ installation: one, assignment, held }) =>
    one?.state === 'removing' &&
    assignment !== null &&
    assignment.generation === one.generation &&
    assignment.state !== 'licensed' &&
    !held,
  invite: always,
  'managed-apps': always,
  'installed-apps': always,
  'device-information': always,
} satisfies Record<CommandAct, IsReason>;
