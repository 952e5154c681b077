import { isObject, type JsonObject } from '../json.js';

/** Collects what is wrong, each with a JSON pointer to its place. */
export interface Report {
  problem(at: string, message: string): void;
}

/** Judges one value. */
export type Check = (value: unknown, at: string, report: Report) => void;

interface Field {
  check: Check;
  must: boolean;
}

export const required = (check: Check): Field => ({ check, must: true });
export const optional = (check: Check): Field => ({ check, must: false });

export type Shape = Record<string, Field>;

/** An object with these members and no others. */
export function object(shape: Shape, also?: (value: JsonObject, at: string, report: Report) => void): Check {
  return (value, at, report) => {
    if (!isObject(value)) return report.problem(at, 'must be an object');
    for (const [name, { check, must }] of Object.entries(shape)) {
      const member = value[name];
      if (member !== undefined) check(member, `${at}/${name}`, report);
      else if (must) report.problem(at, `missing required field: ${name}`);
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shape, name)) report.problem(at, `invalid additional property: ${name}`);
    }
    also?.(value, at, report);
  };
}

/** How long a text is to Slack: characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

/** A text of `least` to `most` characters. */
export function text(most: number, least = 1): Check {
  return (value, at, report) => {
    if (typeof value !== 'string') return report.problem(at, 'must be a string');
    const length = lengthOf(value);
    if (length > most) report.problem(at, `must be less than ${most + 1} characters`);
    if (length < least) report.problem(at, `must be more than ${least - 1} characters`);
  };
}

/** A text that shows something. */
export function visibleText(most: number): Check {
  const sized = text(most);
  return (value, at, report) => {
    sized(value, at, report);
    if (typeof value === 'string' && value !== '' && value.trim() === '') report.problem(at, 'must not be blank');
  };
}

export function matching(shape: RegExp, what: string, most = 3000): Check {
  const sized = text(most);
  return (value, at, report) => {
    sized(value, at, report);
    if (typeof value === 'string' && !shape.test(value)) report.problem(at, `must be ${what}`);
  };
}

export const flag: Check = (value, at, report) => {
  if (typeof value !== 'boolean') report.problem(at, 'must be a boolean');
};

export function integer(least: number, most: number): Check {
  return (value, at, report) => {
    if (!Number.isInteger(value)) return report.problem(at, 'must be an integer');
    if (Number(value) < least || Number(value) > most) report.problem(at, `must be from ${least} to ${most}`);
  };
}

export const finite: Check = (value, at, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) report.problem(at, 'must be a number');
};

/** One of these texts. */
export function oneOf(...allowed: readonly string[]): Check {
  return (value, at, report) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      report.problem(at, `must be one of ${allowed.join(', ')}`);
  };
}

/** A list of `least` to `most` items. */
export function list(item: Check, least: number, most: number): Check {
  return (value, at, report) => {
    if (!Array.isArray(value)) return report.problem(at, 'must be an array');
    if (value.length < least) report.problem(at, `no less than ${least} items allowed`);
    if (value.length > most) report.problem(at, `no more than ${most} items allowed`);
    value.forEach((member, index) => {
      item(member, `${at}/${index}`, report);
    });
  };
}

/** An object judged by its `type`; a type outside the table is refused. */
export function byType(table: Record<string, Check>, what: string): Check {
  return (value, at, report) => {
    if (!isObject(value)) return report.problem(at, 'must be an object');
    const type = typeof value.type === 'string' ? value.type : '';
    const check = Object.hasOwn(table, type) ? table[type] : undefined;
    if (check === undefined) return report.problem(`${at}/type`, `unsupported type of ${what}: ${type || 'none'}`);
    check(value, at, report);
  };
}

export const anything: Check = () => {};

/** Checks that no value appears twice among these. */
export function refuseRepeats(values: readonly unknown[], at: string, what: string, report: Report): void {
  const seen = new Set<unknown>();
  for (const value of values) {
    if (value === undefined) continue;
    if (seen.has(value)) report.problem(at, `${what} "${String(value)}" already exists`);
    seen.add(value);
  }
}
