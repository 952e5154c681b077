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
} from '../support/deploy-acts.js';
import { APPROVALS, askToDeploy, readyToDeploy } from '../support/deploy-story.js';
import { input, people, type Story, startStory, transportsOf } from '../support/story.js';

describe.each(transportsOf('socket'))('over %s, the last licence', (transport) => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory({ transport });
    Object.assign(story.sandbox.apple.switches, promptApple);
    await readyToDeploy(story);
  });
  afterEach(() => story.stop());

  const pcalc = () => atApple(story, 'PCalc');

  async function buyOne(): Promise<void> {
    const { adamId, pricingParam } = pcalc();
    story.sandbox.apple.levers.buy({ adamId, pricingParam, count: 1 });
  }

  async function freeIs(figure: string): Promise<void> {
    await comes(
      story,
      `free: ${figure}`,
      () => asks(story.as('alva'), 'app PCalc'),
      (text) => text.includes(`Free: ${figure}`),
    );
  }

  it('goes to one of two deployments approved in the same second; a purchase serves whoever waits', async () => {
    const [alva, bo, carl] = [story.as('alva'), story.as('bo'), story.as('carl')];
    expect(pcalc().availableCount).toBe(1);
    for (const userId of [people.emma, people.fili]) {
      const audience = { 'deploy-people': input.people(userId) };
      await askToDeploy(alva, { app: 'PCalc', action: 'required', audience });
      await alva.closeModals();
    }
    await saysTo(story, bo, /`D-2`/, APPROVALS);
    const told = await Promise.all([
      pressesCard(carl, 'D-1', 'Approve 1 licence'),
      pressesCard(bo, 'D-2', 'Approve 1 licence'),
    ]);
    const won = told.findIndex((text) => text.includes('1 licence is held for it'));
    const lost = 1 - won;
    expect(told[lost]).toContain('It is worse than the card showed');
    const [winner, loser] =
      won === 0 ? ([story.as('emma'), story.as('fili')] as const) : ([story.as('fili'), story.as('emma')] as const);
    const refused = `D-${lost + 1}`;
    await comes(
      story,
      'the refreshed card',
      () => cardOf(carl, refused).text,
      (text) => text.includes('*1 licence too few.*'),
    );
    expect(await pressesCard(carl, refused, 'Approve 1 licence')).toContain('It is worse than the card showed');
    await carl.pressOn(cardOf(carl, refused).card, 'Deny…');
    await carl.submit({ 'denial-reason': input.text('Only one of the two gets it this year') });
    await carl.closeModals();
    await saysTo(story, alva, /<@U0000CARL> said no .*“Only one of the two gets it this year”/);
    await comes(
      story,
      'the denied card',
      () => cardOf(bo, refused).text,
      (text) => text.startsWith('Denied') && !text.includes('Approve'),
    );

    await acceptInvitation(story, winner);
    await comes(
      story,
      'the last licence to be given',
      () => pcalc().availableCount,
      (left) => left === 0,
    );
    expect(sentToApple(story, 'assets/associate')).toBe(1);
    expect(await loser.home()).not.toContain('PCalc');

    await buyOne();
    await freeIs('1 of 16');
    const audience = { 'deploy-people': input.people(people.dora, people.bo) };
    await askToDeploy(alva, { app: 'PCalc', action: 'available', audience });
    await alva.closeModals();
    await pressSoon(story, carl, 'Approve for 2 people');
    const dora = story.as('dora');
    for (const person of [dora, bo]) await comes(story, 'the offer', () => person.canPress('Install'));
    await Promise.all([dora.press('Install'), bo.press('Install')]);
    const offers = () => [dora, bo].map((person) => person.messages().map(({ text }) => text));
    const count = (words: string) => offers().filter((texts) => texts.some((text) => text.startsWith(words))).length;
    for (const words of ['You are on the waiting list', 'Reserved for you'])
      await comes(
        story,
        words,
        () => count(words),
        (people) => people === 1,
      );
    await saysTo(story, alva, 'waits for a licence of *PCalc*', IT_APPS);
    await buyOne();
    for (const person of [dora, bo]) await acceptInvitation(story, person);
    await comes(
      story,
      'both licences at Apple',
      pcalc,
      ({ assignedCount, totalCount }) => assignedCount === 17 && totalCount === 17,
    );
    await saysTo(story, alva, 'Nobody waits for PCalc any more', IT_APPS);
    for (const person of [dora, bo])
      await comes(
        story,
        'Home',
        () => person.home(),
        (text) => text.includes('Yours: the licence is given'),
      );
  });
});
