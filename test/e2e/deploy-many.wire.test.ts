import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { northwind, type SeedUser } from '../../src/sandbox/slack/seed.js';
import { asks, atApple, cardOf, newestFile, pressSoon, promptApple, sentToApple } from '../support/deploy-acts.js';
import { fillInDeployment, readyToDeploy } from '../support/deploy-story.js';
import { eventually, input, type Story, startStory, textOf } from '../support/story.js';

const MINUTE = 60_000;
const APP = 'Northwind Route Planner';
/** Everybody with `VPP_TEST_FAULTS=all`; the usual run takes fewer for the same five requests of each kind. */
const PEOPLE = process.env.VPP_TEST_FAULTS === 'all' ? 500 : 100;
const WAITING = PEOPLE * 0.08;
const ACCEPTING = PEOPLE - WAITING;
/** Far below what Apple's sample says, so that every kind of write needs several requests. */
const LIMITS = { maxUsers: PEOPLE / 5, maxClientUserIds: PEOPLE / 5 } as const;
/** In the sandbox's world, others' among them. */
const BOUGHT = 600;
const OTHERS = 88;

const drivers: readonly SeedUser[] = Array.from({ length: PEOPLE }, (_, index) => {
  const handle = `driver${index + 1}`;
  const id = `U0DRIVER${String(index + 1).padStart(4, '0')}`;
  return {
    id,
    handle,
    realName: `Driver ${index + 1}`,
    title: 'Driver',
    kind: 'member',
    email: `${handle}@northwind.example`,
  };
});

/** Everybody, and lines that are wrong in every way. */
const wrong = [
  'nobody@northwind.example',
  'not an address',
  'gunn.roth@northwind.example',
  'hugo.vance@contoso.example',
  'iris.dahl@northwind.example',
  ...Array.from({ length: 25 }, (_, index) => `gone${index}@northwind.example`),
];
const list = [
  'name,e-mail',
  ...drivers.map(({ realName, email }) => `"${realName}",${email}`),
  ...wrong.map((line) => `,${line}`),
].join('\r\n');

describe(`one app required of ${PEOPLE} people`, () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ workspace: { ...northwind, users: [...northwind.users, ...drivers] } });
    const { apple } = story.sandbox;
    Object.assign(apple.switches, promptApple);
    Object.assign(apple.switches.limits, LIMITS);
    apple.levers.buy({ adamId: '650131212', pricingParam: 'STDQ', count: 100 });
    await readyToDeploy(story);
  });
  afterEach(() => story.stop());

  const posts = () =>
    story.sandbox.slack
      .transcript()
      .filter((entry) => entry.kind === 'call' && entry.method === 'chat.postMessage' && entry.status === 200).length;

  /** Everything that can be done is done and told, minute after minute of business time: what Apple did not tell is looked for later. */
  async function inTime(what: string, holds: () => boolean): Promise<void> {
    for (let minutes = 0; minutes < 15; minutes += 1) {
      await story.sandbox.apple.deliverDue();
      await story.sandbox.bot().ring();
      if (holds()) return;
      story.sandbox.clock.move(MINUTE);
    }
    throw new Error(`${what} did not come`);
  }

  /** People accept while the bot does not run, and nothing tells it. */
  function acceptUnnoticed(): void {
    const { apple } = story.sandbox;
    const invited = apple.levers
      .view()
      .users.filter(({ status, clientUserId }) => status === 'Registered' && clientUserId.startsWith('vb1.'));
    expect(invited).toHaveLength(PEOPLE);
    apple.switches.notificationLoss = 100;
    for (const { clientUserId } of invited.slice(0, ACCEPTING)) apple.levers.acceptInvitation(clientUserId);
    apple.switches.notificationLoss = 0;
  }

  it('gives licences to those who accept and holds the others’, through a restart', {
    timeout: 120_000,
  }, async () => {
    const { sandbox } = story;
    const { faults } = sandbox.apple;
    const [alva, carl] = [story.as('alva'), story.as('carl')];
    const { id } = await alva.upload('drivers.csv', list);
    await fillInDeployment(alva, { app: APP, action: 'required', audience: { 'deploy-file': input.files(id) } });
    await eventually('the preview', () => alva.view().modals.at(-1)?.submit === 'Ask for approval');
    const preview = textOf(alva.modal().blocks);
    expect(preview).toContain(`*Licences needed*\n${PEOPLE}`);
    expect(preview).toContain(`• line ${PEOPLE + 3}, “not an address”: no e-mail address in it`);
    expect(preview).toContain(`• line ${PEOPLE + 4}, <@U0000GUNN>: a guest`);
    expect(preview).toContain(`*Left out: ${wrong.length}*`);
    await alva.press('Send me the list');
    expect((await newestFile(story, 'alva')).text.trim().split('\n')).toHaveLength(1 + wrong.length);
    await alva.submit({});
    await alva.closeModals();
    const before = posts();
    await pressSoon(story, carl, `Approve ${PEOPLE} licences`);
    await inTime('the invitations', () => posts() >= before + PEOPLE);
    expect(sentToApple(story, 'users/create')).toBe(PEOPLE / LIMITS.maxUsers);

    await sandbox.bot().stop();
    acceptUnnoticed();
    sandbox.clock.move(4 * MINUTE);
    faults.hold('assets/associate');
    await sandbox.restart();
    await faults.arrival();
    const restarted = sandbox.restart();
    faults.release('assets/associate');
    await restarted;
    await inTime('the licences', () => atApple(story, APP).assignedCount === OTHERS + ACCEPTING);
    await inTime('the progress', () =>
      cardOf(carl, 'D-1').thread.includes(`*${ACCEPTING} of ${PEOPLE} people* with a licence`),
    );
    expect(cardOf(carl, 'D-1').thread).toContain(`*Licence held, terms not accepted*\n${WAITING}`);
    expect(sentToApple(story, 'assets/associate')).toBe(Math.ceil(ACCEPTING / LIMITS.maxClientUserIds));
    expect(sentToApple(story, 'users/create')).toBe(PEOPLE / LIMITS.maxUsers);
    const page = await asks(alva, `app ${APP}`);
    expect(page).toContain(`*Given out by this bot*\n${ACCEPTING}`);
    expect(page).toContain(`*Reserved*\n${WAITING}`);
    expect(page).toContain(`Free: ${BOUGHT - OTHERS - PEOPLE} of ${BOUGHT}`);
    expect(await asks(alva, 'users invited')).toContain(`${WAITING} of ${PEOPLE} people`);
  });
});
