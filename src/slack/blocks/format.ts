/** Control characters, halves of characters, and marks that would turn the reading direction of our own words. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text from outside on one line, without characters that could disturb what stands around it. Not escaped. */
export function cleanText(text: string): string {
  return text.replace(unprintable, ' ').replace(/\s+/gu, ' ').trim();
}

/** Makes text from outside safe for mrkdwn: it can neither mention anybody, nor link, nor open a code span. */
export function escapeText(text: string): string {
  return cleanText(text)
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replaceAll('`', "'");
}

/** At most `limit` characters (code points), ending in an ellipsis when something was cut; never inside a grapheme. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit || unitsOf(text, limit) === text.length) return text;
  const cut = unitsOf(text, limit - 1);
  const across = graphemes.segment(text).containing(cut);
  return `${text.slice(0, across === undefined ? cut : across.index).trimEnd()}…`;
}

/** How many UTF-16 units the first `count` characters take. */
function unitsOf(text: string, count: number): number {
  let units = 0;
  let left = count;
  for (const character of text) {
    if (left === 0) return units;
    units += character.length;
    left -= 1;
  }
  return units;
}

/** Cuts finished mrkdwn without leaving half a `<…>` token or half an entity behind. */
export function shortenMarkup(text: string, limit: number): string {
  const cut = shorten(text, limit);
  if (cut === text) return text;
  const kept = cut
    .slice(0, -1)
    .replace(/<[^>]*$/u, '')
    .replace(/&[a-z]{0,4}$/u, '');
  return `${kept.trimEnd()}…`;
}

/** Code points, as Slack's limits are meant here. */
export function countCharacters(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** Text from outside as part of a mrkdwn text: clean, at most `limit` characters, escaped, never empty. */
export function external(text: string | null, limit = 120): string {
  return escapeText(externalPlain(text, limit));
}

/** Text from outside as part of a plain_text: clean, at most `limit` characters, never empty. */
export function externalPlain(text: string | null, limit = 120): string {
  const clean = shorten(cleanText(text ?? ''), limit);
  return /[^\s\p{Cf}]/u.test(clean) ? clean : 'not given';
}

/** Text from outside in bold. */
export function bold(text: string, limit = 80): string {
  return `*${external(text, limit).replaceAll('*', '∗')}*`;
}

/** An identifier, set as code. */
export function code(text: string): string {
  return `\`${external(text)}\``;
}

/** A person, or the words for whoever is no Slack user. */
export function mention(userId: string): string {
  if (/^[UW][A-Z0-9]{1,30}$/.test(userId)) return `<@${userId}>`;
  return userId === 'system' ? 'this bot' : external(userId);
}

/** `@a, @b and @c`, at most `limit` people. */
export function mentions(userIds: readonly string[], limit = 5): string {
  const shown = userIds.slice(0, limit).map(mention);
  const rest = userIds.length - shown.length;
  return listed(rest > 0 ? [...shown, `${formatNumber(rest)} more`] : shown);
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

function isInstant(ms: number): boolean {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15;
}

/** An instant (milliseconds since the epoch) in the reader's own time zone; UTC where Slack cannot draw it. */
export function dateToken(ms: number): string {
  if (!isInstant(ms)) return 'an unknown time';
  const utc = new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, ' UTC');
  return `<!date^${Math.floor(ms / 1_000)}^{date_short_pretty} {time}|${utc}>`;
}

const numbers = new Intl.NumberFormat('en-GB');

export function formatNumber(count: number): string {
  return numbers.format(count);
}

/** `1 licence`, `1,200 licences`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** How long something took or takes, in its largest whole unit. */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds === 0) return 'less than a second';
  if (seconds < 60) return counted(seconds, 'second');
  if (seconds < 3_600) return counted(Math.floor(seconds / 60), 'minute');
  if (seconds < 172_800) return counted(Math.floor(seconds / 3_600), 'hour');
  return counted(Math.floor(seconds / 86_400), 'day');
}

/** `3 hours ago`: only where the text is made anew each time it is looked at. */
export function ageWords(ms: number, now: number): string {
  return now - ms < 60_000 ? 'just now' : `${durationWords(now - ms)} ago`;
}
