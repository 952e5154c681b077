import { describe, expect, it } from 'vitest';
import type { DeviceEvent } from '../../../src/licensing/rules/device-answer.js';
import type { TestHouse } from '../../support/core.js';
import { deliver, phonesFor, type ScriptedPhone } from '../../support/core-devices.js';
import { installationOf, onDevices, phoneHouse, sentTo } from '../../support/core-installations.js';
import { workNow } from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

/** What the phone answers next is under way for a long time, while it is heard of. */
async function held(house: TestHouse): Promise<DeviceEvent[]> {
  house.mdm.poll();
  const answers = house.mdm.events.filter((event) => event.topic !== 'connect' || event.answer.status !== 'idle');
  house.mdm.events.length = 0;
  return answers;
}

/** The install was sent, and what the phone said to it is under way. */
async function installUnderWay(installs: ScriptedPhone['installs']) {
  const { house, phone } = await phoneHouse();
  phone.installs = installs;
  await workNow(house);
  house.now += MINUTE;
  await workNow(house);
  expect(await onDevices(house)).toEqual({ PHONE: 'commanded' });
  return { house, phone, answers: await held(house) };
}

/** The phone is heard of, and the bot asks it what is there instead; nothing of what it says to that arrives. */
async function lookedInstead(house: TestHouse): Promise<DeviceEvent[]> {
  house.now += 40 * MINUTE;
  house.mdm.poll();
  await deliver(house);
  house.now += 2 * MINUTE;
  await workNow(house);
  expect(await onDevices(house)).toEqual({ PHONE: 'installing' });
  return held(house);
}

const states = async (house: TestHouse) =>
  (await house.records.list('deviceCommand'))
    .filter(({ value }) => value.installationId !== null)
    .map(({ value }) => `${value.act} ${value.state}`)
    .sort();

describe('an answer that comes after something else was asked instead', () => {
  it.each(['UserRejected', 'Failed'] as const)('to an install that ended as %s still counts', async (installs) => {
    const { house, answers } = await installUnderWay(installs);
    await lookedInstead(house);
    expect(await states(house)).toEqual(['install replaced', 'managed-apps queued']);
    house.mdm.events.push(...answers);
    await deliver(house);
    const expected = { UserRejected: 'rejected: rejected-by-person', Failed: 'failed: other' }[installs];
    expect(await onDevices(house)).toEqual({ PHONE: expected });
    expect(await states(house)).toEqual([]);
    expect(await installationOf(house)).toMatchObject({ commandId: null, appleStatus: installs });
    await phonesFor(house, 10, 20 * MINUTE);
    expect(await onDevices(house)).toEqual({ PHONE: expected });
    expect(sentTo(house)).toEqual(['install']);
  });

  it('to a list that told a refusal once still counts, whoever asked for it', async () => {
    const { house, phone } = await installUnderWay('Prompting');
    phone.apps.set('com.example.a1', { status: 'UserRejected', installed: false });
    const first = await lookedInstead(house);
    await lookedInstead(house);
    expect(await states(house)).toEqual(['install replaced', 'managed-apps queued', 'managed-apps replaced']);
    const lists = first.filter((event) => event.topic === 'connect' && (event.answer.managedApps?.length ?? 0) > 0);
    house.mdm.events.push(...lists);
    await deliver(house);
    expect(await onDevices(house)).toEqual({ PHONE: 'rejected: rejected-by-person' });
  });

  it('to an install that was taken changes nothing, and the first one that is final ends it', async () => {
    const { house, answers } = await installUnderWay('Prompting');
    await lookedInstead(house);
    house.mdm.events.push(...answers, ...answers.map((event) => ({ ...event, id: `${event.id} again` })));
    await deliver(house);
    expect(await onDevices(house)).toEqual({ PHONE: 'installing' });
    expect(await states(house)).toEqual(['managed-apps queued']);
  });

  it('is given up after a day on which the device was heard of', async () => {
    const { house } = await installUnderWay('managed');
    await lookedInstead(house);
    await phonesFor(house, 5, 20 * MINUTE);
    expect(await states(house)).toContain('install replaced');
    await phonesFor(house, 4, DAY / 2);
    expect(await states(house)).toEqual([]);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });
});
