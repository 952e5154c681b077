import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/licensing/rules/device.js';
import { eligibility, eligibilityOfDevices } from '../../../src/licensing/rules/eligibility.js';

const phone: Pick<Device, 'type' | 'platform'> = { type: 'device', platform: 'iOS' };
const base = { device: phone, supportedPlatforms: ['iOS'], managedAccount: false, place: 0 };

function reasonOf(given: Partial<typeof base>): string {
  const found = eligibility({ ...base, ...given });
  return found.result === 'eligible' ? 'eligible' : found.reason;
}

describe('whether a device can have an app', () => {
  it.each([
    ['iOS', ['iOS'], 'eligible'],
    ['iPadOS', ['iOS'], 'eligible'],
    ['macOS', ['iOS'], 'platform'],
    ['macOS', ['iOS', 'macOS'], 'eligible'],
    ['iOS', ['macOS'], 'platform'],
    ['visionOS', ['iOS', 'visionOS'], 'eligible'],
    ['watchOS', ['iOS'], 'platform'],
    ['tvOS', ['tvOS'], 'eligible'],
    ['unknown', ['macOS'], 'eligible'],
    ['iOS', [], 'eligible'],
  ] as const)('%s, an app for %j: %s', (platform, supportedPlatforms, expected) => {
    expect(reasonOf({ device: { type: 'device', platform }, supportedPlatforms: [...supportedPlatforms] })).toBe(
      expected,
    );
  });

  it('not a shared iPad, whatever it is', () => {
    expect(reasonOf({ device: { type: 'shared-ipad', platform: 'iPadOS' }, managedAccount: true })).toBe('shared-ipad');
  });

  it('with User Enrolment only where the person has a Managed Apple Account', () => {
    const device = { type: 'user-enrolment', platform: 'iOS' } as const;
    expect(reasonOf({ device })).toBe('needs-managed-account');
    expect(reasonOf({ device, managedAccount: true })).toBe('eligible');
  });

  it('not as the sixth', () => {
    expect(reasonOf({ place: 4 })).toBe('eligible');
    expect(reasonOf({ place: 5 })).toBe('sixth-device');
  });
});

describe('the five devices of one licence', () => {
  const aPhone = (enrolmentId: string, given: Partial<Device> = {}) => ({
    ...({ enrolmentId, state: 'enrolled', type: 'device', platform: 'iOS' } as const),
    ...given,
  });
  const of = (devices: readonly ReturnType<typeof aPhone>[], using: readonly string[] = []) =>
    [
      ...eligibilityOfDevices({
        ...{ devices, supportedPlatforms: ['iOS'], managedAccount: false },
        using: new Set(using),
      }),
    ]
      .filter(([, { result }]) => result === 'eligible')
      .map(([id]) => id)
      .sort();

  it('are the oldest ones', () => {
    expect(of(['1', '2', '3', '4', '5', '6'].map((id) => aPhone(id)))).toEqual(['1', '2', '3', '4', '5']);
  });

  it('keep their places when an older one enrols anew', () => {
    expect(
      of(
        ['6', '1', '2', '3', '4', '5'].map((id) => aPhone(id)),
        ['1', '2', '3', '4', '5'],
      ),
    ).toEqual(['1', '2', '3', '4', '5']);
  });

  it('are none that cannot have the app, and none that left management', () => {
    const devices = [
      aPhone('mac', { platform: 'macOS' }),
      aPhone('gone', { state: 'checked-out' }),
      ...['1', '2', '3', '4', '5'].map((id) => aPhone(id)),
    ];
    expect(of(devices)).toEqual(['1', '2', '3', '4', '5']);
  });
});
