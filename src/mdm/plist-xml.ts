import { FORBIDDEN_KEY, PLIST_DEPTH, PLIST_VALUES, PlistRefused } from './plist-refused.js';

type Kind = 'plist' | 'dict' | 'array' | 'text' | 'empty';

/** Every element of a property list, and what it holds. */
const elements: Readonly<Record<string, Kind>> = {
  plist: 'plist',
  dict: 'dict',
  array: 'array',
  key: 'text',
  string: 'text',
  integer: 'text',
  real: 'text',
  date: 'text',
  data: 'text',
  true: 'empty',
  false: 'empty',
};

/** What the parser would misread or throw at. */
const contents: Readonly<Record<string, RegExp>> = {
  integer: /^\s*[+-]?\d{1,20}\s*$/,
  real: /^\s*[+-]?[\d.eE+-]{1,40}\s*$/,
  date: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  data: /^[\w+/=\s]*$/,
};

const DECLARATION = /^<\?xml version="1\.0"(?: encoding="(?:UTF-8|utf-8)")?(?: standalone="(?:yes|no)")?\s*\?>/;
const DOCTYPE = /^\s*<!DOCTYPE plist(?: PUBLIC "[^"<>[\]]{0,100}" "[^"<>[\]]{0,100}")?\s*>/;
const TAG = /^(\/?)([a-z]{1,8})((?:\s+version="[\d.]{1,5}")?)\s*(\/?)$/;
const REFERENCE = /&(?:amp|lt|gt|quot|apos|#(?:\d{1,7}|x[\da-fA-F]{1,6}));/g;
/** XML 1.0 has no such characters, not even written as numbers; those from 7F to 9F it has. */
const NO_CHARACTER = /[^\P{Cc}\t\n\r\x7f-\x9f]|[\ufffe\uffff]/u;
const TAG_LENGTH = 40;

interface Open {
  name: string;
  kind: Kind;
  /** Elements in it so far. */
  children: number;
}

/**
 * One pass over the text that lets through only what a property list is made of: known elements in balance, keys and
 * values in turn, text where text belongs, the five entities of XML and numbers. Answers the text from the root on, as
 * the parser prints what it dislikes of the lines before. Throws `PlistRefused`.
 */
export function checkXmlPlist(text: string): string {
  if (NO_CHARACTER.test(text)) throw new PlistRefused('malformed');
  const open: Open[] = [];
  let values = 0;
  const root = afterProlog(text);
  let at = root;
  let ended = false;
  while (at < text.length) {
    const tag = nextTag(text, at);
    const inside = open.at(-1);
    checkText(inside, text.slice(at, tag?.start ?? text.length));
    if (tag === null) break;
    at = tag.end;
    if (tag.closes) {
      if (inside?.name !== tag.name || (inside.kind === 'dict' && inside.children % 2 === 1)) refuse();
      if (inside.kind === 'plist' && inside.children !== 1) refuse();
      open.pop();
    } else {
      values += 1;
      if (values > PLIST_VALUES) throw new PlistRefused('too-many-values');
      if (ended) refuse();
      begin(inside, tag.name);
      if (!tag.empty) open.push({ name: tag.name, kind: tag.kind, children: 0 });
      else if (tag.kind === 'plist' || tag.name in contents) refuse();
    }
    if (open.length > PLIST_DEPTH) throw new PlistRefused('too-deep');
    ended ||= open.length === 0;
  }
  if (!ended || open.length > 0) refuse();
  return text.slice(root);
}

function refuse(): never {
  throw new PlistRefused('malformed');
}

/** Behind the XML declaration and the document type, which may name a place but declare nothing. */
function afterProlog(text: string): number {
  const declared = DECLARATION.exec(text)?.[0].length ?? 0;
  const rest = text.slice(declared, declared + 400);
  const typed = DOCTYPE.exec(rest)?.[0].length;
  if (typed === undefined && /^\s*<!/.test(rest)) throw new PlistRefused('document-type');
  return declared + (typed ?? 0);
}

interface Tag {
  start: number;
  end: number;
  name: string;
  kind: Kind;
  closes: boolean;
  empty: boolean;
}

/** `null`: only text is left. Comments, CDATA and processing instructions are no part of what devices send. */
function nextTag(text: string, from: number): Tag | null {
  const start = text.indexOf('<', from);
  if (start === -1) return null;
  const close = text.slice(start, start + TAG_LENGTH).indexOf('>');
  const inner = text.slice(start + 1, start + close);
  if (inner.startsWith('!')) throw new PlistRefused('document-type');
  const [, slash, name = '', version, empty] = TAG.exec(inner) ?? [];
  const kind = Object.hasOwn(elements, name) ? elements[name] : undefined;
  if (close === -1 || kind === undefined || (version !== '' && kind !== 'plist')) return refuse();
  if (slash === '/' && (version !== '' || empty === '/')) refuse();
  return { start, end: start + close + 1, name, kind, closes: slash === '/', empty: empty === '/' };
}

/** Whether an element may stand there. */
function begin(inside: Open | undefined, name: string): void {
  if (inside === undefined) {
    if (name !== 'plist') refuse();
    return;
  }
  if (name === 'plist' || inside.kind === 'text' || inside.kind === 'empty') refuse();
  const keyIsNext = inside.kind === 'dict' && inside.children % 2 === 0;
  if ((name === 'key') !== keyIsNext) refuse();
  inside.children += 1;
}

function checkText(inside: Open | undefined, text: string): void {
  if (inside === undefined || inside.kind !== 'text') {
    if (text.trim() !== '') refuse();
    return;
  }
  const plain = text.includes('&') ? decoded(text) : text;
  if (contents[inside.name]?.test(plain) === false) refuse();
  if (inside.name === 'key' && plain === FORBIDDEN_KEY) throw new PlistRefused('forbidden-key');
}

/** The text with numbers put in for what they stand for; the named entities are left out, as they make no forbidden key. */
function decoded(text: string): string {
  const plain = text.replace(REFERENCE, (reference) => {
    const [, hex, decimal] = /^&#(?:x([\da-fA-F]+)|(\d+));$/.exec(reference) ?? [];
    if (hex === undefined && decimal === undefined) return ' ';
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    if (!isCharacter || NO_CHARACTER.test(String.fromCodePoint(point))) refuse();
    return String.fromCodePoint(point);
  });
  if (text.replace(REFERENCE, '').includes('&')) throw new PlistRefused('entity');
  return plain;
}
