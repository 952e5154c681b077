import { describe, expect, it } from 'vitest';
import { deviceNeedWork } from '../../../src/licensing/flows/device-needs.js';
import { assignmentId } from '../../../src/licensing/rules/assignment.js';
import { addWorkingDays } from '../../../src/licensing/rules/working-days.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice } from '../../support/core-devices.js';
import { KEY, reservedHouse } from '../../support/core-licences.js';

async function work(house: TestHouse): Promise<void> {
  if (await deviceNeedWork.due(house.core)) await deviceNeedWork.run(house.core, 'R');
}

async function later(house: TestHouse, days: number): Promise<void> {
  house.now = addWorkingDays(house.now, days, house.settings.working);
  await work(house);
}

async function told(house: TestHouse): Promise<string[]> {
  return (await house.noticesOf('device-needed', 'person')).map(({ facts: { reminder, last, end, none } }) =>
    [end ?? (none ? 'none' : 'not eligible'), reminder, ...(last ? ['last'] : [])].join(' '),
  );
}

describe('somebody without a device', () => {
  it('is told once, reminded three times, and told when there is a device', async () => {
    const house = (await reservedHouse(['EMMA'])).withDevices();
    await work(house);
    await work(house);
    expect(await told(house)).toEqual(['none 0']);
    for (let round = 0; round < 5; round += 1) await later(house, 2);
    expect(await told(house)).toEqual(['none 0', 'none 1', 'none 2', 'none 3 last']);
    await aDevice(house, 'PHONE', 'EMMA');
    await work(house);
    expect((await told(house)).at(-1)).toBe('has-device 0');
    const notices = await house.noticesOf('device-needed');
    expect(notices.at(-1)?.subject).toBe(notices[0]?.subject);
    expect(notices.slice(1, 4).every(({ thread }) => thread === notices[0]?.subject)).toBe(true);
    expect(await deviceNeedWork.due(house.core)).toBe(false);
  });

  it('is told so too where none of the devices can take the app', async () => {
    const house = (await reservedHouse(['EMMA'])).withDevices();
    await aDevice(house, 'SHARED', 'EMMA', { type: 'shared-ipad' });
    await work(house);
    expect(await told(house)).toEqual(['not eligible 0']);
  });

  it('is not told of a device that has nothing to do with it when nothing waits any more', async () => {
    const house = (await reservedHouse(['EMMA'])).withDevices();
    await aDevice(house, 'SHARED', 'EMMA', { type: 'shared-ipad' });
    await work(house);
    await house.records.commit({ remove: [{ kind: 'assignment', id: assignmentId(KEY, 'EMMA') }] });
    await work(house);
    expect(await told(house)).toEqual(['not eligible 0', 'over 0']);
  });

  it('hears nothing of it without a device server', async () => {
    const house = await reservedHouse(['EMMA']);
    await work(house);
    expect(await told(house)).toEqual([]);
  });

  it('is told once wherever the process ends', async () => {
    for (const point of ['before a commit', 'after a commit', 'device-need.told']) {
      const house = (await reservedHouse(['EMMA'])).withDevices();
      house.cutAt = (name) => name === point;
      expect(await house.untilCut(() => work(house))).toBe('cut');
      await house.restart();
      await work(house);
      expect({ point, told: await told(house) }).toEqual({ point, told: ['none 0'] });
    }
  });
});
