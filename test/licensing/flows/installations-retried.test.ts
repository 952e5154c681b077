import { describe, expect, it } from 'vitest';
import { changeInstallation, readInstallation } from '../../../src/licensing/flows/installations.js';
import { retryInstallation } from '../../../src/licensing/flows/retry-installation.js';
import type { Installation } from '../../../src/licensing/rules/installation.js';
import type { TestHouse } from '../../support/core.js';
import { phonesFor } from '../../support/core-devices.js';
import {
  BUNDLE,
  installationOf,
  installedHouse,
  onDevices,
  phoneHouse,
  sentTo,
  uninstall,
} from '../../support/core-installations.js';
import { anAssignment, assignmentOf, KEY } from '../../support/core-licences.js';

const ID = `${KEY}/A/PHONE`;
const retry = (house: TestHouse, actor = 'OPERATOR', takeOver = false) =>
  retryInstallation(house.core, house.asked(actor), ID, { takeOver });

async function put(house: TestHouse, change: Partial<Installation>): Promise<void> {
  const before = await readInstallation(house.core, ID);
  await house.records.commit(changeInstallation(before, { ...(await installationOf(house)), ...change }));
}

async function withManagedAccount(house: TestHouse): Promise<void> {
  const stored = await house.records.get('membership', 'A');
  if (stored === null) throw new Error('no membership');
  const value = { ...stored.value, managedAppleAccount: 'a@northwind.example' };
  await house.records.commit({ put: [{ kind: 'membership', id: 'A', value }] });
}

describe('trying again', () => {
  it('what the person refused is asked once more, its rounds forgotten', async () => {
    const { house, phone } = await phoneHouse();
    phone.installs = 'UserRejected';
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'rejected: rejected-by-person' });
    phone.installs = 'managed';
    expect(await retry(house)).toEqual({ result: 'retried' });
    expect(await installationOf(house)).toMatchObject({ state: 'wanted', rounds: 0, reason: null });
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install', 'install']);
    expect(await house.audit()).toContain('OPERATOR retry-install: retried');
  });

  it('is for people’s own, and for whoever has the role', async () => {
    const { house } = await installedHouse();
    house.people.set('B', []);
    await put(house, { state: 'failed', reason: 'loop' });
    expect(await retry(house, 'B')).toEqual({ result: 'not-yours' });
    expect(await retry(house, 'VIEWER')).toEqual({ result: 'not-yours' });
    expect(await retry(house, 'STRANGER')).toMatchObject({ result: 'not-allowed', reason: 'unknown' });
    expect(await house.audit()).toContain('B retry-install: refused: not-yours');
    expect(await retry(house, 'A')).toEqual({ result: 'retried' });
  });

  it.each<[Partial<Installation>, string]>([
    [{ state: 'managed' }, 'installed'],
    [{ state: 'installing' }, 'under-way'],
    [{ state: 'failed', commandId: 'C' }, 'under-way'],
    [{ state: 'unmanaged' }, 'needs-take-over'],
    [{ state: 'failed' }, 'retried'],
    [{ state: 'deleted' }, 'retried'],
    [{ state: 'wanted', nextTry: Number.MAX_SAFE_INTEGER }, 'retried'],
  ])('%j: %s', async (change, result) => {
    const { house } = await installedHouse();
    await put(house, change);
    expect((await retry(house)).result).toBe(result);
  });

  it('takes a copy of the person’s own over, not with User Enrolment', async () => {
    const { house } = await installedHouse();
    await put(house, { state: 'unmanaged' });
    expect(await retry(house, 'A', true)).toEqual({ result: 'retried' });
    await phonesFor(house, 1);
    expect(house.mdm.sent.filter(({ command }) => command.act === 'install').at(-1)?.command).toMatchObject({
      takeOver: true,
    });
    const device = await house.records.get('device', 'PHONE');
    if (device === null) throw new Error('no device');
    const theirs = { ...device.value, type: 'user-enrolment' } as const;
    await house.records.commit({ put: [{ kind: 'device', id: 'PHONE', value: theirs }] });
    await put(house, { state: 'unmanaged', commandId: null });
    expect(await retry(house, 'A', true)).toEqual({ result: 'not-applicable', reason: 'needs-managed-account' });
    await withManagedAccount(house);
    expect(await retry(house, 'A', true)).toEqual({ result: 'cannot-take-over' });
  });

  it('nothing where there is no licence, no device, or nothing known', async () => {
    const { house } = await installedHouse();
    await put(house, { state: 'failed' });
    const device = await house.records.get('device', 'PHONE');
    if (device === null) throw new Error('no device');
    const left = { ...device.value, state: 'checked-out' } as const;
    await house.records.commit({ put: [{ kind: 'device', id: 'PHONE', value: left }] });
    expect((await retry(house)).result).toBe('device-not-enrolled');
    await house.records.commit({ put: [{ kind: 'device', id: 'PHONE', value: device.value }] });
    await anAssignment(house, KEY, 'A', { ...(await assignmentOf(house, KEY, 'A')), state: 'lost' });
    expect((await retry(house)).result).toBe('not-wanted');
    const nobody = retryInstallation(house.core, house.asked('OPERATOR'), `${KEY}/A/OTHER`, { takeOver: false });
    expect(await nobody).toEqual({ result: 'unknown' });
  });

  it('a removal that waits for its next try', async () => {
    const { house, phone } = await installedHouse();
    const cannot = [{ code: 12_036, domain: 'MCMDMErrorDomain', text: 'Not now' }];
    phone.removeErrors.push(cannot);
    await uninstall(house);
    await phonesFor(house, 1);
    expect(await installationOf(house)).toMatchObject({ state: 'removing', reason: 'cannot-remove-now' });
    expect(await retry(house)).toEqual({ result: 'retried' });
    await phonesFor(house, 1, 1_000);
    expect(phone.apps.has(BUNDLE)).toBe(false);
  });
});
