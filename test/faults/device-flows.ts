import { expect } from 'vitest';
import { confirmClaim } from '../../src/licensing/flows/answer-claim.js';
import { giveUnusedBack, keepUnused } from '../../src/licensing/flows/answer-unused.js';
import { askAllUnused } from '../../src/licensing/flows/ask-unused.js';
import { assignDevice } from '../../src/licensing/flows/assign-device.js';
import { claimDevice } from '../../src/licensing/flows/claim-device.js';
import { confirmOwnerImport } from '../../src/licensing/flows/import-owners.js';
import { inventoryWork } from '../../src/licensing/flows/inventory-work.js';
import { previewOwnerImport } from '../../src/licensing/flows/preview-owner-import.js';
import { retireDevice } from '../../src/licensing/flows/retire-device.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { takeDeviceEvent } from '../../src/licensing/flows/take-device-event.js';
import { claimKey } from '../../src/licensing/rules/device-claim.js';
import type { TestHouse } from '../support/core.js';
import { bind } from '../support/core-ceremony.js';
import { assignmentOf, changeAsset, KEY, putAssignment, stocked } from '../support/core-deployments.js';
import { settleEvents, workOnCommands } from '../support/core-device-events.js';
import { aDevice, ScriptedPhone } from '../support/core-devices.js';
import { aMember } from '../support/core-licences.js';
import { HOUR, MINUTE } from '../support/core-samples.js';
import { answerValue, BUNDLE, heard, stages } from '../support/core-unused.js';
import { stepsCutIn } from './steps.js';

async function ownerOf(house: TestHouse, id: string): Promise<string | null> {
  return (await house.records.get('device', id))?.value.owner?.userId ?? null;
}

async function lines(house: TestHouse, ...wanted: readonly string[]): Promise<string[]> {
  return (await house.audit()).filter((line) => wanted.includes(line)).sort();
}

const ownerLines = [
  'OPERATOR confirm-device-claim: set',
  'OPERATOR import-device-owners: begun',
  'OPERATOR import-device-owners: done',
  'OPERATOR retire-device: retired',
  'OPERATOR set-device-owner: set',
];

/** Two people claim one device and one of them gets it; a list names the owner of another; a third is given and retired. */
export const deviceOwners = {
  steps: stepsCutIn('device owners'),
  async prepare(house: TestHouse) {
    house.withDevices();
    for (const userId of ['A', 'B']) {
      house.people.set(userId, []);
      await aMember(house, userId);
    }
    for (const id of ['P1', 'P2']) await aDevice(house, id, null);
    await aDevice(house, 'P3', null, { serialNumber: 'F2LX0003ABCD' });
  },
  async work(house: TestHouse) {
    for (const userId of ['A', 'B'])
      if ((await ownerOf(house, 'P1')) === null)
        await claimDevice(house.core, house.asked(userId), { enrolmentId: 'P1', serial: '' });
    const claim = (await house.records.list('deviceClaim')).find(({ value }) => value.userId === 'A');
    if (claim !== undefined) await confirmClaim(house.core, house.asked('OPERATOR'), claimKey(claim.value));
    const list = ['F2LX0003ABCD,a@northwind.example', 'F2LX0009ABCD,b@northwind.example'];
    const shown = await previewOwnerImport(house.core, house.asked('OPERATOR'), list);
    if (shown.result === 'shown' && shown.importId !== null)
      await confirmOwnerImport(house.core, house.asked('OPERATOR'), shown.importId, true);
    house.background.work();
    await house.drain();
    await assignDevice(house.core, house.asked('OPERATOR'), 'P2', { seen: null, userId: 'A' });
    await retireDevice(house.core, house.asked('OPERATOR'), 'P2', true);
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect([await ownerOf(house, 'P1'), await ownerOf(house, 'P3')]).toEqual(['A', 'A']);
    expect((await house.records.list('deviceOwner')).map(({ id }) => id)).toEqual(['F2LX0009ABCD']);
    expect((await house.records.get('device', 'P2'))?.value.state).toBe('retired');
    for (const kind of ['deviceClaim', 'ownerImport', 'ownerImportSlice'] as const)
      expect(await house.records.list(kind)).toEqual([]);
    const answers = (await house.noticesOf('device-claim-answer')).map(({ facts: { userId, end } }) => [
      userId,
      end?.result,
    ]);
    expect(answers).toEqual([
      ['A', 'confirmed'],
      ['B', 'lost'],
    ]);
    expect((await house.noticesOf('owner-import')).filter(({ facts }) => facts.done)).toHaveLength(1);
    expect(await lines(house, ...ownerLines)).toEqual(ownerLines);
  },
};

/** A phone that does not tell everything by itself, so that it is asked. */
function enrol({ mdm }: TestHouse): void {
  const phone = mdm.phones.get('PHONE') ?? new ScriptedPhone('PHONE', 'C02SERIAL1');
  mdm.phones.set('PHONE', phone);
  const { information } = phone;
  phone.information = { ...information, accountActive: null };
  mdm.enrol('PHONE', 'C02SERIAL1', { urlUser: 'EMMA' });
  phone.information = information;
}

/** What the server tells is told again until it was taken; then what follows from it, of devices alone, is done. */
async function told(house: TestHouse): Promise<void> {
  for (let [event] = house.mdm.events; event !== undefined; [event] = house.mdm.events) {
    await takeDeviceEvent(house.core, event);
    house.mdm.events.shift();
  }
  await settleEvents(house);
  if (await inventoryWork.due(house.core)) await inventoryWork.run(house.core, 'R-inventory');
  await workOnCommands(house);
}

/** How far the phone of `enrolled` is; outside of the bot, so that a cut does not turn it back. */
const chapters = new WeakMap<TestHouse, number>();

const story: readonly ((house: TestHouse) => void)[] = [
  enrol,
  // Anew before it has answered.
  enrol,
  // Nothing is heard of it; then it answers.
  ({ mdm }) => mdm.poll(),
  // A day later it is asked what is on it.
  (house) => {
    house.now += 24 * HOUR;
  },
  ({ mdm }) => mdm.poll(),
  ({ mdm }) => mdm.checkOut('PHONE'),
];

/** A phone enrols, enrols anew, is woken, answers, is asked what is on it, and is gone. */
export const enrolled = {
  steps: stepsCutIn('devices'),
  onlyItsSteps: true,
  async prepare(house: TestHouse) {
    await bind(house);
    await firstSync(house.core, house.background, 'R-first');
    await house.drain();
    house.withDevices();
    await aMember(house, 'EMMA');
    chapters.set(house, 0);
  },
  async work(house: TestHouse) {
    for (let chapter = chapters.get(house) ?? 0; chapter < story.length; chapter += 1) {
      await told(house);
      house.now += 20 * MINUTE;
      await told(house);
      story[chapter]?.(house);
      chapters.set(house, chapter + 1);
    }
    await told(house);
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    // Longer than a send takes: what was on its way is looked after.
    house.now += 2 * MINUTE;
    await told(house);
    const device = (await house.records.get('device', 'PHONE'))?.value;
    expect(device).toMatchObject({ state: 'checked-out', owner: { userId: 'EMMA' }, accountActive: true });
    expect(await house.records.list('deviceCommand')).toEqual([]);
    const uuids = new Map(house.mdm.sent.map(({ commandUuid, command }) => [commandUuid, command.act]));
    const asked = (act: string) => [...uuids.values()].filter((one) => one === act).length;
    // One for each life of the phone, and the daily ones.
    expect([asked('device-information'), asked('managed-apps'), uuids.size]).toEqual([4, 2, 6]);
    const [was, is] = ['system enrol-device: enrolled', 'system enrol-device: re-enrolled'];
    const gone = 'system check-out-device: checked-out';
    expect(await lines(house, was, is, gone)).toEqual([gone, was, is]);
  },
};

/** Two people are asked whether they need an app that is on none of their devices. */
export const unused = {
  steps: stepsCutIn('unused'),
  async prepare(house: TestHouse) {
    house.withDevices();
    const people = ['A', 'B'];
    for (const userId of people) house.people.set(userId, []);
    await stocked(house, people);
    await changeAsset(house, { bundleId: BUNDLE, ours: people.length });
    for (const userId of people) {
      await putAssignment(house, { userId, state: 'licensed', licensedAt: house.now });
      await aDevice(house, `P-${userId}`, userId);
    }
    house.now += MINUTE;
    for (const userId of people) await heard(house, `P-${userId}`, false);
  },
  async work(house: TestHouse) {
    await askAllUnused(house.core, house.asked('OPERATOR'), KEY, 2);
    await house.ring();
    await keepUnused(house.core, house.asked('A'), await answerValue(house, 'A'));
    await giveUnusedBack(house.core, house.asked('B'), await answerValue(house, 'B'));
    await house.ring();
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    expect(await stages(house, 'A')).toEqual(['asked', 'kept']);
    expect((await stages(house, 'B')).slice(0, 2)).toEqual(['asked', 'removing']);
    expect((await assignmentOf(house, 'A'))?.state).toBe('licensed');
    expect((await assignmentOf(house, 'B'))?.state).toBe('removing');
    const each = ['A keep-unused: kept', 'B give-back-app: removing', 'OPERATOR ask-unused: asked'];
    expect(await lines(house, ...each, 'system ask-unused: told')).toEqual([
      ...each,
      ...['OPERATOR ask-unused: asked', 'system ask-unused: told', 'system ask-unused: told'],
    ]);
  },
};
