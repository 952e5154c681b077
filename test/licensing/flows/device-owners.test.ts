import { describe, expect, it } from 'vitest';
import { assignDevice, openAssignment } from '../../../src/licensing/flows/assign-device.js';
import { claimDevice } from '../../../src/licensing/flows/claim-device.js';
import { recordCommand } from '../../../src/licensing/flows/device-commands.js';
import { exportDevices, listDevices } from '../../../src/licensing/flows/list-devices.js';
import { readDevice } from '../../../src/licensing/flows/read-device.js';
import { openRetirement, retireDevice } from '../../../src/licensing/flows/retire-device.js';
import type { Device } from '../../../src/licensing/rules/device.js';
import { deviceFilter } from '../../../src/licensing/rules/device-filter.js';
import { TestHouse } from '../../support/core.js';
import { KEY, putAssignment, stocked } from '../../support/core-deployments.js';
import { aDevice } from '../../support/core-devices.js';

async function aHouse(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  await stocked(house, ['A', 'B']);
  for (const userId of ['A', 'B']) {
    house.people.set(userId, []);
    await putAssignment(house, { userId, state: 'licensed', wantedBy: [] });
  }
  await aDevice(house, 'P1', 'A', { name: 'Anna’s iPhone', serialNumber: 'F2LX0001ABCD' });
  await aDevice(house, 'P2', null, { name: 'Spare', serialNumber: 'F2LX0002ABCE' });
  await aDevice(house, 'P3', 'B', { name: 'Old phone', serialNumber: 'F2LX0003ABCF', state: 'checked-out' });
  await aDevice(house, 'SHARED', null, { name: 'Shared iPad', type: 'shared-ipad' });
  return house;
}

async function deviceOf(house: TestHouse, id: string): Promise<Device | undefined> {
  return (await house.records.get('device', id))?.value;
}

async function checks(house: TestHouse): Promise<string[]> {
  return (await house.records.list('installationCheck')).map(({ id }) => id);
}

const set = (house: TestHouse, actor: string, id: string, seen: string | null, userId: string | null) =>
  assignDevice(house.core, house.asked(actor), id, { seen, userId });

describe('an owner that an administrator sets', () => {
  it('is recorded with before and after; both people’s apps are looked at, and both are told', async () => {
    const house = await aHouse();
    expect(await set(house, 'OPERATOR', 'P1', 'A', 'B')).toMatchObject({ result: 'set', userId: 'B', was: 'A' });
    expect((await deviceOf(house, 'P1'))?.owner).toMatchObject({
      userId: 'B',
      by: 'administrator',
      confirmedBy: 'OPERATOR',
    });
    expect(await checks(house)).toEqual([`${KEY}/A`, `${KEY}/B`]);
    const told = await house.noticesOf('device-ownership');
    expect(told.map(({ facts, audience }) => [audience, facts.change])).toEqual([
      [{ to: 'person', userId: 'A' }, 'taken'],
      [{ to: 'person', userId: 'B' }, 'given'],
    ]);
    expect(await house.audit()).toContain('OPERATOR set-device-owner: set');
  });

  it('is removed', async () => {
    const house = await aHouse();
    expect(await set(house, 'OPERATOR', 'P1', 'A', null)).toMatchObject({ result: 'set', userId: null });
    expect((await deviceOf(house, 'P1'))?.owner).toBeNull();
    expect(await checks(house)).toEqual([`${KEY}/A`]);
  });

  it('forgets an imported owner of that serial number', async () => {
    const house = await aHouse();
    const value = { userId: 'B', by: 'U1', at: house.now };
    await house.records.commit({ put: [{ kind: 'deviceOwner', id: 'F2LX0002ABCE', value }] });
    await set(house, 'OPERATOR', 'P2', null, 'A');
    expect(await house.records.list('deviceOwner')).toEqual([]);
  });

  it('settles what is claimed of the device', async () => {
    const house = await aHouse();
    for (const userId of ['A', 'B']) {
      await claimDevice(house.core, house.asked(userId), { enrolmentId: 'P2', serial: '' });
    }
    await set(house, 'OPERATOR', 'P2', null, 'A');
    const answers = await house.noticesOf('device-claim-answer');
    expect(answers.map(({ facts }) => [facts.userId, facts.end?.result])).toEqual([
      ['A', 'confirmed'],
      ['B', 'lost'],
    ]);
    expect(await house.noticesOf('device-ownership')).toEqual([]);
    expect(await house.records.list('deviceClaim')).toEqual([]);
  });

  it('is refused: a stale page, a shared iPad, a guest, a viewer, a retired device', async () => {
    const house = await aHouse();
    house.people.set('GUEST', 'guest');
    expect(await set(house, 'OPERATOR', 'P1', null, 'B')).toEqual({ result: 'changed', owner: 'A' });
    expect(await set(house, 'OPERATOR', 'SHARED', null, 'A')).toEqual({ result: 'shared' });
    expect(await set(house, 'OPERATOR', 'P2', null, 'GUEST')).toMatchObject({ result: 'no-member', reason: 'guest' });
    expect(await set(house, 'OPERATOR', 'P1', 'A', 'A')).toEqual({ result: 'same' });
    expect((await set(house, 'VIEWER', 'P1', 'A', 'B')).result).toBe('not-allowed');
    expect((await openAssignment(house.core, house.asked('APPROVER'), 'P1')).result).toBe('not-allowed');
    await retireDevice(house.core, house.asked('OPERATOR'), 'P2', true);
    expect(await set(house, 'OPERATOR', 'P2', null, 'A')).toEqual({ result: 'gone' });
    expect((await deviceOf(house, 'P1'))?.owner?.userId).toBe('A');
    expect(await house.audit()).toContain('VIEWER set-device-owner: refused: not-allowed');
  });
});

describe('a device that is retired', () => {
  it('has no open commands any more, and its owner’s apps are looked at; the owner stays', async () => {
    const house = await aHouse();
    const { put } = recordCommand(house.core, { act: 'device-information', enrolmentId: 'P1', deviceId: 'P1' });
    const other = recordCommand(house.core, { act: 'device-information', enrolmentId: 'P2', deviceId: 'P2' });
    await house.records.commit({ put: [put, other.put] });
    expect(await retireDevice(house.core, house.asked('OPERATOR'), 'P1', true)).toMatchObject({
      result: 'retired',
      commands: 1,
    });
    expect(await deviceOf(house, 'P1')).toMatchObject({ state: 'retired', owner: { userId: 'A' } });
    expect(await checks(house)).toEqual([`${KEY}/A`]);
    expect(await house.audit()).toContain('OPERATOR retire-device: retired');
    house.background.work();
    await house.drain();
    expect((await house.records.list('deviceCommand')).map(({ id }) => id)).toEqual([other.id]);
    expect(await retireDevice(house.core, house.asked('OPERATOR'), 'P1', true)).toEqual({ result: 'retired-already' });
  });

  it('ends what is claimed of it', async () => {
    const house = await aHouse();
    await claimDevice(house.core, house.asked('A'), { enrolmentId: 'P2', serial: '' });
    await retireDevice(house.core, house.asked('OPERATOR'), 'P2', true);
    expect((await house.noticesOf('device-claim-answer')).at(-1)?.facts.end?.result).toBe('retired');
  });

  it('needs the tick and the right', async () => {
    const house = await aHouse();
    expect(await retireDevice(house.core, house.asked('OPERATOR'), 'P1', false)).toEqual({
      result: 'not-acknowledged',
    });
    for (const actor of ['VIEWER', 'APPROVER', 'EMPLOYEE']) {
      expect((await openRetirement(house.core, house.asked(actor), 'P1')).result).toBe('not-allowed');
      expect((await retireDevice(house.core, house.asked(actor), 'P1', true)).result).toBe('not-allowed');
    }
    expect((await retireDevice(house.core, house.asked('OPERATOR'), 'nothing', true)).result).toBe('gone');
    expect((await deviceOf(house, 'P1'))?.state).toBe('enrolled');
  });
});

describe('the list of devices', () => {
  const ids = async (house: TestHouse, typed: string, actor = 'VIEWER') => {
    const list = await listDevices(house.core, house.asked(actor), deviceFilter(typed), 0);
    return list.result === 'devices' ? list.lines.map(({ device }) => device.enrolmentId) : list.result;
  };

  it.each([
    ['', ['P1', 'SHARED', 'P2', 'P3']],
    ['unclaimed', ['P2']],
    ['left', ['P3']],
    ['abcf', ['P3']],
    ['anna', ['P1']],
    ['<@UBERTIL1>', []],
    ['nothing like it', []],
  ])('is filtered by “%s”', async (typed, expected) => {
    expect(await ids(await aHouse(), typed)).toEqual(expected);
  });

  it('knows whose they are', async () => {
    const house = await aHouse();
    house.people.set('A', ['viewer']);
    expect(await ids(house, 'mine', 'A')).toEqual(['P1']);
    const exported = await exportDevices(house.core, house.asked('OPERATOR'), deviceFilter('mine'));
    expect(exported).toMatchObject({ result: 'exported', devices: 0 });
    const all = await exportDevices(house.core, house.asked('OPERATOR'), deviceFilter(''));
    expect(all.result === 'exported' ? all.text : '').toContain('P1,F2LX0001ABCD,Anna’s iPhone');
  });

  it('is for those who may look', async () => {
    const house = await aHouse();
    expect(await ids(house, '', 'EMPLOYEE')).toBe('not-allowed');
    expect((await exportDevices(house.core, house.asked('VIEWER'), deviceFilter(''))).result).toBe('not-allowed');
    expect(await ids(new TestHouse(), '')).toBe('no-device-server');
  });
});

describe('the page of a device', () => {
  const found = async (house: TestHouse, typed: string) => {
    const one = await readDevice(house.core, house.asked('VIEWER'), typed);
    return one.result === 'device' ? one.device.enrolmentId : one.result;
  };

  it.each([
    ['P1', 'P1'],
    ['f2lx0003abcf', 'P3'],
    ['spare', 'P2'],
    ['abce', 'P2'],
    ['phone', 'P1'],
    ['ip', 'several'],
    ['zzz', 'unknown-device'],
    ['', 'unknown-device'],
  ])('is found by “%s”: %s', async (typed, expected) => {
    expect(await found(await aHouse(), typed)).toBe(expected);
  });

  it('shows commands and claims; a viewer may only look', async () => {
    const house = await aHouse();
    const { put } = recordCommand(house.core, { act: 'device-information', enrolmentId: 'P2', deviceId: 'P2' });
    await house.records.commit({ put: [put] });
    await claimDevice(house.core, house.asked('A'), { enrolmentId: 'P2', serial: '' });
    expect(await readDevice(house.core, house.asked('VIEWER'), 'P2')).toMatchObject({
      openCommands: 1,
      claims: [{ userId: 'A' }],
      may: { manage: false },
    });
    expect((await readDevice(house.core, house.asked('EMPLOYEE'), 'P2')).result).toBe('not-allowed');
  });
});
