import type { Button } from '@slack/types';
import { explainErrorNumber } from '../../licensing/rules/apple-errors.js';
import {
  type CleanUpFailure,
  type CleanUpProgress,
  type CleanUpRun,
  type CleanUpRunState,
  type CleanUpStage,
  type CleanUpWait,
  CONFIRMED_FOR,
  type FailureCount,
} from '../../licensing/rules/clean-up.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holdingWords, holdWords, keptLine } from './clean-up-facts.js';
import { actions, button, confirmation, context, fields, header, message, section } from './elements.js';
import { counted, dateToken, external, formatNumber, mention, mentions } from './format.js';
import type { RenderContext } from './render-context.js';
import { referenceLine } from './words.js';

interface RunEntry {
  title: string;
  text: string;
  next: string;
  buttons: Button[];
  wrong: boolean;
}

type StateOf = { [S in CleanUpRunState as S['state']]: S };

const stageWords = {
  checking: 'counting once more before anything is removed',
  users: 'retiring people’s records',
  devices: 'taking back licences of devices',
  'last-count': 'counting what is left',
} satisfies Record<CleanUpStage, string>;

const states: { [K in keyof StateOf]: (state: StateOf[K], run: CleanUpRun) => RunEntry } = {
  running: (state, run) => ({
    title: state.waiting === null ? 'Clean-up: running' : 'Clean-up: waiting',
    text:
      state.waiting === null
        ? `The bot is removing what others made. Now: ${stageWords[run.stage]}.`
        : waitWords(state.waiting),
    next: 'Next: it goes on by itself and survives a restart of the bot. The result appears here.',
    buttons: [stop(run)],
    wrong: state.waiting?.for === 'apple',
  }),
  stopped: (state, run) => ({
    title: 'Clean-up: stopped',
    text: `${mention(state.by)} stopped it ${dateToken(state.at)}. What was removed stays removed; nothing more is sent.`,
    next: goOnStep(run),
    buttons: [goOn(run), again()],
    wrong: false,
  }),
  failed: (state, run) => ({
    title: 'Clean-up: it cannot go on',
    text: `${failureWords(state.why)} What was removed stays removed; nothing more is sent.`,
    next: `Next: put that right first. ${goOnStep(run).replace(/^Next: a/, 'A')}`,
    buttons: [goOn(run), again()],
    wrong: true,
  }),
  ended: (state, run) => ended(state, run),
};

function ended(state: StateOf['ended'], run: CleanUpRun): RunEntry {
  if (state.end === 'changed') {
    return {
      title: 'Clean-up: there is more than was confirmed',
      text: `The bot found ${holdingWords(state.found)}, more than both of you had confirmed: somebody goes on making them. Since it found that, nothing was sent to Apple.`,
      next: `Next: find out who does that. ${mention(run.confirmedBy[0] ?? 'system')} has a card with the new figures, from which it can be asked for again.`,
      buttons: [],
      wrong: false,
    };
  }
  const clean = state.end === 'clean';
  return {
    title: clean ? 'Clean-up: the location is clean' : 'Clean-up: done, something is left',
    text: clean
      ? `Everything that others made and that can be removed was removed at Apple. ${keptLine(state.found)}`
      : `${holdingWords(state.found)} of others could not be removed; the rest was. ${keptLine(state.found)}`,
    next: clean
      ? 'Next: nothing to do. A sync reads everything again by itself, and licences can be given out.'
      : 'Next: a sync reads everything again by itself. Count again later, or decide to leave them.',
    buttons: clean ? [] : [again()],
    wrong: !clean,
  };
}

const replaced = 'Next: nothing to do here; another clean-up has taken the place of this one.';

/** The living card of one clean-up, for every custodian. */
export function cleanUpRunCard({ run, over }: NoticeFacts['clean-up-card'], render: RenderContext): Message {
  const standing = entryOf(run.progress.state, run.progress, run);
  const entry = over === true ? { ...standing, next: replaced, buttons: [] } : standing;
  const failures = [...run.users.failures, ...run.devices.failures];
  return message(`${entry.title} (“${external(run.locationName)}”). ${entry.text} ${entry.next}`, [
    header(entry.title),
    section([entry.text, entry.next]),
    fields([
      ['People’s records retired', ofWords(run.users)],
      ['Licences taken back from devices', ofWords(run.devices)],
      ['Started', dateToken(run.confirmedAt)],
      ['Last batch', run.lastBatchAt === null ? 'none yet' : dateToken(run.lastBatchAt)],
    ]),
    ...(failures.length === 0 ? [] : [section(['*What Apple refused*', ...failures.map(failureLine)])]),
    ...actions(entry.buttons),
    context([
      `Location “${external(run.locationName)}”. Confirmed by ${mentions(run.confirmedBy)}.`,
      ...(entry.wrong ? [referenceLine(render.reference)] : []),
    ]),
  ]);
}

function entryOf<K extends keyof StateOf>(key: K, state: StateOf[K], run: CleanUpRun): RunEntry {
  return states[key](state, run);
}

function ofWords({ total, left }: CleanUpProgress): string {
  return `${formatNumber(Math.max(0, total - left))} of ${formatNumber(total)}`;
}

function failureLine({ errorNumber, count }: FailureCount): string {
  const known = errorNumber === null ? null : explainErrorNumber(errorNumber);
  const number = errorNumber === null ? 'without a number' : `error ${errorNumber}`;
  return `• ${counted(count, 'time')}: ${known === null ? 'a reason that this bot does not know' : external(known.meaning, 300)} (${number})`;
}

function waitWords(wait: CleanUpWait): string {
  switch (wait.for) {
    case 'resume':
      return 'The bot is paused, so nothing more is sent to Apple. It goes on when a custodian types `/vpp resume`.';
    case 'reading':
      return 'The location has to be settled and read from start to end first, so nothing more is sent to Apple until then.';
    case 'apple':
      return `${external(wait.reason, 300)}. Nothing is lost; the bot tries again ${dateToken(wait.until)}.`;
  }
}

function failureWords(why: CleanUpFailure): string {
  if (why.kind === 'hold') return holdWords[why.hold];
  const known = why.errorNumber === null ? null : explainErrorNumber(why.errorNumber);
  const meaning =
    known === null ? 'Apple refused, for a reason that this bot does not know.' : external(known.meaning, 300);
  return why.errorNumber === null ? meaning : `${meaning} Apple’s error number: ${why.errorNumber}.`;
}

function goOnStep({ confirmedAt }: CleanUpRun): string {
  return `Next: any custodian can press Go on until ${dateToken(confirmedAt + CONFIRMED_FOR)}. After that it has to be counted and confirmed anew.`;
}

function stop(run: CleanUpRun): Button {
  return button({
    text: 'Stop',
    actionId: actionIds.stopCleanUp,
    value: run.id,
    style: 'danger',
    label: 'Stop the clean-up',
    confirm: confirmation({
      title: 'Stop the clean-up?',
      text: 'Nothing more is sent. What was removed stays removed.',
      confirm: 'Yes, stop',
      deny: 'Let it go on',
      style: 'danger',
    }),
  });
}

function goOn(run: CleanUpRun): Button {
  return button({ text: 'Go on', actionId: actionIds.goOnCleanUp, value: run.id, label: 'Let the clean-up go on' });
}

function again(): Button {
  return button({ text: 'Count again', actionId: actionIds.countOthers });
}
