import { describe, expect, it } from 'vitest';
import {
  answered,
  commands,
  deviceOf,
  houseWithDevices,
  noInformation,
  tell,
  told,
} from '../../support/core-device-events.js';
import { aDevice } from '../../support/core-devices.js';
import { aMember, anAssignment, associatedPeople } from '../../support/core-licences.js';

const named = { ...noInformation, serialNumber: 'C02SERIAL1', name: 'Emma’s iPhone', model: 'iPhone16,1' };

describe('the owner at enrolment', () => {
  async function ownerAfter(
    prepare: (house: Awaited<ReturnType<typeof houseWithDevices>>) => Promise<unknown>,
    urlUser: string | null,
  ) {
    const house = await houseWithDevices();
    for (const userId of ['EMMA', 'LIAM']) await aMember(house, userId);
    await prepare(house);
    await tell(house, told({ topic: 'authenticate', information: named, urlUser, at: house.now + 1 }));
    const { owner } = await deviceOf(house);
    return { owner: owner === null ? null : `${owner.userId} by ${owner.by}`, audit: await house.audit() };
  }

  it('is whom the profile names, by id or by address', async () => {
    const none = async () => undefined;
    expect((await ownerAfter(none, 'EMMA')).owner).toBe('EMMA by enrolment-profile');
    expect((await ownerAfter(none, ' Liam@NorthWind.example')).owner).toBe('LIAM by enrolment-profile');
    expect((await ownerAfter(none, 'NOBODY')).owner).toBeNull();
  });

  it('is whom a list names for the serial number, when the profile names nobody', async () => {
    const listed = { kind: 'deviceOwner', id: 'C02SERIAL1', value: { userId: 'LIAM', by: 'U1', at: 0 } } as const;
    const prepare = (house: Awaited<ReturnType<typeof houseWithDevices>>) => house.records.commit({ put: [listed] });
    expect((await ownerAfter(prepare, null)).owner).toBe('LIAM by import');
    expect((await ownerAfter(prepare, 'EMMA')).owner).toBe('EMMA by enrolment-profile');
  });

  it.each([
    ['a guest', { kind: 'guest' }],
    ['a bot', { kind: 'bot' }],
    ['somebody deactivated', { deactivated: true }],
  ] as const)('is never %s', async (_who, given) => {
    const prepare = async (house: Awaited<ReturnType<typeof houseWithDevices>>) => {
      const member = await house.records.get('member', 'EMMA');
      if (member !== null) {
        await house.records.commit({ put: [{ kind: 'member', id: 'EMMA', value: { ...member.value, ...given } }] });
      }
    };
    expect((await ownerAfter(prepare, 'EMMA')).owner).toBeNull();
    expect((await ownerAfter(prepare, 'emma@northwind.example')).owner).toBeNull();
  });

  it.each([
    ['import', 'EMMA by enrolment-profile', 'set'],
    ['enrolment-profile', 'EMMA by enrolment-profile', 'set'],
    ['administrator', 'LIAM by administrator', 'kept'],
    ['claim', 'LIAM by claim', 'kept'],
  ] as const)('by %s: a new enrolment for another person comes to %s', async (by, owner, outcome) => {
    const found = await ownerAfter(async (house) => {
      await aDevice(house, 'PHONE', 'LIAM', { owner: { userId: 'LIAM', by, at: 0, confirmedBy: null } });
    }, 'EMMA');
    expect(found.owner).toBe(owner);
    expect(found.audit).toContain(`system set-device-owner: ${outcome}`);
  });

  it('is who claimed it and was confirmed before it enrolled, whatever a profile says', async () => {
    const house = await houseWithDevices();
    await aMember(house, 'EMMA');
    await aMember(house, 'LIAM');
    await house.records.commit({
      put: [{ kind: 'deviceOwner', id: 'C02SERIAL1', value: { userId: 'LIAM', by: 'U1', at: 0, how: 'claim' } }],
    });
    const information = { ...named, serialNumber: 'C02SERIAL1' };
    await tell(house, told({ topic: 'authenticate', urlUser: 'EMMA', information }));
    expect((await deviceOf(house)).owner).toMatchObject({ userId: 'LIAM', by: 'claim', confirmedBy: 'U1' });
  });

  it('stands when the profile only says something else in between', async () => {
    const house = await houseWithDevices();
    await aMember(house, 'EMMA');
    await aDevice(house, 'PHONE', 'LIAM');
    await tell(house, told({ topic: 'token-update', tally: 2, urlUser: 'EMMA', at: house.now + 1 }));
    expect((await deviceOf(house)).owner?.userId).toBe('LIAM');
  });

  it('by a list is set as soon as the serial number is known', async () => {
    const house = await houseWithDevices();
    await aMember(house, 'LIAM');
    await house.records.commit({
      put: [{ kind: 'deviceOwner', id: 'C02SERIAL1', value: { userId: 'LIAM', by: 'U1', at: 0 } }],
    });
    await tell(house, told({ topic: 'connect' }));
    const [question] = await commands(house);
    await tell(house, answered(question?.id ?? '', 'acknowledged', { information: named }));
    expect((await deviceOf(house)).owner).toMatchObject({ userId: 'LIAM', by: 'import' });
  });

  it('has their licensed apps looked at, and no others', async () => {
    const house = await houseWithDevices();
    await associatedPeople(house, ['EMMA']);
    await anAssignment(house, '1.STDQ', 'EMMA', { state: 'licensed' });
    await anAssignment(house, '2.STDQ', 'EMMA', { state: 'reserved' });
    await tell(house, told({ topic: 'token-update', urlUser: 'EMMA' }));
    expect((await house.records.list('installationCheck')).map(({ id }) => id)).toEqual(['1.STDQ/EMMA']);
  });
});
