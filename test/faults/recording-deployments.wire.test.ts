import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptInvitation, cardOf, comes, pressSoon, promptApple, saysTo } from '../support/deploy-acts.js';
import { APPROVALS, askToChange, askToDeploy, type DeployEntry, readyToDeploy } from '../support/deploy-story.js';
import { eventually, input, people, quick, type Story, startStory } from '../support/story.js';
import { deploymentSteps } from './steps.js';

/**
 * What needs days, a worse world or somebody else's hand at Apple: the real store passes them in process
 * (`folder-cuts.test.ts`), not here.
 */
const leftToTheCutsInProcess = [
  'deployment.redrawn',
  'deployment.reminded',
  'interference.answered',
  'interference.restored',
  'leavers.decided',
  'leavers.released',
  'membership.listed',
  'removal.listed',
  'waiting-list.before-change',
  'waiting-list.changed',
];

/** The usual run holds the table against the source and against the cuts in process. */
const isAsked = process.env.VPP_TEST_FAULTS === 'all';

describe.runIf(isAsked)('the steps of deployments, on the real store over the real wire', () => {
  const recorded = new Set<string>();
  let story: Story;
  beforeEach(async () => {
    recorded.clear();
    story = await startStory({
      overrides: { ...quick, onStep: (step) => void recorded.add(step) },
      changeConfig: ({ deployments, ...config }) => ({
        ...config,
        deployments: { ...deployments, approvals: { noneBelow: 2, twoFrom: 3, twoForUninstallFrom: null } },
      }),
    });
    Object.assign(story.sandbox.apple.switches, promptApple);
    await readyToDeploy(story);
  });
  afterEach(() => story.stop());

  async function ask(app: string, action: DeployEntry['action'], ...userIds: readonly string[]): Promise<void> {
    const alva = story.as('alva');
    await askToDeploy(alva, { app, action, audience: { 'deploy-people': input.people(...userIds) } });
    await alva.closeModals();
  }

  const passes = (step: string) => comes(story, step, () => recorded.has(step));

  /** Below every threshold, given, and uninstalled again. */
  async function oneLife(): Promise<void> {
    const [alva, emma] = [story.as('alva'), story.as('emma')];
    await ask('Keynote', 'required', people.emma);
    await acceptInvitation(story, emma);
    await passes('licences.read-again');
    await comes(
      story,
      'the licence',
      () => emma.home(),
      (text) => text.includes('Yours: the licence is given'),
    );
    await askToChange(alva, 'D-1', { action: 'uninstall', reason: 'She does not drive any more' });
    await alva.closeModals();
    await pressSoon(story, emma, 'It is gone');
    await saysTo(story, emma, 'The licence is given back');
  }

  /** Approved by two, stopped and closed; another one is denied. */
  async function decisions(): Promise<void> {
    const [alva, bo, carl] = [story.as('alva'), story.as('bo'), story.as('carl')];
    await ask('Pages', 'required', people.emma, people.fili, people.dora);
    for (const approver of [bo, carl]) await pressSoon(story, approver, 'Approve 3 licences');
    await passes('deployment.approved');
    for (const label of ['Stop', 'Close…']) {
      await eventually(label, async () => {
        await alva.slash('deployment D-2');
        return alva.canPress(label);
      });
      await alva.press(label);
    }
    await ask('Numbers', 'required', people.emma, people.fili);
    await comes(story, 'the card', () => carl.reads(APPROVALS).includes('`D-3`'));
    await carl.pressOn(cardOf(carl, 'D-3').card, 'Deny…');
    await carl.submit({ 'denial-reason': input.text('Pages is enough') });
    await carl.closeModals();
  }

  async function offered(): Promise<void> {
    const dora = story.as('dora');
    await ask('Things 3', 'available', people.dora);
    await pressSoon(story, dora, 'Install');
    await passes('offer.taken');
    await dora.home();
    await pressSoon(story, dora, 'Cancel');
    await passes('offer.given-back');
  }

  it('are those of the table, apart from the ones that are named here', async () => {
    await oneLife();
    await decisions();
    await offered();
    for (const step of ['deployment.halted', 'deployment.closed', 'deployment.request-ended']) await passes(step);
    const meant = deploymentSteps.filter((step) => !leftToTheCutsInProcess.includes(step));
    const found = [...recorded].filter((step) => deploymentSteps.includes(step));
    expect(found.sort()).toEqual([...meant].sort());
  }, 90_000);
});
