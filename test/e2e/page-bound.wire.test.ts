import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withPage } from '../support/browser.js';
import type { SandboxPage } from '../support/sandbox-page.js';
import { bindMainToken, boundHouseOf, eventually, type Story, startStory } from '../support/story.js';

const HOUR = 3_600_000;
/** How a summary begins; other cards only speak of it, in quotation marks. */
const verdict = /All well|Action required(?!”)/;

describe('in the browser, once the token is bound', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
    await bindMainToken(story);
    await story.as('alva').closeModals();
  });
  afterEach(() => story.stop());

  const bound = () => boundHouseOf(story);
  const messagesWith = (page: SandboxPage, text: string | RegExp) =>
    page.conversation().locator('.message').filter({ hasText: text });

  async function watchChannel(page: SandboxPage): Promise<void> {
    await page.actAs('Dora Holm');
    await page.openConversation('it-apps');
    await messagesWith(page, verdict).first().waitFor();
  }

  it('refuses the token of a second account, downloaded at Apple, and names both locations', async () => {
    const other = story.sandbox.apple.levers.downloadToken('education');
    await withPage(story.sandbox.url, async (page) => {
      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      await page.slash('/vpp token');
      await page.press('Renew the token');
      await page.useDownloadedToken(other.fileName);
      await page.fill('A name for the token', 'Education');
      await page.fill('The Apple Account you downloaded it with', 'apps@northwind.example');
      await page.submitModal();
      await page.waitForText(/Northwind Education/);
      expect(await page.dialog().innerText()).toMatch(/Northwind Education.*Northwind Logistics/s);
      expect(await page.visibleText()).not.toContain(other.content.slice(0, 40));
    });
    expect((await bound()).location.locationName).toBe('Northwind Logistics');
  });

  it('syncs twice a day, catches a missed slot up after a restart and warns 30 days before the expiry', async () => {
    await withPage(story.sandbox.url, async (page) => {
      await watchChannel(page);
      for (const count of [2, 3]) {
        await page.pressOutside('To the next sync');
        await messagesWith(page, verdict)
          .nth(count - 1)
          .waitFor();
      }

      await story.sandbox.bot().stop();
      story.sandbox.clock.move(30 * HOUR);
      await page.page.getByRole('button', { name: 'Restart the bot' }).click();
      await messagesWith(page, /Missed because the bot was not running/)
        .first()
        .waitFor();
      expect(await messagesWith(page, verdict).count()).toBe(4);

      const warning = /expires in (29|30) days\. After that the bot can neither read nor change anything/;
      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      await page.pressOutside('30 days before');
      await messagesWith(page, warning).first().waitFor();
      await page.pressOutside('+1 hour');
      expect(await messagesWith(page, warning).count()).toBe(1);
      await page.openHome();
      await page.waitForText(/29 days/);
    });
    expect((await bound()).lastSync?.trigger).toBe('catch-up');
  });

  it('ends a sync whole that was under way when the bot was restarted, and tells it once', async () => {
    const { faults } = story.sandbox.apple;
    await withPage(story.sandbox.url, async (page) => {
      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      faults.hold('assignments');
      await page.slash('/vpp sync');
      await faults.arrival();
      await messagesWith(page, 'The sync is running').first().waitFor();
      const asked = (await bound()).lastSync?.id;
      await page.page.getByRole('button', { name: 'Restart the bot' }).click();
      faults.release('assignments');
      await messagesWith(page, verdict).first().waitFor();
      await page.idle();
      await eventually('the sync', bound, ({ lastSync }) => lastSync?.id !== asked && lastSync?.trigger === 'person');
      expect(await messagesWith(page, verdict).count()).toBe(1);
      expect(await messagesWith(page, 'The sync is running').count()).toBe(0);
    });
  });
});
