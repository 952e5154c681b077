import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptInvitation,
  asks,
  atApple,
  cardOf,
  comes,
  everyFile,
  newestFile,
  pressSoon,
  promptApple,
  saysTo,
  sentToApple,
} from '../support/deploy-acts.js';
import { APPROVALS, askToChange, askToDeploy, readyToDeploy } from '../support/deploy-story.js';
import { input, people, type Story, startStory, transportsOf } from '../support/story.js';

describe.each(transportsOf('http'))('over %s, one app required of one person', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
    Object.assign(story.sandbox.apple.switches, promptApple);
    await readyToDeploy(story);
  });
  afterEach(() => story.stop());

  const keynote = () => atApple(story, 'Keynote');

  async function leftAtApple(licences: number): Promise<void> {
    await comes(
      story,
      `${licences} free licences at Apple`,
      () => keynote().availableCount,
      (left) => left === licences,
    );
  }

  /** Up to the licence; answers the code of the invitation. */
  async function toTheLicence(): Promise<string> {
    const [alva, carl, emma] = [story.as('alva'), story.as('carl'), story.as('emma')];
    const { availableCount: free } = keynote();
    const audience = { 'deploy-people': input.people(people.emma) };
    await askToDeploy(alva, { app: 'Keynote', action: 'required', audience });
    await pressSoon(story, carl, 'Approve 1 licence');
    const code = await acceptInvitation(story, emma);
    await leftAtApple(free - 1);
    await comes(
      story,
      'the licence in Home',
      () => emma.home(),
      (text) => text.includes('Yours: the licence is given'),
    );
    await comes(
      story,
      'the progress in the thread',
      () => cardOf(carl, 'D-1').thread,
      (text) => text.includes('*1 of 1 person*'),
    );
    return code;
  }

  it('is asked for, approved, accepted at Apple and licensed, everybody can read why, and uninstalling frees exactly it', async () => {
    const [alva, carl, emma] = [story.as('alva'), story.as('carl'), story.as('emma')];
    const { availableCount: free } = keynote();
    const code = await toTheLicence();
    expect(emma.canPress('Open Apple’s invitation…')).toBe(false);
    expect(story.sandbox.apple.notifications()).toContainEqual(
      expect.objectContaining({ type: 'USER_ASSOCIATED', outcome: 'delivered' }),
    );

    const why = await asks(alva, `why <@${people.emma}|emma> Keynote`);
    expect(why).toMatch(/`D-1` names the person: \*Required\*.*asked for by <@U0000ALVA>, approved by <@U0000CARL>/);
    expect(why).toContain('*Next:* Nothing has to be done.');
    expect(why).toContain('licence of Keynote for <@U0000EMMA>');
    expect(await asks(alva, 'users')).toContain('Accepted: 1');
    expect(await asks(alva, 'deployment D-1')).toContain('1 of 1 with a licence');
    const audit = await asks(alva, 'audit deployment:D-1');
    expect(audit).toContain('nothing was altered');
    expect(audit).toMatch(/<@U0000CARL> · \*approve deployment\*/);
    await alva.press('Send me the CSV');
    const file = await newestFile(story, 'alva');
    expect(file.name).toMatch(/^audit-.*\.csv$/);
    expect(file.text).toMatch(/U0000CARL,approve-deployment,deployment:D-1,approved/);
    expect(file.text).toMatch(/associate,asset:361280101\.STDQ,done,R-\w+,".*""eventId"":""[0-9a-f-]{36}""/);

    const kept = await everyFile(story.folder);
    expect(kept).toContain(people.emma);
    expect(kept).not.toContain(code);
    expect(story.log.join('')).not.toContain(code);
    expect([emma.reads(), alva.reads(), carl.reads(APPROVALS)].join('')).not.toContain(code);

    await askToChange(alva, 'D-1', { action: 'uninstall', reason: 'She does not drive any more' });
    await pressSoon(story, carl, 'Approve uninstalling for 1 person');
    await pressSoon(story, emma, 'It is gone');
    await saysTo(story, emma, 'The licence is given back');
    await leftAtApple(free);
    const page = await comes(
      story,
      'the free licence on the page of the app',
      () => asks(alva, 'app Keynote'),
      (text) => text.includes(`Free: ${free} of 120`),
    );
    expect(page).toContain('*Given out by this bot*\n0');
    expect(sentToApple(story, 'assets/disassociate')).toBe(1);
    expect(await emma.home()).not.toContain('Yours');
  });
});
