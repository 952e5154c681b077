import type { AuditEntry } from '../../licensing/ports/audit.js';
import { code, dateToken, external, mention, shortenMarkup } from './format.js';

/** Facts of one line; the rest stands in the file. */
const FACTS_SHOWN = 6;
/** Characters of the facts of one line. */
const FACTS_LENGTH = 300;

/** One entry as a line: when, who, what, about what, how it ended, with its facts and reference. `apps`: names by key. */
export function auditLine(entry: AuditEntry, apps: ReadonlyMap<string, string>): string {
  const { at, actor, act, subject, outcome, reference, facts } = entry;
  const shown = factWords(facts);
  return `${dateToken(at)} · ${mention(actor)} · *${plainWords(act)}* · ${subjectWords(subject, apps)} · ${outcomeWords(outcome)}${shown === '' ? '' : ` · ${shown}`} · ${code(reference)}`;
}

/** `approve-deployment` is `approve deployment`. */
function plainWords(name: string): string {
  return external(
    name.replaceAll('-', ' ').replace(/([a-z])([A-Z])/g, (_, a, b) => `${a} ${b.toLowerCase()}`),
    60,
  );
}

function outcomeWords(outcome: string): string {
  return external(outcome.replaceAll('-', ' '), 120);
}

type Subject = (rest: string, apps: ReadonlyMap<string, string>) => string;

const subjects: Readonly<Record<string, Subject>> = {
  deployment: (id) => `deployment ${code(id)}`,
  assignment: (id, apps) => {
    const [key = '', userId = ''] = id.split('/');
    return `licence of ${appWords(key, apps)} for ${mention(userId)}`;
  },
  person: (userId) => mention(userId),
  asset: (key, apps) => appWords(key, apps),
};

function subjectWords(subject: string, apps: ReadonlyMap<string, string>): string {
  const at = subject.indexOf(':');
  const kind = subject.slice(0, Math.max(0, at));
  const known = Object.hasOwn(subjects, kind) ? subjects[kind] : undefined;
  if (known !== undefined) return known(subject.slice(at + 1), apps);
  return apps.has(subject) ? appWords(subject, apps) : plainWords(subject);
}

function appWords(key: string, apps: ReadonlyMap<string, string>): string {
  return external(apps.get(key) ?? key, 60);
}

function factWords(facts: AuditEntry['facts']): string {
  const said = Object.entries(facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => `${plainWords(name)}: ${valueWords(value)}`);
  const shown = said.slice(0, FACTS_SHOWN).join(', ');
  return shortenMarkup(said.length > FACTS_SHOWN ? `${shown}, …` : shown, FACTS_LENGTH);
}

/** Instants are told as such: no other figure is as large. */
function valueWords(value: string | number | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value > 1e12 && value < 1e13 ? dateToken(value) : String(value);
  const text = value ?? '';
  return /^[UW][A-Z0-9]{7,20}$/.test(text) ? mention(text) : external(text, 80);
}
