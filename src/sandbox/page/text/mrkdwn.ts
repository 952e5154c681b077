import { safeAddress, type TextNode } from './nodes.js';

const wrappers = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/** Parses Slack's mrkdwn as Slack documents it: entities, `<...>` tokens, `*_~` at word edges, code, quotes, emoji. */
export function parseMrkdwn(source: string): TextNode[] {
  return source.split('```').flatMap((part, index, parts) => {
    const fenced = index % 2 === 1 && index < parts.length - 1;
    if (fenced) return [{ kind: 'preformatted', text: decode(part.replace(/^\n|\n$/g, '')) }];
    return lines(index % 2 === 1 ? `\`\`\`${part}` : part);
  });
}

/** Turns the three entities that Slack escapes back into characters. */
export function decode(source: string): string {
  return source.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function lines(source: string): TextNode[] {
  const nodes: TextNode[] = [];
  let quoted: string[] = [];
  let pending = false;
  const flush = () => {
    if (quoted.length > 0) nodes.push({ kind: 'quote', children: joined(quoted) });
    quoted = [];
  };
  for (const line of source.split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      quoted.push(quote[1] ?? '');
      pending = false;
      continue;
    }
    flush();
    if (pending) nodes.push({ kind: 'break' });
    nodes.push(...inline(line));
    pending = true;
  }
  flush();
  return nodes;
}

function joined(parts: string[]): TextNode[] {
  return parts.flatMap((part, index) => (index === 0 ? inline(part) : [{ kind: 'break' }, ...inline(part)]));
}

function inline(source: string): TextNode[] {
  const nodes: TextNode[] = [];
  let plain = '';
  let at = 0;
  while (at < source.length) {
    const found = code(source, at) ?? token(source, at) ?? wrapped(source, at) ?? emoji(source, at) ?? bare(source, at);
    if (!found) {
      plain += source[at];
      at += 1;
      continue;
    }
    if (plain !== '') nodes.push({ kind: 'text', text: decode(plain) });
    plain = '';
    nodes.push(found.node);
    at = found.end;
  }
  if (plain !== '') nodes.push({ kind: 'text', text: decode(plain) });
  return nodes;
}

type Found = { node: TextNode; end: number } | undefined;

function code(source: string, at: number): Found {
  if (source[at] !== '`') return undefined;
  const end = source.indexOf('`', at + 1);
  if (end <= at + 1) return undefined;
  return { node: { kind: 'code', text: decode(source.slice(at + 1, end)) }, end: end + 1 };
}

function wrapped(source: string, at: number): Found {
  const mark = source[at];
  if (mark !== '*' && mark !== '_' && mark !== '~') return undefined;
  if (/\w/.test(source[at - 1] ?? '') || /^(?:\s|$)/.test(source.slice(at + 1, at + 2))) return undefined;
  for (let end = at + 1; end < source.length; end += 1) {
    const skip = code(source, end) ?? token(source, end);
    if (skip) {
      end = skip.end - 1;
      continue;
    }
    const closes = source[end] === mark && end > at + 1 && !/\s/.test(source[end - 1] ?? '');
    if (closes && !/\w/.test(source[end + 1] ?? '')) {
      return { node: { kind: wrappers[mark], children: inline(source.slice(at + 1, end)) }, end: end + 1 };
    }
  }
  return undefined;
}

function emoji(source: string, at: number): Found {
  if (source[at] !== ':') return undefined;
  const match = /^:([a-z0-9_+'-]+):/.exec(source.slice(at, at + 60));
  if (!match?.[1] || /[a-z0-9]/i.test(source[at - 1] ?? '')) return undefined;
  return { node: { kind: 'emoji', name: match[1] }, end: at + match[0].length };
}

function bare(source: string, at: number): Found {
  if (source[at] !== 'h' || /\w/.test(source[at - 1] ?? '')) return undefined;
  const match = /^https?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?)*_~]/.exec(source.slice(at, at + 3000));
  if (!match) return undefined;
  const href = decode(match[0]);
  return { node: { kind: 'link', href, children: [{ kind: 'text', text: href }] }, end: at + match[0].length };
}

function token(source: string, at: number): Found {
  if (source[at] !== '<') return undefined;
  const close = source.indexOf('>', at);
  if (close < 0) return undefined;
  const bar = source.indexOf('|', at);
  const target = source.slice(at + 1, bar > 0 && bar < close ? bar : close);
  const label = bar > 0 && bar < close ? decode(source.slice(bar + 1, close)) : '';
  if (target === '') return undefined;
  return { node: tokenNode(target, label), end: close + 1 };
}

function tokenNode(target: string, label: string): TextNode {
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), label: label.replace(/^@/, '') };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), label };
  const [name = '', ...rest] = target.slice(1).split('^');
  if (target.startsWith('!')) return special(name, rest, label);
  const address = decode(target);
  const shown: TextNode = { kind: 'text', text: label || address.replace(/^mailto:/i, '') };
  const href = safeAddress(address);
  return href === null ? shown : { kind: 'link', href, children: [shown] };
}

function special(name: string, rest: string[], label: string): TextNode {
  if (name === 'subteam') return { kind: 'group', id: rest[0] ?? '', label: label.replace(/^@/, '') };
  if (name === 'here' || name === 'channel' || name === 'everyone') return { kind: 'broadcast', range: name };
  const seconds = Number(rest[0]);
  if (name !== 'date' || rest[0] === '' || !Number.isFinite(seconds))
    return { kind: 'text', text: label || `<!${name}>` };
  const href = rest[2] === undefined ? null : safeAddress(decode(rest[2]));
  return { kind: 'date', seconds, format: decode(rest[1] ?? ''), fallback: label, href };
}
