import type { HandoverEnd, HandoverFacts } from '../../licensing/rules/sign-in.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, confirmation, context, header, message, section } from './elements.js';
import { dateToken, external, externalPlain, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** Asks somebody whether they take a sign-in over: the second click of a handover. */
export function signInHandoverQuestion(facts: HandoverFacts, _render: RenderContext): Message {
  if (facts.end !== null) return ended(facts, facts.end);
  const { from, handover } = facts;
  const account = external(facts.appleAccount);
  const by = handover.by === from ? 'they would' : `${mention(handover.by)} would`;
  const question = `You are asked to take over from ${mention(from)}: ${by} like you to be one of two people who can sign in to the Apple Account ${account}. It looks after the licences of the location “${external(facts.locationName)}”.`;
  return message(`Can you sign in to ${account}? ${question}`, [
    header('Can you sign in to Apple?'),
    section([
      question,
      'It means that you keep the sign-in, and renew the token at Apple when the other person cannot. The bot asks every 90 days whether you still can.',
      `Next: try it at Apple, then answer before ${dateToken(facts.until)}. If you cannot sign in, ask ${mention(from)} or a custodian for access first.`,
    ]),
    ...actions([accept(facts), decline(facts)]),
    context([`${nothingChanged} Without an answer ${mention(from)} stays named.`]),
  ]);
}

function accept(facts: HandoverFacts) {
  return button({
    text: 'Yes, I can sign in',
    actionId: actionIds.acceptSignIn,
    value: facts.key,
    style: 'primary',
    label: 'Take the sign-in over',
    confirm: confirmation({
      title: 'Take the sign-in over?',
      text: `You say that you can sign in to ${externalPlain(facts.appleAccount, 100)} at Apple now, and are named from then on. Nothing is changed at Apple.`,
      confirm: 'Yes, I can sign in',
      deny: 'Not yet',
      style: 'primary',
    }),
  });
}

function decline(facts: HandoverFacts) {
  return button({
    text: 'No',
    actionId: actionIds.declineSignIn,
    value: facts.key,
    label: 'Do not take the sign-in over; nothing changes',
  });
}

/** Tells the giver and the custodians of a handover, and how it ended. */
export function signInHandoverCard(facts: HandoverFacts, _render: RenderContext): Message {
  if (facts.end !== null) return ended(facts, facts.end);
  const { from, handover, until } = facts;
  const what = `${mention(handover.to)} is asked to take over from ${mention(from)} as one of two people who can sign in to the Apple Account ${external(facts.appleAccount)} (location “${external(facts.locationName)}”).`;
  const next = `Next: ${mention(handover.to)} answers before ${dateToken(until)}. Until then ${mention(from)} stays named.`;
  return message(`A sign-in is being handed over. ${what} ${next}`, [
    header('A sign-in is being handed over'),
    section([what, next]),
    ...actions([
      button({
        text: 'Withdraw',
        actionId: actionIds.withdrawSignIn,
        value: facts.key,
        label: 'Withdraw the handover; nothing changes',
      }),
    ]),
    context([`Begun by ${mention(handover.by)} ${dateToken(handover.at)}. ${nothingChanged}`]),
  ]);
}

type EndOf = { [E in HandoverEnd as E['result']]: E };

/** What happened, then what comes next. */
const ends: {
  [R in keyof EndOf]: (end: EndOf[R], facts: HandoverFacts) => readonly [title: string, words: string, next: string];
} = {
  accepted: (end, { from, handover }) => [
    'A sign-in was handed over',
    `${mention(handover.to)} took over from ${mention(from)} ${dateToken(end.at)}: they confirmed that they can sign in.`,
    `Next: if ${mention(from)} should not keep access to the Apple Account, take it away at Apple; the bot cannot.`,
  ],
  declined: (_end, { from, handover }) => [
    'A sign-in was not handed over',
    `${mention(handover.to)} said no. ${mention(from)} stays named.`,
    'Next: find somebody else, and hand it over from the token page.',
  ],
  expired: (_end, { from, handover }) => [
    'A sign-in was not handed over',
    `${mention(handover.to)} did not answer within seven days. ${mention(from)} stays named.`,
    'Next: talk to them, or find somebody else, and hand it over from the token page.',
  ],
  withdrawn: (end, { from }) => [
    'A handover was withdrawn',
    `${mention(end.by)} withdrew it. ${mention(from)} stays named.`,
    'Next: nothing; it can be begun again from the token page.',
  ],
};

function wordsOf<R extends keyof EndOf>(
  result: R,
  end: EndOf[R],
  facts: HandoverFacts,
): readonly [title: string, words: string, next: string] {
  return ends[result](end, facts);
}

function ended(facts: HandoverFacts, end: HandoverEnd): Message {
  const [title, words, next] = wordsOf(end.result, end, facts);
  return message(`${title}. ${words} ${next}`, [
    header(title),
    section([words, nothingChanged, next]),
    context([`Apple Account ${external(facts.appleAccount)}, location “${external(facts.locationName)}”.`]),
  ]);
}
