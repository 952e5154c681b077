import type { Assignment } from './assignment.js';
import type { Device } from './device.js';
import type { Eligibility } from './eligibility.js';
import {
  type Installation,
  type InstallationReason,
  type InstallationState,
  installationTraits,
} from './installation.js';
import { anew } from './installation-change.js';
import type { Wanted } from './installation-step.js';

/** Why one installation is not tried again. */
export type NotRetried =
  /** Nothing is known of such an installation. */
  | { result: 'unknown' }
  /** The device says that it is installed and managed. */
  | { result: 'installed' }
  /** It is under way already. */
  | { result: 'under-way'; state: InstallationState }
  /** The person has no licence of it any more, or nobody wants it on their devices. */
  | { result: 'not-wanted' }
  /** The device is not in management. */
  | { result: 'device-not-enrolled' }
  | { result: 'not-applicable'; reason: InstallationReason | null }
  /** A copy of the person's own is there: only taking it over changes that. */
  | { result: 'needs-take-over' }
  /** User Enrolment does not let a copy be taken over (Apple documents). */
  | { result: 'cannot-take-over' };

/** What decides whether an installation may begin again because somebody asks for it. */
export interface RetryQuestion {
  installation: Installation;
  assignment: Pick<Assignment, 'state' | 'generation'> | null;
  wanted: Wanted;
  device: Pick<Device, 'state' | 'type'> | null;
  eligibility: Eligibility | null;
  takeOver: boolean;
  now: number;
}

/** The installation begun again, its rounds and tries forgotten, or why it is not. */
export function retriedInstallation(question: RetryQuestion): NotRetried | { result: 'retried'; after: Installation } {
  const { installation: one, assignment, device, now } = question;
  if (one.state === 'managed') return { result: 'installed' };
  if (isUnderWay(one, now)) return { result: 'under-way', state: one.state };
  if (device?.state !== 'enrolled') return { result: 'device-not-enrolled' };
  if (assignment?.state === 'removing')
    return { result: 'retried', after: anew(one, 'removing', now, { generation: assignment.generation }) };
  if (assignment?.state !== 'licensed' || question.wanted === 'never') return { result: 'not-wanted' };
  return notInstallable(question) ?? { result: 'retried', after: wantedAgain(question, assignment.generation) };
}

/** What waits for its next try only is tried now. */
function isUnderWay({ state, commandId, nextTry }: Installation, now: number): boolean {
  if (commandId !== null) return true;
  if (!installationTraits[state].moving) return false;
  return !(nextTry !== null && nextTry > now && (state === 'wanted' || state === 'removing'));
}

function notInstallable({ installation: one, device, eligibility, takeOver }: RetryQuestion): NotRetried | null {
  if (eligibility?.result === 'not-eligible') return { result: 'not-applicable', reason: eligibility.reason };
  if (one.state === 'unmanaged' && !takeOver) return { result: 'needs-take-over' };
  return takeOver && device?.type === 'user-enrolment' ? { result: 'cannot-take-over' } : null;
}

function wantedAgain({ installation, takeOver, now }: RetryQuestion, generation: number): Installation {
  return anew(installation, 'wanted', now, { generation, takeOver });
}
