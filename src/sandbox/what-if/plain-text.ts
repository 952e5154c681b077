type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

/** Every object inside a value, the outer ones first. */
export function* objectsIn(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const one of value) yield* objectsIn(one);
  else if (isObject(value)) {
    yield value;
    for (const one of Object.values(value)) yield* objectsIn(one);
  }
}

/** All words in these blocks, markup removed. */
export function wordsOf(blocks: readonly unknown[]): string {
  const words: string[] = [];
  for (const one of objectsIn(blocks)) if (typeof one.text === 'string') words.push(plain(one.text));
  return words.join('\n');
}

/** The words of one text object, '' when it is none. */
export function wordsIn(value: unknown): string {
  return isObject(value) && typeof value.text === 'string' ? plain(value.text) : '';
}

const longest = 120;

/** The title of a message: its header, else the first line that it says. */
export function headline(message: { text: string; blocks: readonly unknown[] }): string {
  const header = message.blocks.filter(isObject).find(({ type }) => type === 'header');
  const words = header === undefined ? '' : wordsIn(header.text);
  const line = (words || wordsOf(message.blocks) || plain(message.text)).split('\n').find((part) => part.trim() !== '');
  const whole = (line ?? '').trim();
  return whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole;
}

const escapes: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Slack's markup as a person reads it: links and dates by their words, mentions and emphasis without signs. */
function plain(markup: string): string {
  return markup
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/<[@#!][^<>]*>/g, '')
    .replace(/<([^<>]*)>/g, '$1')
    .replace(/(^|[\s(“])[*_`]+|[*_`]+(?=$|[\s.,:;!?)”])/gm, '$1')
    .replace(/&(?:lt|gt|amp);/g, (sign) => escapes[sign] ?? sign);
}
