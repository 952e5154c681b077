import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/folder.js';
import { noon, sampleSlot } from '../storage/samples.js';
import { temporaryFolder, testKey } from '../storage/scratch.js';
import { cleanUpFigure } from '../support/clean-up-story.js';
import {
  bindMainToken,
  confirmationOf,
  eventually,
  input,
  people,
  proposeMainToken,
  quick,
  type Story,
  startStory,
  tokenEntry,
} from '../support/story.js';
import { deploymentSteps, deviceSteps, steps } from './steps.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the steps of whole flows, on the real store over the real wire', () => {
  const recorded = new Set<string>();
  const onStep = (step: string) => void recorded.add(step);
  let story: Story;
  beforeEach(async () => {
    recorded.clear();
    story = await startStory({ overrides: { ...quick, onStep } });
  });
  afterEach(() => story.stop());

  async function moveTo(instant: number): Promise<void> {
    story.sandbox.clock.set(instant);
    await story.sandbox.bot().ring();
  }

  async function askBo(): Promise<void> {
    await proposeMainToken(story);
    await story.as('alva').press('Continue');
    await story.as('alva').submit(confirmationOf('Northwind Logistics'));
    await eventually('the question to Bo', () => story.as('bo').canPress('Yes, bind'));
    await story.as('alva').closeModals();
  }

  const untilUnbound = () =>
    eventually(
      'the end of the proposal',
      () => story.sandbox.bot().house(),
      (house) => house?.state === 'unbound' && house.proposal === null,
    );

  async function deny(): Promise<void> {
    await askBo();
    await story.as('bo').press('Deny');
    await untilUnbound();
  }

  async function expire(): Promise<void> {
    await askBo();
    await moveTo(story.sandbox.clock.now() + 2 * HOUR);
    await untilUnbound();
  }

  /** Two holds, so that the reading before the claim passes and the claim itself meets the refusal. */
  async function refuseTheClaim(): Promise<void> {
    const { faults } = story.sandbox.apple;
    await askBo();
    faults.hold('client');
    faults.hold('client/config');
    const pressed = story.as('bo').press('Yes, bind');
    await faults.arrival();
    faults.release('client');
    await faults.arrival();
    faults.failNext(1, { status: 400, errorNumber: 9637, pathStartsWith: 'client/config' });
    faults.release('client/config');
    await pressed;
    await untilUnbound();
  }

  async function handOverSignIn(): Promise<void> {
    await eventually('the question to Bo', () => story.as('bo').canPress('Hand over…'));
    await story.as('bo').press('Hand over…');
    await story.as('bo').submit({ 'hand-over-to': { type: 'users_select', selected_user: people.carl } });
    await eventually('the question to Carl', () => story.as('carl').canPress('Yes, I can sign in'));
    await story.as('carl').press('Yes, I can sign in');
  }

  async function boundLife(): Promise<void> {
    await bindMainToken(story);
    const house = await story.sandbox.bot().house();
    if (house?.state !== 'bound') throw new Error('not bound');
    await hearOfPurchase();
    await handOverSignIn();
    await leaveThenCleanUp();
    await story.as('alva').slash('sync');
    await moveTo(house.nextSync + 10_000);
    await moveTo(house.token.expires - 29.5 * DAY);
    await renewTwice();
    await story.as('alva').slash('pause');
    await story.as('alva').slash('sync');
    await story.sandbox.restart();
  }

  /** What others made stays by a decision, and is removed all the same. */
  async function leaveThenCleanUp(): Promise<void> {
    const alva = story.as('alva');
    const bo = story.as('bo');
    Object.assign(story.sandbox.apple.switches, { eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0 });
    await alva.slash('token clean-up');
    await eventually('the first count', () => alva.canPress('Leave them (waiver)…'));
    await alva.press('Leave them (waiver)…');
    await alva.submit({ 'waiver-reason': input.text('They stay until the summer.') });
    await eventually('the decision', () => recorded.has('clean-up.waived'));
    await alva.closeModals();
    await eventually('the end of the card', () => !alva.canPress('Leave them (waiver)…'));
    await alva.slash('token clean-up');
    await eventually('the second count', () => alva.canPress('Leave them (waiver)…'));
    await alva.press('Continue');
    await alva.submit({ 'clean-up-figure': input.text(cleanUpFigure(alva)), acknowledged: input.ticked('yes') });
    await eventually('the question to Bo', () => bo.canPress('Yes, remove them'));
    await alva.closeModals();
    await bo.press('Yes, remove them');
    await eventually('the end of the clean-up', () => recorded.has('clean-up.ended'));
  }

  /** Apple tells of a purchase at the bot's own address. */
  async function hearOfPurchase(): Promise<void> {
    const { apple } = story.sandbox;
    await story.sandbox.bot().ring();
    const [asset] = apple.levers.view().assets;
    apple.levers.buy({ adamId: asset?.adamId ?? '', pricingParam: 'STDQ', count: 1 });
    await apple.deliverDue();
    await eventually('the reading of what was bought', () => recorded.has('notification.settled'));
  }

  /** A renewal that is discarded, and one that is used. */
  async function renewTwice(): Promise<void> {
    const alva = story.as('alva');
    await eventually('the warning', () => alva.canPress('I take care of it'));
    await alva.press('I take care of it');
    for (const label of ['Discard', 'Use the new token']) {
      await alva.slash('token renew');
      await alva.submit(tokenEntry(story.sandbox.apple.levers.downloadToken().content));
      await eventually(label, () => alva.canPress(label));
      await alva.closeModals();
      await alva.press(label);
      await eventually(
        'the end of the renewal',
        () => alva.canPress(label),
        (can) => !can,
      );
    }
  }

  /** Taken by another product, denied once and then taken back; in the end handed over for good. */
  async function leave(): Promise<void> {
    const { apple, clock } = story.sandbox;
    const [alva, bo] = [story.as('alva'), story.as('bo')];
    await alva.slash('resume');
    await eventually('the sync', async () => {
      const house = await story.sandbox.bot().house();
      return house?.state === 'bound' && !house.syncing && !house.paused;
    });
    apple.levers.claim({ id: 'rival-1', name: 'Rival Manager', metadata: '' });
    await moveTo(clock.now() + 2 * HOUR);
    for (const answer of ['Deny', 'Yes, take it back']) {
      await eventually('the card', () => alva.canPress('Take back…'));
      await alva.closeModals();
      await alva.press('Take back…');
      await alva.submit({ 'take-over': input.text('Rival Manager'), acknowledged: input.ticked('yes') });
      await eventually(answer, () => bo.canPress(answer));
      await bo.press(answer);
    }
    await eventually('the sync after it', async () => {
      const house = await story.sandbox.bot().house();
      return house?.state === 'bound' && house.lastComplete?.trigger === 'take-back' && !house.syncing;
    });
    await alva.closeModals();
    await alva.slash('token decommission');
    await alva.submit({ 'location-name': input.text('Northwind Logistics'), acknowledged: input.ticked('yes') });
    await eventually('the question to Bo', () => bo.canPress('Yes, hand over for good'));
    await bo.press('Yes, hand over for good');
    await eventually('the end', async () => (await story.sandbox.bot().house())?.state === 'decommissioned');
  }

  /** What takes a journal longer than these flows write. */
  async function compact(): Promise<void> {
    const options = { path: await temporaryFolder(), key: testKey, now: () => noon, onStep };
    const store = await openStore(options, { compactionFloorBytes: 1 });
    await store.records.commit({ put: [{ kind: 'slot', id: 's', value: sampleSlot() }] });
    await store.close();
  }

  it('are those of the table, apart from those of deployments and of devices', async () => {
    await deny();
    await expire();
    await refuseTheClaim();
    await boundLife();
    await leave();
    await compact();
    const isOther = (step: string) => ![...deploymentSteps, ...deviceSteps].includes(step);
    expect([...recorded].filter(isOther).sort()).toEqual(Object.keys(steps).filter(isOther).sort());
  }, 60_000);
});
