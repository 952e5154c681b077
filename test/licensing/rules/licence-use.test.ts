import { describe, expect, it } from 'vitest';
import type { InventoryApp } from '../../../src/licensing/rules/device.js';
import {
  type Installation,
  type InstallationState,
  newInstallation,
} from '../../../src/licensing/rules/installation.js';
import { type DeviceUse, KNOWN_FOR, licenceUse } from '../../../src/licensing/rules/licence-use.js';

const now = 1_000 * 86_400_000;
const day = 86_400_000;
const held = { since: now - 100 * day, licensedAt: now - 90 * day };

function anApp(installed: boolean | null, installedAt: number | null = now - day): InventoryApp {
  return { bundleId: 'com.example.a1', version: null, status: null, installed, installedAt };
}

function anInstallation(state: InstallationState, given: Partial<Installation> = {}): Installation {
  const ids = { key: '1.STDQ', userId: 'A', enrolmentId: 'P1', generation: 1 };
  return { ...newInstallation({ ...ids, state, since: now - 3 * day }), seenAt: now - 3 * day, ...given };
}

function onDevice(given: Partial<DeviceUse> = {}): DeviceUse {
  return { device: { state: 'enrolled', enrolledAt: now - 200 * day }, installation: null, app: null, ...given };
}

const use = (...devices: DeviceUse[]) => licenceUse(held, devices, now);

describe('whether a licence is used', () => {
  it('is not known of somebody without a device', () => {
    expect(use()).toEqual({ use: 'unknown', why: 'no-device', asOf: null });
  });

  it('is not known while a device has never said', () => {
    expect(use(onDevice())).toMatchObject({ use: 'unknown', why: 'never-heard' });
    expect(use(onDevice({ app: anApp(false) }), onDevice())).toMatchObject({ use: 'unknown', why: 'never-heard' });
  });

  it('is not known after a week of silence, though the app was not there', () => {
    const then = now - KNOWN_FOR;
    expect(use(onDevice({ app: anApp(false, then) }))).toMatchObject({ use: 'unused', asOf: then });
    expect(use(onDevice({ app: anApp(false, then - 1) }))).toEqual({ use: 'unknown', why: 'silent', asOf: then - 1 });
  });

  it('is not known of a device that left management', () => {
    const device = { state: 'checked-out', enrolledAt: now - 200 * day } as const;
    expect(use(onDevice({ device, app: anApp(false) }))).toMatchObject({ use: 'unknown', why: 'left-management' });
  });

  it('is not known from before the device enrolled anew', () => {
    const device = { state: 'enrolled', enrolledAt: now - day / 2 } as const;
    expect(use(onDevice({ device, app: anApp(true) }))).toMatchObject({ use: 'unknown', why: 'never-heard' });
  });

  it.each(['managed', 'unmanaged'] as const)('is so on a device where it is %s', (state) => {
    expect(use(onDevice({ installation: anInstallation(state) }), onDevice())).toEqual({ use: 'used' });
  });

  it('is so where a list says that the app is there, whatever became of the install', () => {
    expect(use(onDevice({ app: anApp(true) }))).toEqual({ use: 'used' });
    const copy = onDevice({ app: anApp(true), installation: anInstallation('not-applicable') });
    expect(use(copy)).toEqual({ use: 'used' });
    expect(use(onDevice({ app: anApp(true), installation: anInstallation('deleted') }))).toEqual({ use: 'used' });
  });

  it('is not so where a newer list says that the app is gone', () => {
    const gone = onDevice({ app: anApp(false), installation: anInstallation('managed') });
    expect(use(gone)).toMatchObject({ use: 'unused', why: 'not-installed', since: held.licensedAt, asOf: now - day });
    const older = onDevice({ app: anApp(false, now - 5 * day), installation: anInstallation('managed') });
    expect(use(older)).toEqual({ use: 'used' });
  });

  it.each(['wanted', 'commanded', 'waiting', 'prompting', 'installing', 'removing'] as const)(
    'waits for what is under way: %s',
    (state) => {
      expect(use(onDevice({ installation: anInstallation(state), app: anApp(false) }))).toEqual({ use: 'moving' });
    },
  );

  it.each([
    { state: 'deleted', why: 'deleted' },
    { state: 'rejected', why: 'rejected' },
    { state: 'gone', why: 'not-installed' },
  ] as const)('is not so where it was $state', ({ state, why }) => {
    expect(use(onDevice({ installation: anInstallation(state) }))).toEqual({
      ...{ use: 'unused', why, since: now - 3 * day, asOf: now - 3 * day },
    });
  });

  it('says since when from the device that lost it last', () => {
    const lately = anInstallation('deleted', { since: now - day, seenAt: now - day });
    const found = use(onDevice({ installation: lately }), onDevice({ installation: anInstallation('rejected') }));
    expect(found).toEqual({ use: 'unused', why: 'deleted', since: now - day, asOf: now - 3 * day });
  });

  it('needs a list before a failed install is called unused', () => {
    const failed = anInstallation('failed');
    expect(use(onDevice({ installation: failed }))).toMatchObject({ use: 'unknown' });
    expect(use(onDevice({ installation: failed, app: anApp(false) }))).toMatchObject({ use: 'unused', why: 'failed' });
  });

  it('is not so where no device can have it', () => {
    const none = onDevice({ installation: anInstallation('not-applicable') });
    expect(use(none)).toMatchObject({ use: 'unused', why: 'not-applicable', since: held.licensedAt });
  });
});
