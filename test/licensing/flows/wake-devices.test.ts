import { describe, expect, it } from 'vitest';
import { deviceCommandWork } from '../../../src/licensing/flows/send-commands.js';
import {
  aCommand,
  answered,
  houseOfPhone,
  houseWithDevices,
  tell,
  workOnCommands,
  workUntil,
} from '../../support/core-device-events.js';
import { aDevice } from '../../support/core-devices.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';

describe('waking', () => {
  it('follows a schedule, once for all commands of a device', async () => {
    const house = await houseOfPhone();
    await aCommand(house);
    await aCommand(house);
    await workOnCommands(house);
    const start = house.now;
    const woken: number[] = [];
    const { wake } = house.mdm;
    house.mdm.wake = (enrolmentId) => {
      woken.push(house.now - start);
      return wake.call(house.mdm, enrolmentId);
    };
    await workUntil(house, start + 3 * DAY);
    const times = [15 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, DAY];
    expect(woken).toEqual(
      times.map((_, index) => times.slice(0, index + 1).reduce((sum, one) => sum + one)).slice(0, woken.length),
    );
    expect(woken).toHaveLength(6);
  });

  it('comes soon when the server queued a command but could not tell the device', async () => {
    const house = await houseOfPhone();
    house.mdm.outcomes.push({ result: 'queued', woken: false, pushError: 'no push certificate' });
    await aCommand(house);
    await workUntil(house, house.now + MINUTE);
    await workOnCommands(house);
    expect(house.mdm.woken).toEqual(['PHONE']);
  });

  it('begins anew with the first NotNow, and ends with the answer', async () => {
    const house = await houseOfPhone();
    const id = await aCommand(house);
    await workUntil(house, house.now + HOUR);
    expect(house.mdm.woken).toHaveLength(1);
    await tell(house, answered(id, 'not-now'));
    expect(await deviceCommandWork.nextDue?.(house.core)).toBe(house.now + 15 * MINUTE);
    await tell(house, answered(id, 'acknowledged'));
    expect(await deviceCommandWork.nextDue?.(house.core)).toBeNull();
  });

  it('rests when it comes to nothing for one device after another', async () => {
    const house = await houseWithDevices();
    for (let phone = 0; phone < 9; phone += 1) {
      await aDevice(house, `PHONE${phone}`, null);
      await aCommand(house, { enrolmentId: `PHONE${phone}`, deviceId: `PHONE${phone}` });
    }
    await workOnCommands(house);
    house.mdm.wakes.push(...Array.from({ length: 5 }, () => ({ result: 'not-woken', message: 'no push' }) as const));
    house.now += HOUR;
    await workOnCommands(house);
    expect(house.mdm.woken).toHaveLength(5);
    expect(await deviceCommandWork.nextDue?.(house.core)).toBe(house.now + MINUTE);
    house.now += MINUTE;
    await workOnCommands(house);
    expect(house.mdm.woken).toHaveLength(9);
  });
});
