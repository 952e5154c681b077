import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asks, cardOf, pressSoon, saysTo, sentToApple } from '../support/deploy-acts.js';
import { askToChange } from '../support/deploy-story.js';
import {
  answersOn,
  appOn,
  cardSays,
  DAY,
  deployed,
  deviceStory,
  enqueued,
  freeOf,
  goesOn,
  HOUR,
  isTold,
  MINUTE,
  mdmOf,
  passes,
  phoneOf,
  toPerson,
} from '../support/device-acts.js';
import { people, type Story, transportsOf } from '../support/story.js';

const PHONE = 'Emma’s iPhone';

describe.each(transportsOf('socket'))('over %s, an app on a phone', (transport) => {
  let story: Story;
  beforeAll(async () => {
    story = await deviceStory({ transport });
  });
  afterAll(() => story.stop());

  const levers = () => mdmOf(story).levers;
  const phone = () => phoneOf(story, PHONE);

  async function acceptsOnce(): Promise<void> {
    if (sentToApple(story, 'users/create') > 0) return;
    await answersOn(story, PHONE, 'invitation', 'Accept…');
  }

  async function requiredOfEmma(app: string): Promise<string> {
    const id = await deployed(story, { app, action: 'required', audience: toPerson(people.emma) });
    await acceptsOnce();
    return id;
  }

  it('is accepted and installed there, and “Installed” is said when the phone says so', async () => {
    const [alva, carl, emma] = [story.as('alva'), story.as('carl'), story.as('emma')];
    const free = freeOf(story, 'Keynote');
    const id = await deployed(story, { app: 'Keynote', action: 'required', audience: toPerson(people.emma) });
    await saysTo(story, emma, 'Open Apple’s invitation…');
    expect(freeOf(story, 'Keynote')).toBe(free);
    await answersOn(story, PHONE, 'invitation', 'Accept…');
    await saysTo(story, emma, 'You have accepted Apple’s terms');
    expect(enqueued(story, 'InviteToProgram')).toHaveLength(1);

    await passes(story, 'the question on the phone', () => appOn(story, PHONE, 'Keynote'));
    expect(freeOf(story, 'Keynote')).toBe(free - 1);
    await isTold(story, 'emma', /Emma’s iPhone.* · \*Waits for you\*/);
    mdmOf(story).switches.installMilliseconds = 600_000;
    await answersOn(story, PHONE, 'install', 'Install');
    await isTold(story, 'emma', /Emma’s iPhone.* · \*Installing\*/);
    expect(JSON.stringify(story.sandbox.slack.transcript())).not.toMatch(/\*Installed\*|Installed: 1/);
    expect(await asks(alva, `deployment ${id}`)).toContain('*On devices:* Pending: 1');

    mdmOf(story).switches.installMilliseconds = 0;
    await isTold(story, 'emma', /Emma’s iPhone.* · \*Installed\*/, MINUTE);
    expect(enqueued(story, 'InstallApplication')).toHaveLength(1);
    expect(await asks(alva, 'installs')).toMatch(/Installed: 1\n\*Emma Berg\* · \*Keynote\* · Emma’s iPhone/);
    expect(await asks(alva, `deployment ${id}`)).toContain('*On devices:* Installed: 1');
    expect(await asks(alva, `why <@${people.emma}|emma> Keynote`)).toMatch(/On Emma’s iPhone .*\*Installed\* since/);
    await passes(story, 'the figures in the thread', () => /Installed: 1/.test(cardOf(carl, id).thread), {
      step: MINUTE,
    });
  });

  it('is removed, and the licence comes back only after the phone confirmed it', async () => {
    const [alva, carl] = [story.as('alva'), story.as('carl')];
    const free = freeOf(story, 'Pages');
    const id = await requiredOfEmma('Pages');
    await answersOn(story, PHONE, 'install', 'Install');
    await cardSays(story, 'emma', 'Pages', 'Installed');
    const before = sentToApple(story, 'assets/disassociate');

    levers().setSilent(phone().id, true);
    await askToChange(alva, id, { action: 'uninstall', reason: 'She does not drive any more' });
    await pressSoon(story, carl, 'Approve uninstalling for 1 person');
    await isTold(story, 'emma', /The bot removes .*Pages.* from your devices/);
    await passes(story, 'the removal in the queue', () => enqueued(story, 'RemoveApplication').length === 1);
    await goesOn(story, 2 * HOUR, 10 * MINUTE);
    expect(freeOf(story, 'Pages')).toBe(free - 1);
    expect(await asks(alva, 'installs Pages')).toContain('*Being removed*');
    expect(sentToApple(story, 'assets/disassociate')).toBe(before);

    levers().setSilent(phone().id, false);
    await passes(story, 'the free licence', () => freeOf(story, 'Pages') === free);
    expect(appOn(story, PHONE, 'Pages')).toBeNull();
    await isTold(story, 'emma', /The licence is given back/);
    expect(sentToApple(story, 'assets/disassociate')).toBe(before + 1);
  });

  it('is refused there, asked for again by its person, and installed', async () => {
    const emma = story.as('emma');
    await requiredOfEmma('Numbers');
    await answersOn(story, PHONE, 'install', 'Cancel');
    await isTold(story, 'emma', /Somebody pressed “Cancel” .*/);
    await pressSoon(story, emma, 'Try again');
    await answersOn(story, PHONE, 'install', 'Install');
    await cardSays(story, 'emma', 'Numbers', 'Installed');
  });

  it('waits for a locked phone, says so, and goes on by itself', async () => {
    levers().setLocked(phone().id, true);
    await requiredOfEmma('Slack');
    await cardSays(story, 'emma', 'Slack', 'Waiting: device locked or busy');
    expect(await asks(story.as('alva'), 'installs Slack')).toContain('*Waiting: device locked or busy*');
    levers().setLocked(phone().id, false);
    await answersOn(story, PHONE, 'install', 'Install');
    await cardSays(story, 'emma', 'Slack', 'Installed');
    expect(story.as('emma').reads()).not.toContain('Waiting: device locked or busy');
  });

  it('finds no licence under another Apple Account, is tried again, fails in words, and comes under the right one', async () => {
    const emma = story.as('emma');
    const account = phone().appleAccount;
    await requiredOfEmma('Zoom');
    levers().signIn(phone().id, 'emma@private.example');
    const before = enqueued(story, 'InstallApplication').length;
    await cardSays(story, 'emma', 'Zoom Workplace', 'To be installed');
    await cardSays(story, 'emma', 'Zoom Workplace', 'Failed: no licence found', 20 * MINUTE);
    expect(enqueued(story, 'InstallApplication').length - before).toBe(6);
    await isTold(story, 'emma', /make sure that you are signed in to the App Store with the account/);
    levers().signIn(phone().id, account);
    await pressSoon(story, emma, 'Try again');
    await answersOn(story, PHONE, 'install', 'Install');
    await cardSays(story, 'emma', 'Zoom Workplace', 'Installed');
  });

  it('deleted by hand is held without use, and its person gives the licence back', async () => {
    const [alva, emma] = [story.as('alva'), story.as('emma')];
    const free = freeOf(story, 'Notability');
    await deployed(story, { app: 'Notability', action: 'available', audience: toPerson(people.emma) });
    await pressSoon(story, emma, 'Install');
    await acceptsOnce();
    await answersOn(story, PHONE, 'install', 'Install');
    await cardSays(story, 'emma', 'Notability', 'Installed');
    expect(freeOf(story, 'Notability')).toBe(free - 1);

    levers().deleteApp(phone().id, 'com.gingerlabs.Notability');
    await goesOn(story, DAY, 4 * HOUR);
    expect(await asks(alva, 'unused')).toContain('Notability');
    expect(await asks(alva, 'unused Notability')).toContain('they deleted it');
    await alva.press('Ask');
    await pressSoon(story, emma, 'Give it back');
    await passes(story, 'the free licence', () => freeOf(story, 'Notability') === free);
  });
});
