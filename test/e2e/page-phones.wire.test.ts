import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withPage } from '../support/browser.js';
import { pressSoon } from '../support/deploy-acts.js';
import { askToChange } from '../support/deploy-story.js';
import { appOn, deployed, deviceStory, freeOf, passes, phoneOf, toPerson } from '../support/device-acts.js';
import type { SandboxPage } from '../support/sandbox-page.js';
import { people, type Story } from '../support/story.js';

const PHONE = 'Emma’s iPhone';
/** Milliseconds. */
const TEN_MINUTES = 600_000;

describe('in the browser, apps on the phone of whoever acts', () => {
  let story: Story;
  beforeEach(async () => {
    story = await deviceStory();
    const alva = story.as('alva');
    await alva.slash('sync');
    await alva.slash('apps');
  });
  afterEach(() => story.stop());

  const phone = (page: SandboxPage) => page.outside().getByRole('article', { name: PHONE });

  async function press(page: SandboxPage, name: string): Promise<void> {
    await phone(page).getByRole('button', { name, exact: true }).click();
    await page.idle();
  }

  /** Until her phone asks something with that button on it, and then presses it. */
  async function answer(page: SandboxPage, choice: string): Promise<void> {
    const asks = () => phoneOf(story, PHONE).prompts.some(({ choices }) => choices.includes(choice));
    await passes(story, `a question with “${choice}”`, asks);
    await press(page, choice);
  }

  /** As time goes on, her conversation with the bot shows it. */
  async function sees(page: SandboxPage, words: string, step = 5_000): Promise<void> {
    await passes(story, words, () => story.as('emma').reads().includes(words), { step });
    await page.waitForText(words);
  }

  const isTicked = (page: SandboxPage, step: string) =>
    page.page.getByRole('list', { name: 'First steps' }).locator('li.done').filter({ hasText: step }).waitFor();

  it('are accepted, installed, refused, waited for, found although nobody told, deleted and removed there; the first steps end', async () => {
    const free = freeOf(story, 'Keynote');
    const id = await deployed(story, { app: 'Keynote', action: 'required', audience: toPerson(people.emma) });
    await withPage(story.sandbox.url, async (page) => {
      await page.actAs('Emma Berg');
      await page.openConversation('Messages');
      await page.openTab('Phones');
      await answer(page, 'Accept…');
      await page.waitForText('You have accepted Apple’s terms');
      await page.waitForText(/look at “Phones” on the right/);
      await answer(page, 'Install');
      await phone(page).getByText('Installed', { exact: true }).waitFor();
      await isTicked(page, 'Press Install on the phone');
      await sees(page, 'Your app is there: Keynote');
      await isTicked(page, 'See it installed');

      await press(page, 'Lock');
      await deployed(story, { app: 'Pages', action: 'required', audience: toPerson(people.emma) });
      await sees(page, 'Your device is locked or busy: Pages');
      await phone(page).getByText('Locked', { exact: true }).waitFor();
      await press(page, 'Unlock');
      await answer(page, 'Cancel');
      await sees(page, 'Refused on the device: refused by the person');
      await page.press('Try again');
      const lost = page.outside().getByLabel('What phones tell is lost on its way to the bot');
      await lost.check();
      await answer(page, 'Install');
      await phone(page).getByRole('listitem').filter({ hasText: 'Pages' }).getByText('Installed').waitFor();
      expect(story.as('emma').reads()).not.toContain('Your app is there: Pages');
      await lost.uncheck();
      await sees(page, 'Your app is there: Pages', TEN_MINUTES);
      expect(freeOf(story, 'Keynote')).toBe(free - 1);

      await press(page, 'Delete Pages from Emma’s iPhone');
      await sees(page, 'Your app was deleted: Pages', TEN_MINUTES);
      await page.actAs('Alva Lind');
      await page.openConversation('Messages');
      await page.slash('/vpp unused Pages');
      await page.waitForText(/they deleted it/);
      await page.actAs('Emma Berg');

      await askToChange(story.as('alva'), id, { action: 'uninstall', reason: 'She does not drive any more' });
      await pressSoon(story, story.as('carl'), 'Approve uninstalling for 1 person');
      await sees(page, 'The licence is given back');
      await phone(page).getByRole('listitem').filter({ hasText: 'Keynote' }).waitFor({ state: 'detached' });
      await isTicked(page, 'Uninstall it and get the licence back');
      await page.waitForText(/All done/);
    });
    expect(appOn(story, PHONE, 'Pages')).toBeNull();
    expect(freeOf(story, 'Keynote')).toBe(free);
  });
});
