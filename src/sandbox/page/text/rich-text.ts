import { flag, isRecord, type Json, list, number, record, records, text } from '../read.js';
import { safeAddress, type TextNode } from './nodes.js';

/** Turns the elements of a `rich_text` block into nodes. Unknown elements show their text, if they have one. */
export function parseRichText(block: unknown): TextNode[] {
  return records(block, 'elements').flatMap((part, index) => {
    const nodes = container(part);
    return index > 0 && text(part, 'type') === 'rich_text_section' ? [{ kind: 'break' }, ...nodes] : nodes;
  });
}

function container(part: Json): TextNode[] {
  const type = text(part, 'type');
  if (type === 'rich_text_list') {
    const items = records(part, 'elements').map((item) => spans(item));
    return [{ kind: 'list', ordered: text(part, 'style') === 'ordered', indent: number(part, 'indent') ?? 0, items }];
  }
  if (type === 'rich_text_quote') return [{ kind: 'quote', children: spans(part) }];
  if (type === 'rich_text_preformatted') {
    return [
      {
        kind: 'preformatted',
        text: records(part, 'elements')
          .map((span) => text(span, 'text') || text(span, 'url'))
          .join(''),
      },
    ];
  }
  return spans(part);
}

function spans(part: Json): TextNode[] {
  return list(part, 'elements').flatMap((span) => (isRecord(span) ? styled(span, plain(span)) : []));
}

function plain(span: Json): TextNode[] {
  const words = text(span, 'text');
  const make: Record<string, () => TextNode[]> = {
    user: () => [{ kind: 'user', id: text(span, 'user_id'), label: '' }],
    usergroup: () => [{ kind: 'group', id: text(span, 'usergroup_id'), label: '' }],
    channel: () => [{ kind: 'channel', id: text(span, 'channel_id'), label: '' }],
    broadcast: () => [{ kind: 'broadcast', range: text(span, 'range') }],
    emoji: () => [{ kind: 'emoji', name: text(span, 'name') }],
    color: () => [{ kind: 'code', text: text(span, 'value') }],
    date: () => [date(span)],
    link: () => [link(text(span, 'url'), words)],
  };
  return make[text(span, 'type')]?.() ?? withBreaks(words);
}

function date(span: Json): TextNode {
  const seconds = number(span, 'timestamp') ?? 0;
  return {
    kind: 'date',
    seconds,
    format: text(span, 'format'),
    fallback: text(span, 'fallback'),
    href: safeAddress(text(span, 'url')),
  };
}

function link(address: string, label: string): TextNode {
  const href = safeAddress(address);
  const shown: TextNode = { kind: 'text', text: label || address };
  return href === null ? shown : { kind: 'link', href, children: [shown] };
}

function withBreaks(words: string): TextNode[] {
  return words.split('\n').flatMap((line, index): TextNode[] => {
    const shown: TextNode[] = line === '' ? [] : [{ kind: 'text', text: line }];
    return index === 0 ? shown : [{ kind: 'break' }, ...shown];
  });
}

function styled(span: Json, nodes: TextNode[]): TextNode[] {
  const style = record(span, 'style');
  if (nodes.length === 0) return nodes;
  let result = flag(style, 'code') ? [{ kind: 'code' as const, text: text(span, 'text') }] : nodes;
  if (flag(style, 'strike')) result = [{ kind: 'strike', children: result }];
  if (flag(style, 'italic')) result = [{ kind: 'italic', children: result }];
  if (flag(style, 'bold')) result = [{ kind: 'bold', children: result }];
  return result;
}
