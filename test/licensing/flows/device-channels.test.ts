import { describe, expect, it } from 'vitest';
import { inventoryWork } from '../../../src/licensing/flows/inventory-work.js';
import type { Device } from '../../../src/licensing/rules/device.js';
import type { TestHouse } from '../../support/core.js';
import { deliver, phonesFor, ScriptedPhone } from '../../support/core-devices.js';
import { BUNDLE, onDevices, phoneHouse, uninstall } from '../../support/core-installations.js';
import { KEY, statesOf } from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

const USER = 'PHONE:501';
const HOUR = 60 * MINUTE;
const mac = { platform: 'macOS', model: 'Mac15,3' } as const satisfies Partial<Device>;

/** A's Mac, known as PHONE, and nobody signed in on it. */
async function macHouse() {
  const { house, phone } = await phoneHouse(mac);
  phone.information = { ...phone.information, platform: 'macOS' };
  const asset = await house.records.get('asset', KEY);
  if (asset === null) throw new Error('no app');
  const value = { ...asset.value, supportedPlatforms: ['iOS', 'macOS'] };
  await house.records.commit({ put: [{ kind: 'asset', id: KEY, value }] });
  return { house, phone };
}

/** A user of the Mac signs in: another channel with the same apps. */
async function signIn(house: TestHouse, phone: ScriptedPhone): Promise<ScriptedPhone> {
  const user = new ScriptedPhone(USER, null);
  Object.assign(user, { apps: phone.apps });
  house.mdm.phones.set(USER, user);
  house.mdm.events.push(fromUser(house, { topic: 'token-update', tally: 1 }));
  await deliver(house);
  return user;
}

function fromUser(house: TestHouse, about: { topic: 'token-update'; tally: number } | { topic: 'check-out' }) {
  const origin = { enrolmentId: USER, parentId: 'PHONE', type: 'user', urlUser: null } as const;
  return { ...origin, id: `user-${about.topic}-${house.now}`, at: house.now, ...about };
}

/** Phones of the house say of which device a user is. */
async function macFor(house: TestHouse, rounds: number, step = MINUTE): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    house.now += step;
    house.background.work();
    await house.drain();
    house.mdm.poll();
    house.mdm.events = house.mdm.events.map((event) =>
      event.enrolmentId === USER ? { ...event, parentId: 'PHONE', type: 'user' } : event,
    );
    await deliver(house);
  }
}

const sent = (house: TestHouse) =>
  house.mdm.sent
    .filter(({ command: { act } }) => act !== 'device-information')
    .map(({ enrolmentId, command: { act } }) => `${act} ${enrolmentId}`);

describe('a Mac', () => {
  it('is sent installs and asked after them on the channel of its user, and removals on its own', async () => {
    const { house, phone } = await macHouse();
    await signIn(house, phone);
    await macFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(new Set(sent(house))).toEqual(new Set([`install ${USER}`, `managed-apps ${USER}`]));
    house.mdm.sent.length = 0;
    await uninstall(house);
    await macFor(house, 5);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(new Set(sent(house))).toEqual(new Set(['remove PHONE', 'managed-apps PHONE', 'installed-apps PHONE']));
  });

  it('on which nobody is signed in waits, says why, and goes on when somebody is', async () => {
    const { house, phone } = await macHouse();
    await macFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted: no-user-channel' });
    expect(sent(house)).toEqual([]);
    await signIn(house, phone);
    await macFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });

  it('whose user leaves in the middle of an install begins it again with the next', async () => {
    const { house, phone } = await macHouse();
    const user = await signIn(house, phone);
    user.silent = true;
    await macFor(house, 2);
    expect(await onDevices(house)).toEqual({ PHONE: 'commanded' });
    house.mdm.events.push(fromUser(house, { topic: 'check-out' }));
    await macFor(house, 2);
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted: no-user-channel' });
    await signIn(house, phone);
    await macFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });

  it('is not asked over and over while its user is away', async () => {
    const { house, phone } = await macHouse();
    (await signIn(house, phone)).silent = true;
    await macFor(house, 20, HOUR);
    expect(sent(house).filter((one) => one === `install ${USER}`)).toHaveLength(1);
    expect(sent(house).filter((one) => one === `managed-apps ${USER}`).length).toBeLessThanOrEqual(1);
  });

  it('is asked daily for what its user was sent, and for everything else on its own channel', async () => {
    const { house, phone } = await macHouse();
    const user = await signIn(house, phone);
    await macFor(house, 5);
    house.mdm.sent.length = 0;
    user.silent = true;
    for (let day = 0; day < 2; day += 1) {
      house.now += DAY;
      while (!(await inventoryWork.due(house.core))) house.now += MINUTE;
      await macFor(house, 2);
    }
    expect(sent(house).sort()).toEqual(['installed-apps PHONE', 'installed-apps PHONE', `managed-apps ${USER}`]);
  });
});

describe('a device that the MDM server does not know', () => {
  it('is asked nothing more until it is heard of again', async () => {
    const { house, phone } = await phoneHouse();
    await phonesFor(house, 4);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    house.mdm.phones.delete('PHONE');
    await phonesFor(house, 30, HOUR);
    expect((await house.records.get('device', 'PHONE'))?.value).toMatchObject({ state: 'checked-out' });
    expect(await onDevices(house)).toEqual({ PHONE: 'left-management: device-checked-out' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(await house.audit()).toContain('system check-out-device: unknown at the MDM server');
    const asked = house.mdm.sent.length;
    await phonesFor(house, 5, DAY);
    expect(house.mdm.sent).toHaveLength(asked);
    house.mdm.phones.set('PHONE', phone);
    await phonesFor(house, 5);
    expect((await house.records.get('device', 'PHONE'))?.value).toMatchObject({ state: 'enrolled' });
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(phone.apps.has(BUNDLE)).toBe(true);
  });

  it('where only its user is unknown, has no such channel any more', async () => {
    const { house, phone } = await macHouse();
    await signIn(house, phone);
    house.mdm.phones.delete(USER);
    await macFor(house, 5);
    expect((await house.records.get('device', 'PHONE'))?.value).toMatchObject({ state: 'enrolled', userChannel: null });
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted: no-user-channel' });
  });
});
