import { el } from '../dom.js';
import { sign } from '../icons.js';
import { type DateReader, formatDate } from './dates.js';
import { emojiCharacter } from './emoji.js';
import { parseMrkdwn } from './mrkdwn.js';
import type { TextKinds, TextNode, TextNodeOf } from './nodes.js';

/** Who reads: names for ids, and how dates are shown. */
export interface TextReader {
  /** The display name of a person or channel, `null` when unknown here. */
  personName(id: string): string | null;
  channelName(id: string): string | null;
  dates(): DateReader;
}

type Drawers = { [K in keyof TextKinds]: (node: TextNodeOf<K>, reader: TextReader) => Node };

const drawers: Drawers = {
  text: (node) => document.createTextNode(node.text),
  break: () => el('br'),
  bold: (node, reader) => el('strong', {}, drawText(node.children, reader)),
  italic: (node, reader) => el('em', {}, drawText(node.children, reader)),
  strike: (node, reader) => el('s', {}, drawText(node.children, reader)),
  quote: (node, reader) => el('blockquote', {}, drawText(node.children, reader)),
  heading: (node, reader) =>
    el(node.level <= 2 ? 'h4' : 'h5', { class: 'text-heading' }, drawText(node.children, reader)),
  code: (node) => el('code', {}, node.text),
  preformatted: (node) => el('pre', {}, el('code', {}, node.text)),
  link: (node, reader) => link(node.href, drawText(node.children, reader)),
  list: (node, reader) =>
    el(
      node.ordered ? 'ol' : 'ul',
      { class: `text-list indent-${Math.min(node.indent, 4)}` },
      ...node.items.map((item) => el('li', {}, drawText(item, reader))),
    ),
  user: (node, reader) => mention(`@${reader.personName(node.id) ?? (node.label || node.id)}`),
  channel: (node, reader) => mention(`#${reader.channelName(node.id) ?? (node.label || node.id)}`),
  group: (node) => mention(`@${node.label || node.id}`),
  broadcast: (node) => mention(`@${node.range}`),
  date: (node, reader) => {
    const shown = formatDate(node.format, node.seconds, reader.dates()) ?? (node.fallback || String(node.seconds));
    const made = el('time', {}, shown);
    return node.href === null ? made : link(node.href, made);
  },
  emoji: (node) => {
    const own = sign(node.name);
    const character = emojiCharacter(node.name);
    if (own) return own;
    return character
      ? el('span', { class: 'emoji', title: `:${node.name}:` }, character)
      : document.createTextNode(`:${node.name}:`);
  },
};

/** Draws nodes; every word goes in as text. */
export function drawText(nodes: TextNode[], reader: TextReader): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const node of nodes) fragment.append(drawNode(node, reader));
  return fragment;
}

function drawNode<K extends keyof TextKinds>(node: TextNodeOf<K>, reader: TextReader): Node {
  const draw: Drawers[K] = drawers[node.kind];
  return draw(node, reader);
}

export function drawMrkdwn(source: string, reader: TextReader): DocumentFragment {
  return drawText(parseMrkdwn(source), reader);
}

/** `plain_text` knows emoji shortcodes and line breaks, nothing else. */
export function drawPlain(source: string, emoji = true): string {
  return emoji ? source.replace(shortcode, (whole, name: string) => emojiCharacter(name) ?? whole) : source;
}

/** As `drawPlain`, with our own drawings of the signs of state. */
export function drawPlainNodes(source: string, reader: TextReader): DocumentFragment {
  const parts = source.split(shortcode);
  return drawText(
    parts.map(
      (part, index): TextNode => (index % 2 === 1 ? { kind: 'emoji', name: part } : { kind: 'text', text: part }),
    ),
    reader,
  );
}

const shortcode = /:([a-z0-9_+'-]+):/g;

function link(href: string, shown: Node): HTMLAnchorElement {
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, shown);
}

function mention(name: string): HTMLElement {
  return el('span', { class: 'mention' }, name);
}
