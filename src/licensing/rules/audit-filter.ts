import { instantOf } from './slots.js';

/** What somebody typed behind `/vpp audit`, before names are looked up. */
export interface AuditQuery {
  /** Name of an app. */
  app: string | null;
  userId: string | null;
  deploymentId: string | null;
  act: string | null;
  /** From this instant on. */
  from: number | null;
  /** Before this instant. */
  to: number | null;
  /** Lower-case words that all have to stand somewhere in the entry. */
  words: readonly string[];
}

/** A query whose app was looked up. */
export interface AuditFilter extends AuditQuery {
  /** Asset keys; `null` = any app or none. */
  keys: readonly string[] | null;
  /** Deployments of these apps. */
  deploymentIds: readonly string[];
}

/** What a filter looks at. */
export interface AuditFacts {
  at: number;
  actor: string;
  act: string;
  subject: string;
  outcome: string;
  reference: string;
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

export type ParsedAuditQuery =
  | { result: 'query'; query: AuditQuery }
  /** Parts that mean nothing here. */
  | { result: 'not-understood'; parts: readonly string[] };

const nothing: AuditQuery = {
  app: null,
  userId: null,
  deploymentId: null,
  act: null,
  from: null,
  to: null,
  words: [],
};

/** Reads one value into the query; `null` = it is no value of that word. */
type Reader = (value: string, timeZone: string) => Partial<AuditQuery> | null;

const DAY = 86_400_000;

const readers: Readonly<Record<string, Reader>> = {
  app: (value) => ({ app: value.replace(/^["“”']|["“”']$/gu, '').trim() }),
  person: (value) => {
    const [, userId] = /^(?:<@)?([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>?$/.exec(value) ?? [];
    return userId === undefined ? null : { userId };
  },
  deployment: (value) => {
    const deploymentId = deploymentIdOf(value);
    return deploymentId === null ? null : { deploymentId };
  },
  act: (value) => ({ act: value.toLowerCase() }),
  from: (value, timeZone) => {
    const from = midnight(value, timeZone);
    return from === null ? null : { from };
  },
  to: (value, timeZone) => {
    const day = dayOf(value);
    const to = day === null ? null : midnight(new Date(day + DAY).toISOString().slice(0, 10), timeZone);
    return to === null ? null : { to };
  },
};

/** `D-7`, `d-7` and `7` are the same. */
export function deploymentIdOf(text: string): string | null {
  const [, number] = /^(?:d-?)?0*([1-9]\d{0,8})$/i.exec(text.trim()) ?? [];
  return number === undefined ? null : `D-${number}`;
}

/** The day of `2026-01-31` as if it were UTC. */
function dayOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== text ? null : day;
}

function midnight(date: string, timeZone: string): number | null {
  return dayOf(date) === null ? null : instantOf(date, '00:00', timeZone);
}

/** Splits `text app:Microsoft Word from:2026-01-01` before each word with a colon; a value goes on until the next one. */
export function parseAuditQuery(text: string, timeZone: string): ParsedAuditQuery {
  const [free = '', ...parts] = ` ${text.trim()}`.split(/\s+(?=[a-z]{1,20}:)/i);
  const wrong: string[] = [];
  let query: AuditQuery = {
    ...nothing,
    words: free
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== ''),
  };
  for (const part of parts) {
    const at = part.indexOf(':');
    const name = part.slice(0, at).toLowerCase();
    const value = part.slice(at + 1).trim();
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
    const read = value === '' ? null : (reader?.(value, timeZone) ?? null);
    if (read === null) wrong.push(part);
    else query = { ...query, ...read };
  }
  return wrong.length > 0 ? { result: 'not-understood', parts: wrong } : { result: 'query', query };
}

/** Whether an entry is wanted. */
export function fitsAudit(entry: AuditFacts, filter: AuditFilter): boolean {
  return (
    (filter.from === null || entry.at >= filter.from) &&
    (filter.to === null || entry.at < filter.to) &&
    (filter.act === null || entry.act.toLowerCase().includes(filter.act)) &&
    (filter.keys === null || isAbout(entry, filter.keys, filter.deploymentIds)) &&
    (filter.deploymentId === null || names(entry, filter.deploymentId)) &&
    (filter.userId === null || names(entry, filter.userId)) &&
    hasWords(entry, filter.words)
  );
}

/** Entries name an app in their subject, by a deployment of it, or in a fact. */
function isAbout(entry: AuditFacts, keys: readonly string[], deploymentIds: readonly string[]): boolean {
  return keys.some((key) => names(entry, key)) || deploymentIds.some((id) => entry.subject === `deployment:${id}`);
}

/** Whether an id stands whole in actor, subject or a fact: `D-1` is no part of `D-12`. */
function names({ actor, subject, facts }: AuditFacts, id: string): boolean {
  const holds = (text: string) => text === id || text.split(/[\s:/,;]+/).includes(id);
  return actor === id || holds(subject) || Object.values(facts).some((value) => holds(String(value)));
}

function hasWords({ actor, act, subject, outcome, reference, facts }: AuditFacts, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const said = [actor, act, subject, outcome, reference, ...Object.entries(facts).flat()].join(' ').toLowerCase();
  return words.every((word) => said.includes(word));
}
