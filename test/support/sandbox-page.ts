import type { Locator, Page } from 'playwright-core';

/** What a person does on the sandbox page, by the names that they see. Every verb waits for what it needs and fails after ten seconds. */
export class SandboxPage {
  /** For what no verb covers. */
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Until the workspace is drawn. */
  async ready(): Promise<void> {
    await this.page
      .getByRole('list', { name: 'First steps' })
      .or(this.page.locator('body:not(.loading)'))
      .first()
      .waitFor();
    await this.idle();
  }

  /** Acts as the person of this name from now on. */
  async actAs(name: string): Promise<void> {
    const card = this.page.getByRole('region', { name: 'Act as' }).getByRole('button', { name });
    await card.click();
    await card.and(this.page.locator('[aria-pressed=true]')).waitFor();
    await this.idle();
  }

  /** Opens the app's Home tab and waits until it has something to show. */
  async openHome(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: /^Home/ }).click();
    await this.home().waitFor();
    await this.idle();
  }

  /** Opens a conversation by its name in the sidebar: 'Messages' is the app's own. */
  async openConversation(name: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Workspace' })
      .getByRole('button', { name: new RegExp(`^${literally(name)}( New)?$`) })
      .click();
    await this.conversation().waitFor();
  }

  /** Types a slash command where the person looks, in the app's messages when they look at Home, and sends it. */
  async slash(text: string): Promise<void> {
    if (await this.home().isVisible()) await this.openConversation('Messages');
    const line = this.page.getByRole('combobox', { name: /^Message / });
    await line.fill(text);
    await line.press('Enter');
    await this.idle();
  }

  /**
   * Presses the last button of this name, or with these words on it, in the open dialog, else on the stage; in a question of the page, if one
   * is open.
   */
  async press(button: string): Promise<void> {
    const area = await this.focusArea();
    const worded = area.getByRole('button').filter({ hasText: new RegExp(`^${literally(button)}$`) });
    await area.getByRole('button', { name: button, exact: true }).or(worded).last().click();
    await this.idle();
  }

  /** Presses a button of what happens outside Slack, or of Time; opens the tab and the fold in which it lies. */
  async pressOutside(button: string): Promise<void> {
    const named = this.page.getByRole('button', { name: button, exact: true, includeHidden: true });
    await this.uncover(named);
    await this.outside().locator(named).last().click();
    await this.idle();
  }

  /** Everything beside Slack: stories, Apple's side, Slack's side and Time. */
  outside(): Locator {
    return this.page.getByRole('complementary', { name: 'Outside Slack' });
  }

  /** Opens a tab of what happens outside Slack. */
  async openTab(name: string): Promise<void> {
    await this.outside().getByRole('tab', { name }).click();
  }

  async fill(label: string, text: string): Promise<void> {
    await this.dialog().getByLabel(label, labelled).first().fill(text);
  }

  /** Ticks a check box or a radio button by its words; `part` of them is enough. */
  async tick(part: string): Promise<void> {
    await (await this.focusArea()).getByLabel(part).last().check();
    await this.idle();
  }

  /** Chooses an option of a select by its words. */
  async choose(label: string, option: string): Promise<void> {
    const area = await this.focusArea();
    await area.locator('select').and(area.getByLabel(label, labelled)).first().selectOption({ label: option });
    await this.idle();
  }

  /** Types into a field with suggestions and takes the one with these words. */
  async search(label: string, typed: string, option: string): Promise<void> {
    const area = await this.focusArea();
    await area.getByRole('combobox', { name: label }).first().pressSequentially(typed);
    await area.getByRole('option', { name: option }).first().click();
    await this.idle();
  }

  /** Puts a token that was downloaded at Apple into the dialog's file input, the newest one unless its file name is given. */
  async useDownloadedToken(fileName?: string): Promise<void> {
    await this.dialog().getByRole('button', { name: 'Use the downloaded token' }).first().click();
    const chooser = this.page.getByRole('dialog', { name: 'Which token?' });
    const choice =
      fileName === undefined
        ? chooser.getByRole('listitem').last()
        : chooser.getByRole('listitem').filter({ hasText: fileName });
    await choice.getByRole('button').click();
    await this.dialog().getByRole('list', { name: 'Chosen files' }).getByRole('listitem').first().waitFor();
  }

  /** Puts a file from memory into the dialog's file input. */
  async attach(label: string, name: string, content: string): Promise<void> {
    await this.dialog()
      .getByLabel(label, labelled)
      .first()
      .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
    await this.dialog().getByRole('list', { name: 'Chosen files' }).getByRole('listitem').first().waitFor();
  }

  /** Presses the submit button of the open dialog, whatever it says. */
  async submitModal(): Promise<void> {
    await this.dialog().locator('button[type=submit]').click();
    await this.idle();
  }

  async closeModal(): Promise<void> {
    await this.dialog().getByRole('button', { name: 'Close this dialog' }).click();
    await this.idle();
  }

  /** Until these words can be read anywhere on the page. */
  async waitForText(text: string | RegExp, timeout = 10_000): Promise<void> {
    await this.page.getByText(text).locator('visible=true').last().waitFor({ timeout });
  }

  async waitForNoText(text: string | RegExp, timeout = 10_000): Promise<void> {
    await this.page.getByText(text).locator('visible=true').first().waitFor({ state: 'detached', timeout });
  }

  /** Everything that can be read on the stage and in the open dialog. */
  async visibleText(): Promise<string> {
    return this.page.locator('#middle').innerText();
  }

  home(): Locator {
    return this.page.getByRole('region', { name: 'Home tab' });
  }

  conversation(): Locator {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  /** The topmost dialog of the app. */
  dialog(): Locator {
    return this.page.locator('#overlay dialog[open]').last();
  }

  /** The last message in the open conversation. */
  lastMessage(): Locator {
    return this.conversation().getByRole('listitem').and(this.page.locator('.message')).last();
  }

  /** Until no act of this page is waiting for its answer, or a question of the page waits for ours. */
  async idle(): Promise<void> {
    await this.page.locator('body:not(:has(> dialog[open])) [aria-busy=true]').first().waitFor({ state: 'detached' });
  }

  private async uncover(wanted: Locator): Promise<void> {
    await this.outside().locator(wanted).last().waitFor({ state: 'attached' });
    const panel = this.outside().getByRole('tabpanel', { includeHidden: true }).filter({ has: wanted });
    if ((await panel.count()) > 0 && !(await panel.isVisible())) {
      const id = await panel.getAttribute('id');
      await this.outside().locator(`[role=tab][aria-controls="${id}"]`).click();
    }
    const fold = this.outside().locator('details:not([open])').filter({ has: wanted });
    if ((await fold.count()) > 0) await fold.locator('summary').click();
  }

  private async focusArea(): Promise<Locator> {
    const question = this.page.locator('body > dialog[open]').last();
    if (await question.isVisible()) return question;
    return (await this.dialog().isVisible()) ? this.dialog() : this.page.locator('#middle');
  }
}

/** A label may be followed by "(optional)", so it need not match to its end. */
const labelled = { exact: false };

function literally(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
