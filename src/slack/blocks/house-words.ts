import type { ActionRequired, House } from '../../licensing/rules/house.js';
import { isNotOurs } from '../../licensing/rules/token-trouble.js';
import { counted, dateToken, external, mention } from './format.js';
import { signInGapFacts, signInGapStep } from './sign-in-gaps.js';
import { daysWords, newTokenStep, tokenStateWords } from './token-words.js';

export type BoundHouse = Extract<House, { state: 'bound' }>;

/** Whether counting what others made can lead anywhere: the location is ours, and it is not being removed at this moment. */
export function mayCount(house: BoundHouse): boolean {
  const running = house.actions.some((action) => action.kind === 'clean-up-needed' && action.running);
  return !running && !isNotOurs(house.token.state);
}

type ActionOf = { [A in ActionRequired as A['kind']]: A };

const actionWords: { [K in keyof ActionOf]: (action: ActionOf[K]) => string } = {
  'token-expiring': (action) => `*The token ${daysWords(action.daysLeft)}.* ${newTokenStep}`,
  'token-state': (action) => {
    const { title, next } = tokenStateWords[action.state];
    return `*${title}.* ${next}`;
  },
  'sign-in-too-few': ({ gaps }) =>
    `*Too few people can sign in to the Apple Account.* ${signInGapFacts(gaps)} Next: ${signInGapStep(gaps)}`,
  'token-owner-gone': (action) =>
    `*${mention(action.userId)}, who imported the token, is no longer an active member here.* Make sure that somebody else can sign in to the Apple Account and renew it.`,
  'foreign-notifications': (action) =>
    `*Apple still notifies another address: ${external(action.host)}.* It belongs to the product that managed the location before. Remove it there.`,
  'sync-failed': (action) =>
    `*The last sync failed (${dateToken(action.since)}).* The figures are those of the sync before it. The bot says when it tries again.`,
  'apps-need-licences': (action) =>
    `*${counted(action.count, 'app needs', 'apps need')} licences.* Buy more in Apple’s portal; they appear with the next sync.`,
  'clean-up-needed': (action) =>
    `*${counted(action.users, 'person', 'people')} and ${counted(action.assignments, 'given licence')} here were not made by this bot and can be removed.* ${
      action.running
        ? 'They are being removed now; the card in the custodians’ direct messages shows how far that is.'
        : 'Before the first licence is given out, a custodian types `/vpp token clean-up` to remove them or to decide that they stay.'
    }`,
};

function wordsOf<K extends keyof ActionOf>(kind: K, action: ActionOf[K]): string {
  return actionWords[kind](action);
}

/** One line for each thing that somebody has to do, with its next step. */
export function actionLines(required: readonly ActionRequired[]): string[] {
  return required.map((action) => `• ${wordsOf(action.kind, action)}`);
}

/** The state of the house in two or three words. */
export function verdict(house: House): string {
  if (house.state === 'unbound') return 'No Apple account is bound yet';
  if (house.state === 'decommissioned') return 'Handed over for good';
  return house.actions.length === 0 ? 'All well' : 'Action required';
}

type OpenProposal = NonNullable<Extract<House, { state: 'unbound' }>['proposal']>;

/** How far an open binding is. */
export const proposalWords = {
  counting: 'The token was accepted; the bot is counting what is at Apple.',
  ready: 'The card of facts is ready; its Continue button leads on.',
  'awaiting-second': 'The first person has confirmed; another custodian has to confirm too.',
  claiming: 'It is confirmed; the bot is settling the binding with Apple.',
} satisfies Record<OpenProposal['stage'], string>;
