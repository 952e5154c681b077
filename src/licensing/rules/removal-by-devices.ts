import type { Assignment } from './assignment.js';
import type { Device } from './device.js';
import { type Installation, installationTraits } from './installation.js';
import { isSettledSince } from './installation-plan.js';

/** What the devices of a person say about an app that is to go, each counted once. */
export interface DevicesSay {
  /** In management, and not yet done: the app may be there. */
  waiting: number;
  /** A copy of the person's own is there, which only they can delete. */
  ownCopies: number;
  /** Left management, or went to somebody else, while the app may have been there: nobody can ask them. */
  unreachable: number;
  /** Say that it is gone, cannot have had it, or were taken out of use meanwhile. */
  done: number;
}

/** What a person's devices say; `devices` without retired ones. */
export function whatDevicesSay(
  assignment: Pick<Assignment, 'generation' | 'since'>,
  devices: readonly Pick<Device, 'enrolmentId' | 'state'>[],
  installations: readonly Installation[],
): DevicesSay {
  const say: DevicesSay = { waiting: 0, ownCopies: 0, unreachable: 0, done: 0 };
  const byDevice = new Map(installations.map((one) => [one.enrolmentId, one]));
  for (const { enrolmentId, state } of devices) {
    const one = byDevice.get(enrolmentId) ?? null;
    byDevice.delete(enrolmentId);
    if (state === 'checked-out') {
      if (one !== null && installationTraits[one.state].mayBeThere) say.unreachable += 1;
    } else say[wordOf(one, assignment)] += 1;
  }
  // Devices that are not the person's any more.
  for (const { state, since, reason } of byDevice.values())
    if (state === 'retired' && since >= assignment.since) say[reason === 'owner-changed' ? 'unreachable' : 'done'] += 1;
  return say;
}

function wordOf(one: Installation | null, assignment: Pick<Assignment, 'generation' | 'since'>): keyof DevicesSay {
  if (one === null) return 'waiting';
  if (one.state === 'not-applicable') return one.generation === assignment.generation ? 'done' : 'waiting';
  if (!isSettledSince(one, assignment)) return 'waiting';
  return one.state === 'unmanaged' ? 'ownCopies' : 'done';
}

/** Whether the licence may be taken back by what the devices say alone: each says that the app is gone. */
export function isGoneEverywhere({ waiting, ownCopies, unreachable, done }: DevicesSay): boolean {
  return waiting + ownCopies + unreachable === 0 && done > 0;
}

/** Whether a device says otherwise, so that the person's word is not enough. */
export function isStillThere({ waiting, ownCopies }: DevicesSay): boolean {
  return waiting + ownCopies > 0;
}
