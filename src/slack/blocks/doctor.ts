import type { KnownBlock } from '@slack/types';
import type { CheckFacts, CheckLine, CheckName } from '../../licensing/rules/checkup.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { Message } from '../interaction.js';
import { checkGroups, checkWords, notCheckedWords } from './doctor-words.js';
import { context, header, message, section } from './elements.js';
import { counted, dateToken } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged, referenceLine } from './words.js';

const verdicts = {
  ok: 'OK',
  wrong: 'Wrong',
  hint: 'Hint',
  'not-checked': 'Not checked',
} satisfies Record<CheckLine['verdict'], string>;

/** Every line of a checkup, grouped. */
export function doctorMessage(lines: readonly CheckLine[], render: RenderContext): Message {
  const title = verdictOf(lines);
  return message(`${title}. ${problemsOf(lines).join(' ')} ${nothingChanged}`, [
    header(title),
    ...groupsOf(lines),
    context([`As of ${dateToken(render.now)}. ${nothingChanged} \`/vpp doctor\` looks again.`]),
    context([referenceLine(render.reference)]),
  ]);
}

/** What the bot tells by itself: only what is wrong, or that all is well again. */
export function doctorReport({ at, lines }: NoticeFacts['doctor-report'], render: RenderContext): Message {
  const wrong = lines.filter(({ verdict }) => verdict === 'wrong');
  const title = wrong.length === 0 ? 'All well again' : `The bot’s check: ${verdictOf(lines)}`;
  const what =
    wrong.length === 0
      ? 'Whatever was wrong at the checkup before is in order now. Next: nothing to do.'
      : 'The bot looked at itself, as it does at every start and once a day. The same is told again at most once a day.';
  return message(`${title}. ${what} ${problemsOf(wrong).join(' ')} ${nothingChanged}`, [
    header(title),
    section(what),
    ...groupsOf(wrong),
    context([`As of ${dateToken(at)}. ${nothingChanged} \`/vpp doctor\` shows every line.`]),
    context([referenceLine(render.reference)]),
  ]);
}

function verdictOf(lines: readonly CheckLine[]): string {
  const wrong = lines.filter(({ verdict }) => verdict === 'wrong').length;
  if (wrong > 0) return `${counted(wrong, 'thing is', 'things are')} wrong`;
  return lines.some(({ verdict }) => verdict === 'not-checked') ? 'Nothing wrong was found' : 'All well';
}

function problemsOf(lines: readonly CheckLine[]): string[] {
  return lines.filter(({ verdict }) => verdict === 'wrong').map(lineWords);
}

function groupsOf(lines: readonly CheckLine[]): KnownBlock[] {
  return checkGroups.flatMap((group) => {
    const own = lines.filter(({ name }) => checkWords[name].group === group);
    return own.length === 0 ? [] : [section([`*${group}*`, ...own.map((line) => `• ${lineWords(line)}`)])];
  });
}

function lineWords(line: CheckLine): string {
  const start = `*${verdicts[line.verdict]}:* ${checkWords[line.name].title}: `;
  if (line.verdict === 'not-checked') return `${start}${notCheckedWords[line.why]}.`;
  return `${start}${factWords(line.name, line.facts, line.verdict === 'ok')}`;
}

function factWords<K extends CheckName>(name: K, facts: CheckFacts[K], ok: boolean): string {
  const { says, remedy } = checkWords[name];
  const sentence = says(facts).replace(/\.$/, '');
  return ok ? `${sentence}.` : `${sentence}. Next: ${remedy(facts)}`;
}
