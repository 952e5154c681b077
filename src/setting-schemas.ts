import * as z from 'zod';

/** Slack user ids (`U…`, `W…`) and user group ids (`S…`) that hold a role. */
export interface RoleSource {
  userIds: string[];
  groupIds: string[];
}

function partsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** Ids by comma or space; an empty list when left out. */
export const ids = z
  .string()
  .default('')
  .transform(partsOf)
  .refine((parts) => parts.every((part) => /^[UWS][A-Z0-9]{5,20}$/.test(part)), 'holds something that is no Slack id')
  .transform((parts) => ({
    userIds: parts.filter((part) => !part.startsWith('S')),
    groupIds: parts.filter((part) => part.startsWith('S')),
  }));

export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** https, or http on this very machine for a stand-in. */
const secureUrl = z.url('is no address').refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}, 'is no address that starts with https:// (http:// only on this machine)');

export const address = (fallback: string) => secureUrl.default(fallback);

/** Apple takes 512 characters in all (Apple documents), and ours stand behind this one. */
const PUBLIC_URL_LENGTH = 400;

/** Host and path only, as Apple asks for; the slash at the end goes. */
export const publicUrl = secureUrl
  .max(PUBLIC_URL_LENGTH, `is longer than ${PUBLIC_URL_LENGTH} characters`)
  .refine((text) => {
    if (!URL.canParse(text)) return false;
    const { username, password, search, hash, pathname } = new URL(text);
    return `${username}${password}${search}${hash}` === '' && /^(\/[\w.~-]+)*\/?$/.test(pathname);
  }, 'holds more than a host and a plain path')
  .transform((text) => new URL(text).href.replace(/\/$/, ''));

/** `host:port`; an IPv6 host stands in brackets. */
export const listenAddress = z
  .string()
  .default('127.0.0.1:3000')
  .transform((text, context) => {
    const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
    const host = bracketed ?? plain;
    const port = Number(digits);
    if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
    context.addIssue({ code: 'custom', message: 'is no host:port' });
    return z.NEVER;
  });

/** Local times of day, `HH:MM`. */
export const times = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform(partsOf)
    .refine(
      (parts) =>
        parts.length > 0 && parts.length <= 24 && parts.every((part) => /^([01]\d|2[0-3]):[0-5]\d$/.test(part)),
      'is no list of times',
    );

const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Days of the week by their first three letters; as numbers from 0 = Sunday. At least one day is left to work on. */
export const weekdays = z
  .string()
  .default('sat,sun')
  .transform((text) => partsOf(text.toLowerCase()))
  .refine((parts) => parts.every((part) => weekdayNames.includes(part)), 'names something that is no day of the week')
  .refine((parts) => new Set(parts).size < 7, 'leaves no day to work on')
  .transform((parts) => [...new Set(parts)].map((part) => weekdayNames.indexOf(part)));

/** Local dates, `YYYY-MM-DD`. */
export const dates = z
  .string()
  .default('')
  .transform(partsOf)
  .refine((parts) => parts.length <= 1_000 && parts.every(isDate), 'is no list of dates');

function isDate(part: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(part)) return false;
  const parsed = new Date(`${part}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(part);
}

/** A whole number between two others, both allowed. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,7}$/, 'is no whole number')
    .transform(Number)
    .refine((number) => number >= least && number <= most, `is not between ${least} and ${most}`);

/** Two whole numbers, the second not above the first. */
export const descendingPair = (most: number) =>
  z
    .string()
    .transform(partsOf)
    .transform((parts, context): [number, number] => {
      const [first, second] = parts.map(Number);
      const fits = parts.length === 2 && parts.every((part) => /^\d{1,7}$/.test(part));
      if (fits && first !== undefined && second !== undefined && first <= most && second <= first)
        return [first, second];
      context.addIssue({ code: 'custom', message: `is no pair of numbers up to ${most}, the larger one first` });
      return z.NEVER;
    });
