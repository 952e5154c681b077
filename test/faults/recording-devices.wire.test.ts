import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pressSoon } from '../support/deploy-acts.js';
import {
  answersOn,
  cardSays,
  deployed,
  deviceStory,
  HOUR,
  isTold,
  mdmOf,
  passes,
  phoneOf,
  toPerson,
} from '../support/device-acts.js';
import { people, quick, type Story } from '../support/story.js';
import { deviceSteps } from './steps.js';

/** What is the administrators’ work on devices, or needs a worse world: the real store passes them in process. */
const leftToTheCutsInProcess = [
  'device-claim.stored',
  'device-claim.ended',
  'device.owner-set',
  'device.retired',
  'device-command.dropped',
  'device-command.woken',
  'device-need.told',
  'installation.check-asked',
  'installation.listed',
  'owner-import.begun',
  'owner-import.slice-done',
];

const PHONE = 'Emma’s iPhone';

/** The usual run holds the table against the source and against the cuts in process. */
const isAsked = process.env.VPP_TEST_FAULTS === 'all';

describe.runIf(isAsked)('the steps of devices, on the real store over the real wire', () => {
  const recorded = new Set<string>();
  let story: Story;
  beforeEach(async () => {
    recorded.clear();
    story = await deviceStory({ overrides: { ...quick, onStep: (step) => void recorded.add(step) } });
  });
  afterEach(() => story.stop());

  /** Refused at first, asked for again, and deleted by hand. */
  it('are those of the table, apart from the ones that are named here', async () => {
    const [alva, emma] = [story.as('alva'), story.as('emma')];
    await deployed(story, { app: 'Keynote', action: 'required', audience: toPerson(people.emma) });
    await answersOn(story, PHONE, 'invitation', 'Accept…');
    await answersOn(story, PHONE, 'install', 'Cancel');
    await isTold(story, 'emma', /Somebody pressed “Cancel”/);
    await pressSoon(story, emma, 'Try again');
    await answersOn(story, PHONE, 'install', 'Install');
    await cardSays(story, 'emma', 'Keynote', 'Installed');
    mdmOf(story).levers.deleteApp(phoneOf(story, PHONE).id, 'com.apple.Keynote');
    await passes(story, 'the inventory', async () => JSON.stringify(await alva.slash('unused Keynote')), {
      until: (text) => text.includes('they deleted it'),
      step: HOUR,
    });
    await alva.press('Ask');
    await pressSoon(story, emma, 'Keep it');
    await passes(story, 'the answer', () => recorded.has('unused.answered'));
    const isMeant = (step: string) => deviceSteps.includes(step) && !leftToTheCutsInProcess.includes(step);
    const found = [...recorded].filter(isMeant);
    const meant = deviceSteps.filter(isMeant);
    expect(found.sort()).toEqual([...meant].sort());
  }, 90_000);
});
