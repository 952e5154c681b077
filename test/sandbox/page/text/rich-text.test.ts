import { describe, expect, it } from 'vitest';
import { parseRichText } from '../../../../src/sandbox/page/text/rich-text.js';

const section = (...elements: unknown[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

describe('parseRichText', () => {
  it('reads styles, mentions and links', () => {
    const block = section(
      { type: 'text', text: 'Hi ', style: { bold: true, italic: true } },
      { type: 'user', user_id: 'U1' },
      { type: 'link', url: 'https://a.example', text: 'there' },
      { type: 'link', url: 'javascript:alert(1)', text: 'trap' },
    );
    expect(parseRichText(block)).toEqual([
      { kind: 'bold', children: [{ kind: 'italic', children: [{ kind: 'text', text: 'Hi ' }] }] },
      { kind: 'user', id: 'U1', label: '' },
      { kind: 'link', href: 'https://a.example', children: [{ kind: 'text', text: 'there' }] },
      { kind: 'text', text: 'trap' },
    ]);
  });

  it('reads lists and quotes', () => {
    const item = { type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] };
    const block = {
      elements: [
        { type: 'rich_text_list', style: 'ordered', indent: 1, elements: [item] },
        { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
      ],
    };
    expect(parseRichText(block)).toEqual([
      { kind: 'list', ordered: true, indent: 1, items: [[{ kind: 'text', text: 'one' }]] },
      { kind: 'quote', children: [{ kind: 'text', text: 'said' }] },
    ]);
  });

  it.each([[null], ['text'], [{ elements: 'x' }], [{ elements: [null, 1, { type: 'nonsense' }] }]])(
    'shows nothing for %j',
    (block) => {
      expect(parseRichText(block)).toEqual([]);
    },
  );
});
