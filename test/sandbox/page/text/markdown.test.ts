import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../../../../src/sandbox/page/text/markdown.js';
import type { TextNode } from '../../../../src/sandbox/page/text/nodes.js';

const words = (text: string): TextNode => ({ kind: 'text', text });

describe('parseMarkdown', () => {
  it.each<[string, TextNode[]]>([
    ['## Summary', [{ kind: 'heading', level: 2, children: [words('Summary')] }]],
    [
      '**bold** and *italic*',
      [{ kind: 'bold', children: [words('bold')] }, words(' and '), { kind: 'italic', children: [words('italic')] }],
    ],
    ['- one\n- two', [{ kind: 'list', ordered: false, indent: 0, items: [[words('one')], [words('two')]] }]],
    ['1. first', [{ kind: 'list', ordered: true, indent: 0, items: [[words('first')]] }]],
    ['```ts\nx\n```', [{ kind: 'preformatted', text: 'x' }]],
    ['[portal](https://a.example)', [{ kind: 'link', href: 'https://a.example', children: [words('portal')] }]],
    ['[portal](javascript:alert(1))', [words('portal'), words(')')]],
    ['> said', [{ kind: 'quote', children: [words('said')] }]],
    ['a\nb', [words('a'), { kind: 'break' }, words('b')]],
  ])('reads %j', (source, nodes) => {
    expect(parseMarkdown(source).filter((node) => node.kind !== 'text' || node.text !== '')).toEqual(nodes);
  });
});
