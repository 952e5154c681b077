import { describe, expect, it } from 'vitest';
import type { AppleSeed } from '../../src/sandbox/apple/seed-schema.js';
import { acceptInvitation, cardOf, comes, pressSoon, saysTo } from '../support/deploy-acts.js';
import { askToChange, askToDeploy } from '../support/deploy-story.js';
import { expectKilled, inWorld, killAt, type Process, says, surviving, type World } from '../support/kill-world.js';
import { input, people } from '../support/story.js';
import { stepsKilledIn } from './steps.js';

const MINUTE = 60_000;
const LICENCES = 3;

/** One app, and nobody else's users: the first deployment may come at once. */
const seed: AppleSeed = {
  products: [{ adamId: '361280101', name: 'Keynote', bundleId: 'com.apple.Keynote', seller: 'Apple' }],
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

/** Apple does everything at once, and goes on telling while the bot is away. */
const switches = {
  ...{ eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 },
  ...{ notificationRetryMilliseconds: 1_000, notificationAttempts: 10 },
} as const;

/** What the people of one deployment do, in this order. Emma has no user at Apple yet. */
const acts = {
  ask: (world: World) =>
    askToDeploy(world.person(people.alva), {
      app: 'Keynote',
      action: 'required',
      audience: { 'deploy-people': input.people(people.emma) },
    }),
  approve: (world: World) => pressSoon(world, world.person(people.carl), 'Approve 1 licence'),
  invited: (world: World) => {
    const emma = world.person(people.emma);
    return comes(world, 'the invitation', () => emma.canPress('Open Apple’s invitation…'));
  },
  accept: (world: World) => acceptInvitation(world, world.person(people.emma)),
  licensed: (world: World) =>
    saysTo(world, world.person(people.carl), '*1 of 1 person*', 'C0APPROVAL').then(() => leftAtApple(world, 2)),
  askBack: (world: World) =>
    askToChange(world.person(people.alva), 'D-1', { action: 'uninstall', reason: 'She drives no more' }),
  approveBack: (world: World) => pressSoon(world, world.person(people.carl), 'Approve uninstalling for 1 person'),
  gone: (world: World) => pressSoon(world, world.person(people.emma), 'It is gone'),
  released: (world: World) =>
    saysTo(world, world.person(people.emma), 'The licence is given back').then(() => leftAtApple(world, LICENCES)),
} satisfies Record<string, (world: World) => Promise<unknown>>;

type Act = keyof typeof acts;
const order = Object.keys(acts).filter((name): name is Act => name in acts);

/** Everything from one act up to another, both included. */
async function live(world: World, from: Act, to: Act): Promise<void> {
  for (const name of order.slice(order.indexOf(from), order.indexOf(to) + 1)) await acts[name](world);
}

const keynote = (world: World) => world.apple.levers.view().assets[0];

function leftAtApple(world: World, licences: number) {
  return comes(
    world,
    `${licences} free licences at Apple`,
    () => keynote(world)?.availableCount,
    (left) => left === licences,
  );
}

/** Bound and ready; up to the act at which the process is to die. */
async function readyFor(world: World, act: Act): Promise<Process> {
  Object.assign(world.apple.switches, switches);
  await world.openAddress();
  const first = await world.start();
  await world.bind();
  await comes(world, 'the subscription', () => world.apple.levers.view().notifications.types.length > 0);
  const before = order[order.indexOf(act) - 1];
  if (before !== undefined) await live(world, 'ask', before);
  return first;
}

/** The process dies at the step that an act leads to, and another one starts. */
async function killedIn(world: World, act: Act, step: string): Promise<void> {
  const first = await readyFor(world, act);
  if (step === 'licences.accepted') world.apple.switches.eventLatencyMilliseconds = 5 * MINUTE;
  await killAt(first, step);
  await surviving(acts[act](world));
  await expectKilled(first);
  world.ahead += pastJudgement[step] ?? 0;
  const second = await world.start();
  if (step === 'licences.accepted') world.ahead += 6 * MINUTE;
  if (step !== 'membership.before-send') return;
  // Somebody who was not made is tried again after a while.
  await says(second, 'membership.settled');
  await world.pass(11 * MINUTE, second);
}

/** Until it can be told what became of what the killed process sent, or did not. */
const pastJudgement: Readonly<Record<string, number>> = {
  'licences.before-send': 11 * MINUTE,
  'membership.before-send': 11 * MINUTE,
  'membership.sent': 2 * MINUTE,
};

/** Apple was asked for each thing once, however the process died. */
function expectSentOnce(world: World, paths: readonly string[]): void {
  const sent = paths.map((path) => `${path}: ${world.requests('POST', path)}`);
  expect(sent).toEqual(paths.map((path) => `${path}: 1`));
  const [user, ...others] = world.apple.levers.view().users;
  expect(others).toEqual([]);
  expect(user).toMatchObject({ status: 'Associated' });
}

const there = ['users/create', 'assets/associate'] as const;

async function expectLicensed(world: World): Promise<void> {
  const [alva, carl, emma] = [world.person(people.alva), world.person(people.carl), world.person(people.emma)];
  expectSentOnce(world, there);
  expect(world.requests('POST', 'assets/disassociate')).toBe(0);
  expect(keynote(world)?.availableCount).toBe(LICENCES - 1);
  expect(carl.canPress('Approve 1 licence')).toBe(false);
  expect(cardOf(carl, 'D-1').text).toMatch(/approved/i);
  expect(alva.reads()).toMatch(/D-1.*approved|approved.*D-1/is);
  expect(emma.canPress('Open Apple’s invitation…')).toBe(false);
  await comes(
    world,
    'the licence in Home',
    () => emma.home(),
    (text) => text.includes('Yours: the licence is given'),
  );
}

// One after another: the other kills run beside it.
describe('kill -9 of the real process in the middle of a deployment', { timeout: 90_000 }, () => {
  it.each(stepsKilledIn('approved'))('at %s: everybody is told, and the person gets one licence', (step) =>
    inWorld(
      async (world) => {
        await killedIn(world, 'approve', step);
        await live(world, 'invited', 'licensed');
        await expectLicensed(world);
      },
      { apple: seed },
    ),
  );

  it.each(stepsKilledIn('user made'))('at %s: the person is made once at Apple, invited and licensed', (step) =>
    inWorld(
      async (world) => {
        await killedIn(world, 'approve', step);
        await live(world, 'invited', 'licensed');
        await expectLicensed(world);
      },
      { apple: seed },
    ),
  );

  it.each(stepsKilledIn('given'))('at %s of giving a licence: it is given once', (step) =>
    inWorld(
      async (world) => {
        await killedIn(world, 'accept', step);
        await live(world, 'licensed', 'licensed');
        await expectLicensed(world);
      },
      { apple: seed },
    ),
  );

  it.each(stepsKilledIn('taken away'))('at %s of taking it away: it is free again, once', (step) =>
    inWorld(
      async (world) => {
        await killedIn(world, 'gone', step);
        await live(world, 'released', 'released');
        const emma = world.person(people.emma);
        // A post that nobody recorded is sent again: the first copy may still stand, and does nothing any more.
        for (const copy of emma.messagesWithButton('It is gone')) await emma.pressOn(copy, 'It is gone');
        expect(await emma.home()).not.toContain('Yours');
        expectSentOnce(world, [...there, 'assets/disassociate']);
      },
      { apple: seed },
    ),
  );
});
