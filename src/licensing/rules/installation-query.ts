import { deploymentIdOf } from './audit-filter.js';
import { type InstallationState, installationStates, type installationTraits } from './installation.js';

/** What one may ask for by a word: how deployments count it, or one state alone. */
export const installationChoices = [
  'trouble',
  'installed',
  'pending',
  'failed',
  'not-installed',
  'not-applicable',
  'no-device',
  ...installationStates.filter((state) => !['failed', 'not-applicable'].includes(state)),
] as const;

export type InstallationChoice =
  | 'trouble'
  | 'no-device'
  | (typeof installationTraits)[InstallationState]['counts']
  | InstallationState;

/** Which installations somebody wants to see; `null` and `''` = whatever it is. */
export interface InstallationQuery {
  /** Words of the app's name, its App Store id, bundle id or key. */
  app: string;
  deploymentId: string | null;
  userId: string | null;
  /** The end of a serial number, or part of the device's name. */
  device: string;
  choice: InstallationChoice | null;
  /** In its state for at least, at most so many milliseconds. */
  olderThan: number | null;
  newerThan: number | null;
}

/** Every installation. */
export const allInstallations: InstallationQuery = {
  ...{ app: '', deploymentId: null, userId: null, device: '', choice: null, olderThan: null, newerThan: null },
};

export type ParsedInstallationQuery =
  | { result: 'query'; query: InstallationQuery }
  /** Parts that mean nothing here. */
  | { result: 'not-understood'; parts: readonly string[] };

/** Characters of what was typed, and of one value that is kept: a query goes on in the values of buttons and choices. */
const LONGEST = 300;
const VALUE = 40;

const choices = new Map<string, InstallationChoice>([
  ...installationChoices.map((choice): [string, InstallationChoice] => [choice, choice]),
  ['locked', 'waiting'],
  ['busy', 'waiting'],
  ['sent', 'commanded'],
  ['removed', 'gone'],
]);

/** Words that belong to the next one: `not installed`, `no device`. */
const twoWords: ReadonlySet<string> = new Set(['not-installed', 'not-applicable', 'no-device']);

type Reader = (value: string) => Partial<InstallationQuery> | null;

const readers: Readonly<Record<string, Reader>> = {
  app: (value) => ({ app: value.slice(0, VALUE) }),
  device: (value) => ({ device: value.slice(0, VALUE) }),
  person: (value) => {
    const userId = personIn(value);
    return userId === null ? null : { userId };
  },
  deployment: (value) => {
    const deploymentId = deploymentIdOf(value);
    return deploymentId === null ? null : { deploymentId };
  },
  state: (value) => {
    const choice = choices.get(value.toLowerCase());
    return choice === undefined ? null : { choice };
  },
  older: (value) => {
    const olderThan = ageIn(value);
    return olderThan === null ? null : { olderThan };
  },
  newer: (value) => {
    const newerThan = ageIn(value);
    return newerThan === null ? null : { newerThan };
  },
};

/** Words that take the next one as their value even without a colon. */
const takesNext: ReadonlySet<string> = new Set(['device', 'older', 'newer']);

/** One word, or `word:`, and what stands in quotation marks as a whole. */
const token = /(?:[a-z]+:)?["“”][^"“”]*["“”]|\S+/giu;

/** Reads `failed Keynote D-7 <@U1> device 4F2K older 3d`; words that mean nothing else are part of the app's name. */
export function parseInstallationQuery(typed: string): ParsedInstallationQuery {
  const tokens = typed.trim().slice(0, LONGEST).match(token) ?? [];
  const wrong: string[] = [];
  const app: string[] = [];
  let query = allInstallations;
  for (let index = 0; index < tokens.length; index += 1) {
    const read = readAt(tokens, index);
    index += read.taken - 1;
    if (read.part === 'free') app.push(unquoted(tokens[index] ?? ''));
    else if (read.part === null) wrong.push(tokens.slice(index - read.taken + 1, index + 1).join(' '));
    else query = { ...query, ...read.part };
  }
  if (wrong.length > 0) return { result: 'not-understood', parts: wrong };
  return { result: 'query', query: app.length === 0 ? query : { ...query, app: app.join(' ').slice(0, VALUE).trim() } };
}

/** What one word, or two, say; `free`: nothing of their own; `null`: no value of that word. */
function readAt(
  tokens: readonly string[],
  at: number,
): { part: Partial<InstallationQuery> | null | 'free'; taken: number } {
  const word = tokens[at] ?? '';
  const next = tokens[at + 1];
  const [, name = '', value = ''] = /^([a-z]+):(.*)$/isu.exec(word) ?? [];
  const reader = Object.hasOwn(readers, name.toLowerCase()) ? readers[name.toLowerCase()] : undefined;
  if (reader !== undefined) return { part: unquoted(value) === '' ? null : reader(unquoted(value)), taken: 1 };
  const lower = word.toLowerCase();
  const pair = next === undefined ? '' : `${lower}-${next.toLowerCase()}`;
  if (twoWords.has(pair)) return { part: { choice: choices.get(pair) ?? null }, taken: 2 };
  if (takesNext.has(lower)) {
    if (next === undefined) return { part: null, taken: 1 };
    return { part: readers[lower]?.(unquoted(next)) ?? null, taken: 2 };
  }
  const choice = choices.get(lower);
  if (choice !== undefined) return { part: { choice }, taken: 1 };
  if (lower === 'all') return { part: {}, taken: 1 };
  const userId = personIn(word);
  if (userId !== null) return { part: { userId }, taken: 1 };
  return { part: /^d-\d+$/i.test(word) ? { deploymentId: deploymentIdOf(word) } : 'free', taken: 1 };
}

function unquoted(text: string): string {
  return text.replace(/^["“”]|["“”]$/gu, '').trim();
}

/** `<@U1|anna>`, `<@U1>`, or the id where a colon says that it is a person. */
function personIn(text: string): string | null {
  return /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>$/.exec(text)?.[1] ?? null;
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds of `90m`, `12h`, `3d`, `2w`. */
function ageIn(text: string): number | null {
  const [, count = '', unit = ''] = /^(\d{1,4})([mhdw])$/i.exec(text) ?? [];
  const length = Object.entries(units).find(([name]) => name === unit.toLowerCase())?.[1];
  return length === undefined || Number(count) === 0 ? null : Number(count) * length;
}

/** As it is typed; what is read from it is the same again. */
export function installationQueryText(query: InstallationQuery): string {
  const { app, deploymentId, userId, device, choice, olderThan, newerThan } = query;
  return [
    ...(choice === null ? [] : [choice]),
    ...(deploymentId === null ? [] : [deploymentId]),
    ...(userId === null ? [] : [`<@${userId}>`]),
    ...(device === '' ? [] : [`device:"${device}"`]),
    ...(olderThan === null ? [] : [`older:${ageText(olderThan)}`]),
    ...(newerThan === null ? [] : [`newer:${ageText(newerThan)}`]),
    ...(app === '' ? [] : [`app:"${app}"`]),
  ].join(' ');
}

function ageText(age: number): string {
  const [unit, length] = (['w', 'd', 'h'] as const)
    .map((name) => [name, units[name]] as const)
    .find(([, each]) => age % each === 0) ?? ['m', units.m];
  return `${age / length}${unit}`;
}
