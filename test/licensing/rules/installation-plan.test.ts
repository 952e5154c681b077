import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentStates } from '../../../src/licensing/rules/assignment.js';
import {
  type Installation,
  installationStates,
  installationTraits,
} from '../../../src/licensing/rules/installation.js';
import { type PlanQuestion, plannedInstallation } from '../../../src/licensing/rules/installation-plan.js';
import { isGoneEverywhere, whatDevicesSay } from '../../../src/licensing/rules/removal-by-devices.js';
import { anInstallation, MINUTE, NOW } from './installation-samples.js';

const LONG_AGO = NOW - 1_000 * MINUTE;

function question(
  given: Partial<PlanQuestion> = {},
  assignment: Partial<PlanQuestion['assignment']> = {},
): PlanQuestion {
  return {
    assignment: { ...{ key: '1.STDQ', userId: 'A', state: 'licensed', generation: 1, since: LONG_AGO }, ...assignment },
    enrolmentId: 'PHONE',
    installation: null,
    device: { state: 'enrolled', enrolledAt: LONG_AGO },
    eligibility: { result: 'eligible' },
    wanted: 'now',
    otherOwner: false,
    needed: false,
    now: NOW,
    ...given,
  };
}

const planned = (given: Partial<PlanQuestion> = {}, assignment: Partial<PlanQuestion['assignment']> = {}) => {
  const after = plannedInstallation(question(given, assignment));
  return after === null ? null : `${after.state} ${after.reason}`;
};
const known = (given: Partial<Installation>) => ({ installation: anInstallation(given) });
const not = (reason: 'platform' | 'sixth-device') => ({ eligibility: { result: 'not-eligible', reason } as const });
const reenrolled = { device: { state: 'enrolled', enrolledAt: NOW + 1 } } as const;

describe('a person with a licence', () => {
  it.each<[string, Partial<PlanQuestion>, string | null]>([
    ['gets it on a device', {}, 'wanted null'],
    ['gets it later where the deployment is stopped', { wanted: 'later' }, 'wanted null'],
    ['gets nothing that nobody wants', { wanted: 'never' }, null],
    [
      'gets nothing on a device that left',
      { eligibility: null, device: { state: 'checked-out', enrolledAt: 1 } },
      null,
    ],
    ['is told of a device that cannot have it', not('platform'), 'not-applicable platform'],
    ['is told that once', { ...not('platform'), ...known({ state: 'not-applicable', reason: 'platform' }) }, null],
    [
      'is told another reason',
      { ...not('platform'), ...known({ state: 'not-applicable', reason: 'sixth-device' }) },
      'not-applicable platform',
    ],
    [
      'keeps what is installed although it would not be installed now',
      { ...not('platform'), ...known({ state: 'managed' }) },
      null,
    ],
    ['gets it once a place is free', known({ state: 'not-applicable', reason: 'sixth-device' }), 'wanted null'],
    ['has it', known({ state: 'managed' }), null],
    ['is not asked again after a refusal', known({ state: 'rejected' }), null],
    ['does not get back by itself what they deleted', known({ state: 'deleted' }), null],
    [
      'gets it again on a phone that enrolled anew',
      { ...reenrolled, ...known({ state: 'managed' }) },
      'wanted re-enrolled',
    ],
    [
      'is asked again on a phone that enrolled anew',
      { ...reenrolled, ...known({ state: 'rejected' }) },
      'wanted re-enrolled',
    ],
    [
      'waits for the open command of the former life',
      { ...reenrolled, ...known({ state: 'commanded', commandId: 'C' }) },
      null,
    ],
    [
      'does not have any more what nobody wants on it',
      { ...reenrolled, wanted: 'never', ...known({ state: 'managed' }) },
      'deleted re-enrolled',
    ],
    ['gets it again after a removal', known({ state: 'gone' }), 'wanted null'],
    ['is looked at when a removal was called off', known({ state: 'removing' }), 'installing null'],
    [
      'has nothing on a device that is not theirs',
      { device: null, ...known({ state: 'managed' }) },
      'retired device-retired',
    ],
    [
      'ends on a device that is somebody else’s by now',
      { device: null, otherOwner: true, ...known({ state: 'managed' }) },
      'retired owner-changed',
    ],
    ['and had it taken off', { device: null, ...known({ state: 'gone' }) }, null],
  ])('%s', (_name, given, expected) => {
    expect(planned(given)).toBe(expected);
  });

  it('begins again with the next licence, everywhere', () => {
    for (const state of installationStates) {
      const after = plannedInstallation(question(known({ state, rounds: 5, tries: 3 }), { generation: 2 }));
      expect(after).toMatchObject({ generation: 2, rounds: 0, tries: 0 });
      expect(['wanted', 'installing']).toContain(after?.state);
    }
  });
});

describe('an app that is to go', () => {
  const removal = { state: 'removing', since: NOW - 10 } as const;

  it.each<[string, Partial<PlanQuestion>, string | null]>([
    ['is asked for on a device of which nothing is known', {}, 'removing null'],
    ['is asked for on a sixth device of which nothing is known', not('sixth-device'), 'removing null'],
    ['is not asked for where it cannot be', not('platform'), 'not-applicable platform'],
    ['is not asked for on a device that left', { device: { state: 'checked-out', enrolledAt: 1 } }, null],
    ['is not asked for while the person needs it', { needed: true, ...known({ state: 'managed' }) }, null],
    ['is being asked for', known({ state: 'removing' }), null],
    ['is gone', known({ state: 'gone', since: NOW }), null],
    ['was gone before, and is asked for again', known({ state: 'gone', since: NOW - 20 }), 'removing null'],
    ['is the person’s own copy', known({ state: 'unmanaged', since: NOW }), null],
    ['was the person’s own copy before', known({ state: 'unmanaged', since: NOW - 20 }), 'removing null'],
  ])('%s', (_name, given, expected) => {
    expect(planned(given, removal)).toBe(expected);
  });

  it('is asked for wherever it may be', () => {
    for (const state of installationStates) {
      if (!installationTraits[state].mayBeThere || state === 'removing') continue;
      expect(planned(known({ state, since: NOW - 20 }), removal)).toBe('removing null');
    }
  });

  it('keeps an open command, so that none is sent beside it', () => {
    const after = plannedInstallation(question(known({ state: 'commanded', commandId: 'C' }), removal));
    expect(after).toMatchObject({ state: 'removing', commandId: 'C' });
  });
});

const anyQuestion: fc.Arbitrary<PlanQuestion> = fc
  .record({
    state: fc.constantFrom(...assignmentStates),
    generation: fc.integer({ min: 1, max: 3 }),
    since: fc.constantFrom(NOW - 20, NOW),
    installation: fc.option(
      fc.record({
        state: fc.constantFrom(...installationStates),
        generation: fc.integer({ min: 1, max: 3 }),
        since: fc.constantFrom(NOW - 30, NOW - 10, NOW),
        commandId: fc.constantFrom(null, 'C'),
        reason: fc.constantFrom(null, 'platform' as const, 'loop' as const, 'sixth-device' as const),
        rounds: fc.integer({ min: 0, max: 5 }),
      }),
    ),
    device: fc.option(
      fc.record({
        state: fc.constantFrom('enrolled' as const, 'enrolling' as const, 'checked-out' as const),
        enrolledAt: fc.constantFrom(NOW - 40, NOW - 5, NOW),
      }),
    ),
    eligible: fc.constantFrom(null, 'platform' as const, 'sixth-device' as const),
    wanted: fc.constantFrom('now' as const, 'later' as const, 'never' as const),
    needed: fc.boolean(),
  })
  .map(({ state, generation, since, installation, device, eligible, wanted, needed }) => ({
    ...question({ wanted, needed, device }, { state, generation, since }),
    installation:
      installation === null
        ? null
        : anInstallation({ ...installation, generation: Math.min(installation.generation, generation) }),
    eligibility:
      device === null || device.state === 'checked-out'
        ? null
        : eligible === null
          ? ({ result: 'eligible' } as const)
          : ({ result: 'not-eligible', reason: eligible } as const),
  }));

describe('whatever stands there', () => {
  it('what was planned is not planned again', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const after = plannedInstallation(asked);
        if (after !== null) expect(plannedInstallation({ ...asked, installation: after })).toBeNull();
      }),
    );
  });

  it('an open command is never lost, and nothing new is managed', () => {
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const after = plannedInstallation(asked);
        if (after === null) return;
        expect(after.commandId).toBe(asked.installation?.commandId ?? null);
        expect(after.state).not.toBe('managed');
      }),
    );
  });

  it('a licence goes back only where every device in management has answered', () => {
    const someDevices = fc.array(anyQuestion, { maxLength: 4 });
    fc.assert(
      fc.property(someDevices, (asked) => {
        const assignment = { generation: 2, since: NOW - 20 };
        const devices = asked.flatMap(({ device }, at) =>
          device === null ? [] : [{ enrolmentId: `P${at}`, state: device.state }],
        );
        const installations = asked.flatMap(({ installation }, at) =>
          installation === null ? [] : [{ ...installation, enrolmentId: `P${at}` }],
        );
        if (!isGoneEverywhere(whatDevicesSay(assignment, devices, installations))) return;
        for (const { enrolmentId, state } of devices) {
          const one = installations.find((other) => other.enrolmentId === enrolmentId);
          if (state === 'checked-out') {
            if (one !== undefined) expect(installationTraits[one.state].mayBeThere).toBe(false);
            continue;
          }
          expect(['gone', 'not-applicable']).toContain(one?.state);
          expect(one?.generation).toBe(assignment.generation);
          if (one?.state === 'gone') expect(one.since).toBeGreaterThanOrEqual(assignment.since);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
