/** Reading of JSON that nobody vouches for: every reader answers an empty value instead of throwing. */
export type Json = Record<string, unknown>;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member `key` as an object, empty when it is none. */
export function record(value: unknown, key: string): Json {
  const member = isRecord(value) ? value[key] : undefined;
  return isRecord(member) ? member : {};
}

/** The member `key` as a list of objects; other entries are dropped. */
export function records(value: unknown, key: string): Json[] {
  return list(value, key).filter(isRecord);
}

export function list(value: unknown, key: string): unknown[] {
  const member = isRecord(value) ? value[key] : undefined;
  return Array.isArray(member) ? member : [];
}

/** The member `key` as text; a number is written out, everything else is `''`. */
export function text(value: unknown, key: string): string {
  const member = isRecord(value) ? value[key] : undefined;
  if (typeof member === 'string') return member;
  return typeof member === 'number' ? String(member) : '';
}

export function texts(value: unknown, key: string): string[] {
  return list(value, key).filter((entry) => typeof entry === 'string');
}

/** The member `key` as a number, `undefined` when it is neither a number nor digits. */
export function number(value: unknown, key: string): number | undefined {
  const member = text(value, key);
  return member.trim() !== '' && Number.isFinite(Number(member)) ? Number(member) : undefined;
}

export function flag(value: unknown, key: string): boolean {
  return isRecord(value) && value[key] === true;
}

export function has(value: unknown, key: string): boolean {
  return isRecord(value) && value[key] !== undefined && value[key] !== null;
}
