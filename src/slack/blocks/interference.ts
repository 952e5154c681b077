import type { AnswerInterferenceOutcome } from '../../licensing/flows/interference.js';
import type { InterferenceFacts } from '../../licensing/rules/alert.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, confirmation, context, header, message, section } from './elements.js';
import { counted, dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { referenceLine, type Words } from './words.js';

/** Apps named on the card. */
const NAMED = 12;

/** The living card for every custodian: somebody else seems to change the location. */
export function interferenceCard(facts: InterferenceFacts, render: RenderContext): Message {
  const title = 'Somebody else is changing this location';
  const text = [
    'At Apple the bot found changes that it did not make.',
    ...(facts.answered === null ? ['It gives and takes no licences until a custodian answers; syncs go on.'] : []),
  ].join(' ');
  return message(`${title}. ${text} ${nextStep(facts)}`, [
    header(title),
    section([text, ...findings(facts), nextStep(facts)]),
    ...actions(facts.answered === null ? [answerButton(facts)] : []),
    context([`Found ${dateToken(facts.since)}.`, referenceLine(render.reference)]),
  ]);
}

function findings({ lost, foreignRise }: InterferenceFacts): string[] {
  const named = lost.slice(0, NAMED);
  const rest = lost.slice(NAMED).reduce((sum, { count }) => sum + count, 0);
  return [
    ...named.map(
      ({ name, count }) =>
        `• ${external(name, 60)}: ${counted(count, 'licence')} that this bot gave out, gone at Apple`,
    ),
    ...(rest === 0 ? [] : [`• Other apps: ${counted(rest, 'licence')} gone at Apple`]),
    ...(foreignRise === 0
      ? []
      : [
          `• ${counted(foreignRise, 'licence')} more than before given out to others, not by this bot, and none were bought`,
        ]),
  ];
}

function nextStep({ answered }: InterferenceFacts): string {
  if (answered === null) {
    return 'Next: find out who works in this location at Apple, or which other product still has a token of it. Then press Go on.';
  }
  return `${mention(answered.by)} answered ${dateToken(answered.at)}. Next: licences that required deployments have lost are given again, as far as some are free.`;
}

function answerButton({ since }: InterferenceFacts) {
  return button({
    text: 'Go on',
    actionId: actionIds.answerInterference,
    value: String(since),
    label: 'Give and take licences again',
    confirm: confirmation({
      title: 'Give and take licences again?',
      text: 'Do this once you know who else changes this location. The bot gives lost licences of required deployments again.',
      confirm: 'Yes, go on',
      deny: 'Not yet',
      style: 'primary',
    }),
  });
}

/** What whoever pressed is told. */
export function interferenceAnswerWords(outcome: Exclude<AnswerInterferenceOutcome, { result: 'not-allowed' }>): Words {
  if (outcome.result === 'answered') {
    return {
      title: 'The bot goes on',
      text: 'The bot gives and takes licences again. Nothing was changed at Apple by your answer itself.',
      next: 'Next: what required deployments have lost is given again by itself, as far as licences are free.',
    };
  }
  const who =
    outcome.by === null ? 'This was answered already, or it is over.' : `${mention(outcome.by)} answered already.`;
  return { title: 'Nothing to do', text: `${who} Nothing was changed at Apple.`, next: 'Next: nothing to do here.' };
}
