import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviceCommandWork } from '../../../src/licensing/flows/send-commands.js';
import type { DeviceEvent } from '../../../src/licensing/rules/device-answer.js';
import type { TestHouse } from '../../support/core.js';
import {
  aCommand,
  answered,
  commandState,
  deviceOf,
  houseWithDevices,
  noInformation,
  tell,
  told,
  workOnCommands,
} from '../../support/core-device-events.js';
import { aDevice } from '../../support/core-devices.js';

const user = { enrolmentId: 'PHONE:501', parentId: 'PHONE', type: 'user' } as const;

/** What a device tells when it enrols, is used, leaves and enrols anew, in the order in which it happens. */
function life(now: number, leaves: boolean): readonly DeviceEvent[] {
  const information = { ...noInformation, serialNumber: 'C02SERIAL1', model: 'iPhone16,1' };
  return [
    told({ topic: 'authenticate', information, at: now + 1 }),
    told({ topic: 'token-update', at: now + 2 }),
    told({ topic: 'connect', at: now + 3 }),
    told({ topic: 'token-update', ...user, at: now + 4 }),
    told({ topic: 'check-out', at: now + 5 }),
    told({ topic: 'authenticate', information: { ...information, osVersion: '26.1' }, at: now + 6 }),
    told({ topic: 'token-update', at: now + 7 }),
    ...(leaves ? [told({ topic: 'check-out', at: now + 8 })] : []),
  ];
}

async function whatIsKnown(house: TestHouse) {
  const { state, marks, serialNumber, model, osVersion, userChannel } = await deviceOf(house);
  return { state, marks, serialNumber, model, osVersion, userChannel };
}

/** Each event twice, under its own id or another, in any order. */
const anyDelivery = fc.record({
  order: fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
  leaves: fc.boolean(),
});

async function deliver(house: TestHouse, events: readonly DeviceEvent[], order: readonly number[]): Promise<void> {
  const again = events.map((event, index) => (index % 2 === 0 ? event : { ...event, id: `again-${index}` }));
  const all = [...events, ...again].map((event, index) => ({ event, place: order[index % order.length] ?? 0 }));
  for (const { event } of all.sort((one, other) => one.place - other.place)) {
    house.now += 1;
    await tell(house, event);
  }
}

describe('events in any order, and again', () => {
  it('leave the device as it is, and nothing open that was commanded before its last enrolment', async () => {
    const inOrder = async (leaves: boolean) => {
      const house = await houseWithDevices();
      await tell(house, ...life(house.now, leaves));
      return whatIsKnown(house);
    };
    const [staying, leaving] = [await inOrder(false), await inOrder(true)];
    await fc.assert(
      fc.asyncProperty(anyDelivery, async ({ order, leaves }) => {
        const house = await houseWithDevices();
        const start = house.now;
        await aDevice(house, 'PHONE', null, {
          ...{ serialNumber: null, model: null, osVersion: null },
          marks: { authenticated: start - 3, token: start - 2, contact: start - 1, left: null },
        });
        const before = await aCommand(house);
        await deliver(house, life(start, leaves), order);
        expect(await whatIsKnown(house)).toEqual(leaves ? leaving : staying);
        await workOnCommands(house);
        expect(await commandState(house, before)).toBe('ended');
        if (leaves) expect(await house.records.list('deviceCommand')).toEqual([]);
        expect(await deviceCommandWork.due(house.core)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it('let the first final answer of a command stand', async () => {
    const names = ['first', 'second', 'third'];
    const anyAnswers = fc.array(fc.integer({ min: -2, max: names.length - 1 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(anyAnswers, async (answers) => {
        const house = await houseWithDevices();
        await aDevice(house, 'PHONE', null, { name: 'none' });
        const id = await aCommand(house, { act: 'device-information' });
        for (const [index, answer] of answers.entries()) {
          const name = names[answer];
          const given = { id: `${index}`, information: name === undefined ? null : { ...noInformation, name } };
          await tell(house, answered(id, answer === -2 ? 'not-now' : answer === -1 ? 'error' : 'acknowledged', given));
        }
        const final = answers.find((answer) => answer !== -2);
        expect((await deviceOf(house)).name).toBe(names[final ?? -1] ?? 'none');
        expect(await commandState(house, id)).toBe(final === undefined ? 'not-now' : 'ended');
      }),
      { numRuns: 25 },
    );
  });
});
