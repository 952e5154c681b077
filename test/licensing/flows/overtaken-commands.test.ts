import { describe, expect, it } from 'vitest';
import { keepApp } from '../../../src/licensing/flows/answer-removal.js';
import { stopDeployment } from '../../../src/licensing/flows/change-deployment.js';
import { installationChecks } from '../../../src/licensing/flows/check-installations.js';
import { overrideRemoval } from '../../../src/licensing/flows/override-removal.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice, phonesFor } from '../../support/core-devices.js';
import {
  BUNDLE,
  installationOf,
  installedHouse,
  onDevices,
  phoneHouse,
  sentTo,
  uninstall,
} from '../../support/core-installations.js';
import { anAssignment, assignmentOf, KEY, statesOf, workNow } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';

const HOUR = 60 * MINUTE;
const down = { result: 'unreachable', why: 'no-connection', message: 'Nobody answers' } as const;

/** The MDM server does not answer the next command, and is not asked for a while. */
async function commandedWhileDown(house: TestHouse): Promise<void> {
  house.mdm.outcomes.push(down);
  house.now += 2 * MINUTE;
  await workNow(house);
  house.mdm.sent.length = 0;
}

async function askedByPerson(house: TestHouse): Promise<void> {
  await uninstall(house);
  await anAssignment(house, KEY, 'A', { ...(await assignmentOf(house, KEY, 'A')), removalBy: 'person:OPERATOR' });
}

/** The licence is there, its install is recorded, and the server is down. */
async function installWaits() {
  const found = await phoneHouse();
  await phonesFor(found.house, 1);
  await commandedWhileDown(found.house);
  expect(await installationOf(found.house)).toMatchObject({ state: 'commanded' });
  return found;
}

describe('an install that waits for the MDM server', () => {
  it('is not sent once the app is to go', async () => {
    const { house } = await installWaits();
    await uninstall(house);
    await phonesFor(house, 6, HOUR / 4);
    expect(sentTo(house)).not.toContain('install');
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });

  it('is not sent to a device that has become somebody else’s', async () => {
    const { house } = await installWaits();
    await aDevice(house, 'PHONE', 'OPERATOR');
    await phonesFor(house, 6, HOUR / 4);
    expect(sentTo(house)).toEqual([]);
    expect((await installationOf(house)).state).toBe('retired');
  });

  it('is not sent when the licence is on its way back', async () => {
    const { house } = await installWaits();
    const licensed = await assignmentOf(house, KEY, 'A');
    await anAssignment(house, KEY, 'A', { ...licensed, state: 'lost', reason: 'lost-unknown' });
    await phonesFor(house, 4, HOUR / 4);
    expect(sentTo(house)).toEqual([]);
    expect(await onDevices(house)).toEqual({});
  });

  it('is not sent while its deployment is stopped, and goes on with it', async () => {
    const { house } = await installWaits();
    await stopDeployment(house.core, house.asked('APPROVER'), 'D-1');
    const stopped = await house.records.get('deployment', 'D-1');
    expect(stopped?.value.stopped).not.toBeNull();
    await phonesFor(house, 4, HOUR / 4);
    expect(sentTo(house)).toEqual([]);
    expect(await onDevices(house)).toEqual({ PHONE: 'wanted' });
    if (stopped !== null)
      await house.records.commit({
        put: [{ kind: 'deployment', id: 'D-1', value: { ...stopped.value, stopped: null } }],
      });
    await phonesFor(house, 6);
    expect(sentTo(house)).toEqual(['install']);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });

  it('is sent once when nothing changed', async () => {
    const { house } = await installWaits();
    await phonesFor(house, 6, HOUR / 4);
    expect(sentTo(house)).toEqual(['install']);
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });
});

describe('a removal that waits for the MDM server', () => {
  async function removalWaits() {
    const found = await installedHouse();
    await askedByPerson(found.house);
    await commandedWhileDown(found.house);
    expect(await installationOf(found.house)).toMatchObject({ state: 'removing' });
    return found;
  }

  it('is not sent once it is called off: the app and its data stay', async () => {
    const { house, phone } = await removalWaits();
    expect(await keepApp(house.core, house.asked('OPERATOR'), `${KEY}/A#1`)).toMatchObject({ result: 'kept' });
    await phonesFor(house, 6, HOUR / 4);
    expect(sentTo(house)).toEqual([]);
    expect(phone.apps.get(BUNDLE)).toMatchObject({ status: 'Managed' });
    expect(await onDevices(house)).toEqual({ PHONE: 'managed' });
  });

  it('is not sent to a device that has become somebody else’s', async () => {
    const { house, phone } = await removalWaits();
    await aDevice(house, 'PHONE', 'OPERATOR');
    house.mdm.phones.set('PHONE', phone);
    await phonesFor(house, 4, HOUR / 4);
    expect(sentTo(house)).toEqual([]);
    expect(phone.apps.size).toBe(1);
  });

  it('is sent although a custodian took the licence back meanwhile: it was never called off', async () => {
    const { house } = await removalWaits();
    await overrideRemoval(house.core, house.asked('U1'), `${KEY}/A#1`, true);
    await phonesFor(house, 4, HOUR / 4);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(sentTo(house)).toEqual(['remove']);
  });
});

describe('an uninstall whose deployment is stopped', () => {
  it('takes nothing off a device, and goes on with it', async () => {
    const { house, phone } = await installedHouse();
    await uninstall(house);
    await stopDeployment(house.core, house.asked('APPROVER'), 'D-2');
    const stopped = await house.records.get('deployment', 'D-2');
    expect(stopped?.value.stopped).not.toBeNull();
    house.mdm.sent.length = 0;
    await phonesFor(house, 6);
    expect(sentTo(house)).toEqual([]);
    expect(phone.apps.size).toBe(1);
    if (stopped !== null)
      await house.records.commit({
        put: [{ kind: 'deployment', id: 'D-2', value: { ...stopped.value, stopped: null } }],
      });
    await phonesFor(house, 6);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
  });
});

describe('a look that was under way when the app was to go', () => {
  it('does not show that the app is gone: it was asked before anything was removed', async () => {
    const { house, phone } = await phoneHouse();
    await phonesFor(house, 2);
    expect(sentTo(house)).toEqual(['install']);
    phone.silent = true;
    await phonesFor(house, 1);
    expect(await installationOf(house)).toMatchObject({ state: 'installing' });
    // The app is on its way, and the list does not name it yet.
    phone.apps.clear();
    await uninstall(house);
    await house.records.commit({ put: installationChecks(house.core, [await assignmentOf(house, KEY, 'A')]) });
    await workNow(house);
    phone.silent = false;
    await phonesFor(house, 1, 1000);
    phone.apps.set(BUNDLE, { status: 'Managed', installed: true });
    await phonesFor(house, 6);
    expect(sentTo(house)).toEqual(['install', 'remove']);
    expect(phone.apps.size).toBe(0);
  });
});
