import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withPage } from '../../support/browser.js';
import { everyInput, everyMessageBlock, homeBlocks } from './every-block.js';
import { startFakeSandbox, startOfTime } from './fake-sandbox.js';
import { type Done, FakeFailure } from './fake-workspace.js';

let sandbox: Awaited<ReturnType<typeof startFakeSandbox>>;

beforeEach(async () => {
  sandbox = await startFakeSandbox();
  sandbox.workspace.homes.set('U1ALVA', homeBlocks);
});

afterEach(() => sandbox.stop());

const acts = (name: string): Done[] => sandbox.workspace.done.filter((done) => done.act === name);

describe('finding one’s way', () => {
  it('opens on the app’s Home and leads through the first steps', async () => {
    await withPage(sandbox.url, async (page) => {
      await page.waitForText('No token is bound yet.');
      expect(acts('openHome')).toEqual([{ as: 'U1ALVA', act: 'openHome' }]);
      await page.page
        .getByRole('region', { name: 'First steps' })
        .getByRole('button', { name: 'Type /vpp token' })
        .click();
      await page.page.keyboard.press('Enter');
      await page.idle();
      expect(acts('slash')).toEqual([
        { as: 'U1ALVA', act: 'slash', channelId: 'DU1ALVA', command: '/vpp', text: 'token' },
      ]);
      for (const hint of sandbox.hints) hint.done = true;
      sandbox.workspace.changed();
      await page.waitForText('All done.');
    });
  });

  it('acts as others, tells of their news, and shows each what they may see', async () => {
    await withPage(sandbox.url, async (page) => {
      sandbox.workspace.post('DU2BO', [], { text: 'Please decide, Bo' });
      await page.page.getByRole('button', { name: /^Bo Ek.* New$/ }).waitFor();
      await page.actAs('Bo Ek');
      await page.openConversation('Messages');
      await page.waitForText('Please decide, Bo');
      await page.actAs('Hugo Vance');
      await page.waitForText('Shared with another company');
      expect(
        await page.page.getByRole('navigation', { name: 'Workspace' }).getByRole('button').allInnerTexts(),
      ).toEqual(['partner-contoso']);
      expect(await page.page.getByRole('button', { name: /Iris Dahl/ }).isDisabled()).toBe(true);
    });
  });

  it('suggests commands and explains a failed act in plain words', async () => {
    sandbox.workspace.react = (done) => {
      if (done.act === 'slash') throw new FakeFailure('operation_timeout');
    };
    await withPage(sandbox.url, async (page) => {
      await page.openConversation('it-apps');
      const line = page.page.getByRole('combobox', { name: 'Message #it-apps' });
      await line.pressSequentially('/v');
      await page.page.getByRole('option', { name: '/vpp' }).waitFor();
      await line.press('Enter');
      await line.pressSequentially('sync');
      await line.press('Enter');
      await page.page.getByRole('alert').filter({ hasText: 'did not answer within three seconds' }).waitFor();
      expect(await line.inputValue()).toBe('/vpp sync');
    });
  });
});

describe('messages', () => {
  it('shows every block, keeps markup as text, and marks what only one person sees', async () => {
    const trap = '<img src=x onerror=alert(1)> &lt;b&gt;bold&lt;/b&gt; <javascript:alert(1)|press>';
    sandbox.workspace.post('DU1ALVA', everyMessageBlock);
    sandbox.workspace.post('DU1ALVA', [{ type: 'section', block_id: 'x', text: { type: 'mrkdwn', text: trap } }], {
      seenBy: 'U1ALVA',
    });
    sandbox.workspace.post('DU1ALVA', [{ type: 'nonsense', block_id: 'n' }]);
    await withPage(sandbox.url, async (page) => {
      await page.openConversation('Messages');
      await page.waitForText('Only visible to you');
      await page.waitForText('<b>bold</b> press');
      await page.waitForText('cannot show a block of type “nonsense”');
      expect(await page.page.getByRole('link', { name: 'press' }).count()).toBe(0);
      expect(await page.page.getByRole('row', { name: 'Pages 0 25' }).count()).toBe(1);
      expect(await page.visibleText()).toContain('Next sync');
      await page.waitForText('@Alva Lind');
    });
  });

  it('presses, asks first where the button says so, chooses and opens menus', async () => {
    const ts = sandbox.workspace.post('DU1ALVA', everyMessageBlock);
    const surface = { kind: 'message', channelId: 'DU1ALVA', ts };
    await withPage(sandbox.url, async (page) => {
      await page.openConversation('Messages');
      await page.press('Approve 25 licences');
      await page.press('Deny');
      await page.press('Keep');
      expect(acts('click').map((done) => done.actionId)).toEqual(['approve-25-licences']);
      await page.press('Deny');
      await page.press('Deny it');
      expect(acts('click').map((done) => done.actionId)).toEqual(['approve-25-licences', 'deny']);
      await page.choose('Period', 'One month');
      expect(acts('select').at(-1)).toMatchObject({
        surface,
        blockId: 'a',
        actionId: 'period',
        state: { selected_option: { value: 'one-month' } },
      });
      await page.page.getByRole('button', { name: 'More actions: Pages none free of 25' }).click();
      await page.page.getByRole('menuitem', { name: 'Release all' }).click();
      await page.idle();
      expect(acts('select').at(-1)).toMatchObject({
        actionId: 'more',
        state: { type: 'overflow', selected_option: { value: 'release-all' } },
      });
    });
  });

  it('updates a card in place and keeps the focus where it was', async () => {
    const ts = sandbox.workspace.post('DU1ALVA', everyMessageBlock);
    await withPage(sandbox.url, async (page) => {
      await page.openConversation('Messages');
      await page.page.getByRole('button', { name: 'Approve 25 licences' }).focus();
      sandbox.workspace.post(
        'DU1ALVA',
        [...everyMessageBlock, { type: 'header', block_id: 'z', text: { type: 'plain_text', text: 'Approved' } }],
        { ts },
      );
      await page.waitForText('Approved');
      expect(
        await page.page.getByRole('button', { name: 'Approve 25 licences' }).evaluate((node) => node.matches(':focus')),
      ).toBe(true);
    });
  });
});

describe('dialogs', () => {
  const title = { title: 'Bind the token', submit: 'Check' };

  it('asks for what is required, then sends the state of every field', async () => {
    sandbox.apple.downloadToken();
    sandbox.workspace.options.push({ text: 'Keynote', value: 'k' }, { text: 'Pages', value: 'p' });
    sandbox.workspace.openModal('U1ALVA', { id: 'V1', ...title, blocks: everyInput });
    await withPage(sandbox.url, async (page) => {
      await page.submitModal();
      await page.waitForText('Please complete this required field.');
      expect(acts('submit')).toEqual([]);
      await page.fill('Name', 'Stockholm');
      await page.useDownloadedToken();
      await page.fill('Count', '3');
      await page.search('App', 'key', 'Keynote');
      await page.search('People', 'Bo', 'Bo Ek');
      await page.choose('Owner', 'Carl Nyman');
      await page.search('Platforms', 'mac', 'macOS');
      await page.fill('Start', '2026-12-01');
      await page.tick('Required');
      await page.tick('I understand');
      await page.submitModal();
      expect(acts('upload')).toEqual([
        { as: 'U1ALVA', act: 'upload', name: 'sToken_main_t1.vpptoken', content: 'secret-of-t1' },
      ]);
      expect(acts('submit')).toMatchObject([
        {
          viewId: 'V1',
          values: {
            name: { v: { type: 'plain_text_input', value: 'Stockholm' } },
            token: { v: { type: 'plain_text_input', value: null } },
            file: { v: { type: 'file_input', files: [{ name: 'sToken_main_t1.vpptoken', size: 12 }] } },
            count: { v: { type: 'number_input', value: '3' } },
            app: { v: { selected_option: { value: 'k' } } },
            who: { v: { selected_users: ['U2BO'] } },
            one: { v: { selected_user: 'U3CARL' } },
            kinds: { v: { selected_options: [{ value: 'macos' }] } },
            when: { v: { selected_date: '2026-12-01' } },
            intent: { v: { selected_option: { value: 'required' } } },
            sure: { v: { selected_options: [{ value: 'i-understand-that-this-is-for-good' }] } },
          },
        },
      ]);
    });
  });

  it('shows the app’s field errors under their fields, and keeps what was entered through updates and other people', async () => {
    const view = { id: 'V1', ...title, blocks: everyInput };
    sandbox.workspace.openModal('U1ALVA', view);
    sandbox.workspace.react = (done) => {
      if (done.act === 'submit')
        sandbox.workspace.openModal('U1ALVA', { ...view, errors: { name: 'That name is taken.' } });
    };
    await withPage(sandbox.url, async (page) => {
      await page.fill('Name', 'Stockholm');
      await page.tick('I understand');
      await page.submitModal();
      const field = page.dialog().getByLabel('Name');
      await page.waitForText('That name is taken.');
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await page.submitModal();
      await page.waitForText('That name is taken.');
      await page.actAs('Bo Ek');
      expect(await page.dialog().count()).toBe(0);
      await page.actAs('Alva Lind');
      expect(await field.inputValue()).toBe('Stockholm');
      sandbox.workspace.openModal('U1ALVA', { ...view, title: 'Bind it', blocks: everyInput.slice(0, 2) });
      await page.page.getByRole('heading', { name: 'Bind it' }).waitFor();
      expect(await field.inputValue()).toBe('Stockholm');
    });
  });

  it('stacks, tells the app what was entered before a button is pressed, and closes with Escape', async () => {
    sandbox.workspace.openModal('U1ALVA', { id: 'V1', ...title, blocks: everyInput });
    await withPage(sandbox.url, async (page) => {
      await page.fill('Name', 'Stockholm');
      await page.press('Count again');
      expect(acts('select').map((done) => [done.blockId, done.state])).toEqual([
        ['name', { type: 'plain_text_input', value: 'Stockholm' }],
      ]);
      expect(acts('click').at(-1)).toMatchObject({ surface: { kind: 'modal', viewId: 'V1' }, blockId: 'extra' });
      sandbox.workspace.openModal('U1ALVA', { id: 'V2', title: 'On top', submit: null, close: 'Back' });
      await page.page.getByRole('dialog', { name: 'On top' }).waitFor();
      expect(await page.page.getByRole('dialog').count()).toBe(1);
      await page.page.keyboard.press('Escape');
      await page.page.getByRole('dialog', { name: 'Bind the token' }).waitFor();
      await page.closeModal();
      expect(acts('close').map((done) => done.viewId)).toEqual(['V2', 'V1']);
      expect(await page.dialog().count()).toBe(0);
    });
  });
});

describe('outside Slack', () => {
  it('buys, refunds, revokes and accepts at Apple’s side', async () => {
    sandbox.apple.downloadToken();
    await withPage(sandbox.url, async (page) => {
      await page.page.getByLabel('How many licences of Keynote').fill('7');
      await page.pressOutside('Buy licences of Keynote');
      await page.waitForText('35 free of 47');
      await page.pressOutside('Refund licences of Keynote');
      await page.pressOutside('Accept as emma.berg@northwind.example');
      await page.waitForText('Nobody has an invitation');
      await page.pressOutside('Revoke sToken_main_t1.vpptoken');
      await page.press('Revoke it');
      await page.page.getByText('revoked', { exact: true }).waitFor();
      expect(sandbox.apple.pulled).toEqual([
        'bought 7 of 409183694',
        'refunded 7 of 409183694',
        'accepted vb1.abc',
        'revoked t1',
      ]);
    });
  });

  it('moves time also while a dialog is open, and says what ran', async () => {
    const read = { type: 'mrkdwn', text: `Read <!date^${startOfTime / 1000}^{date_pretty}|once>` };
    sandbox.workspace.homes.set('U1ALVA', [{ type: 'section', block_id: 'r', text: read }]);
    sandbox.workspace.openModal('U1ALVA', { title: 'Open' });
    await withPage(sandbox.url, async (page) => {
      await page.waitForText('Sunday, 22 November 2026');
      await page.waitForText('Read today');
      await page.pressOutside('+1 day');
      await page.waitForText('Monday, 23 November 2026');
      await page.waitForText('Read yesterday');
      await page.waitForText('The sync of 18:00 ran.');
      await page.pressOutside('30 days before');
      await page.waitForText('Saturday, 23 October 2027');
      expect(await page.page.getByRole('button', { name: '30 days before' }).isDisabled()).toBe(true);
      await page.press('Submit');
    });
  });

  it('restarts the bot, and starts over only after asking', async () => {
    await withPage(sandbox.url, async (page) => {
      await page.page.getByRole('button', { name: 'Restart the bot' }).click();
      await page.waitForText('stopped and started again');
      await page.page.getByRole('button', { name: 'Start over' }).click();
      await page.press('Cancel');
      expect(sandbox.restarts).toEqual(['restart']);
    });
  });
});
