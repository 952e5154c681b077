import type { Button } from '@slack/types';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { isOpen, type SignInQuestionEnd } from '../../licensing/rules/sign-in.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, message, section } from './elements.js';
import { dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

type QuestionFacts = NoticeFacts['sign-in-question'];

/** Asks one of the two named people whether they can sign in to the Apple Account (S7). */
export function signInQuestion(facts: QuestionFacts, _render: RenderContext): Message {
  if (facts.end !== null) return over(facts, facts.end);
  return isOpen(facts.person) ? open(facts) : thanks(facts);
}

function open(facts: QuestionFacts): Message {
  const account = external(facts.appleAccount);
  const location = external(facts.locationName);
  const { confirmedAt } = facts.person;
  const question =
    confirmedAt === null
      ? `You were named as one of two people who can sign in to the Apple Account ${account}. It looks after the licences of the location “${location}”.`
      : `You confirmed ${dateToken(confirmedAt)} that you can sign in to the Apple Account ${account} (location “${location}”). Every 90 days the bot asks again, so that a lost sign-in is found in time.`;
  return message(`Can you sign in to Apple? ${question}`, [
    header(confirmedAt === null ? 'Can you sign in to Apple?' : 'Can you still sign in to Apple?'),
    section([
      question,
      'The bot can never be bound to another account, so the sign-in must not be lost with one person.',
      'Next: try it at Apple, then press the button. If you cannot sign in, ask a custodian for access first, or hand it over to somebody who can.',
    ]),
    ...actions([
      button({
        text: 'Yes, I can sign in',
        actionId: actionIds.confirmSignIn,
        value: facts.key,
        style: 'primary',
        label: 'Confirm that you can sign in to the Apple Account',
      }),
      handOver(facts),
    ]),
    context([`${nothingChanged} Without an answer the summaries say so under “Action required”.`]),
  ]);
}

function thanks(facts: QuestionFacts): Message {
  const account = external(facts.appleAccount);
  const when = facts.person.confirmedAt === null ? '' : ` ${dateToken(facts.person.confirmedAt)}`;
  const words = `You confirmed${when} that you can sign in to the Apple Account ${account} (location “${external(facts.locationName)}”).`;
  return message(words, [
    header('Thank you: your sign-in is confirmed'),
    section([
      words,
      `${nothingChanged} Keep the sign-in; if you lose it, tell a custodian or hand it over. The bot asks again in 90 days.`,
    ]),
    ...actions([handOver(facts)]),
  ]);
}

function handOver(facts: QuestionFacts): Button {
  return button({
    text: 'Hand over…',
    actionId: actionIds.handOverSignIn,
    value: facts.person.userId,
    label: 'Hand your sign-in over to somebody else',
  });
}

type EndOf = { [E in SignInQuestionEnd as E['result']]: E };

const ends: { [R in keyof EndOf]: (end: EndOf[R]) => readonly [title: string, words: string] } = {
  'asked-again': (end) => [
    'This question was put again',
    `There is a newer one in this conversation, of ${dateToken(end.at)}. Next: answer that one.`,
  ],
  'handed-over': (end) => [
    'Your sign-in is handed over',
    `${mention(end.to)} took it over ${dateToken(end.at)}, so you are no longer asked. Next: whoever looks after the Apple Account takes your access away there, if you should not keep it; the bot cannot.`,
  ],
};

function wordsOf<R extends keyof EndOf>(result: R, end: EndOf[R]): readonly [title: string, words: string] {
  return ends[result](end);
}

function over(facts: QuestionFacts, end: SignInQuestionEnd): Message {
  const [title, words] = wordsOf(end.result, end);
  return message(`${title}. ${words}`, [
    header(title),
    section([words, nothingChanged]),
    context([`Apple Account ${external(facts.appleAccount)}, location “${external(facts.locationName)}”.`]),
  ]);
}
