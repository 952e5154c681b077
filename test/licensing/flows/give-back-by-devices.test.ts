import { describe, expect, it } from 'vitest';
import { confirmRemoved, keepApp } from '../../../src/licensing/flows/answer-removal.js';
import { giveBack } from '../../../src/licensing/flows/give-back.js';
import { myApps } from '../../../src/licensing/flows/my-apps.js';
import { retireDevice } from '../../../src/licensing/flows/retire-device.js';
import type { TestHouse } from '../../support/core.js';
import { deliver, phonesFor } from '../../support/core-devices.js';
import { installedHouse, installHouse, onDevices, sentTo } from '../../support/core-installations.js';
import { aDeployment, anAssignment, assignmentOf, KEY, statesOf } from '../../support/core-licences.js';

const back = (house: TestHouse, userId = 'A') => giveBack(house.core, house.asked(userId), KEY);
const button = `${KEY}/A#1`;

/** A has the app on `PHONE`, and no deployment requires it any more. */
async function spareHouse() {
  const found = await installedHouse();
  await aDeployment(found.house, 'D-1', KEY, { people: ['A'], action: 'available' });
  return found;
}

describe('giving back an app that the bot installs', () => {
  it('removes it first, and takes the licence back when the phone says that it is gone', async () => {
    const { house, phone } = await spareHouse();
    phone.locked = true;
    expect(await back(house)).toMatchObject({ result: 'removing', devices: [{ enrolmentId: 'PHONE' }], hold: null });
    expect(await assignmentOf(house, KEY, 'A')).toMatchObject({ state: 'removing', removalBy: 'person:A' });
    await phonesFor(house, 5);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['removing']);
    phone.locked = false;
    await phonesFor(house, 8, 3_600_000);
    expect(sentTo(house)).toEqual(['install', 'remove']);
    expect(phone.apps.size).toBe(0);
    expect(await statesOf(house, KEY, ['A'])).toEqual(['released']);
    expect(house.apple.assignmentRows).toEqual([]);
    expect(await house.audit()).toContain('A give-back-app: removing');
  });

  it('says so in one card, in which the person is not asked what they said already', async () => {
    const { house, phone } = await spareHouse();
    phone.silent = true;
    await back(house);
    await phonesFor(house, 2);
    const [card] = await house.noticesOf('removal-question', 'person');
    expect(card?.facts).toMatchObject({
      stage: 'asked',
      by: 'person:A',
      devices: [{ installation: { state: 'removing' } }],
    });
    expect((await myApps(house.core, 'A')).removals).toMatchObject([{ by: 'person:A' }]);
  });

  it('pressed twice asks the phone once', async () => {
    const { house } = await spareHouse();
    const outcomes = await Promise.all([back(house), back(house)]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['over', 'removing']);
    await phonesFor(house, 8);
    expect(sentTo(house)).toEqual(['install', 'remove']);
  });

  it('can be called off by the person alone, while the licence is theirs', async () => {
    const { house, phone } = await spareHouse();
    phone.silent = true;
    await back(house);
    await phonesFor(house, 2);
    expect(await keepApp(house.core, house.asked('EMPLOYEE'), button)).toMatchObject({ result: 'not-allowed' });
    expect(await keepApp(house.core, house.asked('A'), button)).toEqual({ result: 'kept', own: true });
    expect(await assignmentOf(house, KEY, 'A')).toMatchObject({ state: 'licensed', wantedBy: ['D-1'] });
    expect(await house.records.list('removal')).toEqual([]);
  });

  it('is not theirs to call off when somebody else asked', async () => {
    const { house, phone } = await spareHouse();
    phone.silent = true;
    await back(house);
    await phonesFor(house, 1);
    const removal = await house.records.get('removal', `${KEY}/A`);
    if (removal === null) throw new Error('no removal');
    await house.records.commit({
      put: [{ kind: 'removal', id: removal.id, value: { ...removal.value, by: 'person:OPERATOR' } }],
    });
    expect(await keepApp(house.core, house.asked('A'), button)).toMatchObject({ result: 'not-allowed' });
  });

  it('goes at once where no device can be asked: the person said that it is gone', async () => {
    const { house, phone } = await spareHouse();
    phone.silent = true;
    house.mdm.checkOut('PHONE');
    await deliver(house);
    expect(await back(house)).toMatchObject({ result: 'returning' });
  });

  it('goes at once for somebody without a device', async () => {
    const house = await installHouse();
    await aDeployment(house, 'D-1', KEY, { people: ['A'], action: 'available' });
    await anAssignment(house, KEY, 'A', { state: 'licensed', licensedAt: house.now, wantedBy: ['D-1'] });
    expect(await back(house)).toMatchObject({ result: 'returning' });
  });

  it('is not kept up by a phone that is taken out of use, nor by one that left management', async () => {
    const { house, phone } = await spareHouse();
    phone.silent = true;
    await back(house);
    await phonesFor(house, 2);
    house.mdm.checkOut('PHONE');
    await deliver(house);
    expect(await confirmRemoved(house.core, house.asked('A'), button)).toMatchObject({ result: 'returning' });

    const other = await spareHouse();
    other.phone.silent = true;
    await back(other.house);
    await phonesFor(other.house, 2);
    await retireDevice(other.house.core, other.house.asked('OPERATOR'), 'PHONE', true);
    await phonesFor(other.house, 3);
    expect(await onDevices(other.house)).toEqual({ PHONE: 'retired: device-retired' });
    expect(await statesOf(other.house, KEY, ['A'])).toEqual(['released']);
  });
});
