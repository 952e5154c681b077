import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withPage } from '../support/browser.js';
import { atApple, comes, promptApple } from '../support/deploy-acts.js';
import { readyToDeploy } from '../support/deploy-story.js';
import type { SandboxPage } from '../support/sandbox-page.js';
import { type Story, startStory } from '../support/story.js';

describe('in the browser, an app for one person', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
    Object.assign(story.sandbox.apple.switches, promptApple);
    await readyToDeploy(story);
    const alva = story.as('alva');
    await alva.slash('sync');
    await alva.slash('apps');
  });
  afterEach(() => story.stop());

  async function leftAtApple(licences: number): Promise<void> {
    await comes(
      story,
      `${licences} free licences at Apple`,
      () => atApple(story, 'Keynote').availableCount,
      (left) => left === licences,
    );
  }

  /** From the form over the preview to the request. */
  async function check(page: SandboxPage): Promise<void> {
    await page.submitModal();
    await page.waitForText('Nothing was changed at Apple');
    await page.press('Ask for approval');
    await page.waitForText('Asked for approval');
    await page.closeModal();
  }

  async function askFor(page: SandboxPage): Promise<void> {
    await page.slash('/vpp deploy');
    await page.search('App', 'Keyn', 'Keynote');
    // The field for a CSV file offers no token.
    expect(await page.dialog().getByRole('button', { name: 'Use the downloaded token' }).count()).toBe(0);
    await page.tick('Required');
    await page.search('People', 'Emma', 'Emma Berg');
    await page.submitModal();
    await page.waitForText('Please complete this required field');
    await page.fill('Why?', 'The drivers need it on Monday');
    await check(page);
  }

  /** Opens Apple's page in a tab of its own, as the button does, and accepts there. */
  async function accept(page: SandboxPage): Promise<void> {
    await page.press('Open Apple’s invitation…');
    await page.waitForText('Open at Apple');
    const opened = page.page.context().waitForEvent('page');
    await page.dialog().getByText('Open at Apple').click();
    const apple = await opened;
    await apple.getByRole('button', { name: 'Accept the terms' }).click();
    await apple.getByText('Close this tab and go back').waitFor();
    await apple.close();
    await page.closeModal();
  }

  async function changeToUninstall(page: SandboxPage): Promise<void> {
    await page.slash('/vpp deployment D-1');
    await page.press('Change…');
    await page.dialog().waitFor();
    await page.tick('Uninstall');
    await page.fill('Why?', 'She does not drive any more');
    await check(page);
  }

  it('is asked for, approved, accepted at Apple and licensed, and comes back when it is gone', async () => {
    const { availableCount: free } = atApple(story, 'Keynote');
    await withPage(story.sandbox.url, async (page) => {
      await page.waitForText(/type \/vpp deploy/);
      await askFor(page);

      await page.waitForText(/press the green “Approve” button/);
      await page.actAs('Carl Nyman');
      await page.openConversation('app-approvals');
      await page.press('Approve 1 licence');
      await page.waitForText(/Approved: Keynote/);

      await page.waitForText(/press “Open Apple’s invitation…”/);
      await page.actAs('Emma Berg');
      await page.openConversation('Messages');
      await accept(page);
      await page.waitForText('You have accepted Apple’s terms');
      await page.waitForText('You have an app: Keynote');
      await leftAtApple(free - 1);
      await page.openHome();
      await page.waitForText(/Yours: the licence is given/);

      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      await changeToUninstall(page);
      await page.actAs('Carl Nyman');
      await page.openConversation('app-approvals');
      await page.press('Approve uninstalling for 1 person');
      await page.press('Approve');

      await page.actAs('Emma Berg');
      await page.openConversation('Messages');
      await page.press('It is gone');
      await page.press('Yes, it is gone');
      await page.waitForText('The licence is given back');
    });
    await leftAtApple(free);
    expect(atApple(story, 'Keynote').availableCount).toBe(free);
  });
});
