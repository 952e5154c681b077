import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acceptInvitation,
  asks,
  atApple,
  cardOf,
  comes,
  IT_APPS,
  pressesCard,
  pressSoon,
  promptApple,
  saysTo,
  sentToApple,
  toldIn,
} from '../support/deploy-acts.js';
import { APPROVALS, askToDeploy, type DeployEntry, readyToDeploy } from '../support/deploy-story.js';
import { input, type Person, people, type Story, startStory, transportsOf } from '../support/story.js';

const QUARTER = 15 * 60_000;
const DAY = 96 * QUARTER;

describe.each(transportsOf('http'))('over %s, the turns that a request can take', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
    Object.assign(story.sandbox.apple.switches, promptApple);
    await readyToDeploy(story);
  });
  afterEach(() => story.stop());

  async function ask(person: Person, app: string, userIds: readonly string[], entry: Partial<DeployEntry> = {}) {
    const audience = { 'deploy-people': input.people(...userIds) };
    await askToDeploy(person, { app, action: 'required', audience, ...entry });
    await person.closeModals();
  }

  async function moveTo(instant: string): Promise<void> {
    story.sandbox.clock.set(Date.parse(instant));
    await story.sandbox.bot().ring();
  }

  async function cardSays(deploymentId: string, words: RegExp): Promise<string> {
    const card = () => cardOf(story.as('carl'), deploymentId).text;
    return comes(story, `the card of ${deploymentId}: ${words}`, card, (text) => words.test(text));
  }

  it('own approval, withdrawal, denial, edit, a second click', async () => {
    const [alva, bo, carl] = [story.as('alva'), story.as('bo'), story.as('carl')];
    await ask(bo, 'Keynote', [people.emma]);
    await cardSays('D-1', /Approve 1 licence/);
    expect(await pressesCard(bo, 'D-1', 'Approve 1 licence')).toContain('Somebody else has to approve it');
    expect(await asks(alva, 'audit deployment:D-1')).toMatch(
      /<@U00000BO> · \*approve deployment\* · .* · refused: own/,
    );
    await bo.press('Withdraw');
    await cardSays('D-1', /^Withdrawn/);
    await saysTo(story, carl, /Withdrawn by <@U00000BO>/, APPROVALS);

    await ask(alva, 'Keynote', [people.emma, people.fili]);
    await cardSays('D-2', /Approve 2 licences/);
    const late = cardOf(carl, 'D-2').card;
    await bo.pressOn(late, 'Edit…');
    await bo.submit({ 'edit-exclude': input.people(people.fili), 'edit-reason': input.text('One is enough') });
    await bo.closeModals();
    await cardSays('D-2', /Approve 1 licence[\s\S]*Version 2/);
    await saysTo(story, alva, /<@U00000BO> edited it: version 2/);
    expect(await pressesCard(bo, 'D-2', 'Approve 1 licence')).toContain('Somebody else has to approve it');
    const { card } = cardOf(carl, 'D-2');
    const twice = await toldIn(carl, APPROVALS, () =>
      Promise.all([carl.pressOn(card, 'Approve 1 licence'), carl.pressOn(card, 'Approve 1 licence')]),
    );
    expect(twice).toMatch(/1 licence is held for it|It is decided already/);
    await comes(
      story,
      'both answers',
      () => carl.reads(APPROVALS),
      (text) => text.includes('1 licence is held for it') && text.includes('It is decided already'),
    );
    const audit = await asks(alva, 'audit deployment:D-2 act:approve-deployment');
    expect(audit.match(/ · approved · /g)).toHaveLength(1);
    expect(audit.match(/ · refused: (?:own|over) · /g)).toHaveLength(2);

    await ask(alva, 'Numbers', [people.fili]);
    await cardSays('D-3', /Approve 1 licence/);
    await carl.pressOn(cardOf(carl, 'D-3').card, 'Deny…');
    await carl.submit({ 'denial-reason': input.text('Pages is enough') });
    await carl.closeModals();
    await cardSays('D-3', /^Denied/);
    await saysTo(story, alva, /said no .*“Pages is enough”/);
    expect(await asks(alva, 'app Numbers')).toContain('*Reserved*\n0');
  });

  it.runIf(process.env.VPP_TEST_FAULTS === 'all')(
    'expires after three working days, is asked for again and closed; a leaver’s licence is released',
    async () => {
      const [alva, carl, emma, fili] = [story.as('alva'), story.as('carl'), story.as('emma'), story.as('fili')];
      await ask(alva, 'Pages', [people.emma, people.fili]);
      await cardSays('D-1', /Approve 2 licences/);
      await moveTo('2026-11-25T09:30:00Z');
      await comes(
        story,
        'a reminder',
        () => cardOf(carl, 'D-1').thread,
        (text) => /this still waits for a decision/.test(text),
      );
      await moveTo('2026-11-26T09:30:00Z');
      await cardSays('D-1', /^Expired/);
      await pressSoon(story, alva, 'Ask again');
      await cardSays('D-2', /Approve 2 licences/);
      await pressesCard(carl, 'D-2', 'Approve 2 licences');
      const { availableCount: free } = atApple(story, 'Pages');
      await acceptInvitation(story, emma);
      await comes(
        story,
        'Emma’s licence',
        () => atApple(story, 'Pages').availableCount,
        (left) => left === free - 1,
      );
      await comes(
        story,
        'the reservation',
        () => asks(alva, 'app Pages'),
        (text) => text.includes('*Reserved*\n1'),
      );
      await asks(alva, 'deployment D-2');
      await alva.press('Close…');
      await cardSays('D-2', /^Closed/);
      await comes(
        story,
        'nothing reserved',
        () => asks(alva, 'app Pages'),
        (text) => text.includes('*Reserved*\n0') && text.includes('*Given out by this bot*\n1'),
      );
      await saysTo(story, fili, 'This invitation is over');

      await story.sandbox.slack.levers.changePerson(people.emma, { deleted: true });
      await comes(
        story,
        'her leaving',
        async () => {
          // Everybody is compared with the directory each quarter of an hour.
          story.sandbox.clock.move(QUARTER);
          await story.sandbox.bot().ring();
          return asks(alva, `user <@${people.emma}>`);
        },
        (text) => text.includes('VPP terms: Left'),
      );
      expect(alva.reads(IT_APPS)).not.toContain('left and still');
      story.sandbox.clock.move(8 * DAY);
      await story.sandbox.bot().ring();
      await saysTo(story, alva, '1 person left and still has 1 licence', IT_APPS);
      await alva.press('Release 1 licence');
      await comes(
        story,
        'the licence to be free',
        () => atApple(story, 'Pages').availableCount,
        (left) => left === free,
      );
      await saysTo(story, alva, 'Nobody who left has a licence any more', IT_APPS);
      expect(sentToApple(story, 'assets/disassociate')).toBe(1);
      await comes(
        story,
        'her end at Apple',
        () =>
          story.sandbox.apple.levers.view().users.find(({ email }) => email === 'emma.berg@northwind.example')?.status,
        (status) => status === 'Retired',
      );
      expect(await asks(alva, `audit person:<@${people.emma}>`)).toMatch(/<@U0000ALVA> · \*release leavers\*/);
    },
  );
});
