import type { SignInOutcome } from '../../licensing/flows/confirm-sign-in.js';
import type {
  HandOverOutcome,
  TakeOverOutcome,
  WithdrawHandoverOutcome,
} from '../../licensing/flows/hand-over-sign-in.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { dateToken, mention } from './format.js';
import { nothingChanged, type Words } from './words.js';

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

const over: Words = {
  title: 'This is over already',
  text: `The question was answered, withdrawn or ended meanwhile. ${nothingChanged}`,
  next: 'Next: `/vpp token` shows what stands now.',
};

const signIn: Table<ByResult<Told<SignInOutcome>>> = {
  confirmed: () => ({
    title: 'Thank you',
    text: `It is recorded that you can sign in to the Apple Account. ${nothingChanged}`,
    next: 'Next: keep the sign-in. If you lose it, tell a custodian.',
  }),
  'already-confirmed': (outcome) => ({
    title: 'You have confirmed it already',
    text: `Your confirmation of ${dateToken(outcome.at)} is recorded and counts. ${nothingChanged}`,
    next: 'Next: nothing; the bot asks again 90 days after it.',
  }),
  'not-asked': () => ({
    title: 'This question is for somebody else',
    text: `You are not one of the two people who are named now. ${nothingChanged}`,
    next: 'Next: `/vpp token` shows who is named.',
  }),
  over: () => ({
    title: 'This question is over',
    text: 'No Apple account is bound, so there is nothing to confirm. Nothing was changed.',
    next: 'Next: `/vpp token` shows what stands now.',
  }),
};

/** How “Yes, I can sign in” went. */
export function signInOutcomeWords(outcome: Told<SignInOutcome>): Words {
  return wordsOf(signIn, outcome.result, outcome);
}

type Unfit = Extract<HandOverOutcome, { result: 'unfit' }>;

const unfit = {
  'already-named': 'This person is one of the two already. Please choose somebody else.',
  'already-asked': 'This person is asked already to take over from the other one. Please choose somebody else.',
  unknown: 'The bot does not find this person among the members of the workspace.',
  deactivated: 'This person is not active in Slack any more. Please choose somebody else.',
  bot: 'This is a bot. Please choose a person.',
  guest: 'This person is a guest, and only members of the organisation can be named.',
  stranger: 'This person belongs to another organisation, and only members of this one can be named.',
  'other-team': 'This person belongs to another workspace, and only members of this one can be named.',
  'cannot-check': 'Slack does not say at the moment who this person is. Please try again in a few minutes.',
} satisfies Record<Unfit['why'], string>;

/** Why the chosen person cannot take it over; stands at the field. */
export function unfitWords({ why }: Unfit): string {
  return unfit[why];
}

const handOver: Table<ByResult<Exclude<Told<HandOverOutcome>, Unfit>>> = {
  asked: (outcome) => ({
    title: 'They are asked',
    text: `${mention(outcome.to)} is asked in direct messages whether they can sign in. ${nothingChanged}`,
    next: `Next: they answer before ${dateToken(outcome.until)}. A card in your direct messages shows how it ends.`,
  }),
  'handing-over': (outcome) => ({
    title: 'A handover is under way already',
    text: `${mention(outcome.to)} is asked until ${dateToken(outcome.until)}. ${nothingChanged}`,
    next: 'Next: wait for the answer, or withdraw it on the card in your direct messages.',
  }),
  over: () => ({ ...over, text: `This person is not named any more. ${nothingChanged}` }),
};

/** How the beginning of a handover went. */
export function handOverWords(outcome: Exclude<Told<HandOverOutcome>, Unfit>): Words {
  return wordsOf(handOver, outcome.result, outcome);
}

const answer: Table<ByResult<Told<TakeOverOutcome | WithdrawHandoverOutcome>>> = {
  accepted: () => ({
    title: 'Thank you: you are named now',
    text: `It is recorded that you can sign in to the Apple Account. ${nothingChanged}`,
    next: 'Next: keep the sign-in. The bot asks again in 90 days.',
  }),
  declined: () => ({
    title: 'You said no',
    text: `Whoever had the sign-in stays named, and is told so. ${nothingChanged}`,
    next: 'Next: nothing for you to do.',
  }),
  withdrawn: () => ({
    title: 'The handover is withdrawn',
    text: `Whoever had the sign-in stays named. ${nothingChanged}`,
    next: 'Next: it can be begun again from the token page.',
  }),
  'not-asked': () => ({
    title: 'This question is for somebody else',
    text: `Only the person who was asked can answer it. ${nothingChanged}`,
    next: 'Next: `/vpp token` shows who is named.',
  }),
  over: () => over,
};

/** How the answer to a handover, or its withdrawal, went. */
export function handoverAnswerWords(outcome: Told<TakeOverOutcome | WithdrawHandoverOutcome>): Words {
  return wordsOf(answer, outcome.result, outcome);
}
