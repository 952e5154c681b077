/** How dates are read: in which zone, and what "today" is. */
export interface DateReader {
  /** IANA name; `null` means the browser's own. */
  zone: string | null;
  /** Milliseconds since the epoch. */
  now: number;
}

type Token = (instant: number, reader: DateReader) => string;

const tokens: Record<string, Token> = {
  date_num: (instant, reader) => numeric(instant, reader),
  date_slash: (instant, reader) => numeric(instant, reader).replaceAll('-', '/'),
  date: (instant, reader) => part(instant, reader, { day: 'numeric', month: 'long', year: 'numeric' }),
  date_short: (instant, reader) => part(instant, reader, { day: 'numeric', month: 'short', year: 'numeric' }),
  date_long: (instant, reader) =>
    part(instant, reader, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
  date_pretty: (instant, reader) => relative(instant, reader) ?? use('date', instant, reader),
  date_short_pretty: (instant, reader) => relative(instant, reader) ?? use('date_short', instant, reader),
  date_long_pretty: (instant, reader) => relative(instant, reader) ?? use('date_long', instant, reader),
  day_divider_pretty: (instant, reader) => relative(instant, reader) ?? use('date_long', instant, reader),
  time: (instant, reader) => part(instant, reader, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  time_secs: (instant, reader) =>
    part(instant, reader, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
  ago: (instant, reader) => ago(instant, reader.now),
};

/** Fills Slack's date format, such as `{date_short_pretty} at {time}`. `null` when a token is unknown: show the fallback then. */
export function formatDate(format: string, seconds: number, reader: DateReader): string | null {
  const instant = seconds * 1000;
  if (!Number.isFinite(new Date(instant).getTime())) return null;
  let known = true;
  const filled = format.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const token = tokens[name];
    known &&= token !== undefined;
    return token?.(instant, reader) ?? whole;
  });
  return known && filled !== '' ? filled : null;
}

/** "23 Nov 2026, 08:00". */
export function shortDateTime(instant: number, reader: DateReader): string {
  return `${use('date_short', instant, reader)}, ${use('time', instant, reader)}`;
}

/** The business day by which relative dates are read. */
export function today(reader: DateReader): string {
  return numeric(reader.now, reader);
}

/** One token of Slack's formats by its name without braces. */
export function use(name: string, instant: number, reader: DateReader): string {
  return tokens[name]?.(instant, reader) ?? '';
}

function part(instant: number, reader: DateReader, options: Intl.DateTimeFormatOptions): string {
  const zone = reader.zone === null ? {} : { timeZone: reader.zone };
  return new Intl.DateTimeFormat('en-GB', { ...options, ...zone }).format(instant);
}

function numeric(instant: number, reader: DateReader): string {
  const [day, month, year] = part(instant, reader, { day: '2-digit', month: '2-digit', year: 'numeric' }).split('/');
  return `${year}-${month}-${day}`;
}

function relative(instant: number, reader: DateReader): string | undefined {
  const day = 24 * 60 * 60 * 1000;
  const same = (other: number) => numeric(instant, reader) === numeric(other, reader);
  if (same(reader.now)) return 'today';
  if (same(reader.now - day)) return 'yesterday';
  return same(reader.now + day) ? 'tomorrow' : undefined;
}

const units = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
] as const;

function ago(instant: number, now: number): string {
  const seconds = Math.round((now - instant) / 1000);
  for (const [unit, size] of units) {
    const count = Math.floor(Math.abs(seconds) / size);
    if (count > 0)
      return seconds > 0
        ? `${count} ${unit}${count === 1 ? '' : 's'} ago`
        : `in ${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return 'just now';
}
