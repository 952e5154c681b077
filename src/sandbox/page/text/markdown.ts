import { safeAddress, type TextNode } from './nodes.js';

/** Parses the part of Markdown that a `markdown` block is used for: headings, lists, quotes, fences, bold, italic, strike, code, links. */
export function parseMarkdown(source: string): TextNode[] {
  return source.split(/^```.*$/m).flatMap((part, index) => (index % 2 === 1 ? [fence(part)] : blocks(part)));
}

function fence(part: string): TextNode {
  return { kind: 'preformatted', text: part.replace(/^\n|\n$/g, '') };
}

function blocks(source: string): TextNode[] {
  const nodes: TextNode[] = [];
  for (const line of source.split('\n')) {
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    const item = /^( *)(?:([-*+])|\d+[.)]) (.*)$/.exec(line);
    const quote = /^> ?(.*)$/.exec(line);
    if (heading) nodes.push({ kind: 'heading', level: heading[1]?.length ?? 1, children: inline(heading[2] ?? '') });
    else if (item) addItem(nodes, item[2] === undefined, Math.floor((item[1]?.length ?? 0) / 2), inline(item[3] ?? ''));
    else if (quote) nodes.push({ kind: 'quote', children: inline(quote[1] ?? '') });
    else addLine(nodes, inline(line));
  }
  return nodes;
}

function addItem(nodes: TextNode[], ordered: boolean, indent: number, item: TextNode[]): void {
  const last = nodes.at(-1);
  if (last?.kind === 'list' && last.ordered === ordered && last.indent === indent) last.items.push(item);
  else nodes.push({ kind: 'list', ordered, indent, items: [item] });
}

const ownLine: readonly TextNode['kind'][] = ['heading', 'list', 'quote', 'preformatted'];

function addLine(nodes: TextNode[], line: TextNode[]): void {
  const last = nodes.at(-1);
  if (last && !ownLine.includes(last.kind)) nodes.push({ kind: 'break' });
  nodes.push(...line);
}

const pattern =
  /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|~~([^~]+)~~|(?<!\w)[*_]([^*_\s][^*_]*)[*_](?!\w)|:([a-z0-9_+-]+):/g;

function inline(source: string): TextNode[] {
  const nodes: TextNode[] = [];
  let from = 0;
  for (const match of source.matchAll(pattern)) {
    if (match.index > from) nodes.push({ kind: 'text', text: source.slice(from, match.index) });
    nodes.push(matched(match));
    from = match.index + match[0].length;
  }
  if (from < source.length) nodes.push({ kind: 'text', text: source.slice(from) });
  return nodes;
}

function matched(match: RegExpMatchArray): TextNode {
  const [whole, code, label, address, bold, strike, italic, emoji] = match;
  if (code !== undefined) return { kind: 'code', text: code };
  if (bold !== undefined) return { kind: 'bold', children: inline(bold) };
  if (strike !== undefined) return { kind: 'strike', children: inline(strike) };
  if (italic !== undefined) return { kind: 'italic', children: inline(italic) };
  if (emoji !== undefined) return { kind: 'emoji', name: emoji };
  const href = safeAddress(address ?? '');
  const children: TextNode[] = [{ kind: 'text', text: label ?? whole }];
  return href === null ? { kind: 'text', text: label ?? whole } : { kind: 'link', href, children };
}
