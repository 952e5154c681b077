import { describe, expect, it } from 'vitest';
import { confirmClaim, denyClaim } from '../../../src/licensing/flows/answer-claim.js';
import { claimableDevices, claimDevice } from '../../../src/licensing/flows/claim-device.js';
import { myDevices } from '../../../src/licensing/flows/my-devices.js';
import { withdrawClaim } from '../../../src/licensing/flows/withdraw-claim.js';
import { MOST_CLAIMS } from '../../../src/licensing/rules/device-claim.js';
import { TestHouse } from '../../support/core.js';
import { KEY, putAssignment, stocked } from '../../support/core-deployments.js';
import { aDevice } from '../../support/core-devices.js';
import { DAY } from '../../support/core-samples.js';

/** Devices of nobody, of B, shared and by User Enrolment; A and EMPLOYEE are people without a role. */
async function aHouse(): Promise<TestHouse> {
  const house = new TestHouse().withDevices();
  await stocked(house, ['A', 'B', 'EMPLOYEE', 'OPERATOR']);
  for (const userId of ['A', 'B']) house.people.set(userId, []);
  await aDevice(house, 'P1', null, { name: 'Anna’s iPhone', serialNumber: 'F2LX0001ABCD' });
  await aDevice(house, 'P2', 'B', { name: 'Bertil’s iPhone', serialNumber: 'F2LX0002ABCE' });
  await aDevice(house, 'BYOD', null, { name: 'Own phone', serialNumber: null, type: 'user-enrolment' });
  await aDevice(house, 'SHARED', null, { name: 'Shared iPad', type: 'shared-ipad' });
  await aDevice(house, 'GONE', null, { name: 'Retired phone', serialNumber: 'F2LX0009GONE', state: 'retired' });
  return house;
}

const byList = (enrolmentId: string) => ({ enrolmentId, serial: '' });
const bySerial = (serial: string) => ({ enrolmentId: null, serial });

async function claim(house: TestHouse, userId: string, entry: { enrolmentId: string | null; serial: string }) {
  return claimDevice(house.core, house.asked(userId), entry);
}

async function keyOf(house: TestHouse, userId: string): Promise<string> {
  const cards = await house.noticesOf('device-claim', 'channel');
  return cards.filter(({ facts }) => facts.userId === userId).at(-1)?.facts.key ?? '';
}

async function ownerOf(house: TestHouse, id: string) {
  return (await house.records.get('device', id))?.value.owner ?? null;
}

describe('devices that may be claimed', () => {
  const names = async (house: TestHouse, userId: string, typed: string) =>
    (await claimableDevices(house.core, house.asked(userId), typed)).map(({ enrolmentId }) => enrolmentId);

  it('are found by a part of the name or the end of the serial number, with at least three characters', async () => {
    const house = await aHouse();
    expect(await names(house, 'EMPLOYEE', 'anna')).toEqual(['P1']);
    expect(await names(house, 'EMPLOYEE', 'abcd')).toEqual(['P1']);
    expect(await names(house, 'EMPLOYEE', 'F2LX')).toEqual([]);
    expect(await names(house, 'EMPLOYEE', 'an')).toEqual([]);
    expect(await names(house, 'EMPLOYEE', 'own phone')).toEqual(['BYOD']);
  });

  it('are never those of somebody, shared ones or retired ones', async () => {
    const house = await aHouse();
    expect(await names(house, 'EMPLOYEE', 'ph')).toEqual([]);
    expect(await names(house, 'EMPLOYEE', 'phone')).toEqual(['P1', 'BYOD']);
    expect(await names(house, 'EMPLOYEE', 'ipad')).toEqual([]);
  });

  it('are nothing to guests, and nothing where there is no MDM server', async () => {
    const house = await aHouse();
    house.people.set('GUEST', 'guest');
    expect(await names(house, 'GUEST', 'anna')).toEqual([]);
    expect((await claim(house, 'GUEST', byList('P1'))).result).toBe('not-allowed');
    const without = new TestHouse();
    expect(await names(without, 'EMPLOYEE', 'anna')).toEqual([]);
    expect((await claim(without, 'EMPLOYEE', byList('P1'))).result).toBe('no-device-server');
  });
});

describe('a claim', () => {
  it('waits for an administrator and changes nothing until then', async () => {
    const house = await aHouse();
    expect(await claim(house, 'A', byList('P1'))).toMatchObject({ result: 'claimed', enrolled: true });
    expect(await ownerOf(house, 'P1')).toBeNull();
    expect(await house.noticesOf('device-claim', 'channel')).toMatchObject([
      { facts: { userId: 'A', owner: null, rivals: [], end: null, device: { serialNumber: 'F2LX0001ABCD' } } },
    ]);
    expect(await myDevices(house.core, house.asked('A'))).toMatchObject({
      devices: [],
      claims: [{ device: { enrolmentId: 'P1' } }],
    });
    expect((await claim(house, 'A', bySerial('f2lx 0001-abcd'))).result).toBe('claimed-already');
  });

  it('is confirmed by an operator: the device is theirs, and their apps are looked at', async () => {
    const house = await aHouse();
    await putAssignment(house, { userId: 'A', state: 'licensed', wantedBy: [] });
    await claim(house, 'A', byList('P1'));
    const key = await keyOf(house, 'A');
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toMatchObject({
      result: 'confirmed',
      enrolled: true,
    });
    expect(await ownerOf(house, 'P1')).toMatchObject({ userId: 'A', by: 'claim', confirmedBy: 'OPERATOR' });
    expect(await house.records.get('installationCheck', `${KEY}/A`)).not.toBeNull();
    expect(await house.noticesOf('device-claim-answer')).toMatchObject([
      { audience: { to: 'person', userId: 'A' }, facts: { end: { result: 'confirmed', by: 'OPERATOR' } } },
    ]);
    expect((await house.noticesOf('device-claim')).at(-1)?.facts.end).toMatchObject({ result: 'confirmed' });
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'over' });
    expect(await house.audit()).toContain('OPERATOR confirm-device-claim: refused: over');
  });

  it('is not confirmed by a viewer, an approver, or whoever claims', async () => {
    const house = await aHouse();
    await claim(house, 'OPERATOR', byList('P1'));
    const key = await keyOf(house, 'OPERATOR');
    for (const userId of ['VIEWER', 'APPROVER', 'A']) {
      expect((await confirmClaim(house.core, house.asked(userId), key)).result).toBe('not-allowed');
      expect((await denyClaim(house.core, house.asked(userId), key)).result).toBe('not-allowed');
    }
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'own-claim' });
    expect(await denyClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'own-claim' });
    expect(await ownerOf(house, 'P1')).toBeNull();
    expect(await house.audit()).toContain('OPERATOR confirm-device-claim: refused: own-claim');
    expect(await confirmClaim(house.core, house.asked('U1'), key)).toMatchObject({ result: 'confirmed' });
  });

  it('is denied, and can be made again under another key', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    const key = await keyOf(house, 'A');
    expect(await denyClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'denied', userId: 'A' });
    expect((await house.noticesOf('device-claim-answer')).at(-1)?.facts.end).toMatchObject({ result: 'denied' });
    house.now += 60_000;
    expect((await claim(house, 'A', byList('P1'))).result).toBe('claimed');
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'over' });
    expect(await ownerOf(house, 'P1')).toBeNull();
  });

  it('is withdrawn by whoever made it alone', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    const key = await keyOf(house, 'A');
    expect(await withdrawClaim(house.core, house.asked('EMPLOYEE'), key)).toEqual({ result: 'over' });
    expect(await withdrawClaim(house.core, house.asked('A'), key)).toEqual({ result: 'withdrawn' });
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'over' });
  });

  it('ends after five working days', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    const key = await keyOf(house, 'A');
    house.now += 4 * DAY;
    await house.ring();
    expect(await house.noticesOf('device-claim-answer')).toEqual([]);
    house.now += 3 * DAY;
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'over' });
    expect(await house.ring()).toContain('1 claims of devices expired');
    expect((await house.noticesOf('device-claim-answer')).at(-1)?.facts.end).toMatchObject({ result: 'expired' });
    expect(await house.records.list('deviceClaim')).toEqual([]);
  });

  it('names nothing: a wrong serial number, a shared iPad, somebody else’s from the list, too many', async () => {
    const house = await aHouse();
    expect((await claim(house, 'A', bySerial('not one'))).result).toBe('no-serial-number');
    expect((await claim(house, 'A', byList('SHARED'))).result).toBe('not-claimable');
    expect((await claim(house, 'A', byList('P2'))).result).toBe('not-claimable');
    expect((await claim(house, 'A', byList('GONE'))).result).toBe('not-claimable');
    expect((await claim(house, 'A', byList('nothing'))).result).toBe('not-claimable');
    expect((await claim(house, 'B', bySerial('F2LX0002ABCE'))).result).toBe('yours-already');
    for (let number = 0; number < MOST_CLAIMS; number += 1) {
      expect((await claim(house, 'A', bySerial(`F2LX000${number}NEW`))).result).toBe('claimed');
    }
    expect(await claim(house, 'A', bySerial('F2LX0099NEW'))).toEqual({ result: 'too-many', most: MOST_CLAIMS });
  });

  it('of a device of somebody else tells no more of it than was typed, before it is theirs', async () => {
    const house = await aHouse();
    const seen = async () => {
      const mine = await myDevices(house.core, house.asked('A'));
      const claims = mine.result === 'devices' ? mine.claims.map(({ device }) => device) : [];
      const answers = (await house.noticesOf('device-claim-answer')).map(({ facts }) => facts.device);
      return JSON.stringify([claims, answers]);
    };
    await claim(house, 'A', bySerial('F2LX0002ABCE'));
    expect((await house.noticesOf('device-claim', 'channel')).at(-1)?.facts.device.name).toBe('Bertil’s iPhone');
    await denyClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
    house.now += 1;
    await claim(house, 'A', bySerial('F2LX0002ABCE'));
    expect(await seen()).toMatch(/F2LX0002ABCE.*F2LX0002ABCE/);
    expect(await seen()).not.toMatch(/Bertil|P2|iPhone/);
    expect((await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'))).result).toBe('confirmed');
    expect(await seen()).toContain('Bertil’s iPhone');
  });

  it('of somebody who is no member any more is not confirmed', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    house.people.set('A', 'deactivated');
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'))).toEqual({
      result: 'no-member',
      userId: 'A',
    });
    expect(await ownerOf(house, 'P1')).toBeNull();
  });
});

describe('two people who claim one device', () => {
  it('are both shown; the first who is confirmed has it, the other is told', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    await claim(house, 'B', bySerial('F2LX0001ABCD'));
    const cards = await house.noticesOf('device-claim', 'channel');
    expect(cards.filter(({ facts }) => facts.userId === 'A').at(-1)?.facts.rivals).toEqual(['B']);
    expect(cards.filter(({ facts }) => facts.userId === 'B').at(-1)?.facts.rivals).toEqual(['A']);
    const lost = await keyOf(house, 'A');
    expect((await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'B'))).result).toBe('confirmed');
    expect(await ownerOf(house, 'P1')).toMatchObject({ userId: 'B' });
    const answers = await house.noticesOf('device-claim-answer');
    expect(answers.map(({ facts }) => [facts.userId, facts.end?.result]).sort()).toEqual([
      ['A', 'lost'],
      ['B', 'confirmed'],
    ]);
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), lost)).toEqual({ result: 'over' });
  });

  it('and one is denied: the other card names nobody any more', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    await claim(house, 'B', byList('P1'));
    await denyClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
    const cards = await house.noticesOf('device-claim', 'channel');
    expect(cards.filter(({ facts }) => facts.userId === 'B').at(-1)?.facts).toMatchObject({ rivals: [], end: null });
  });
});

describe('a claim of a device that has an owner', () => {
  it('says so on the card, and the owner is told when it is taken', async () => {
    const house = await aHouse();
    expect((await claim(house, 'A', bySerial('F2LX0002ABCE'))).result).toBe('claimed');
    expect((await house.noticesOf('device-claim')).at(-1)?.facts.owner).toBe('B');
    await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
    expect(await ownerOf(house, 'P2')).toMatchObject({ userId: 'A' });
    expect(await house.noticesOf('device-ownership')).toMatchObject([
      { audience: { to: 'person', userId: 'B' }, facts: { change: 'taken', by: 'OPERATOR' } },
    ]);
  });

  it('is decided again when the owner changed after the card was drawn', async () => {
    const house = await aHouse();
    await claim(house, 'A', byList('P1'));
    const key = await keyOf(house, 'A');
    const device = await house.records.get('device', 'P1');
    if (device === null) throw new Error('no device');
    const owner = { userId: 'B', by: 'import', at: house.now, confirmedBy: null } as const;
    await house.records.commit({ put: [{ kind: 'device', id: 'P1', value: { ...device.value, owner } }] });
    expect(await confirmClaim(house.core, house.asked('OPERATOR'), key)).toEqual({ result: 'changed', owner: 'B' });
    expect((await house.noticesOf('device-claim')).at(-1)?.facts.owner).toBe('B');
    expect((await confirmClaim(house.core, house.asked('OPERATOR'), key)).result).toBe('confirmed');
    expect(await ownerOf(house, 'P1')).toMatchObject({ userId: 'A' });
  });
});

describe('a claim of a serial number that is not enrolled', () => {
  it('is kept for the enrolment once it is confirmed', async () => {
    const house = await aHouse();
    expect(await claim(house, 'A', bySerial('F2LX0042NEWW'))).toMatchObject({ result: 'claimed', enrolled: false });
    expect(await house.records.list('deviceOwner')).toEqual([]);
    const confirmed = await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
    expect(confirmed).toMatchObject({ result: 'confirmed', enrolled: false });
    expect((await house.records.get('deviceOwner', 'F2LX0042NEWW'))?.value).toMatchObject({
      userId: 'A',
      by: 'OPERATOR',
      how: 'claim',
    });
  });

  it('and that enrols before it is confirmed, is of the device', async () => {
    const house = await aHouse();
    await claim(house, 'A', bySerial('F2LX0042NEWW'));
    await aDevice(house, 'P9', null, { serialNumber: 'F2LX0042NEWW' });
    const confirmed = await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
    expect(confirmed).toMatchObject({ result: 'confirmed', enrolled: true });
    expect(await ownerOf(house, 'P9')).toMatchObject({ userId: 'A' });
  });

  it('of a retired device is for when it enrols again', async () => {
    const house = await aHouse();
    expect(await claim(house, 'A', bySerial('F2LX0009GONE'))).toMatchObject({ result: 'claimed', enrolled: false });
    const confirmed = await confirmClaim(house.core, house.asked('OPERATOR'), await keyOf(house, 'A'));
    expect(confirmed).toMatchObject({ result: 'confirmed', enrolled: false });
    expect(await ownerOf(house, 'GONE')).toBeNull();
  });
});
