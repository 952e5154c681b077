import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindMainToken, eventually, type Story, startStory } from '../support/story.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('time passing', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
    await bindMainToken(story);
  });
  afterEach(() => story.stop());

  const channel = () => story.as('dora').reads('C000ITAPPS');
  const summaries = () =>
    story
      .as('dora')
      .messages('C000ITAPPS')
      .filter(({ text }) => /All well|Action required/.test(text)).length;

  async function moveTo(instant: string): Promise<string[]> {
    story.sandbox.clock.set(Date.parse(instant));
    return story.sandbox.bot().ring();
  }

  it('syncs at 06:00 and 18:00 local time, each slot once', async () => {
    await eventually('the first summary', summaries, (count) => count === 1);
    await moveTo('2026-11-23T17:00:30Z');
    await eventually('the evening summary', summaries, (count) => count === 2);
    await story.sandbox.bot().ring();
    await story.sandbox.bot().ring();
    await moveTo('2026-11-24T05:00:10Z');
    await eventually('the morning summary', summaries, (count) => count === 3);
  });

  it('catches a missed slot up once after a restart and says which one was missed', async () => {
    await story.sandbox.bot().stop();
    story.sandbox.clock.set(Date.parse('2026-11-24T08:00:00Z'));
    await story.sandbox.restart();
    await eventually('the caught-up summary', channel, (text) => /missed/i.test(text));
    await story.sandbox.bot().ring();
    const house = await story.sandbox.bot().house();
    expect(house?.state === 'bound' && house.lastSync?.trigger).toBe('catch-up');
  });

  it('tells the channel what was bought, and shows it in the list', async () => {
    const asset = story.sandbox.apple.levers
      .view()
      .assets.find(({ productType, totalCount }) => productType === 'App' && totalCount > 0);
    if (asset === undefined) throw new Error('the seed has no app');
    story.sandbox.apple.levers.buy({ adamId: asset.adamId, pricingParam: asset.pricingParam, count: 25 });
    await moveTo('2026-11-23T17:00:30Z');
    await eventually('the purchase', channel, (text) => text.includes(asset.name) && text.includes('25'));
  });

  it('warns whoever imported the token once at 30 days and gives the days everywhere', async () => {
    const house = await story.sandbox.bot().house();
    if (house?.state !== 'bound') throw new Error('not bound');
    story.sandbox.clock.set(house.token.expires - 29.5 * DAY);
    await story.sandbox.bot().ring();
    const alva = story.as('alva');
    await eventually(
      'the warning',
      () => alva.reads(),
      (text) => /29 days/.test(text),
    );
    const before = alva.messages().length;
    await story.sandbox.bot().ring();
    expect(alva.messages().length).toBe(before);
    expect(channel()).not.toContain('After that the bot can neither read nor change');
    expect(await story.as('alva').home()).toMatch(/29 days/);
  });

  it('says at once when Apple calls the token revoked, to the channel and to the custodians', async () => {
    const [token] = story.sandbox.apple.levers
      .view()
      .tokens.filter(({ content }) => content === story.sandbox.apple.token);
    if (token === undefined) throw new Error('no token');
    story.sandbox.apple.levers.revokeToken(token.id);
    await story.as('alva').slash('sync');
    await eventually('the card', channel, (text) => /revoked/i.test(text));
    await eventually(
      'the direct message',
      () => story.as('bo').reads(),
      (text) => /revoked/i.test(text),
    );
    expect(await story.as('alva').home()).toMatch(/revoked/i);
  });

  it('shows the progress and the result of a sync to everybody who asked, as one run', async () => {
    await Promise.all([story.as('alva').slash('sync'), story.as('bo').slash('sync')]);
    for (const name of ['alva', 'bo'] as const) {
      await eventually(
        `the result for ${name}`,
        () => story.as(name).reads(),
        (text) => /All well|Action required/.test(text),
      );
    }
  });
});
