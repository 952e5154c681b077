import { describe, expect, it } from 'vitest';
import { assignDevice } from '../../../src/licensing/flows/assign-device.js';
import { peopleWithoutDevice } from '../../../src/licensing/flows/people-without-device.js';
import { PAUSE } from '../../../src/licensing/flows/state.js';
import { installationId } from '../../../src/licensing/rules/installation.js';
import { aDevice, deliver, phonesFor } from '../../support/core-devices.js';
import {
  BUNDLE,
  installationOf,
  installedHouse,
  installHouse,
  onDevices,
  phoneHouse,
  sentTo,
} from '../../support/core-installations.js';
import {
  aDeployment,
  anAssignment,
  associatedPeople,
  KEY,
  statesOf,
  workFor,
  workNow,
} from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

const HOUR = 60 * MINUTE;
const noLicence = [{ code: 12_064, domain: 'MCMDMErrorDomain', text: 'Could not retrieve license' }];

describe('an install', () => {
  it('begins a minute after the licence is given, and is installed when the device says that it is managed', async () => {
    const { house, phone } = await phoneHouse();
    await workNow(house);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted' });
    expect(sentTo(house)).toEqual([]);
    await workFor(house, MINUTE);
    expect(sentTo(house)).toEqual(['install']);
    expect(await onDevices(house)).toEqual({ PHONE: 'commanded' });
    house.mdm.poll();
    await deliver(house);
    expect(await onDevices(house)).toEqual({ PHONE: 'installing' });
    phone.installs = 'managed';
    await phonesFor(house, 3);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install']);
    expect(await house.audit()).toContain('system install-app: asked');
    expect(await house.audit()).toContain('system observe-installation: managed');
  });

  it('waits for the person, who accepts', async () => {
    const { house, phone } = await phoneHouse();
    phone.installs = 'Prompting';
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'prompting' });
    phone.apps.set(BUNDLE, { status: 'Managed', installed: true });
    await phonesFor(house, 30);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });

  it('is rejected for good, and keeps the licence', async () => {
    const { house, phone } = await phoneHouse();
    phone.installs = 'UserRejected';
    await phonesFor(house, 30);
    expect(await onDevices(house)).toEqual({ PHONE: 'rejected: rejected-by-person' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(sentTo(house)).toEqual(['install']);
  });

  it('waits for a locked phone', async () => {
    const { house, phone } = await phoneHouse();
    phone.locked = true;
    await phonesFor(house, 5);
    expect(await installationOf(house)).toMatchObject({ state: 'waiting', notNowSince: expect.any(Number) });
    phone.locked = false;
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install']);
  });

  it('whose licence is not found three times is tried again until it is there', async () => {
    const { house, phone } = await phoneHouse();
    phone.installErrors.push(noLicence, noLicence, noLicence);
    await phonesFor(house, 2);
    expect(await installationOf(house)).toMatchObject({ state: 'wanted', reason: 'licence-not-found', tries: 1 });
    await phonesFor(house, 30);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install', 'install', 'install', 'install']);
  });

  it('of which the device forgets everything is begun five times, then it is a loop', async () => {
    const { house, phone } = await phoneHouse();
    const answer = phone.answer.bind(phone);
    phone.answer = (queued) => {
      const answered = answer(queued);
      phone.apps.clear();
      return answered;
    };
    await phonesFor(house, 100, 15 * MINUTE);
    expect(await onDevices(house)).toEqual({ PHONE: 'failed: loop' });
    expect(sentTo(house)).toEqual(Array.from({ length: 5 }, () => 'install'));
  });

  it('is not sent while everything is paused', async () => {
    const { house } = await phoneHouse();
    await workNow(house);
    await house.records.commit({
      put: [{ kind: 'pause', id: PAUSE, value: { paused: true, by: 'U1', at: house.now } }],
    });
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted' });
    expect(house.mdm.sent).toEqual([]);
    expect(await house.records.list('deviceCommand')).toEqual([]);
  });

  it('whose answer is lost is found by looking, when the device is heard of again', async () => {
    const { house } = await phoneHouse();
    await workNow(house);
    await workFor(house, MINUTE);
    house.mdm.losing = true;
    house.mdm.poll();
    house.mdm.losing = false;
    expect(await onDevices(house)).toEqual({ PHONE: 'commanded' });
    await phonesFor(house, 10, 10 * MINUTE);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install']);
  });

  it('is known as deleted by hand from the daily list, and not sent again', async () => {
    const { house, phone } = await installedHouse();
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    phone.apps.set(BUNDLE, { status: 'ManagedButUninstalled', installed: false });
    await phonesFor(house, 30, HOUR);
    expect(await onDevices(house)).toEqual({ PHONE: 'deleted' });
    expect(sentTo(house)).toEqual(['install']);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
  });
});

describe('several devices', () => {
  it('five use one licence, the sixth gets none until a place is free', async () => {
    const house = await installHouse();
    for (const id of ['P1', 'P2', 'P3', 'P4', 'P5', 'P6']) {
      house.now += 1_000;
      await aDevice(house, id, 'A');
    }
    await phonesFor(house, 6);
    const managed = Object.fromEntries(['P1', 'P2', 'P3', 'P4', 'P5'].map((id) => [id, 'managed']));
    expect(await onDevices(house)).toEqual({ ...managed, P6: 'not-applicable: sixth-device' });
    expect(house.apple.assignmentRows).toHaveLength(1);
    expect(sentTo(house, 'P6')).toEqual([]);
    const stored = await house.records.get('device', 'P2');
    if (stored === null) throw new Error('no device');
    const check = { kind: 'installationCheck', id: `${KEY}/A`, value: { since: house.now } } as const;
    await house.records.commit({
      put: [{ kind: 'device', id: 'P2', value: { ...stored.value, state: 'retired' } }, check],
    });
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ ...managed, P2: 'retired: device-retired', P6: 'managed' });
  });

  it('a phone that is given to somebody else counts for its former owner no more, and says so', async () => {
    const { house } = await installedHouse();
    house.people.set('B', []);
    const asked = house.asked('OPERATOR');
    expect(await assignDevice(house.core, asked, 'PHONE', { seen: 'A', userId: 'B' })).toMatchObject({ result: 'set' });
    await phonesFor(house, 2);
    expect(await onDevices(house)).toEqual({ PHONE: 'retired: owner-changed' });
  });

  it('a new phone of a person with a required app gets it under the same licence', async () => {
    const { house } = await installedHouse();
    house.mdm.enrol('NEW', 'SERIALNEW', { urlUser: 'A' });
    await deliver(house);
    await phonesFor(house, 5);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed', NEW: 'managed' });
    expect(house.apple.assignmentRows).toHaveLength(1);
  });

  it('a phone that enrols anew gets its required app again', async () => {
    const { house } = await installedHouse();
    house.mdm.enrol('PHONE');
    await deliver(house);
    await phonesFor(house, 6);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install', 'install']);
  });

  it('a phone that enrols anew in the middle of an install gets it as well', async () => {
    const { house, phone } = await phoneHouse();
    phone.locked = true;
    await phonesFor(house, 3);
    expect(await onDevices(house)).toEqual({ PHONE: 'waiting' });
    phone.locked = false;
    house.mdm.enrol('PHONE');
    await deliver(house);
    await phonesFor(house, 6);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install', 'install']);
  });

  it('one that left management is not sent anything, does not count as installed, and begins again when it is back', async () => {
    const { house, phone } = await installedHouse();
    phone.silent = true;
    house.mdm.checkOut('PHONE');
    await deliver(house);
    house.mdm.sent.length = 0;
    await phonesFor(house, 3, HOUR);
    expect(await onDevices(house)).toEqual({ PHONE: 'left-management: device-checked-out' });
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(sentTo(house, 'PHONE', true)).toEqual([]);
    phone.silent = false;
    house.mdm.enrol('PHONE', 'SERIALPHONE');
    await deliver(house);
    await phonesFor(house, 6);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });
});

describe('nobody without a device', () => {
  it('gets a licence, and it goes on by itself when a device comes', async () => {
    const house = await installHouse(['A']);
    await workFor(house, 5 * MINUTE);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['reserved']);
    expect(house.apple.assignmentRows).toEqual([]);
    expect(await peopleWithoutDevice(house.core)).toMatchObject([{ key: KEY, userId: 'A', reasons: [] }]);
    house.mdm.enrol('PHONE', 'SERIALPHONE', { urlUser: 'A' });
    await deliver(house);
    await phonesFor(house, 6);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['licensed']);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });

  it('that can have the app gets a licence', async () => {
    const house = await installHouse(['A']);
    await aDevice(house, 'IPAD', 'A', { type: 'shared-ipad' });
    await workFor(house, 5 * MINUTE);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['reserved']);
    expect(await peopleWithoutDevice(house.core, KEY)).toMatchObject([{ userId: 'A', reasons: ['shared-ipad'] }]);
  });
});

it('people who had their licences before there was a device server get their apps by the daily look', async () => {
  const house = await installHouse([]);
  await associatedPeople(house, ['A']);
  await aDeployment(house, 'D-9', KEY, { people: ['A'] });
  await aDevice(house, 'PHONE', 'A');
  await phonesFor(house, 3);
  await anAssignment(house, KEY, 'A', { state: 'licensed', licensedAt: house.now, wantedBy: ['D-9'] });
  await phonesFor(house, 3);
  expect(await onDevices(house)).toEqual({});
  house.now += DAY;
  await phonesFor(house, 6);
  expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
});

it('an installation is named by app, person and device', async () => {
  const { house } = await installedHouse();
  const [stored] = await house.records.list('deviceHolding');
  expect(stored?.id).toBe(installationId(KEY, 'A', 'PHONE'));
});
