import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bindMainToken,
  eventually,
  input,
  openTokenDialogue,
  type Story,
  startStory,
  textOf,
} from '../support/story.js';

const said = (messages: readonly { text: string; blocks: unknown[] }[]) =>
  messages.map(({ text, blocks }) => `${text}\n${textOf(blocks)}`).join('\n');

describe('commands in a bound house', () => {
  let story: Story;
  beforeAll(async () => {
    story = await startStory();
    await bindMainToken(story);
    await story.as('alva').closeModals();
  });
  afterAll(() => story.stop());

  it('answer unknown input with the closest command', async () => {
    const { messages } = await story.as('alva').slash('snyc');
    expect(said(messages)).toContain('/vpp sync');
  });

  it('show the apps by need, page by page, and find one by name', async () => {
    const dora = story.as('dora');
    const { messages } = await dora.slash('apps');
    expect(said(messages).indexOf('Goodnotes 6')).toBeLessThan(said(messages).indexOf('Keynote'));
    await dora.press('Next');
    await eventually(
      'the second page',
      () => said(dora.messages('C000ITAPPS')),
      (text) => /Previous/.test(text),
    );
    expect(said((await dora.slash('app keynote')).messages)).toContain('Keynote');
    expect(said((await dora.slash('apps no such & thing')).messages)).toContain('no such &amp; thing');
  });

  it('find apps through the search dialogue', async () => {
    const alva = story.as('alva');
    await alva.slash('apps');
    await alva.press('Search');
    await alva.submit({ search: input.text('zoom') });
    await eventually(
      'what was found',
      () => said(alva.messages('C000ITAPPS').slice(-1)),
      (text) => text.includes('Zoom Workplace'),
    );
  });

  it('let an approver pause and only a custodian resume', async () => {
    await story.as('carl').slash('pause');
    await eventually('the pause', async () => (await story.sandbox.bot().house())?.paused);
    expect(said((await story.as('carl').slash('resume')).messages)).toMatch(/may not/i);
    expect((await story.sandbox.bot().house())?.paused).toBe(true);
    await story.as('bo').slash('resume');
    await eventually('the end of it', async () => (await story.sandbox.bot().house())?.paused === false);
  });

  it('refuse a viewer the sync and say whom to ask', async () => {
    const { messages } = await story.as('dora').slash('sync');
    expect(said(messages)).toMatch(/operator/);
  });

  it('show an employee nothing of the house, on Home as in a command', async () => {
    const emma = story.as('emma');
    expect(await emma.home()).not.toMatch(/Northwind Logistics|Keynote|licences in all/);
    expect(said((await emma.slash('apps', 'C0GENERAL0')).messages)).not.toContain('Keynote');
  });

  it('are not there for somebody of another company, as in the real Slack', async () => {
    await expect(story.as('hugo').slash('help', 'C00PARTNER')).rejects.toMatchObject({ code: 'not_allowed' });
  });
});

describe('ways to hand over a token', () => {
  it('take an uploaded file, and ask to delete it from Slack', async () => {
    const story = await startStory();
    try {
      const alva = story.as('alva');
      await openTokenDialogue(alva);
      const file = await alva.upload('token.vpptoken', `${story.sandbox.apple.token}\n`);
      await alva.submit({
        'token-file': { type: 'file_input', files: [file] },
        'token-name': input.text('Northwind 2026'),
        'apple-account': input.email('apps@northwind.example'),
      });
      await eventually(
        'the card',
        () => alva.reads(),
        (text) => /Delete the uploaded file/.test(text),
      );
    } finally {
      await story.stop();
    }
  });

  it('take the file on the server, and say at the fields when it is not exactly one way', async () => {
    const path = { token: '' };
    const story = await startStory({
      changeConfig: (config) => {
        path.token = join(config.folder, '..', 'server.vpptoken');
        return { ...config, apple: { ...config.apple, tokenFile: path.token } };
      },
    });
    try {
      await writeFile(path.token, story.sandbox.apple.token);
      const alva = story.as('alva');
      await openTokenDialogue(alva);
      const entry = { 'token-name': input.text('Server'), 'apple-account': input.email('apps@northwind.example') };
      await alva.submit({ ...entry, 'token-text': input.text('abc'), 'token-on-server': input.ticked('yes') });
      expect(Object.keys(alva.modal().errors)).not.toEqual([]);
      const emptied = { type: 'plain_text_input', value: null };
      await alva.submit({ ...entry, 'token-text': emptied, 'token-on-server': input.ticked('yes') });
      await eventually('the Continue button', () => alva.canPress('Continue'));
    } finally {
      await story.stop();
    }
  });
});
