import { afterEach, beforeEach, describe, it } from 'vitest';
import { withPage } from '../support/browser.js';
import type { SandboxPage } from '../support/sandbox-page.js';
import { type Story, startStory } from '../support/story.js';

describe('in the browser', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
  });
  afterEach(() => story.stop());

  async function propose(page: SandboxPage): Promise<void> {
    await page.actAs('Alva Lind');
    await page.openConversation('Messages');
    await page.slash('/vpp token');
    await page.press('Start');
    await page.useDownloadedToken();
    await page.fill('A name for the token', 'Northwind 2026');
    await page.fill('The Apple Account you downloaded it with', 'apps@northwind.example');
    await page.submitModal();
    await page.waitForText('The token was accepted');
    await page.closeModal();
  }

  async function confirm(page: SandboxPage): Promise<void> {
    await page.waitForText('Continue');
    await page.press('Continue');
    await page.fill('Type the name of the location', 'Northwind Logistics');
    await page.tick('I know that');
    await page.tick('Made for this system');
    await page.search('Two people who can sign in to the Apple Account', 'Alva', 'Alva Lind');
    await page.search('Two people who can sign in to the Apple Account', 'Bo', 'Bo Ek');
    await page.submitModal();
    await page.closeModal();
  }

  async function confirmAsSecond(page: SandboxPage): Promise<void> {
    await page.actAs('Bo Ek');
    await page.openConversation('Messages');
    await page.waitForText('Yes, bind');
    await page.press('Yes, bind');
    await page.press('Yes, bind');
  }

  it('a newcomer binds the token with two custodians, reads the summary, syncs and looks at the apps', async () => {
    await withPage(story.sandbox.url, async (page) => {
      await propose(page);
      await confirm(page);
      await confirmAsSecond(page);
      await page.openConversation('it-apps');
      await page.waitForText(/All well|Action required/);
      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      await page.slash('/vpp sync');
      await page.waitForText('The sync has started');
      await page.slash('/vpp apps');
      await page.waitForText('Keynote');
      await page.openHome();
      await page.waitForText('Northwind Logistics');
    });
  });

  it('the binding goes on after the bot was restarted in the middle, pressed on the page', async () => {
    await withPage(story.sandbox.url, async (page) => {
      await propose(page);
      await page.page.getByRole('button', { name: 'Restart the bot' }).click();
      await page.idle();
      await confirm(page);
      await confirmAsSecond(page);
      await page.openConversation('it-apps');
      await page.waitForText(/All well|Action required/);
    });
  });

  it('a guest and somebody of another company are told kindly that this is not for them', async () => {
    await withPage(story.sandbox.url, async (page) => {
      await page.actAs('Gunn Roth');
      await page.openConversation('general');
      await page.slash('/vpp');
      await page.waitForText(/guest/i);
    });
  });
});
