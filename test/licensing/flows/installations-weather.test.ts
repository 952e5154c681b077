import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeDeviceEvent } from '../../../src/licensing/flows/take-device-event.js';
import type { DeviceEvent } from '../../../src/licensing/rules/device-answer.js';
import type { TestHouse } from '../../support/core.js';
import { aDevice, phonesFor } from '../../support/core-devices.js';
import { BUNDLE, installHouse, onDevices, uninstall } from '../../support/core-installations.js';
import { anAssignment, assignmentOf, KEY, statesOf } from '../../support/core-licences.js';
import { HOUR, MINUTE } from '../../support/core-samples.js';

const weather = fc.record({
  minutes: fc.constantFrom(1, 20, 60, 360),
  /** `torn`: what is sent arrives, and its answer does not. */
  server: fc.constantFrom('up' as const, 'up' as const, 'up' as const, 'down' as const, 'torn' as const),
  events: fc.constantFrom('told', 'told', 'lost', 'doubled', 'late', 'backwards'),
});
type Weather = typeof weather extends fc.Arbitrary<infer W> ? W : never;

const torn = { result: 'unknown', message: 'The answer was lost' } as const;

/** What became of a day: which commands each phone has carried out, and what should not have been. */
interface Seen {
  done: Record<string, string[]>;
  wrong: string[];
  late: DeviceEvent[];
}

function watch(house: TestHouse): Seen {
  const seen: Seen = { done: {}, wrong: [], late: [] };
  for (const phone of house.mdm.phones.values()) {
    const answer = phone.answer.bind(phone);
    phone.answer = (queued) => {
      const { act } = queued.command;
      if (act === 'install' || act === 'remove') seen.done[phone.id] = [...(seen.done[phone.id] ?? []), act];
      return answer(queued);
    };
  }
  house.apple.interfere = (call) => {
    if (call === 'disassociate' && house.mdm.phones.get('PB')?.apps.has(BUNDLE)) seen.wrong.push('released too early');
    return undefined;
  };
  return seen;
}

/** What the server tells now, as the weather has it. */
async function tell(house: TestHouse, events: string, seen: Seen): Promise<void> {
  const fresh = house.mdm.events.splice(0);
  const again = fresh.flatMap((event) => [event, event, { ...event, id: `${event.id} again` }]);
  const told: Record<string, readonly DeviceEvent[]> = {
    lost: [],
    late: [],
    doubled: [...again, ...again],
    backwards: fresh.toReversed(),
  };
  if (events === 'late') seen.late.push(...fresh);
  // What was late comes after what is newer.
  else fresh.push(...seen.late.splice(0));
  for (const event of told[events] ?? fresh) await takeDeviceEvent(house.core, event);
  house.background.work();
  await house.drain();
}

async function passes(house: TestHouse, { minutes, server, events }: Weather, seen: Seen): Promise<void> {
  house.mdm.down = server === 'down';
  if (server === 'torn') house.mdm.outcomes.push(torn, torn);
  for (let round = 0; round < 2; round += 1) {
    house.now += minutes * MINUTE;
    house.background.work();
    await house.drain();
    house.mdm.poll();
    await tell(house, events, seen);
    const open = await house.records.list('deviceCommand');
    const waiting = open.flatMap(({ value }) => (value.state === 'replaced' ? [] : (value.installationId ?? [])));
    expect(new Set(waiting).size).toBe(waiting.length);
  }
  house.mdm.outcomes.length = 0;
}

/** B’s app is to go, as soon as there is a licence to take back. */
async function removeFromB(house: TestHouse): Promise<boolean> {
  if ((await assignmentOf(house, KEY, 'B')).state !== 'licensed') return false;
  await uninstall(house, 'B');
  await anAssignment(house, KEY, 'B', { ...(await assignmentOf(house, KEY, 'B')), removalBy: 'person:OPERATOR' });
  return true;
}

const runs = process.env.VPP_TEST_FAULTS === 'all' ? 150 : 6;

describe('an MDM server that is down, and webhooks that are lost, doubled, late and out of order', () => {
  it('nothing is done twice, nothing is forgotten, and no licence goes before its app', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(weather, { maxLength: 10, size: 'max' }), fc.nat(9), async (days, removal) => {
        const house = await installHouse(['A', 'B']);
        for (const userId of ['A', 'B']) await aDevice(house, `P${userId}`, userId);
        const seen = watch(house);
        let removing = false;
        for (const [index, one] of days.entries()) {
          if (!removing && index >= removal) removing = await removeFromB(house);
          await passes(house, one, seen);
        }
        house.mdm.down = false;
        await tell(house, 'told', seen);
        if (!removing) {
          await phonesFor(house, 4);
          expect(await removeFromB(house)).toBe(true);
        }
        await phonesFor(house, 12, 3 * HOUR);
        await expectEnd(house, seen);
      }),
      { seed: 20_261_124, numRuns: runs },
    );
  }, 300_000);
});

async function expectEnd(house: TestHouse, { done, wrong }: Seen): Promise<void> {
  expect(wrong).toEqual([]);
  expect(await statesOf(house, KEY, ['A', 'B'])).toEqual(['licensed', 'released']);
  expect(await onDevices(house, 'A')).toEqual({ PA: 'managed' });
  expect(Object.values(await onDevices(house, 'B'))).toEqual(done.PB === undefined ? [] : ['gone']);
  expect(done.PA).toEqual(['install']);
  // What was not sent before the app was to go is not sent any more.
  expect([undefined, 'remove', 'install,remove']).toContain(done.PB?.join());
  const uuids = new Map(
    house.mdm.sent.map(({ enrolmentId, commandUuid, command }) => [commandUuid, `${command.act} ${enrolmentId}`]),
  );
  const acts = [...uuids.values()].filter((one) => /^(install|remove) /.test(one));
  expect(new Set(acts).size).toBe(acts.length);
  const news = (await house.noticesOf('installation-news')).map(({ subject }) => subject);
  expect(new Set(news).size).toBe(news.length);
  expect(await house.records.list('deviceCommand')).toEqual([]);
}
