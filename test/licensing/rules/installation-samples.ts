import type { DeviceAnswer, DeviceError } from '../../../src/licensing/rules/device-answer.js';
import { type Installation, newInstallation } from '../../../src/licensing/rules/installation.js';
import { SETTLING_TIME } from '../../../src/licensing/rules/installation-gaps.js';
import type { StepFacts } from '../../../src/licensing/rules/installation-step.js';

export const NOW = Date.parse('2026-11-23T12:00:00Z');
export const MINUTE = 60_000;

/** An installation in a state, of the licence that the person has now. */
export function anInstallation(given: Partial<Installation> = {}): Installation {
  const fresh = newInstallation({
    ...{ key: '1.STDQ', userId: 'A', enrolmentId: 'PHONE', state: given.state ?? 'wanted' },
    ...{ since: NOW, generation: 1 },
  });
  return { ...fresh, ...given };
}

export function anAnswer(given: Partial<DeviceAnswer> = {}): DeviceAnswer {
  return {
    ...{ status: 'acknowledged', commandUuid: 'C', errors: [], installState: null, rejectionReason: null },
    ...{ identifier: null, managedApps: null, installedApps: null, invitationResult: null, information: null },
    ...given,
  };
}

export function anError(code: number, domain = 'MCMDMErrorDomain'): DeviceError {
  return { code, domain, text: `Error ${code}` };
}

/** The device refuses, outermost error first. */
export function refusing(...codes: number[]): DeviceAnswer {
  return anAnswer({ status: 'error', errors: codes.map((code) => anError(code)) });
}

/** A licensed person with an enrolled phone; nothing is open. */
export function facts(installation: Installation, given: Partial<StepFacts> = {}): StepFacts {
  return {
    installation,
    assignment: {
      state: installation.state === 'removing' ? 'removing' : 'licensed',
      generation: installation.generation,
      licensedAt: NOW - 10 * MINUTE,
      since: NOW - 10 * MINUTE,
    },
    wanted: 'now',
    needed: false,
    device: { state: 'enrolled', seenAt: NOW },
    otherOwner: false,
    channel: 'PHONE',
    bundleId: 'com.example.a1',
    command: null,
    settlingTime: SETTLING_TIME,
    now: NOW,
    ...given,
  };
}
