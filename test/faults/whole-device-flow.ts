import { expect } from 'vitest';
import { askRemoval } from '../../src/licensing/flows/ask-removal.js';
import { readAssignment } from '../../src/licensing/flows/assignments.js';
import { checkInstallationNow } from '../../src/licensing/flows/check-installation-now.js';
import { readInstallation } from '../../src/licensing/flows/installations.js';
import { retireDevice } from '../../src/licensing/flows/retire-device.js';
import { retryInstallation } from '../../src/licensing/flows/retry-installation.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { takeDeviceEvent } from '../../src/licensing/flows/take-device-event.js';
import type { TestHouse } from '../support/core.js';
import { bind } from '../support/core-ceremony.js';
import { changeDeployment } from '../support/core-deployments.js';
import { BUNDLE } from '../support/core-installations.js';
import { aDeployment, aMember, anAssignment, holdersAtApple, KEY, sentOf } from '../support/core-licences.js';
import { acceptedBy, MONDAY } from '../support/core-people.js';
import { MINUTE } from '../support/core-samples.js';
import { stepsCutIn } from './steps.js';

const ID = `${KEY}/A/PHONE`;

/** Licences that Apple was asked to take back while the app was still on the phone. */
const early = new WeakMap<TestHouse, string[]>();

/** What A, A’s phone and the operator do as it stands now. `true`: nothing is left to do. */
async function othersAct(house: TestHouse): Promise<boolean> {
  const { mdm } = house;
  const phone = mdm.phones.get('PHONE');
  if (phone === undefined) {
    if ((await house.noticesOf('device-needed')).length > 0) mdm.enrol('PHONE', 'C02SERIAL1', { urlUser: 'A' });
    return false;
  }
  const invited = (await house.records.get('membership', 'A'))?.value.state === 'invited';
  if (invited && phone.invited) {
    await acceptedBy(house, 'A');
    Object.assign(phone, { locked: true, installs: 'Failed' });
  }
  const installation = (await readInstallation(house.core, ID))?.value ?? null;
  if (installation?.state === 'waiting') {
    phone.locked = false;
    await checkInstallationNow(house.core, house.asked('A'), ID);
  }
  if (installation?.state === 'failed') {
    phone.installs = 'managed';
    await retryInstallation(house.core, house.asked('A'), ID, { takeOver: false });
  }
  const assignment = (await readAssignment(house.core, KEY, 'A'))?.value;
  if (installation?.state === 'managed' && assignment?.state === 'licensed') {
    await changeDeployment(house, 'D-1', { state: 'closed', endedAt: house.now });
    await askRemoval(house.core, house.asked('OPERATOR'), KEY, ['A'], 'Not used');
  }
  return assignment?.state === 'released' && (await isQuiet(house));
}

/** Nothing is open or still to be told. */
async function isQuiet(house: TestHouse): Promise<boolean> {
  const kinds = ['write', 'removal', 'deviceCommand', 'installationCheck', 'installationNews', 'deviceNeed'] as const;
  const open = await Promise.all(kinds.map((kind) => house.records.list(kind)));
  return open.flat().length === 0;
}

/** Minute by minute from wherever it stands, to the end; what the MDM server tells is told again until it was taken. */
async function work(house: TestHouse): Promise<void> {
  for (let minute = 0; minute < 90; minute += 1) {
    if (await othersAct(house)) {
      await retireDevice(house.core, house.asked('OPERATOR'), 'PHONE', true);
      return;
    }
    house.mdm.poll();
    for (let [event] = house.mdm.events; event !== undefined; [event] = house.mdm.events) {
      await takeDeviceEvent(house.core, event);
      house.mdm.events.shift();
    }
    house.background.work();
    await house.drain();
    house.now += MINUTE;
  }
  throw new Error(`it never came to an end: ${JSON.stringify(await house.stored())}`);
}

/** Each once, whatever was cut; an install for each time that it was asked for. */
const audited = [
  'A retry-install: retried',
  'OPERATOR ask-removal: asked',
  'OPERATOR retire-device: retired',
  'system devices-confirmed: releasing',
  'system enrol-device: enrolled',
  'system install-app: asked',
  'system install-app: asked',
  'system remove-app: asked',
];

/**
 * An app is required of somebody who has neither a device nor a user at Apple: the phone enrols, shows the invitation, is
 * locked, fails to install, is asked again and has the app; then it is uninstalled, the licence goes back, and the phone out of use.
 */
export const onDevice = {
  steps: stepsCutIn('on the device'),
  onlyItsSteps: true,
  async prepare(house: TestHouse) {
    house.now = MONDAY;
    house.apple.names.set('1', 'App one');
    house.apple.buy('1', 3);
    await bind(house);
    await firstSync(house.core, house.background, 'R-first');
    await house.drain();
    house.withDevices();
    const wrong: string[] = [];
    early.set(house, wrong);
    house.apple.interfere = (call) => {
      if (call === 'disassociate' && house.mdm.phones.get('PHONE')?.apps.has(BUNDLE)) wrong.push(call);
      return undefined;
    };
    house.people.set('A', []);
    await aMember(house, 'A');
    await aDeployment(house, 'D-1', KEY, { people: ['A'] });
    await anAssignment(house, KEY, 'A');
  },
  work,
  async isWhole(house: TestHouse) {
    await work(house);
    expect(early.get(house)).toEqual([]);
    expect(await holdersAtApple(house, KEY)).toEqual([]);
    const sent = new Map(house.mdm.sent.map(({ commandUuid, command }) => [commandUuid, command.act]));
    const acts = [...sent.values()].filter((act) => act === 'install' || act === 'remove' || act === 'invite');
    expect(acts.sort()).toEqual(['install', 'install', 'invite', 'remove']);
    expect((await sentOf(house)).map((line) => line.split(' ')[0]).sort()).toEqual([
      ...['associate', 'createUsers', 'disassociate'],
    ]);
    expect((await house.audit()).filter((line) => audited.includes(line)).sort()).toEqual(audited);
    const cards = await house.noticesOf('installation-card');
    expect(new Set(cards.map(({ subject }) => subject)).size).toBe(1);
    const news = (await house.noticesOf('installation-news')).map(({ subject }) => subject);
    expect(new Set(news).size).toBe(news.length);
  },
};
