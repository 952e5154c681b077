import type { ConfirmFirstOutcome, ConfirmSecondOutcome } from '../../licensing/flows/confirm-binding.js';
import type { DenyOutcome } from '../../licensing/flows/end-proposal.js';
import type { ConfirmationField } from '../../licensing/rules/binding-checks.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { blockIds } from '../ids.js';
import { bindingEndWords } from './binding-end-words.js';
import { code, dateToken, external, mentions } from './format.js';
import {
  type DownloadRefusal,
  downloadRefusals,
  type RefusalOf,
  type TokenRefusal,
  tokenRefusals,
} from './token-refusals.js';
import { troubleWords } from './trouble-words.js';
import { nextWords, nothingChanged, type Words } from './words.js';

const fieldErrors = {
  locationName: [blockIds.locationName, 'This is not the name of the location. Type it as it stands below the field.'],
  acknowledgedForGood: [blockIds.acknowledged, 'Please tick this: the binding cannot be changed later.'],
  newlyGenerated: [
    blockIds.newlyGenerated,
    'Please tick this. If the token was used elsewhere, cancel and download a new one.',
  ],
  signIn: [blockIds.signIn, 'Please choose two different people.'],
  takeOverFrom: [blockIds.takeOver, 'This is not the name of that product. Type it as it stands below the field.'],
} satisfies Record<ConfirmationField, readonly [blockId: string, words: string]>;

/** What is missing in the second dialogue, by `block_id`. */
export function confirmationFieldErrors(fields: readonly ConfirmationField[]): Record<string, string> {
  return Object.fromEntries(fields.map((field) => fieldErrors[field]));
}

/** What is missing in the first dialogue, by `block_id`. `sources`: in how many ways a token was given. */
export function tokenFieldErrors(entry: {
  sources: number;
  name: string;
  appleAccount: string;
}): Record<string, string> {
  const { tokenText, tokenName, appleAccount } = blockIds;
  return {
    ...(entry.sources === 0 ? { [tokenText]: 'Please paste the token here, or use another of the ways below.' } : {}),
    ...(entry.sources > 1
      ? { [tokenText]: 'Please give the token in one way only, so that it is clear which one counts.' }
      : {}),
    ...(entry.name.trim() === '' ? { [tokenName]: 'Please give the token a name.' } : {}),
    ...(/^\S+@\S+\.\S+$/.test(entry.appleAccount.trim())
      ? {}
      : { [appleAccount]: 'Please enter the Apple Account as an e-mail address.' }),
  };
}

function refusalOf<R extends keyof RefusalOf>(result: R, outcome: RefusalOf[R]): Words {
  return tokenRefusals[result](outcome);
}

/** Why a token was not taken, and what to do instead. */
export function proposeRefusalWords(outcome: TokenRefusal): Words {
  return refusalOf(outcome.result, outcome);
}

const appleNotAsked = 'Apple was not asked, and nothing was changed.';

/** Why an uploaded file could not be used. */
export function downloadRefusalWords(kind: DownloadRefusal): Words {
  const { text, next } = downloadRefusals[kind];
  return {
    title: 'The uploaded file could not be used',
    text: `${text} ${appleNotAsked} The file is still among your files in Slack: delete it there.`,
    next,
    wrong: true,
  };
}

/** Why the file named by `VPP_TOKEN_FILE` could not be used. `reason`: a sentence without a full stop, not escaped. */
export function serverFileRefusalWords(reason: string): Words {
  return {
    title: 'The file on the server could not be used',
    text: `${external(reason, 300)}. ${appleNotAsked}`,
    next: 'Next: ask whoever runs the bot to look at that file, or paste the token.',
    wrong: true,
  };
}

type ConfirmOutcome = Exclude<ConfirmFirstOutcome | ConfirmSecondOutcome, NotAllowed>;
type ConfirmOf = { [O in ConfirmOutcome as O['result']]: O };

const confirmWords: { [R in keyof ConfirmOf]: (outcome: ConfirmOf[R]) => Words } = {
  'not-ready': () => ({
    title: 'Not ready to confirm',
    text: `The count is not finished, or somebody has confirmed already. ${nothingChanged}`,
    next: 'Next: look at the card in your direct messages; it says what it waits for.',
  }),
  fields: () => ({
    title: 'Something was missing',
    text: `Not everything in the dialogue was filled in as it must be. ${nothingChanged}`,
    next: 'Next: press Continue on the card again.',
  }),
  'no-second-custodian': () => ({
    title: 'A second custodian is missing',
    text: `Two custodians have to confirm, and you are the only active one. ${nothingChanged}`,
    next: 'Next: ask whoever runs the bot to name another custodian in its configuration, then press Continue again.',
  }),
  'awaiting-second': (outcome) => ({
    title: 'Your confirmation is recorded',
    text: `${outcome.asked.length === 0 ? 'The other custodians' : mentions(outcome.asked)} ${outcome.asked.length === 1 ? 'has' : 'have'} been asked, in direct messages with this bot. Nothing was changed at Apple so far.`,
    next: `Next: one of them has to confirm before ${dateToken(outcome.until)}. Your card shows how it goes on.`,
  }),
  over: () => ({
    title: 'This is over already',
    text: 'The binding was finished or stopped in the meantime. This click changed nothing.',
    next: 'Next: `/vpp token` shows what stands now.',
  }),
  paused: () => ({
    title: 'The bot is paused',
    text: `While it is paused the bot changes nothing at Apple, so it does not bind either. ${nothingChanged}`,
    next: 'Next: a custodian types `/vpp resume`; then press the button again.',
  }),
  'same-person': () => ({
    title: 'Somebody else has to confirm',
    text: `You gave the first confirmation, so the second one cannot come from you. ${nothingChanged}`,
    next: 'Next: another custodian answers the question in their direct messages.',
  }),
  changed: (outcome) => ({
    title: 'The facts have changed',
    text: `Not bound, because this is not as it was on the card: ${outcome.what.map((one) => external(one, 200)).join('; ')}. ${nothingChanged}`,
    next: 'Next: the proposer has a new card. When they have looked at it, both confirmations are given again.',
  }),
  trouble: (outcome) => {
    const { what, fault, remedy } = troubleWords(outcome.trouble);
    return {
      title: 'The binding could not be checked',
      text: `Before it binds, the bot reads everything again, and that failed. ${what} ${fault} ${nothingChanged}`,
      next: `${nextWords(remedy)} The confirmation stays open until its time is over; you can press the button again.`,
      wrong: true,
    };
  },
  bound: (outcome) => ({
    title: 'The Apple account is bound',
    text: `Apple shows this bot as the manager of the location. Installation id ${code(outcome.installationId)}, uId ${code(outcome.uId)}.`,
    next: 'Next: the receipt is in the custodians’ direct messages and in the channel, and the first sync runs by itself.',
  }),
  'refused-by-apple': (outcome) => {
    const { what, remedy } = troubleWords(outcome.refusal);
    return {
      title: 'Not bound: Apple refused',
      text: `${what} The token was destroyed here. The card says whether anything stands at Apple.`,
      next: `${nextWords(remedy)} Then start again.`,
      wrong: true,
    };
  },
  'lost-race': (outcome) => ({
    ...bindingEndWords({ result: 'lost-race', holder: outcome.holder }),
    wrong: true,
  }),
  unsettled: (outcome) => ({
    title: 'Waiting for Apple’s answer',
    text: `${external(outcome.reason, 400)}. It is not certain yet whether the account is bound.`,
    next: 'Next: the bot asks Apple again by itself until it knows. The proposer’s card shows the result. Nothing to do.',
    wrong: true,
  }),
};

function confirmWordsOf<R extends keyof ConfirmOf>(result: R, outcome: ConfirmOf[R]): Words {
  return confirmWords[result](outcome);
}

/** How a confirmation went, first or second. */
export function confirmOutcomeWords(outcome: ConfirmOutcome): Words {
  return confirmWordsOf(outcome.result, outcome);
}

/** How Deny or Cancel went. */
export function denyOutcomeWords(outcome: Exclude<DenyOutcome, NotAllowed>): Words {
  if (outcome.result === 'over') return confirmOutcomeWords(outcome);
  return {
    title: outcome.own ? 'The binding is cancelled' : 'The binding is denied',
    text: `The token was destroyed here. ${nothingChanged}`,
    next: outcome.own
      ? 'Next: you can start again at any time. If you uploaded the token file, delete it from your files in Slack.'
      : 'Next: the proposer sees it on their card. It is best to tell them why.',
  };
}
