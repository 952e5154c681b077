import { describe, expect, it } from 'vitest';
import { checkInstallationNow } from '../../../src/licensing/flows/check-installation-now.js';
import { deliver, phonesFor } from '../../support/core-devices.js';
import { installationOf, installHouse, phoneHouse } from '../../support/core-installations.js';
import { KEY } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';

const ID = `${KEY}/A/PHONE`;

describe('“Check now”', () => {
  it('asks the device at once, whatever the gap has grown to', async () => {
    const { house, phone } = await phoneHouse();
    phone.installs = 'Prompting';
    await phonesFor(house, 8, 3 * MINUTE);
    expect((await installationOf(house)).state).toBe('prompting');
    phone.apps.set('com.example.a1', { status: 'Managed', installed: true });
    const before = house.now;
    expect(await checkInstallationNow(house.core, house.asked('A'), ID)).toEqual({ result: 'asked' });
    house.background.work();
    await house.drain();
    house.mdm.poll();
    await deliver(house);
    expect((await installationOf(house)).state).toBe('managed');
    expect(house.now).toBe(before);
    expect(await checkInstallationNow(house.core, house.asked('A'), ID)).toEqual({
      result: 'at-rest',
      state: 'managed',
    });
  });

  it('wakes a device that has a command waiting', async () => {
    const { house, phone } = await phoneHouse();
    phone.locked = true;
    await phonesFor(house, 5);
    expect((await installationOf(house)).state).toBe('waiting');
    const woken = house.mdm.woken.length;
    expect(await checkInstallationNow(house.core, house.asked('OPERATOR'), ID)).toEqual({ result: 'woken' });
    house.background.work();
    await house.drain();
    expect(house.mdm.woken.length).toBe(woken + 1);
  });

  it('is for the person and for those with a role, and says when there is nothing to ask', async () => {
    const { house } = await phoneHouse();
    house.people.set('STRANGER', []);
    expect(await checkInstallationNow(house.core, house.asked('STRANGER'), ID)).toEqual({ result: 'not-yours' });
    expect(await house.audit()).toContain('STRANGER check-install: refused: not-yours');
    expect(await checkInstallationNow((await installHouse()).core, house.asked('A'), ID)).toEqual({
      result: 'unknown',
    });
  });
});
