import { describe, expect, it } from 'vitest';
import { deviceEventWork } from '../../../src/licensing/flows/settle-device-events.js';
import { EVENT_MEMORY, takeDeviceEvent } from '../../../src/licensing/flows/take-device-event.js';
import {
  aCommand,
  answered,
  commandState,
  commands,
  deviceOf,
  houseWithDevices,
  noInformation,
  settleEvents,
  tell,
  told,
  workOnCommands,
} from '../../support/core-device-events.js';
import { aDevice, ScriptedPhone } from '../../support/core-devices.js';
import { HOUR } from '../../support/core-samples.js';

const named = { ...noInformation, serialNumber: 'C02SERIAL1', name: 'Emma’s iPhone', model: 'iPhone16,1' };

describe('the life of a device', () => {
  it('is enrolling from Authenticate until its first token, and is asked what is not known', async () => {
    const house = await houseWithDevices();
    await tell(house, told({ topic: 'authenticate', information: { ...named, platform: 'iOS' } }));
    expect(await deviceOf(house)).toMatchObject({ state: 'enrolling', serialNumber: 'C02SERIAL1', platform: 'iOS' });
    expect(await commands(house)).toEqual([]);
    house.now += 1_000;
    await tell(house, told({ topic: 'token-update' }));
    expect(await deviceOf(house)).toMatchObject({
      state: 'enrolled',
      seenAt: house.now,
      enrolledAt: house.now - 1_000,
    });
    expect((await commands(house)).map(({ value }) => value.act)).toEqual(['device-information']);
    expect(await house.audit()).toContain('system enrol-device: enrolled');
  });

  it('is enrolled by whatever it says, when its Authenticate came late', async () => {
    const house = await houseWithDevices();
    await tell(house, told({ topic: 'token-update', at: house.now - 10 }));
    await tell(house, told({ topic: 'authenticate', information: named, at: house.now - 20 }));
    expect(await deviceOf(house)).toMatchObject({ state: 'enrolled', serialNumber: 'C02SERIAL1' });
    await tell(house, told({ topic: 'authenticate', at: house.now - 5 }));
    expect((await deviceOf(house)).state).toBe('enrolling');
    await tell(house, told({ topic: 'connect', at: house.now - 4 }));
    expect((await deviceOf(house)).state).toBe('enrolled');
  });

  it('is known by its first answer when all of its enrolment was lost', async () => {
    const house = await houseWithDevices();
    await tell(house, told({ topic: 'connect' }));
    expect(await deviceOf(house)).toMatchObject({ state: 'enrolled', serialNumber: null, platform: 'unknown' });
    const [question] = await commands(house);
    expect(question?.value).toMatchObject({ act: 'device-information', enrolmentId: 'PHONE' });
    await tell(house, answered(question?.id ?? '', 'acknowledged', { information: named }));
    expect(await deviceOf(house)).toMatchObject({ serialNumber: 'C02SERIAL1', informationAt: house.now });
  });

  it('leaves, keeps what is known of it, and what was commanded ends', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', 'EMMA');
    const id = await aCommand(house);
    await tell(house, told({ topic: 'check-out', at: house.now + 1 }));
    await workOnCommands(house);
    expect(await deviceOf(house)).toMatchObject({ state: 'checked-out', owner: { userId: 'EMMA' } });
    expect(await commandState(house, id)).toBe('ended');
    expect(house.mdm.sent).toEqual([]);
    expect(await house.audit()).toContain('system check-out-device: checked-out');
  });

  it('is not brought back by what it said before it left', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null);
    await tell(house, told({ topic: 'check-out', at: house.now + 9 }), told({ topic: 'connect', at: house.now + 8 }));
    expect((await deviceOf(house)).state).toBe('checked-out');
    await tell(house, told({ topic: 'connect', at: house.now + 10 }));
    expect((await deviceOf(house)).state).toBe('enrolled');
  });

  it('begins anew with every enrolment: open commands are void, and what was known of apps and account is not', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null, { inventoryAt: house.now });
    const queued = await aCommand(house, { act: 'installed-apps' });
    await workOnCommands(house);
    house.now += HOUR;
    await tell(house, told({ topic: 'authenticate', at: house.now }));
    expect(await deviceOf(house)).toMatchObject({ enrolledAt: house.now, inventoryAt: null, accountActive: null });
    expect(await commandState(house, queued)).toBe('void');
    await tell(house, answered(queued, 'acknowledged', { installedApps: [], at: house.now - 1 }));
    expect((await deviceOf(house)).inventoryAt).toBeNull();
    await workOnCommands(house);
    expect(await commandState(house, queued)).toBe('ended');
    expect(house.steps.filter((step) => step === 'device-command.dropped')).toHaveLength(1);
    expect(await house.audit()).toContain('system enrol-device: re-enrolled');
  });

  it('begins anew once, whichever of its two signs comes first', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null);
    const before = await aCommand(house);
    await tell(house, told({ topic: 'token-update', at: house.now + 20 }));
    expect(await commandState(house, before)).toBe('void');
    const since = await aCommand(house);
    await tell(house, told({ topic: 'authenticate', at: house.now + 10 }));
    expect(await commandState(house, since)).toBe('recorded');
    expect((await deviceOf(house)).state).toBe('enrolled');
  });

  it('takes every event once', async () => {
    const house = await houseWithDevices();
    const enrolment = [
      told({ topic: 'authenticate', at: house.now }),
      told({ topic: 'token-update', at: house.now + 1 }),
    ];
    await tell(house, ...enrolment);
    const id = await aCommand(house);
    const before = await house.stored();
    expect(await Promise.all(enrolment.map((event) => takeDeviceEvent(house.core, event)))).toEqual([
      { result: 'known' },
      { result: 'known' },
    ]);
    await settleEvents(house);
    expect(await house.stored()).toBe(before);
    const again = enrolment.map((event, index) => ({ ...event, id: `again-${index}` }));
    await tell(house, ...again);
    expect(await commandState(house, id)).toBe('recorded');
    expect((await deviceOf(house)).state).toBe('enrolled');
  });

  it('stays out of use when it is retired, until it is enrolled anew for nobody in particular', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', 'EMMA', { state: 'retired' });
    const id = await aCommand(house);
    await tell(house, told({ topic: 'connect', at: house.now + 1 }), told({ topic: 'token-update', tally: 2 }));
    await workOnCommands(house);
    expect((await deviceOf(house)).state).toBe('retired');
    expect(await commandState(house, id)).toBe('ended');
    await tell(house, told({ topic: 'authenticate', at: house.now + 5 }));
    expect(await deviceOf(house)).toMatchObject({ state: 'enrolling', owner: null });
  });

  it('forgets settled events after their time, and those without content at once', async () => {
    const house = await houseWithDevices();
    await tell(house, told({ topic: 'token-update' }), told({ topic: 'connect' }));
    expect(await house.records.list('deviceEvent')).toMatchObject([{ value: { event: null } }]);
    house.now += EVENT_MEMORY;
    await tell(house, told({ topic: 'token-update', tally: 2 }));
    expect(await house.records.list('deviceEvent')).toHaveLength(1);
    expect(await deviceEventWork.due(house.core)).toBe(false);
  });
});

describe('users of a device', () => {
  it('are a channel of it, never devices of their own', async () => {
    const house = await houseWithDevices();
    for (const id of ['MAC', 'MAC:501']) house.mdm.phones.set(id, new ScriptedPhone(id, null));
    const user = { enrolmentId: 'MAC:501', parentId: 'MAC', type: 'user' } as const;
    await tell(house, told({ topic: 'token-update', ...user }));
    expect(await deviceOf(house, 'MAC')).toMatchObject({ state: 'enrolled', type: 'device', userChannel: 'MAC:501' });
    expect((await house.records.list('device')).map(({ id }) => id)).toEqual(['MAC']);
    const invite = await aCommand(house, { act: 'invite', enrolmentId: 'MAC:501', deviceId: 'MAC' });
    await tell(house, told({ topic: 'check-out', ...user }));
    await workOnCommands(house);
    expect(await commandState(house, invite)).toBe('ended');
    expect(await deviceOf(house, 'MAC')).toMatchObject({ state: 'enrolled', userChannel: null });
  });

  it('make a Shared iPad known as one', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'IPAD', null);
    const user = { enrolmentId: 'IPAD:anna', parentId: 'IPAD', type: 'shared-ipad' } as const;
    await tell(house, told({ topic: 'connect', ...user }), told({ topic: 'connect', enrolmentId: 'IPAD' }));
    expect(await deviceOf(house, 'IPAD')).toMatchObject({ type: 'shared-ipad', userChannel: 'IPAD:anna' });
  });

  it('that do not say of which device are nobody’s', async () => {
    const house = await houseWithDevices();
    await tell(house, told({ topic: 'token-update', type: 'user' }));
    expect(await house.records.list('device')).toEqual([]);
    expect(await deviceEventWork.due(house.core)).toBe(false);
  });
});

describe('what a device answers', () => {
  it('ends the command the first time it is final, and changes nothing afterwards', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null, { accountActive: null, informationAt: null });
    const id = await aCommand(house, { act: 'device-information' });
    await tell(house, answered(id, 'acknowledged', { information: { ...named, name: 'first' }, id: 'one' }));
    expect(await commandState(house, id)).toBe('ended');
    await tell(house, answered(id, 'acknowledged', { information: { ...named, name: 'second' }, id: 'two' }));
    await tell(house, answered(id, 'error'), answered(id, 'not-now'));
    expect(await commandState(house, id)).toBe('ended');
    expect((await deviceOf(house)).name).toBe('first');
  });

  it.each(['error', 'format-error'] as const)('ends it with %s as well', async (status) => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null);
    const id = await aCommand(house);
    await tell(house, answered(id, status));
    expect(await commandState(house, id)).toBe('ended');
  });

  it('waits at NotNow, from the first of them on', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null);
    const id = await aCommand(house);
    await tell(house, answered(id, 'not-now', { id: 'one' }));
    const since = house.now;
    house.now += 60_000;
    await tell(house, answered(id, 'not-now', { id: 'two' }));
    const [command] = await commands(house);
    expect(command?.value).toMatchObject({ state: 'not-now', notNowSince: since, nextWake: since + 15 * 60_000 });
  });

  it('counts only from the device that was asked', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null);
    const id = await aCommand(house);
    await tell(house, answered(id, 'acknowledged', { enrolmentId: 'OTHER' }));
    expect(await commandState(house, id)).toBe('recorded');
    expect(house.troubles).toContain('device-command.answered-by-another');
  });

  it('is taken up after the ring although another event cannot be settled', async () => {
    const house = await houseWithDevices();
    await aDevice(house, 'PHONE', null);
    const id = await aCommand(house);
    await takeDeviceEvent(house.core, told({ topic: 'token-update', enrolmentId: 'BROKEN' }));
    house.now += 1;
    await takeDeviceEvent(house.core, answered(id, 'acknowledged'));
    const { get } = house.core.records;
    house.core.records.get = async (kind, key) => {
      if (key === 'BROKEN') throw new TypeError('broken');
      return get(kind, key);
    };
    await expect(settleEvents(house)).rejects.toThrow('broken');
    expect(await commandState(house, id)).toBe('ended');
    expect(await deviceEventWork.due(house.core)).toBe(true);
  });

  it('stays open when the bot ends', async () => {
    const house = await houseWithDevices();
    house.closing = true;
    await tell(house, told({ topic: 'token-update' }));
    expect(await deviceEventWork.due(house.core)).toBe(true);
  });
});
