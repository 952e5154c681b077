import { describe, expect, it } from 'vitest';
import type { AppleSeed } from '../../src/sandbox/apple/seed-schema.js';
import type { PhoneSeed } from '../../src/sandbox/mdm/phone.js';
import { acceptInvitation, comes, pressSoon } from '../support/deploy-acts.js';
import { askToChange, askToDeploy } from '../support/deploy-story.js';
import {
  endProperly,
  expectKilled,
  inWorld,
  killAt,
  type Process,
  surviving,
  type World,
} from '../support/kill-world.js';
import { input, people, textOf } from '../support/story.js';
import { stepsKilledIn } from './steps.js';

const MINUTE = 60_000;
const LICENCES = 3;
const BUNDLE = 'com.apple.Keynote';

const apple: AppleSeed = {
  products: [{ adamId: '361280101', name: 'Keynote', bundleId: BUNDLE, seller: 'Apple' }],
  locations: {
    northwind: {
      uId: '2049025000431439',
      name: 'Northwind Logistics',
      countryISO2ACode: 'SE',
      organization: 'Northwind Logistics AB',
      assets: [{ adamId: '361280101', count: LICENCES }],
    },
  },
  downloads: { main: { location: 'northwind' } },
};

const email = 'emma.berg@northwind.example';

/** Supervised: it installs without asking. Its profile names its owner. */
const phone: PhoneSeed = {
  ...{ name: 'Emma’s iPhone', kind: 'supervised-iphone', personId: people.emma },
  ...{ urlUser: email, ownAccount: email, signedIn: true },
};

const seed = { apple, phones: [phone] };

/** Apple and the phone do everything at once; Apple goes on telling while the bot is away, the MDM server does not. */
const prompt = {
  ...{ eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 },
  ...{ notificationRetryMilliseconds: 1_000, notificationAttempts: 10 },
} as const;

async function bound(world: World): Promise<Process> {
  Object.assign(world.apple.switches, prompt);
  world.mdm.switches.installMilliseconds = 0;
  await world.openAddress();
  const first = await world.start();
  await world.bind();
  await comes(world, 'the subscription', () => world.apple.levers.view().notifications.types.length > 0);
  return first;
}

async function devices(world: World): Promise<string> {
  const { messages } = await world.person(people.alva).slash('devices');
  return messages.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n');
}

/** Bound, with the phone, its owner asked to accept Apple’s terms. */
async function invited(world: World): Promise<Process> {
  const first = await bound(world);
  world.mdm.enrolAll();
  await comes(
    world,
    'the phone',
    () => devices(world),
    (text) => text.includes(phone.name),
  );
  await askToDeploy(world.person(people.alva), {
    app: 'Keynote',
    action: 'required',
    audience: { 'deploy-people': input.people(people.emma) },
  });
  await pressSoon(world, world.person(people.carl), 'Approve 1 licence');
  const shown = () => world.mdm.levers.view()[0]?.prompts.some(({ kind }) => kind === 'invitation');
  await comes(world, 'the invitation on the phone', shown);
  await comes(world, 'the invitation', () => world.person(people.emma).canPress('Open Apple’s invitation…'));
  return first;
}

/** Associated and licensed; the install waits for its settling time. */
async function licensed(world: World): Promise<Process> {
  const first = await invited(world);
  await acceptInvitation(world, world.person(people.emma));
  await comes(world, 'the licence', () => freeAtApple(world) === LICENCES - 1);
  await comes(world, 'its settlement', () => first.output.join('').includes('step licences.settled'));
  return first;
}

/** Business time goes on for a process that may die of it. */
function move(world: World, { child }: Process, milliseconds: number): void {
  world.ahead += milliseconds;
  child.send({ ahead: world.ahead });
}

async function installed(world: World): Promise<Process> {
  const first = await licensed(world);
  await emmaReads(world, first, /: Keynote\. .*: Installed\./);
  return first;
}

const onPhone = ({ mdm }: World) => mdm.levers.view()[0]?.apps.find(({ bundleId }) => bundleId === BUNDLE)?.state;

const freeAtApple = ({ apple: { levers } }: World) => levers.view().assets[0]?.availableCount;

/** Waits while business time goes on, so that what a dead process did not hear of is asked after. */
function passes<T>(
  world: World,
  running: Process,
  what: string,
  look: () => T | Promise<T>,
  until: (seen: T) => boolean,
) {
  let began = false;
  const looking = async () => {
    if (began) await world.pass(2 * MINUTE, running);
    began = true;
    await world.mdm.settled();
    // The licence is never given back while the app is there.
    if (freeAtApple(world) === LICENCES) expect(onPhone(world) === 'installed').toBe(false);
    return look();
  };
  return comes(world, what, looking, until);
}

function emmaReads(world: World, running: Process, words: RegExp) {
  return passes(
    world,
    running,
    `Emma to read ${words}`,
    () => world.person(people.emma).reads(),
    (text) => words.test(text),
  );
}

/** How many commands of a type there were, however often each was sent. */
function commands({ mdm }: World, requestType: string): number {
  const uuids = mdm.requests().flatMap(({ command }) => (command?.requestType === requestType ? [command.uuid] : []));
  return new Set(uuids).size;
}

function expectOnce(world: World, types: readonly string[], paths: readonly string[]): void {
  const done = [...types.map((type) => commands(world, type)), ...paths.map((path) => world.requests('POST', path))];
  expect(done).toEqual(done.map(() => 1));
}

/** The cuts in process take each of these steps in the usual run. */
const isAsked = process.env.VPP_TEST_FAULTS === 'all';

describe.runIf(isAsked)('kill -9 of the real process between phones and Apple', { timeout: 90_000 }, () => {
  it.each(stepsKilledIn('phone told'))('at %s: a phone that told of itself is known, and asked the rest', (step) =>
    inWorld(async (world) => {
      const first = await bound(world);
      await killAt(first, step);
      world.mdm.enrolAll();
      await expectKilled(first);
      await world.mdm.settled();

      const second = await world.start();
      await passes(
        world,
        second,
        'the phone',
        () => devices(world),
        (text) => text.includes(phone.name),
      );
      await world.mdm.poll();
      const asked = () => commands(world, 'DeviceInformation');
      await passes(world, second, 'the question to the phone', asked, (count) => count > 0);
      await endProperly(second);
    }, seed),
  );

  it.each(stepsKilledIn('put on'))('at %s of an install: it is installed, by one command', (step) =>
    inWorld(async (world) => {
      const first = await licensed(world);
      await killAt(first, step);
      move(world, first, 2 * MINUTE);
      await expectKilled(first);
      if (step === 'device-command.sent') expect(commands(world, 'InstallApplication')).toBe(1);

      const second = await world.start();
      await emmaReads(world, second, /: Keynote\. .*: Installed\./);
      expect(onPhone(world)).toBe('installed');
      expectOnce(world, ['InstallApplication', 'InviteToProgram'], ['users/create', 'assets/associate']);
      expect(freeAtApple(world)).toBe(LICENCES - 1);
    }, seed),
  );

  it.each(stepsKilledIn('taken off'))('at %s of an uninstall: the licence is free once the app is gone', (step) =>
    inWorld(async (world) => {
      const first = await installed(world);
      await askToChange(world.person(people.alva), 'D-1', { action: 'uninstall', reason: 'She drives no more' });
      await killAt(first, step);
      await surviving(pressSoon(world, world.person(people.carl), 'Approve uninstalling for 1 person'));
      await expectKilled(first);

      const second = await world.start();
      await passes(
        world,
        second,
        'the free licence',
        () => freeAtApple(world),
        (free) => free === LICENCES,
      );
      await emmaReads(world, second, /The licence is given back/);
      expect(onPhone(world)).toBeUndefined();
      expectOnce(world, ['InstallApplication', 'RemoveApplication'], ['assets/associate', 'assets/disassociate']);
    }, seed),
  );

  it.each(stepsKilledIn('inventory'))('at %s: what is gone from a phone is found after the restart', (step) =>
    inWorld(async (world) => {
      const first = await installed(world);
      const [{ id } = { id: '' }] = world.mdm.levers.view();
      world.mdm.levers.deleteApp(id, BUNDLE);
      await killAt(first, step);
      // At its time of the day, and half a day after the last one at the earliest.
      move(world, first, 37 * 60 * MINUTE);
      await expectKilled(first);

      const second = await world.start();
      const unused = async () => {
        const { messages } = await world.person(people.alva).slash('unused Keynote');
        return messages.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n');
      };
      await passes(world, second, 'the licence without use', unused, (text) => /deleted it/.test(text));
      expect(freeAtApple(world)).toBe(LICENCES - 1);
    }, seed),
  );
});
