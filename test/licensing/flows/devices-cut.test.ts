import { describe, expect, it } from 'vitest';
import { takeDeviceEvent } from '../../../src/licensing/flows/take-device-event.js';
import { stepsCutIn } from '../../faults/steps.js';
import type { TestHouse } from '../../support/core.js';
import { houseWithDevices, settleEvents, workOnCommands } from '../../support/core-device-events.js';
import { ScriptedPhone } from '../../support/core-devices.js';
import { aMember } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';

/** Enrols as a phone does: what it says of its account comes only when it is asked. */
function enrol({ mdm }: TestHouse): void {
  const phone = mdm.phones.get('PHONE') ?? new ScriptedPhone('PHONE', 'C02SERIAL1');
  mdm.phones.set('PHONE', phone);
  const { information } = phone;
  phone.information = { ...information, accountActive: null };
  mdm.enrol('PHONE', 'C02SERIAL1', { urlUser: 'EMMA' });
  phone.information = information;
}

/** What happens outside, one after another: a phone is enrolled, asked, enrolled anew before it answers, asked, and gone. */
const story: readonly ((house: TestHouse) => void)[] = [
  enrol,
  enrol,
  ({ mdm }) => mdm.poll(),
  ({ mdm }) => mdm.checkOut('PHONE'),
];

/** The server tells what it has to tell until it was taken, and the bot works. */
async function goOn(house: TestHouse): Promise<void> {
  for (let [event] = house.mdm.events; event !== undefined; [event] = house.mdm.events) {
    await takeDeviceEvent(house.core, event);
    house.mdm.events.shift();
  }
  await settleEvents(house);
  await workOnCommands(house);
}

/** Ends the process at the nth point of one part of the story, starts it again and goes on. */
async function played(part: number, nth: number): Promise<{ house: TestHouse; point: string | null }> {
  const house = await houseWithDevices();
  await aMember(house, 'EMMA');
  let seen = 0;
  let point: string | null = null;
  for (const [index, happens] of story.entries()) {
    house.now += 10 * MINUTE;
    happens(house);
    house.cutAt = (name) => {
      if (index !== part || name.startsWith('waited')) return false;
      seen += 1;
      if (seen === nth) point = name;
      return seen === nth;
    };
    if ((await house.untilCut(() => goOn(house))) === 'done') continue;
    await house.restart();
    await goOn(house);
    // Longer than a send takes: what was on its way is looked after.
    house.now += 2 * MINUTE;
    await goOn(house);
  }
  return { house, point };
}

async function outcomeOf(house: TestHouse) {
  const device = await house.records.get('device', 'PHONE');
  const questions = house.mdm.sent.filter(({ command }) => command.act === 'device-information');
  const audit = (await house.audit()).filter((line) => /device/.test(line));
  return {
    state: device?.value.state,
    serialNumber: device?.value.serialNumber,
    owner: device?.value.owner?.userId,
    asked: new Set(questions.map(({ commandUuid }) => commandUuid)).size,
    isAnswered: device?.value.accountActive,
    audit: audit.sort(),
    open: await house.records.list('deviceCommand'),
  };
}

describe('a bot that is ended anywhere while devices come and go', () => {
  const points = new Set<string>();

  it.each(story.map((_, part) => part))('comes to the same and does nothing twice: part %i', async (part) => {
    const expected = await outcomeOf((await played(part, 0)).house);
    expect(expected).toMatchObject({ state: 'checked-out', owner: 'EMMA', asked: 2, isAnswered: true, open: [] });
    for (let nth = 1; ; nth += 1) {
      const { house, point } = await played(part, nth);
      if (point === null) break;
      points.add(point);
      expect({ nth, point, ...(await outcomeOf(house)) }).toEqual({ nth, point, ...expected });
    }
  });

  it('was ended at every step of this work', () => {
    const waking = 'device-command.woken';
    const mine = stepsCutIn('devices').filter((step) => /^device-(event|command)\./.test(step) && step !== waking);
    expect(mine.filter((step) => !points.has(step))).toEqual([]);
    expect(points).toContain('before a commit');
    expect(points).toContain('after a commit');
  });
});
