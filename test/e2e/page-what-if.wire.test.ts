import { afterEach, beforeEach, describe, it } from 'vitest';
import { withPage } from '../support/browser.js';
import { type Story, startStory } from '../support/story.js';

describe('“What happens if …?” on the running sandbox', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
  });
  afterEach(() => story.stop());

  it('binds first, lets the warnings come in their turn until it is stopped, leads to the card of a takeover, and takes the location back before the next story', async () => {
    await withPage(story.sandbox.url, async (page) => {
      const done = (text: RegExp) =>
        page.outside().getByRole('listitem').filter({ hasText: '(done)' }).filter({ hasText: text }).first();
      await page.pressOutside('Try it: ten months pass');
      await done(/The location is bound, and the first sync is done/).waitFor({ timeout: 20_000 });
      await done(/60 days are left.*“The token expires in 60 days”/s).waitFor();
      await page.pressOutside('Stop');
      await page.waitForText('You stopped it.');

      await page.pressOutside('Try it: another product takes over');
      await done(/OtherMDM claims the location now/).waitFor();
      await page.conversation().getByText('OtherMDM').first().waitFor();

      await page.pressOutside('Try it: the token is revoked');
      await done(/“Yes, take it back”. The location is the bot’s again/).waitFor();
      await done(/“The token was revoked”/).waitFor();
      await page.conversation().getByText('The token was revoked').first().waitFor();
    });
  });
});
