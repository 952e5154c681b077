import type { AcknowledgeOutcome } from '../../licensing/flows/acknowledge-warning.js';
import type { DiscardOutcome } from '../../licensing/flows/end-renewal.js';
import type { RenewalHindrance, RenewalRefusal } from '../../licensing/flows/propose-renewal.js';
import type { RenewOutcome } from '../../licensing/flows/renew-token.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import type { Message } from '../interaction.js';
import { actions } from './elements.js';
import { dateToken, external, mention } from './format.js';
import { discardButton } from './renewal-card.js';
import { tokenRefusals } from './token-refusals.js';
import { troubleWords } from './trouble-words.js';
import { nextWords, nothingChanged, type Words, wordsMessage } from './words.js';

const stays = 'The present token stays in use.';
/** Also true where none was given yet. */
const noneKept = `Nothing was changed at Apple, and no further token was kept. ${stays}`;
/** True of every refusal of a token that was given. */
const nothingKept = `Nothing was changed at Apple, and the new token was not kept. ${stays}`;

const busyWords = {
  'take-back': 'The location is being taken back at the moment',
  decommission: 'The location is being handed over for good',
} satisfies Record<Extract<RenewalHindrance, { result: 'location-busy' }>['kind'], string>;

function locationBusy({ kind }: { kind: keyof typeof busyWords }): Words {
  return {
    title: 'The token cannot be renewed now',
    text: `${busyWords[kind]}. ${nothingChanged} ${stays}`,
    next: 'Next: wait until that is finished; its card says so.',
  };
}

type Refusal = RenewalHindrance | RenewalRefusal;
type RefusalOf = { [O in Refusal as O['result']]: O };

const refusals: { [R in keyof RefusalOf]: (outcome: RefusalOf[R]) => Words } = {
  'not-bound': () => ({
    title: 'There is no token to renew',
    text: `No Apple account is bound yet. ${nothingChanged}`,
    next: 'Next: open the token page and press Start.',
  }),
  decommissioned: () => ({
    title: 'There is no token to renew',
    text: `The location was handed over for good, and this bot keeps no token any more. ${nothingChanged}`,
    next: 'Next: nothing to do here. The token page shows the receipt.',
  }),
  paused: () => ({
    title: 'The bot is paused',
    text: `To see whether a new token may write, the bot sends its own claim to Apple again, and nothing is sent while it is paused. ${noneKept}`,
    next: 'Next: let it go on with `/vpp resume`, then renew the token.',
  }),
  'location-busy': locationBusy,
  'renewal-open': ({ by, until, mine }) => ({
    title: mine ? 'You have a renewal under way' : 'Somebody else is renewing the token',
    text: `${mine ? 'Your' : `A`} renewal ${mine ? '' : `by ${mention(by)} `}is open until ${dateToken(until)}, and there can be only one. ${noneKept}`,
    next: mine
      ? 'Next: go on with its card in your direct messages, or discard it and start again.'
      : 'Next: wait until it is finished, or ask them to discard it.',
  }),
  flawed: (outcome) => staying(tokenRefusals.flawed(outcome)),
  expired: (outcome) => staying(tokenRefusals.expired(outcome)),
  'same-file': () => ({
    title: 'This is the token that is in use already',
    text: `It is the same file as the present token, so nothing would be gained. ${nothingKept}`,
    next: 'Next: download a new token in Apple’s portal; each download is a new one.',
  }),
  older: ({ expires, present }) => ({
    title: 'This token ends no later than the present one',
    text: `It is valid until ${dateToken(expires)}, the present one until ${dateToken(present)}. It may be an older file. ${nothingKept}`,
    next: 'Next: download a new token in Apple’s portal, and use the newest file.',
  }),
  'no-uid': () => ({
    title: 'Apple names no id for this location',
    text: `Without that id (uId) the bot cannot see that it is the same location. ${nothingKept}`,
    next: 'Next: download a new token of the bound location in Apple’s portal.',
  }),
  'other-account': (outcome) => staying(tokenRefusals['other-account'](outcome)),
  'may-not-write': ({ refusal }) => {
    const { what, fault, remedy } = troubleWords(refusal);
    return {
      title: 'This token may read, but not manage licences',
      text: `${what} ${fault} ${nothingKept}`,
      next: nextWords(remedy),
      wrong: true,
    };
  },
  trouble: (outcome) => staying(tokenRefusals.trouble(outcome)),
};

function staying(words: Words): Words {
  return { ...words, text: `${words.text} ${stays}` };
}

function refusalOf<R extends keyof RefusalOf>(result: R, outcome: RefusalOf[R]): Words {
  return refusals[result](outcome);
}

/** Why a new token was not taken, and what to do instead. */
export function renewalRefusalWords(outcome: Refusal): Words {
  return refusalOf(outcome.result, outcome);
}

/** The same as a message; whoever has a renewal open can discard it here. */
export function renewalRefusalMessage(outcome: Refusal, reference: string): Message {
  const { text, blocks } = wordsMessage(renewalRefusalWords(outcome), reference);
  const mine = outcome.result === 'renewal-open' && outcome.mine;
  return { text, blocks: mine ? [...blocks, ...actions([discardButton(outcome.renewalId)])] : blocks };
}

const over: Words = {
  title: 'This renewal is over',
  text: `It was finished, discarded or not confirmed in time. ${nothingChanged}`,
  next: 'Next: the token page shows which token is in use.',
};

type RenewOf = { [O in Exclude<RenewOutcome, NotAllowed> as O['result']]: O };

const renewWords: { [R in keyof RenewOf]: (outcome: RenewOf[R]) => Words } = {
  over: () => over,
  'location-busy': locationBusy,
  changed: ({ what }) => ({
    title: 'Apple’s answer has changed',
    text: `This is not as it was on the card: ${what.map((one) => external(one, 300)).join('; ')}. ${nothingChanged} ${stays}`,
    next: 'Next: look at the card, which shows it as it is now, and decide again.',
  }),
  dropped: ({ reason }) => ({
    title: 'The new token cannot be used',
    text: `${external(reason, 300)}. The new token was destroyed here. ${nothingChanged} ${stays}`,
    next: 'Next: download a new token of the bound location in Apple’s portal.',
    wrong: true,
  }),
  trouble: ({ trouble }) => {
    const { what, fault, remedy } = troubleWords(trouble);
    return {
      title: 'The new token could not be checked again',
      text: `${what} ${fault} ${nothingChanged} ${stays}`,
      next: `${nextWords(remedy)} The renewal is still open.`,
      wrong: true,
    };
  },
  renewed: ({ expires }) => ({
    title: 'The new token is in use',
    text: `It expires ${dateToken(expires)}. Nothing was changed at Apple: who manages the location is as it was.`,
    next: 'Next: nothing to do. A sync with the new token has begun.',
  }),
};

function renewOf<R extends keyof RenewOf>(result: R, outcome: RenewOf[R]): Words {
  return renewWords[result](outcome);
}

/** What became of “Use the new token”. */
export function renewOutcomeWords(outcome: Exclude<RenewOutcome, NotAllowed>): Words {
  return renewOf(outcome.result, outcome);
}

/** What became of “Discard”. */
export function discardOutcomeWords({ result }: Exclude<DiscardOutcome, NotAllowed>): Words {
  if (result === 'over') return over;
  return {
    title: 'The new token was discarded',
    text: `It was destroyed here. ${nothingChanged} ${stays}`,
    next: 'Next: a renewal can be started again at any time.',
  };
}

/** The private answer to “I take care of it”. */
export function acknowledgeWords(outcome: Exclude<AcknowledgeOutcome, NotAllowed>): Words {
  if (outcome.result === 'over') {
    return {
      title: 'This warning is over',
      text: `It is about a token that is not in use any more. ${nothingChanged}`,
      next: 'Next: nothing to do.',
    };
  }
  const next = 'Next: download a new token in Apple’s portal and press Renew the token.';
  if (outcome.result === 'acknowledged') {
    return {
      title: 'You take care of it',
      text: `Every copy of the warning names you now. ${nothingChanged}`,
      next,
    };
  }
  return outcome.mine
    ? { title: 'You take care of it already', text: `You said so ${dateToken(outcome.at)}. ${nothingChanged}`, next }
    : {
        title: 'Somebody takes care of it already',
        text: `${mention(outcome.by)} said so ${dateToken(outcome.at)}. ${nothingChanged}`,
        next: 'Next: nothing to do, unless you agree otherwise with them.',
      };
}
