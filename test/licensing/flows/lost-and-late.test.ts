import { describe, expect, it } from 'vitest';
import { confirmRemoved } from '../../../src/licensing/flows/answer-removal.js';
import { installationChecks } from '../../../src/licensing/flows/check-installations.js';
import { recordCommand } from '../../../src/licensing/flows/device-commands.js';
import { deviceNeedWork } from '../../../src/licensing/flows/device-needs.js';
import { installationWork } from '../../../src/licensing/flows/installation-work.js';
import { changeInstallation, readInstallation } from '../../../src/licensing/flows/installations.js';
import { overrideRemoval } from '../../../src/licensing/flows/override-removal.js';
import { nextReview } from '../../../src/licensing/flows/review-installations.js';
import type { DeviceAnswer } from '../../../src/licensing/rules/device-answer.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice, deliver, phonesFor } from '../../support/core-devices.js';
import {
  BUNDLE,
  installationOf,
  installedHouse,
  onDevices,
  phoneHouse,
  sentTo,
  uninstall,
} from '../../support/core-installations.js';
import { assignmentOf, KEY, statesOf, workNow } from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

const HOUR = 60 * MINUTE;

async function openActs(house: TestHouse): Promise<string[]> {
  return (await house.records.list('deviceCommand')).map(({ value }) => value.act).sort();
}

describe('an answer that is lost', () => {
  it('to the daily inventory does not keep the device from being asked on the next day', async () => {
    const { house, phone } = await installedHouse();
    house.mdm.losing = true;
    await phonesFor(house, 4, 10 * MINUTE);
    expect(await openActs(house)).toEqual(['device-information', 'installed-apps', 'managed-apps']);
    house.mdm.losing = false;
    phone.apps.set(BUNDLE, { status: 'ManagedButUninstalled', installed: false });
    await phonesFor(house, 8, 6 * HOUR);
    expect(await onDevices(house)).toEqual({ PHONE: 'deleted' });
    expect(await openActs(house)).toEqual([]);
  });

  it('is not concluded of a device that comes back after days and is about to answer', async () => {
    const { house, phone } = await phoneHouse();
    await phonesFor(house, 1);
    phone.silent = true;
    phone.installs = 'UserRejected';
    await phonesFor(house, 2, DAY);
    expect(await onDevices(house)).toEqual({ PHONE: 'commanded' });
    phone.silent = false;
    house.mdm.poll();
    // What it says first is that it is there; the rest comes a moment later.
    const [first, ...rest] = house.mdm.events.splice(0);
    if (first !== undefined) house.mdm.events.push(first);
    await deliver(house);
    house.now += 2000;
    await workNow(house);
    house.mdm.events.push(...rest);
    await deliver(house);
    expect(await onDevices(house)).toEqual({ PHONE: 'rejected: rejected-by-person' });
    expect(sentTo(house)).toEqual(['install']);
  });

  it('to an install does not show that the app is gone when it was to go meanwhile', async () => {
    const { house, phone } = await phoneHouse();
    await phonesFor(house, 1);
    phone.silent = true;
    await phonesFor(house, 1);
    expect(await onDevices(house)).toEqual({ PHONE: 'commanded' });
    await uninstall(house);
    house.mdm.losing = true;
    phone.silent = false;
    await phonesFor(house, 1);
    phone.apps.clear();
    house.mdm.losing = false;
    await phonesFor(house, 6, 20 * MINUTE);
    expect(sentTo(house)).toEqual(['install', 'remove']);
  });
});

describe('a list that is older than what it is about', () => {
  it('does not make a fresh install one that was deleted by hand', async () => {
    const { house, phone } = await phoneHouse();
    const asked = { act: 'installed-apps', enrolmentId: 'PHONE', deviceId: 'PHONE', bundleIds: [BUNDLE] } as const;
    const command = recordCommand(house.core, asked);
    await house.records.commit({ put: [command.put] });
    let answer: DeviceAnswer | null = null;
    const real = phone.answer.bind(phone);
    phone.answer = (queued) => {
      if (queued.uuid !== command.id) return real(queued);
      answer ??= real(queued);
      return { ...answer, status: 'not-now', installedApps: null };
    };
    await phonesFor(house, 8);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    phone.answer = (queued) => (queued.uuid === command.id && answer !== null ? answer : real(queued));
    await phonesFor(house, 1);
    expect(await openActs(house)).not.toContain('installed-apps');
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });
});

describe('a device that left management', () => {
  it('while its install waits: it says so, and goes on when it comes back', async () => {
    const { house } = await phoneHouse();
    await phonesFor(house, 1, 1000);
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted' });
    house.mdm.checkOut('PHONE');
    await deliver(house);
    expect(await onDevices(house)).toEqual({ PHONE: 'left-management: device-checked-out' });
    house.now += HOUR;
    house.mdm.enrol('PHONE');
    await deliver(house);
    await phonesFor(house, 6);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
    expect(sentTo(house)).toEqual(['install']);
  });

  it('while a removal is looked after, whose licence a custodian took back: it comes to rest', async () => {
    const { house } = await installedHouse();
    await uninstall(house);
    await workNow(house);
    const before = await readInstallation(house.core, `${KEY}/A/PHONE`);
    if (before === null) throw new Error('nothing is removed');
    const looked = { ...before.value, commandId: null, nextLook: house.now + MINUTE, looks: 1 };
    await house.records.commit(changeInstallation(before, looked));
    house.mdm.checkOut('PHONE');
    await deliver(house);
    expect(await onDevices(house)).toEqual({ PHONE: 'removing: device-checked-out' });
    await overrideRemoval(house.core, house.asked('U1'), `${KEY}/A#1`, true);
    await phonesFor(house, 2, HOUR);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(await onDevices(house)).toEqual({ PHONE: 'failed: device-checked-out' });
  });
});

describe('a device that changes hands and comes back', () => {
  it('is not sent a second install while the first is open', async () => {
    const { house, phone } = await phoneHouse();
    await phonesFor(house, 1);
    phone.silent = true;
    await phonesFor(house, 1);
    const { value: theirs } = (await house.records.get('device', 'PHONE')) ?? {};
    if (theirs === undefined) throw new Error('no phone');
    const check = async () => installationChecks(house.core, [await assignmentOf(house, KEY, 'A')]);
    await house.records.commit({
      put: [{ kind: 'device', id: 'PHONE', value: { ...theirs, owner: null } }, ...(await check())],
    });
    await workNow(house);
    expect((await installationOf(house)).state).toBe('retired');
    await house.records.commit({ put: [{ kind: 'device', id: 'PHONE', value: theirs }, ...(await check())] });
    await workNow(house);
    phone.silent = false;
    await phonesFor(house, 6);
    expect(sentTo(house)).toEqual(['install']);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });
});

describe('a licence that devices confirm', () => {
  it('is not taken back because the device went to somebody else: it was not asked', async () => {
    const { house, phone } = await installedHouse();
    phone.silent = true;
    await uninstall(house);
    await workNow(house);
    const device = await house.records.get('device', 'PHONE');
    if (device?.value.owner == null) throw new Error('no phone');
    const theirs = { ...device.value, owner: { ...device.value.owner, userId: 'OPERATOR' } };
    await house.records.commit({ put: [{ kind: 'device', id: 'PHONE', value: theirs }] });
    await phonesFor(house, 3);
    expect((await installationOf(house)).state).toBe('retired');
    expect(phone.apps.size).toBe(1);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    expect(await house.noticesOf('removal-reminder')).toHaveLength(1);
    expect(await confirmRemoved(house.core, house.asked('A'), `${KEY}/A#1`)).toMatchObject({ result: 'returning' });
  });

  it('is not taken back when another device comes while that is stored', async () => {
    const { house } = await installedHouse();
    await uninstall(house);
    const commit = house.core.records.commit.bind(house.core.records);
    let came = false;
    house.core.records.commit = async (change) => {
      const isRelease = (change.audit ?? []).some(({ act }) => act === 'devices-confirmed');
      if (!isRelease || came) return commit(change);
      came = true;
      const device = await house.records.get('device', 'PHONE');
      if (device !== null)
        await commit({ put: [{ kind: 'device', id: 'PHONE', value: { ...device.value, seenAt: house.now } }] });
      await aDevice(house, 'OTHER', 'A');
      return commit(change);
    };
    await phonesFor(house, 1);
    for (let round = 0; round < 6 && !came; round += 1) await phonesFor(house, 1);
    expect(came).toBe(true);
    expect(sentTo(house, 'OTHER')).toEqual(['remove']);
  });
});

describe('a clock that goes back', () => {
  it('does not make a removal go round and round', async () => {
    const { house } = await installedHouse();
    house.now += DAY;
    await uninstall(house);
    house.now -= DAY / 2;
    await phonesFor(house, 12);
    expect(sentTo(house)).toEqual(['install', 'remove']);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('does not keep licences from being held against devices for so long', async () => {
    const { house } = await installedHouse();
    house.now += 400 * DAY;
    await phonesFor(house, 1);
    house.now -= 400 * DAY;
    expect(await nextReview(house.core)).toBeLessThanOrEqual(house.now);
    if (await installationWork.due(house.core)) await installationWork.run(house.core, 'R');
    expect(await nextReview(house.core)).toBe(house.now + DAY);
  });
});

it('a reminder that nobody sends any more is not waited for all the time', async () => {
  const { house } = await phoneHouse();
  const value = { since: house.now - DAY, reminders: 1, nextReminderAt: house.now - MINUTE, told: [KEY] };
  await house.records.commit({ put: [{ kind: 'deviceNeed', id: 'GONE', value }] });
  expect(await deviceNeedWork.nextDue?.(house.core)).toBeNull();
});

it('a removal for a device that the MDM server does not know goes not round and round', async () => {
  const { house } = await installedHouse();
  house.mdm.phones.delete('PHONE');
  const send = house.mdm.send.bind(house.mdm);
  let sends = 0;
  house.mdm.send = async (...given) => {
    sends += 1;
    if (sends > 20) return { result: 'unreachable', why: 'unavailable', message: 'Too often' };
    return send(...given);
  };
  await uninstall(house);
  await workNow(house);
  expect(sentTo(house)).toEqual(['install', 'remove']);
  expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
});
