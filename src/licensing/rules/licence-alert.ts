import type { Alert, AlertFigures, AlertLevel, Runway, Snooze } from './alert.js';
import { severity } from './exhaustion.js';
import type { LedgerFigures } from './ledger.js';

/** New messages of one look at all apps; the rest stands together on one card. */
export const CARDS_AT_ONCE = 5;
/** Apps that one such card names. */
export const DIGEST_LINES = 20;
/** A card whose figures have not changed is drawn again only for a reading that much newer. */
const FIGURES_AGE = 6 * 3_600_000;

/** How an episode ended. `shown-again`: its snooze was over and a new card took this one's place. */
export interface AlertEnd {
  result: 'recovered' | 'gone' | 'no-limit' | 'handed-over' | 'shown-again';
  at: number;
}

/** The living card of one app that runs out. */
export interface LicenceAlertFacts {
  key: string;
  name: string;
  subject: string;
  level: AlertLevel;
  since: number;
  figures: AlertFigures;
  /** Apple takes its licences back. */
  revocable: boolean;
  snoozed: Snooze | null;
  /** `null` while it lasts; the card has no buttons from then on. */
  ended: AlertEnd | null;
}

/** In the thread of the card: it got worse. */
export interface LicenceNewsFacts {
  key: string;
  name: string;
  before: AlertLevel;
  level: AlertLevel;
  figures: AlertFigures;
  /** The snooze that this broke. */
  broken: Snooze | null;
}

/** One app of a card for many. */
export interface DigestLine {
  key: string;
  name: string;
  level: AlertLevel;
  free: number | null;
  totalCount: number;
}

/** The living card of apps that ran out at the same time as others; without lines once none of them does any more. */
export interface LicenceDigestFacts {
  since: number;
  /** Worst first, at most `DIGEST_LINES`. */
  lines: readonly DigestLine[];
  count: number;
}

/** What a look at one app found. `wait`: its reading is in doubt. */
export type Look =
  | { result: 'wait' }
  | { result: 'over'; why: AlertEnd['result']; figures: AlertFigures }
  | { result: 'level'; level: AlertLevel; figures: AlertFigures };

/** What is to be done about one app. `begin`, `worse` and `again` are new messages; the others change a card at most. */
export type AlertStep =
  | { step: 'begin'; level: AlertLevel; figures: AlertFigures }
  | { step: 'worse'; level: AlertLevel; figures: AlertFigures }
  | { step: 'again'; level: AlertLevel; figures: AlertFigures }
  | { step: 'update'; level: AlertLevel; figures: AlertFigures }
  | { step: 'end'; why: AlertEnd['result']; figures: AlertFigures };

/** `null`: nothing. A snooze ends by its time, and when the level gets worse. */
export function alertStep(alert: Alert | null, look: Look, now: number): AlertStep | null {
  if (look.result === 'wait') return null;
  if (look.result === 'over') return alert === null ? null : { step: 'end', why: look.why, figures: look.figures };
  const { level, figures } = look;
  if (alert === null) return { step: 'begin', level, figures };
  if (severity(level) > severity(alert.level)) return { step: 'worse', level, figures };
  if (alert.snoozed !== null && alert.snoozed.until <= now) return { step: 'again', level, figures };
  const changed = level !== alert.level || differ(alert.told, figures);
  return changed ? { step: 'update', level, figures } : null;
}

function differ({ readAt: before, ...told }: AlertFigures, { readAt, ...figures }: AlertFigures): boolean {
  return JSON.stringify(told) !== JSON.stringify(figures) || readAt - before >= FIGURES_AGE;
}

/** In the order of the members, which `differ` rests on. */
export function alertFigures(figures: LedgerFigures, runway: Runway | null): AlertFigures {
  const { free, totalCount, assignedOurs, assignedForeign, reserved, inFlight, waiting, shortBy, readAt } = figures;
  return {
    free,
    totalCount,
    assignedOurs,
    assignedForeign,
    reserved,
    inFlight,
    waiting,
    shortBy,
    runway: runway === null ? null : { days: runway.days, plusMinus: runway.plusMinus, perWeek: runway.perWeek },
    readAt,
  };
}

/** Names one episode of one app. */
export function alertSubject(key: string, at: number): string {
  return `licence-alert:${key}:${at}`;
}

/** The app of a card; `null`: no such subject. */
export function keyOfAlert(subject: string): string | null {
  return /^licence-alert:([^:]+):\d+$/.exec(subject)?.[1] ?? null;
}

/** Names the card about many apps at once; `at` is when it was first posted. */
export function digestSubject(at: number): string {
  return `licence-digest:${at}`;
}

/** When the digest of that subject was first posted, milliseconds since the epoch; 0 = no such subject. */
export function digestTime(subject: string): number {
  return Number(/^licence-digest:(\d+)$/.exec(subject)?.[1] ?? 0);
}

/** Days that somebody may choose; for ever is none of them. */
export const SNOOZE_DAYS = [1, 3, 7, 30] as const;

export const SNOOZE_REASON = { least: 3, most: 500 } as const;

export type SnoozeField = 'days' | 'reason';

/** The fields that are not as they have to be. */
export function snoozeFaults(days: number, reason: string): readonly SnoozeField[] {
  const length = [...reason.trim()].length;
  const known: readonly number[] = SNOOZE_DAYS;
  const wrong: SnoozeField[] = known.includes(days) ? [] : ['days'];
  return length < SNOOZE_REASON.least || length > SNOOZE_REASON.most ? [...wrong, 'reason'] : wrong;
}
