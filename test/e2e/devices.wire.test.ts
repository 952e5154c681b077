import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, cardOf, comes, pressSoon } from '../support/deploy-acts.js';
import { APPROVALS, askToChange } from '../support/deploy-story.js';
import {
  answersOn,
  appOn,
  DAY,
  deployed,
  deviceStory,
  enqueued,
  freeOf,
  isTold,
  mdmOf,
  passes,
  phoneOf,
  toPerson,
} from '../support/device-acts.js';
import { people, type Story, transportsOf } from '../support/story.js';

describe.each(transportsOf('socket'))('over %s, an app on a phone', (transport) => {
  let story: Story;
  beforeAll(async () => {
    story = await deviceStory({ transport });
  });
  afterAll(() => story.stop());

  it('is invited, asked for and installed on the phone, and its licence comes back when the phone confirms', async () => {
    const [alva, carl, emma] = [story.as('alva'), story.as('carl'), story.as('emma')];
    const free = freeOf(story, 'Keynote');
    await deployed(story, { app: 'Keynote', action: 'required', audience: toPerson(people.emma) });
    await answersOn(story, 'Emma’s iPhone', 'invitation', 'Accept…');
    await isTold(story, 'emma', /accepted Apple’s terms/);
    await answersOn(story, 'Emma’s iPhone', 'install', 'Install');
    console.log(emma.reads());
    expect(emma.reads()).not.toContain('Installed');
    await isTold(story, 'emma', /\*Installed\*/);
    console.log(emma.reads());
    console.log(await asks(alva, 'installs'));
    console.log(await asks(alva, `why <@${people.emma}|emma> Keynote`));
    console.log(cardOf(carl, 'D-1').thread);
    console.log(await asks(alva, `deployment D-1`));
  });
});
