import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withPage } from '../support/browser.js';
import type { SandboxPage } from '../support/sandbox-page.js';
import { bindMainToken, boundHouseOf, eventually, type Story, startStory } from '../support/story.js';

describe.runIf(process.env.VPP_TEST_FAULTS === 'all')('in the browser, the life of a token', () => {
  let story: Story;
  beforeEach(async () => {
    story = await startStory();
    await bindMainToken(story);
    await story.as('alva').closeModals();
  });
  afterEach(() => story.stop());

  const bound = () => boundHouseOf(story);

  /** Pulls a lever and dismisses the note that answers it, since a note lies above the buttons of a dialogue. */
  async function pull(page: SandboxPage, lever: string): Promise<void> {
    await page.pressOutside(lever);
    await page.page.getByRole('button', { name: 'Dismiss' }).last().click();
  }

  async function renew(page: SandboxPage): Promise<void> {
    await pull(page, 'Download a new token');
    await page.slash('/vpp token');
    await page.press('Renew the token');
    await page.useDownloadedToken();
    await page.fill('A name for the token', 'Northwind 2027');
    await page.fill('The Apple Account you downloaded it with', 'apps@northwind.example');
    await page.submitModal();
    await page.waitForText('The token was accepted');
    await page.closeModal();
    await page.press('Use the new token');
    await page.waitForText('The new token is in use');
  }

  async function takeBack(page: SandboxPage): Promise<void> {
    await pull(page, 'It takes the location over');
    await page.pressOutside('+1 hour');
    await page.waitForText('Another product manages the location');
    await page.press('Take back…');
    await page.fill('Type the name of the product that holds it', 'OtherMDM');
    await page.tick('I have made sure');
    await page.submitModal();
    await page.closeModal();
    await page.actAs('Bo Ek');
    await page.openConversation('Messages');
    await page.press('Yes, take it back');
    await page.press('Yes, take it back');
    await page.openConversation('it-apps');
    await page.waitForText(/The location was taken back/);
  }

  it('is renewed with a token downloaded at Apple; then the location is lost, and taken back by two', async () => {
    const before = await bound();
    await withPage(story.sandbox.url, async (page) => {
      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      await renew(page);
      await takeBack(page);
    });
    const after = await eventually(
      'the sync after it',
      bound,
      ({ lastComplete }) => lastComplete?.trigger === 'take-back',
    );
    expect(after.token).toMatchObject({ name: 'Northwind 2027', state: 'valid' });
    expect(after.token.fingerprint).not.toBe(before.token.fingerprint);
    expect(story.sandbox.apple.levers.view().mdmInfo?.id).toBe(before.installationId);
  });
});
