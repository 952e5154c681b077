import { type JsonObject, parseJson } from '../json.js';
import { refusalWith } from './refusal.js';

/** The arguments of one call, whether they came as a form or as JSON. */
export interface Arguments {
  /** Absent and empty are one and the same to Slack. */
  text(name: string): string | null;
  /** Throws `invalid_arguments` when it is absent. */
  required(name: string): string;
  /** The value as JSON; `undefined` when absent or unreadable. */
  json(name: string): unknown;
  has(name: string): boolean;
  flag(name: string): boolean;
  /** Throws `invalid_arguments` when it is no whole number. */
  integer(name: string): number | null;
  /** A comma-separated list, or a JSON one. */
  list(name: string): string[];
  /** All of them, to be written down. */
  raw(): JsonObject;
}

export function argumentsOf(raw: JsonObject): Arguments {
  const text = (name: string): string | null => {
    const value = raw[name];
    if (value === undefined || value === null || value === '') return null;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  };
  const json = (name: string): unknown => {
    const value = raw[name];
    return typeof value === 'string' ? parseJson(value) : (value ?? undefined);
  };
  return {
    text,
    json,
    required(name) {
      const value = text(name);
      if (value === null) throw refusalWith('invalid_arguments', [`missing required field: ${name}`]);
      return value;
    },
    has: (name) => text(name) !== null,
    flag: (name) => ['true', '1'].includes(text(name) ?? ''),
    integer(name) {
      const value = text(name);
      if (value === null) return null;
      if (!/^-?\d+$/.test(value)) throw refusalWith('invalid_arguments', [`must be a whole number: ${name}`]);
      return Number(value);
    },
    list(name) {
      const parsed = json(name);
      if (Array.isArray(parsed)) return parsed.map(String);
      return (text(name) ?? '').split(',').flatMap((item) => item.trim() || []);
    },
    raw: () => raw,
  };
}
