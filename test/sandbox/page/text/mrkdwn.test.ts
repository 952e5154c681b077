import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMrkdwn } from '../../../../src/sandbox/page/text/mrkdwn.js';
import type { TextNode } from '../../../../src/sandbox/page/text/nodes.js';

const words = (text: string): TextNode => ({ kind: 'text', text });

describe('parseMrkdwn', () => {
  it.each<[string, TextNode[]]>([
    ['plain', [words('plain')]],
    ['*bold*', [{ kind: 'bold', children: [words('bold')] }]],
    [
      '_italic_ ~gone~',
      [{ kind: 'italic', children: [words('italic')] }, words(' '), { kind: 'strike', children: [words('gone')] }],
    ],
    [
      '*bold _and italic_*',
      [{ kind: 'bold', children: [words('bold '), { kind: 'italic', children: [words('and italic')] }] }],
    ],
    ['`*raw* &lt;b&gt;`', [{ kind: 'code', text: '*raw* <b>' }]],
    ['a\nb', [words('a'), { kind: 'break' }, words('b')]],
    ['```\nx *y*\n```', [{ kind: 'preformatted', text: 'x *y*' }]],
    ['&gt; said &amp; done', [{ kind: 'quote', children: [words('said & done')] }]],
    [':tada:', [{ kind: 'emoji', name: 'tada' }]],
  ])('reads %j', (source, nodes) => {
    expect(parseMrkdwn(source)).toEqual(nodes);
  });

  it.each(['snake_case_name', '2*3*4', 'a ~ b ~ c', '* item', '12:30:45', '``', 'x`', '*open'])(
    'leaves %j alone',
    (source) => {
      expect(parseMrkdwn(source)).toEqual([words(source)]);
    },
  );

  it('keeps a mention inside bold', () => {
    expect(parseMrkdwn('*<@U1|alva> decides*')).toEqual([
      { kind: 'bold', children: [{ kind: 'user', id: 'U1', label: 'alva' }, words(' decides')] },
    ]);
  });

  it.each<[string, TextNode]>([
    ['<#C1|general>', { kind: 'channel', id: 'C1', label: 'general' }],
    ['<!here>', { kind: 'broadcast', range: 'here' }],
    ['<!subteam^S1|@admins>', { kind: 'group', id: 'S1', label: 'admins' }],
    [
      '<https://a.example/?x=1&amp;y=2|the page>',
      { kind: 'link', href: 'https://a.example/?x=1&y=2', children: [words('the page')] },
    ],
    ['<mailto:it@a.example>', { kind: 'link', href: 'mailto:it@a.example', children: [words('it@a.example')] }],
    [
      '<!date^1700000000^{date}|then>',
      { kind: 'date', seconds: 1_700_000_000, format: '{date}', fallback: 'then', href: null },
    ],
    ['https://a.example/b', { kind: 'link', href: 'https://a.example/b', children: [words('https://a.example/b')] }],
  ])('reads the token %s', (source, node) => {
    expect(parseMrkdwn(source)).toEqual([node]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', ' https://a.example'])(
    'never links %j',
    (address) => {
      expect(parseMrkdwn(`<${address}|press me>`)).toEqual([words('press me')]);
      expect(parseMrkdwn(`<!date^1^{date}^${address}|then>`)).toMatchObject([{ kind: 'date', href: null }]);
    },
  );

  it('loses no character of a text without marks, and never throws on any other', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', 'ö') }), (source) => {
        expect(parseMrkdwn(source)).toEqual(source === '' ? [] : [words(source)]);
      }),
    );
    const marks = fc.string({
      unit: fc.constantFrom('*', '_', '~', '`', '<', '>', '|', '!date^', '@', ':', '&gt;', 'a', ' ', '\n'),
    });
    fc.assert(fc.property(marks, (source) => parseMrkdwn(source).length <= source.length + 1));
  });
});
