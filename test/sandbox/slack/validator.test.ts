import { describe, expect, test } from 'vitest';
import { validateBlocks, validateOptions, validateView } from '../../../src/sandbox/slack/validator.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const marked = (text: string) => ({ type: 'mrkdwn', text });
const option = (text: string, value = text) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`option ${index}`));
const section = (text: string) => ({ type: 'section', text: marked(text) });
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('Label'), element, ...more });
const cell = (text: string) => ({ type: 'raw_text', text });
const table = (rows: number, columns: number, text = 'x') => ({
  type: 'table',
  rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => cell(text))),
});
const select = (count: number) => ({ type: 'static_select', options: options(count) });
const modal = (blocks: object[], more: object = {}) => ({ type: 'modal', title: plain('Title'), blocks, ...more });
const long = (length: number) => 'x'.repeat(length);

/** At the limit all is well, one beyond it is not. */
const limits: [string, number, (size: number) => string[]][] = [
  ['blocks of a message', 50, (size) => validateBlocks('message', Array(size).fill({ type: 'divider' }))],
  ['blocks of a modal', 100, (size) => validateBlocks('modal', Array(size).fill({ type: 'divider' }))],
  ['blocks of a home tab', 100, (size) => validateBlocks('home', Array(size).fill({ type: 'divider' }))],
  ['section text', 3000, (size) => validateBlocks('message', [section(long(size))])],
  ['section text in characters, not UTF-16', 3000, (size) => validateBlocks('message', [section('🚚'.repeat(size))])],
  [
    'section fields',
    10,
    (size) => validateBlocks('message', [{ type: 'section', fields: Array(size).fill(marked('x')) }]),
  ],
  ['field text', 2000, (size) => validateBlocks('message', [{ type: 'section', fields: [marked(long(size))] }])],
  ['header', 150, (size) => validateBlocks('message', [{ type: 'header', text: plain(long(size)) }])],
  [
    'context elements',
    10,
    (size) => validateBlocks('message', [{ type: 'context', elements: Array(size).fill(marked('x')) }]),
  ],
  ['actions elements', 25, (size) => validateBlocks('message', [actions(...Array(size).fill(button()))])],
  ['button text', 75, (size) => validateBlocks('message', [actions(button({ text: plain(long(size)) }))])],
  ['button value', 2000, (size) => validateBlocks('message', [actions(button({ value: long(size) }))])],
  [
    'button address',
    3000,
    (size) => validateBlocks('message', [actions(button({ url: `https://${long(size - 8)}` }))]),
  ],
  ['action_id', 255, (size) => validateBlocks('message', [actions(button({ action_id: long(size) }))])],
  ['block_id', 255, (size) => validateBlocks('message', [{ type: 'divider', block_id: long(size) }])],
  ['confirm title', 100, (size) => confirm({ title: plain(long(size)) })],
  ['confirm text', 300, (size) => confirm({ text: plain(long(size)) })],
  ['confirm button', 30, (size) => confirm({ confirm: plain(long(size)) })],
  ['deny button', 30, (size) => confirm({ deny: plain(long(size)) })],
  ['options of a select', 100, (size) => validateBlocks('message', [actions(select(size))])],
  [
    'option text',
    75,
    (size) => validateBlocks('message', [actions({ type: 'static_select', options: [option(long(size), 'v')] })]),
  ],
  [
    'option value',
    150,
    (size) => validateBlocks('message', [actions({ type: 'static_select', options: [option('x', long(size))] })]),
  ],
  [
    'options of check boxes',
    10,
    (size) => validateBlocks('message', [actions({ type: 'checkboxes', options: options(size) })]),
  ],
  [
    'options of radio buttons',
    10,
    (size) => validateBlocks('message', [actions({ type: 'radio_buttons', options: options(size) })]),
  ],
  [
    'options of an overflow menu',
    5,
    (size) => validateBlocks('message', [actions({ type: 'overflow', options: options(size) })]),
  ],
  [
    'placeholder',
    150,
    (size) => validateBlocks('message', [actions({ ...select(1), placeholder: plain(long(size)) })]),
  ],
  ['max_length of a text input', 3000, (size) => inModal(input({ type: 'plain_text_input', max_length: size }))],
  ['max_files', 10, (size) => inModal(input({ type: 'file_input', max_files: size }))],
  ['modal title', 24, (size) => validateView(modal([{ type: 'divider' }], { title: plain(long(size)) }))],
  ['modal submit', 24, (size) => validateView(modal([{ type: 'divider' }], { submit: plain(long(size)) }))],
  ['modal close', 24, (size) => validateView(modal([{ type: 'divider' }], { close: plain(long(size)) }))],
  ['private_metadata', 3000, (size) => validateView(modal([{ type: 'divider' }], { private_metadata: long(size) }))],
  ['callback_id', 255, (size) => validateView(modal([{ type: 'divider' }], { callback_id: long(size) }))],
  [
    'alt_text',
    2000,
    (size) =>
      validateBlocks('message', [{ type: 'image', image_url: 'https://a.example/i.png', alt_text: long(size) }]),
  ],
  ['table rows', 100, (size) => validateBlocks('message', [table(size, 1)])],
  ['table columns', 20, (size) => validateBlocks('message', [table(1, size)])],
  [
    'table characters',
    10_000,
    (size) =>
      validateBlocks('message', [
        { type: 'table', rows: [3000, 3000, 3000, size - 9000].map((length) => [cell(long(length))]) },
      ]),
  ],
  ['markdown', 12_000, (size) => validateBlocks('message', [{ type: 'markdown', text: long(size) }])],
  ['alert', 200, (size) => validateBlocks('modal', [{ type: 'alert', text: plain(long(size)) }])],
  ['answer of an external select', 100, (size) => validateOptions({ options: options(size) })],
];

function confirm(change: object): string[] {
  return validateBlocks('message', [actions(button({ confirm: { text: plain('Sure?'), ...change } }))]);
}

function inModal(block: object): string[] {
  return validateView(modal([block], { submit: plain('Send') }));
}

test.each(limits)('the limit of %s is %i', (_name, limit, judge) => {
  expect(judge(limit)).toEqual([]);
  expect(judge(limit + 1).length).toBeGreaterThan(0);
});

const refused: [string, string[], string][] = [
  ['an unknown block', validateBlocks('message', [{ type: 'nonsense' }]), '[json-pointer:/blocks/0/type]'],
  ['a block without a type', validateBlocks('message', [{}]), 'unsupported type of block'],
  ['an unknown element', validateBlocks('message', [actions({ type: 'switch' })]), '/blocks/0/elements/0/type'],
  ['an unknown member', validateBlocks('message', [{ type: 'divider', colour: 'red' }]), 'colour'],
  ['blocks that are no list', validateBlocks('message', { type: 'divider' }), 'must be an array'],
  ['a missing member', validateBlocks('message', [{ type: 'header' }]), 'missing required field: text'],
  ['markdown in a header', validateBlocks('message', [{ type: 'header', text: marked('x') }]), '/blocks/0/text/type'],
  ['an empty text', validateBlocks('message', [section('')]), 'must be more than 0'],
  ['a blank text', validateBlocks('message', [section('  \n')]), 'must not be blank'],
  ['a section of nothing', validateBlocks('message', [{ type: 'section' }]), 'text or fields'],
  ['a button in an input', inModal(input(button())), 'unsupported type of element: button'],
  ['a text input in actions', validateBlocks('modal', [actions({ type: 'plain_text_input' })]), 'plain_text_input'],
  ['a third style', validateBlocks('message', [actions(button({ style: 'warning' }))]), '/style'],
  ['a confirm without text', validateBlocks('message', [actions(button({ confirm: { title: plain('x') } }))]), 'text'],
  [
    'a block_id twice',
    validateBlocks(
      'message',
      ['a', 'a'].map((id) => ({ type: 'divider', block_id: id })),
    ),
    'block_id "a"',
  ],
  [
    'an action_id twice',
    validateBlocks('message', [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))]),
    'action_id "a"',
  ],
  [
    'an option value twice',
    validateBlocks('message', [actions({ type: 'static_select', options: [option('x'), option('x')] })]),
    'option value',
  ],
  ['a select without options', validateBlocks('message', [actions({ type: 'static_select' })]), 'either options'],
  [
    'a foreign initial option',
    validateBlocks('message', [actions({ ...select(2), initial_option: option('other') })]),
    'initial option',
  ],
  ['a number input that leaves decimals open', inModal(input({ type: 'number_input' })), 'is_decimal_allowed'],
  ['two tables', validateBlocks('message', [table(1, 1), table(1, 1)]), 'only_one_table_allowed'],
  ['an empty cell', validateBlocks('message', [table(1, 1, '')]), '/blocks/0/rows/0/0/text'],
  ['a data_table without caption', validateBlocks('message', [{ type: 'data_table', rows: [[cell('x')]] }]), 'caption'],
  [
    'an image without description',
    validateBlocks('message', [{ type: 'image', image_url: 'https://a.example/i.png' }]),
    'alt_text',
  ],
  ['an image from nowhere', validateBlocks('message', [{ type: 'image', alt_text: 'x' }]), 'image_url or slack_file'],
  [
    'an address of another scheme',
    validateBlocks('message', [{ type: 'image', alt_text: 'x', image_url: 'file:///x' }]),
    'web address',
  ],
  ['an input without submit', validateView(modal([input({ type: 'plain_text_input' })])), 'submit is required'],
  [
    'a modal without title',
    validateView({ type: 'modal', blocks: [{ type: 'divider' }] }),
    'missing required field: title',
  ],
  ['a home tab with a title', validateView({ type: 'home', title: plain('x'), blocks: [] }), 'title'],
  ['a view of another type', validateView({ type: 'dialog', blocks: [] }), '/view/type'],
  [
    'two focused inputs',
    inModal2(['a', 'b'].map((id) => input({ type: 'plain_text_input', action_id: id, focus_on_load: true }))),
    'focus_on_load',
  ],
  ['an answer with neither options nor groups', validateOptions({}), 'either options'],
  ['an answer that is none', validateOptions(null), 'must be an object'],
];

function inModal2(blocks: object[]): string[] {
  return validateView(modal(blocks, { submit: plain('Send') }));
}

test.each(refused)('refuses %s', (_name, problems, fragment) => {
  expect(problems.join('\n')).toContain(fragment);
});

describe('surfaces', () => {
  const samples: Record<string, object> = {
    alert: { type: 'alert', text: plain('x') },
    markdown: { type: 'markdown', text: 'x' },
    table: table(1, 1),
    data_table: { type: 'data_table', caption: 'x', rows: [[cell('x')]] },
    container: { type: 'container', title: plain('x'), child_blocks: [{ type: 'divider' }] },
    card: { type: 'card', title: marked('x') },
    section: section('x'),
    file_input: input({ type: 'file_input' }),
    datetimepicker: input({ type: 'datetimepicker' }),
    rich_text_input: input({ type: 'rich_text_input' }),
  };
  const allowed: [string, boolean, boolean, boolean][] = [
    ['alert', false, true, false],
    ['markdown', true, false, false],
    ['table', true, false, false],
    ['data_table', true, false, false],
    ['container', true, false, true],
    ['card', true, false, true],
    ['section', true, true, true],
    ['file_input', false, true, false],
    ['datetimepicker', true, true, false],
    ['rich_text_input', false, true, true],
  ];
  test.each(allowed)('%s in message %s, modal %s, home %s', (name, ...expected) => {
    const surfaces = ['message', 'modal', 'home'] as const;
    expect(surfaces.map((surface) => validateBlocks(surface, [samples[name]]).length === 0)).toEqual(expected);
  });

  test('a container is judged inside too', () => {
    const block = { type: 'container', title: plain('x'), child_blocks: [section('')] };
    expect(validateBlocks('message', [block]).join()).toContain('/blocks/0/child_blocks/0/text/text');
  });
});

test('rich text is judged to its pieces', () => {
  const rich = (piece: object) => [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [piece] }] }];
  expect(validateBlocks('message', rich({ type: 'text', text: 'x', style: { bold: true } }))).toEqual([]);
  expect(validateBlocks('message', rich({ type: 'text', text: 'x', style: { loud: true } })).join()).toContain('loud');
  expect(validateBlocks('message', rich({ type: 'song' })).join()).toContain('unsupported type of rich text element');
});
