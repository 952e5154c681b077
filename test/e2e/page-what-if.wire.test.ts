import { afterEach, beforeEach, describe, it } from 'vitest';
import { withPage } from '../support/browser.js';
import { type Story, startStory } from '../support/story.js';

describe('“What happens if …?” on the running sandbox', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
  });
  afterEach(() => story.stop());

  it('binds first, lets the warnings come in their turn until it is stopped, and leads to the card of a takeover', async () => {
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
      await page.page.getByRole('alert').filter({ hasText: 'Put that right first' }).waitFor();
    });
  });
});
