import { describe, expect, it } from 'vitest';
import { confirmRemoved, keepApp, needApp } from '../../../src/licensing/flows/answer-removal.js';
import { listRemovals } from '../../../src/licensing/flows/open-removals.js';
import { overrideRemoval } from '../../../src/licensing/flows/override-removal.js';
import { retireDevice } from '../../../src/licensing/flows/retire-device.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice, deliver, phonesFor } from '../../support/core-devices.js';
import {
  BUNDLE,
  installationOf,
  installedHouse,
  installHouse,
  onDevices,
  sentTo,
  uninstall,
} from '../../support/core-installations.js';
import { aDeployment, anAssignment, assignmentOf, KEY, statesOf, workNow } from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

const HOUR = 60 * MINUTE;
const button = `${KEY}/A#1`;
const gone = (house: TestHouse) => confirmRemoved(house.core, house.asked('A'), button);
const error = (code: number) => [{ code, domain: 'MCMDMErrorDomain', text: `Error ${code}` }];
const atApple = (house: TestHouse) => house.apple.assignmentRows.length;

describe('an uninstall', () => {
  it('removes the app, and takes the licence back when the device says that it is gone', async () => {
    const { house, phone } = await installedHouse();
    await uninstall(house);
    await workNow(house);
    expect(sentTo(house)).toEqual(['install', 'remove']);
    house.mdm.poll();
    await deliver(house);
    expect(phone.apps.size).toBe(0);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'gone' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(await assignmentOf(house, KEY, 'A')).toMatchObject({ reason: 'uninstalled' });
    expect(atApple(house)).toBe(0);
    expect(await house.audit()).toContain('system devices-confirmed: releasing');
  });

  it('waits for every device of the person', async () => {
    const { house } = await installedHouse();
    const other = await aDevice(house, 'OTHER', 'A');
    const check = { kind: 'installationCheck', id: `${KEY}/A`, value: { since: house.now } } as const;
    await house.records.commit({ put: [check] });
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed', OTHER: 'managed' });
    other.silent = true;
    await uninstall(house);
    await phonesFor(house, 10);
    expect(await onDevices(house)).toEqual({ PHONE: 'gone', OTHER: 'removing' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    other.silent = false;
    await phonesFor(house, 5);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('asks a device of which nothing is known', async () => {
    const house = await installHouse();
    await aDevice(house, 'PHONE', 'A');
    await anAssignment(house, KEY, 'A', { state: 'licensed', licensedAt: house.now, wantedBy: [] });
    await uninstall(house);
    await phonesFor(house, 4);
    expect(sentTo(house, 'PHONE', true)).toEqual(['remove', 'installed-apps']);
    expect(await onDevices(house)).toEqual({ PHONE: 'gone' });
    expect(['releasing', 'released']).toContain((await statesOf(house, KEY, ['A']))[0]);
  });

  it('finds a copy of the person’s own, asks them, and goes on when they deleted it', async () => {
    const { house, phone } = await installedHouse();
    phone.apps.set(BUNDLE, { status: null, installed: true });
    await uninstall(house);
    await phonesFor(house, 4);
    expect(await onDevices(house)).toEqual({ PHONE: 'unmanaged' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    expect(await gone(house)).toMatchObject({ result: 'device-still-has-it', ownCopies: 1, waiting: 0 });
    await phonesFor(house, 3);
    expect(await onDevices(house)).toEqual({ PHONE: 'unmanaged' });
    phone.apps.clear();
    expect(await gone(house)).toMatchObject({ result: 'device-still-has-it' });
    await phonesFor(house, 3);
    expect(await onDevices(house)).toEqual({ PHONE: 'gone' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('reminds the person only where they have to do something', async () => {
    const { house, phone } = await installedHouse();
    await uninstall(house);
    phone.silent = true;
    await phonesFor(house, 10, 12 * HOUR);
    expect(await house.noticesOf('removal-reminder')).toEqual([]);
    phone.apps.set(BUNDLE, { status: null, installed: true });
    phone.silent = false;
    await phonesFor(house, 3, HOUR);
    expect(await onDevices(house)).toEqual({ PHONE: 'unmanaged' });
    expect(await house.noticesOf('removal-reminder')).toHaveLength(1);
  });

  it.each([12_029, 12_038])('after %i and the app nowhere it is gone', async (code) => {
    const { house, phone } = await installedHouse();
    phone.removeErrors.push(error(code));
    phone.apps.clear();
    await uninstall(house);
    await phonesFor(house, 3);
    expect(await onDevices(house)).toEqual({ PHONE: 'gone' });
  });

  it('that cannot be done now keeps the licence, says why, and is tried again', async () => {
    const { house, phone } = await installedHouse();
    phone.removeErrors.push(error(12_036));
    await uninstall(house);
    await phonesFor(house, 1);
    expect(await installationOf(house)).toMatchObject({ state: 'removing', reason: 'cannot-remove-now', tries: 1 });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    await phonesFor(house, 6);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('does not believe “It is gone” while a device was not heard', async () => {
    const { house, phone } = await installedHouse();
    phone.silent = true;
    await uninstall(house);
    await workNow(house);
    expect(await gone(house)).toMatchObject({ result: 'device-still-has-it', waiting: 1, ownCopies: 0 });
    expect(await house.audit()).toContain('A confirm-removed: refused: device-still-has-it');
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
  });

  it('of a device that never answers comes on the administrators’ list, where a custodian takes the licence back', async () => {
    const { house, phone } = await installedHouse();
    phone.silent = true;
    await uninstall(house);
    await phonesFor(house, 10, 20 * HOUR);
    const list = await listRemovals(house.core, house.asked('OPERATOR'));
    expect(list).toMatchObject({ result: 'removals', count: 1 });
    expect(await house.noticesOf('removals-card')).not.toEqual([]);
    expect(await overrideRemoval(house.core, house.asked('U1'), button, true)).toMatchObject({ result: 'returning' });
    await phonesFor(house, 2, HOUR);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(await onDevices(house)).toMatchObject({ PHONE: expect.stringMatching(/^(removing|failed)/) });
  });

  it('counts a device that is taken out of use meanwhile as done', async () => {
    const { house, phone } = await installedHouse();
    phone.silent = true;
    await uninstall(house);
    await phonesFor(house, 2);
    await retireDevice(house.core, house.asked('OPERATOR'), 'PHONE', true);
    await phonesFor(house, 3);
    expect(await onDevices(house)).toEqual({ PHONE: 'retired: device-retired' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('asks the person where they have no device', async () => {
    const house = await installHouse();
    await anAssignment(house, KEY, 'A', { state: 'licensed', licensedAt: house.now, wantedBy: [] });
    await uninstall(house);
    await phonesFor(house, 3);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    expect(await gone(house)).toMatchObject({ result: 'returning' });
  });

  it('believes the person about a device that left management', async () => {
    const { house, phone } = await installedHouse();
    phone.silent = true;
    house.mdm.checkOut('PHONE');
    await deliver(house);
    await uninstall(house);
    await phonesFor(house, 5);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    expect(await gone(house)).toMatchObject({ result: 'returning' });
  });

  it('while the person says that they need it nothing is sent and nothing goes back', async () => {
    const { house, phone } = await installedHouse();
    phone.locked = true;
    await uninstall(house);
    await workNow(house);
    expect(await needApp(house.core, house.asked('A'), button, 'For the fair')).toEqual({ result: 'noted' });
    phone.locked = false;
    await phonesFor(house, 6);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
  });

  it('called off by whoever asked: the device is looked at, and what is gone comes again', async () => {
    const { house, phone } = await installedHouse();
    await uninstall(house);
    await anAssignment(house, KEY, 'A', { ...(await assignmentOf(house, KEY, 'A')), removalBy: 'person:OPERATOR' });
    await workNow(house);
    expect(sentTo(house)).toEqual(['install', 'remove']);
    expect(await keepApp(house.core, house.asked('OPERATOR'), button)).toMatchObject({ result: 'kept' });
    await phonesFor(house, 20);
    expect(phone.apps.get(BUNDLE)).toMatchObject({ status: 'Managed' });
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(sentTo(house)).toEqual(['install', 'remove', 'install']);
  });

  it('and a new licence later: the app is installed again', async () => {
    const { house } = await installedHouse();
    await uninstall(house);
    await phonesFor(house, 5);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    await aDeployment(house, 'D-3', KEY, { people: ['A'] });
    await anAssignment(house, KEY, 'A', { generation: 2, wantedBy: ['D-3'] });
    await phonesFor(house, 6);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect((await installationOf(house)).generation).toBe(2);
  });

  it('of a pause takes nothing off and nothing back', async () => {
    const { house } = await installedHouse();
    await uninstall(house);
    house.mdm.sent.length = 0;
    await house.records.commit({
      put: [{ kind: 'pause', id: 'outgoing', value: { paused: true, by: 'U1', at: house.now } }],
    });
    await phonesFor(house, 5, DAY / 24);
    expect(house.mdm.sent).toEqual([]);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
  });
});
