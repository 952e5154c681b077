import type { KnownBlock } from '@slack/types';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { RemovalLine, RemovalsState } from '../../licensing/rules/removal.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, divider, header, message, section } from './elements.js';
import { bold, counted, dateToken, external, externalPlain, mention } from './format.js';
import { removalValue, whyWords } from './removal-question.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** Entries of one answer: each takes two blocks of Slack's 50. */
const LINES_SHOWN = 20;

/** Tells whoever asked for a removal that the person needs the app. */
export function removalObjection(facts: NoticeFacts['removal-objection'], _render: RenderContext): Message {
  const { app, userId, note, stage } = facts;
  const name = external(app.name);
  const what = `${mention(userId)} is to remove ${name} and says: I need it.${note === null ? '' : ` Reason: “${external(note, 500)}”.`} They still have the licence. ${nothingChanged}`;
  const byDeployment = !facts.by.startsWith('person:');
  const next = {
    open: byDeployment
      ? `Next: talk to each other. To let them keep it, take them out of deployment ${external(facts.by)}; a custodian can also override (\`/vpp removals\`).`
      : 'Next: talk to each other, then let them keep it, or ask a custodian to override (`/vpp removals`).',
    kept: 'They keep the app: the removal was called off. Next: nothing.',
    over: 'This is settled: the licence is given back, or on its way. Next: nothing.',
  }[stage];
  const keep = button({
    text: 'Let them keep it',
    actionId: actionIds.keepApp,
    value: removalValue(facts),
    label: 'Call the removal off',
  });
  return message(`${what} ${next}`, [
    header(stage === 'open' ? 'Somebody needs the app' : 'Somebody needed the app'),
    section([what, next]),
    ...actions(stage === 'open' && !byDeployment ? [keep] : []),
    context([whyWords({ by: facts.by, reason: null })]),
  ]);
}

/** The living card about removals that nobody answers or that somebody objects to. */
export function removalsCard({ lines, count }: RemovalsState, _render: RenderContext): Message {
  if (count === 0) {
    const done = `Every question about a removal is answered or settled. ${nothingChanged}`;
    return message(done, [header('No removal is stuck'), section(done)]);
  }
  const what = `${counted(count, 'removal')} ${count === 1 ? 'does' : 'do'} not go on by ${count === 1 ? 'itself' : 'themselves'}: the person has not answered, or needs the app. They still have the licence. ${nothingChanged}`;
  const shown = lines.map((line) => `• ${mention(line.userId)}, ${external(line.appName)}: ${lineWords(line)}`);
  return message(`${what} Next: see the list.`, [
    header('Removals that are stuck'),
    section(what),
    section([...shown, ...(count > lines.length ? [`and ${counted(count - lines.length, 'more', 'more')}`] : [])]),
    section(
      'Next: talk to the people. A custodian can override, which takes the licence back whether the app is gone or not.',
    ),
    ...actions([button({ text: 'Show the list', actionId: actionIds.openRemovals })]),
  ]);
}

function lineWords(line: RemovalLine): string {
  const asked = `asked ${dateToken(line.askedAt)}, ${counted(line.reminders, 'reminder')}`;
  const answer = line.needed === null ? 'no answer' : `needs it${note(line)}`;
  return `${answer}; ${asked}.`;
}

function note({ needed }: RemovalLine): string {
  return needed?.note === null || needed === null ? '' : ` (“${external(needed.note, 200)}”)`;
}

export interface RemovalsList {
  lines: readonly RemovalLine[];
  count: number;
  mayOverride: boolean;
}

/** The answer to `/vpp removals`. */
export function removalsMessage({ lines, count, mayOverride }: RemovalsList): Message {
  if (count === 0) {
    const none = 'No app is to be removed from anybody. Nothing was changed at Apple.';
    return message(none, [header('Removals'), section(none)]);
  }
  const shown = lines.slice(0, LINES_SHOWN);
  const rest = count - shown.length;
  return message(`${counted(count, 'removal')} under way.`, [
    header('Removals under way'),
    section([
      'These people are asked to remove an app, and still have the licence. Whoever has not answered for five working days, or needs the app, stands first.',
      mayOverride
        ? 'Next: talk to them. “Override…” takes the licence back whether the app is gone or not.'
        : 'Next: talk to them, or ask a custodian to override.',
    ]),
    ...shown.flatMap((line) => lineBlocks(line, mayOverride)),
    ...(rest > 0 ? [context([`and ${counted(rest, 'more', 'more')}, shown when these are settled.`])] : []),
  ]);
}

function lineBlocks(line: RemovalLine, mayOverride: boolean): KnownBlock[] {
  const override = button({
    text: 'Override…',
    actionId: actionIds.overrideRemoval,
    value: removalValue(line),
    label: `Take the licence of ${externalPlain(line.appName, 40)} back`,
  });
  return [
    divider(),
    section(
      [
        `${mention(line.userId)}, ${bold(line.appName ?? 'An app')}: ${lineWords(line)}`,
        whyWords({ by: line.by, reason: null }),
      ],
      mayOverride ? override : undefined,
    ),
  ];
}
