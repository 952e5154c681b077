import { describe, expect, it } from 'vitest';
import { News } from '../../../src/sandbox/what-if/news.js';
import { Person } from '../../../src/sandbox/what-if/person.js';
import { headline } from '../../../src/sandbox/what-if/plain-text.js';
import { FakeWorkspace } from '../page/fake-workspace.js';

const text = (words: string) => ({ type: 'mrkdwn', text: words });
const button = (label: string) => ({ type: 'button', action_id: 'a', text: { type: 'plain_text', text: label } });

describe('headline', () => {
  it.each([
    [
      [
        { type: 'section', text: text('Body') },
        { type: 'header', text: text('Title') },
      ],
      'Title',
    ],
    [[{ type: 'section', text: text('*Bold* and <https://x.example|a link>\nmore') }], 'Bold and a link'],
    [[{ type: 'section', text: text('On <!date^1^{date}|1 May>, 3 &lt; 4') }], 'On 1 May, 3 < 4'],
    [[], 'The text alone'],
    [[{ type: 'header', text: text('x'.repeat(200)) }], `${'x'.repeat(119)}…`],
  ])('of %j is %j', (blocks, line) => {
    expect(headline({ text: 'The text alone', blocks })).toBe(line);
  });
});

describe('news', () => {
  const titled = (title: string) => [{ type: 'header', block_id: 'h', text: text(title) }];

  it('is what the bot wrote or changed since the mark, and leads to the own conversation of whoever is asked first', () => {
    const workspace = new FakeWorkspace();
    const old = workspace.post('C1', titled('Old'));
    workspace.post('C2', titled('Older still'));
    const news = new News([workspace.actAs('U1ALVA'), workspace.actAs('U2BO')]);
    expect(news.about(/./)).toBeNull();
    workspace.post('C1', titled('Old, but changed'), { ts: old });
    workspace.post('DU1ALVA', titled('The token was revoked'));
    workspace.post('DU2BO', titled('The token was revoked'));
    expect(news.since().map((item) => item.headline)).toEqual([
      'Old, but changed',
      'The token was revoked',
      'The token was revoked',
    ]);
    workspace.post('C1', titled('The token was revoked'));
    const where = ['#it-apps', 'Alva Lind’s messages', 'Bo Ek’s messages'];
    expect(news.about(/revoked/)).toEqual({ headline: 'The token was revoked', where });
    expect(news.pointed()).toMatchObject({ personId: 'U1ALVA', conversationId: 'DU1ALVA' });
    expect(news.about(/changed/)).toEqual({ headline: 'Old, but changed', where: ['#it-apps'] });
    news.mark();
    expect(news.since()).toEqual([]);
    expect(news.pointed()?.conversationId).toBe('C1');
  });
});

describe('a person', () => {
  it('presses the newest button of a label, in the open dialogue first', async () => {
    const workspace = new FakeWorkspace();
    const alva = new Person(workspace.actAs('U1ALVA'));
    await expect(alva.press('Go')).rejects.toThrow('Alva Lind sees no button “Go”.');
    workspace.post('DU1ALVA', [{ type: 'actions', block_id: 'old', elements: [button('Go')] }]);
    workspace.post('C1', [{ type: 'section', block_id: 'new', accessory: button('Go') }]);
    expect(alva.sees('Go')).toBe(true);
    await alva.press('Go');
    workspace.openModal('U1ALVA', {
      id: 'V1',
      blocks: [{ type: 'actions', block_id: 'top', elements: [button('Go')] }],
    });
    await alva.press('Go');
    expect(workspace.done.map(({ surface, blockId }) => ({ surface, blockId }))).toMatchObject([
      { surface: { kind: 'message', channelId: 'C1' }, blockId: 'new' },
      { surface: { kind: 'modal', viewId: 'V1' }, blockId: 'top' },
    ]);
  });

  const field = (id: string, type: string, label: string, more = {}) => ({
    ...{
      type: 'input',
      block_id: id,
      label: text(label),
      element: { type, action_id: 'v', options: [{ value: 'yes' }] },
    },
    ...more,
  });

  it('fills a dialogue in by its labels, ticks what must be ticked, and leaves the rest', async () => {
    const workspace = new FakeWorkspace();
    const alva = new Person(workspace.actAs('U1ALVA'));
    workspace.openModal('U1ALVA', {
      id: 'V1',
      blocks: [
        field('name', 'plain_text_input', 'A name'),
        field('who', 'multi_users_select', 'Two people'),
        field('sure', 'checkboxes', 'Are you sure'),
        field('more', 'plain_text_input', 'Anything else', { optional: true }),
      ],
    });
    const dialogue = alva.dialogue();
    if (dialogue === null) throw new Error('no dialogue');
    const answers = [
      { label: /name/, value: 'Stockholm' },
      { label: /people/, value: ['U2BO'] },
    ];
    await alva.submit(dialogue, answers);
    expect(workspace.done.at(-1)).toMatchObject({
      viewId: 'V1',
      values: {
        name: { v: { type: 'plain_text_input', value: 'Stockholm' } },
        who: { v: { selected_users: ['U2BO'] } },
        sure: { v: { selected_options: [{ value: 'yes' }] } },
      },
    });
    await expect(alva.submit(dialogue, [])).rejects.toThrow('does not know what to answer to “A name”');
    workspace.react = () => workspace.openModal('U1ALVA', { ...dialogue, errors: { name: 'Taken.' } });
    await expect(alva.submit(dialogue, answers)).rejects.toThrow('did not accept what Alva Lind entered: Taken.');
  });
});
