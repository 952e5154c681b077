import type { House } from '../../licensing/rules/house.js';
import type { SyncOutcome, SyncReport, SyncStage, SyncTrigger } from '../../licensing/rules/sync-report.js';
import { code, dateToken, durationWords, external } from './format.js';
import { type TroubleWords, troubleWords } from './trouble-words.js';
import { nextWords } from './words.js';

/** What a sync is doing, as `Now: …`. */
export const stageWords = {
  'service-config': 'asking Apple for its limits',
  'client-config': 'checking that the token and the location are still ours',
  assets: 'reading the apps and books',
  users: 'reading the people',
  assignments: 'reading who has which licence',
  settling: 'reading again what changed meanwhile',
  catalogue: 'looking up names and icons',
} satisfies Record<SyncStage, string>;

/** Why a sync ran. */
export const triggerWords = {
  slot: 'the planned sync',
  'catch-up': 'the planned sync, made up for late because the bot was not running at its time',
  person: 'a sync that somebody asked for',
  binding: 'the first sync after the binding',
  'clean-up': 'the sync after a clean-up',
  notification: 'Apple told of more changes than are read one by one',
  renewal: 'the first sync with the new token',
  'take-back': 'the first sync since the location is this bot’s again',
} satisfies Record<SyncTrigger, string>;

export interface SyncWords {
  /** What happened, whose fault it is if it failed. */
  what: string;
  /** What still holds, and when it is tried again. */
  next: string | null;
  wrong: boolean;
}

type OutcomeOf = { [O in SyncOutcome as O['result']]: O };

const onlyReads = 'Nothing was changed at Apple: a sync only reads.';

const outcomes: { [K in keyof OutcomeOf]: (outcome: OutcomeOf[K], report: SyncReport, house: House) => SyncWords } = {
  complete: (_outcome, report) => ({
    what: `The sync is done (${dateToken(report.finishedAt)}, after ${durationWords(report.finishedAt - report.startedAt)}). ${onlyReads}`,
    next: null,
    wrong: false,
  }),
  failed: (outcome, report, house) => {
    const { what, fault, remedy } = failureWords(outcome.trouble);
    const again =
      outcome.nextTry === null
        ? remedy
        : `The bot tries again by itself ${dateToken(outcome.nextTry)}. If that fails too, ask whoever runs the bot.`;
    return {
      what: `The sync stopped ${dateToken(report.finishedAt)} while ${stageWords[outcome.stage]}. ${what} ${fault} ${onlyReads}`,
      next: `${standingFigures(house)} ${nextWords(again)}`,
      wrong: true,
    };
  },
  'in-use-elsewhere': (outcome, _report, house) => ({
    what: `The sync stopped: ${outcome.mdmInfo === null ? 'another product' : `the product “${external(outcome.mdmInfo.name)}”`} manages the location now. ${onlyReads}`,
    next: `${standingFigures(house)} Next: its card in the channel has both ways out, Take back and Hand over for good. Until then the bot only looks who manages the location.`,
    wrong: true,
  }),
  'other-location': (outcome, _report, house) => ({
    what: `The sync stopped: Apple answered for another location (uId ${code(outcome.uId)}). Nothing of that answer was used. ${onlyReads}`,
    next: `${standingFigures(house)} Next: tell whoever runs the bot.`,
    wrong: true,
  }),
  skipped: (outcome, _report, house) => ({ ...skipWords[outcome.reason](house), wrong: false }),
};

function failureWords(trouble: OutcomeOf['failed']['trouble']): TroubleWords {
  if (trouble.result !== 'own-fault') return troubleWords(trouble);
  return {
    what: `The bot itself has a fault (${code(trouble.code)}).`,
    fault: 'It is this bot or the computer it runs on, not Apple and not the token.',
    remedy: 'Tell whoever runs the bot, with the reference below.',
  };
}

const skipWords = {
  paused: (house) => ({
    what: 'The sync was left out, because the bot is paused. Nothing was read or changed at Apple.',
    next: `${standingFigures(house)} Next: a custodian can resume with \`/vpp resume\`.`,
  }),
  'not-bound': () => ({
    what: 'The sync was left out, because no Apple account is bound. Nothing was read or changed at Apple.',
    next: 'Next: a custodian binds the account with `/vpp token`.',
  }),
  'in-use-elsewhere': (house) => ({
    what: 'The sync was left out: the bot looked, and another product still manages the location. Nothing was changed at Apple.',
    next: `${standingFigures(house)} Next: its card in the channel has both ways out, Take back and Hand over for good. The bot looks again within the hour.`,
  }),
} satisfies Record<OutcomeOf['skipped']['reason'], (house: House) => { what: string; next: string }>;

function standingFigures(house: House): string {
  const last = house.state === 'bound' ? house.lastComplete : null;
  return last === null ? 'There are no figures yet.' : `The figures of ${dateToken(last.finishedAt)} still stand.`;
}

function wordsOf<K extends keyof OutcomeOf>(
  result: K,
  outcome: OutcomeOf[K],
  report: SyncReport,
  house: House,
): SyncWords {
  return outcomes[result](outcome, report, house);
}

/** How a sync ended. */
export function syncWords(report: SyncReport, house: House): SyncWords {
  return wordsOf(report.outcome.result, report.outcome, report, house);
}

/** A slot's key (`sync@2026-11-22T06:00[Europe/Stockholm]`) for people. */
export function slotWords(key: string): string {
  const parts = /@(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)\[([^\]]{1,60})\]$/.exec(key);
  if (parts === null) return external(key);
  const [, year, month, day, time, zone] = parts;
  const date = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'medium' });
  const instant = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return `${date.format(instant)}, ${time ?? ''} (${external(zone ?? '', 60)})`;
}
