import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/storage/folder.js';
import { noon, sampleSlot } from '../storage/samples.js';
import { temporaryFolder, testKey } from '../storage/scratch.js';
import {
  bindMainToken,
  confirmationOf,
  eventually,
  proposeMainToken,
  type Story,
  startStory,
} from '../support/story.js';
import { steps } from './steps.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the steps of whole flows, on the real store over the real wire', () => {
  const recorded = new Set<string>();
  const onStep = (step: string) => void recorded.add(step);
  let story: Story;
  beforeEach(async () => {
    recorded.clear();
    story = await startStory({ overrides: { onStep, cardSpacing: 50 } });
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
    faults.failNext(1, { status: 400, errorNumber: 9637 });
    faults.release('client/config');
    await pressed;
    await untilUnbound();
  }

  async function boundLife(): Promise<void> {
    await bindMainToken(story);
    const house = await story.sandbox.bot().house();
    if (house?.state !== 'bound') throw new Error('not bound');
    await story.as('alva').slash('sync');
    await moveTo(house.nextSync + 10_000);
    await moveTo(house.token.expires - 29.5 * DAY);
    await story.as('alva').slash('pause');
    await story.as('alva').slash('sync');
    await story.sandbox.restart();
  }

  /** What takes a journal longer than these flows write. */
  async function compact(): Promise<void> {
    const options = { path: await temporaryFolder(), key: testKey, now: () => noon, onStep };
    const store = await openStore(options, { compactionFloorBytes: 1 });
    await store.records.commit({ put: [{ kind: 'slot', id: 's', value: sampleSlot() }] });
    await store.close();
  }

  it('are those of the table, all of them and no other', async () => {
    await deny();
    await expire();
    await refuseTheClaim();
    await boundLife();
    await compact();
    expect([...recorded].sort()).toEqual(Object.keys(steps).sort());
  }, 60_000);
});
