import type { TokenState } from '../../licensing/rules/binding.js';
import type { TokenFacts } from '../../licensing/rules/house.js';
import { counted, dateToken } from './format.js';

/** What replacing a token needs. One sentence for every place, so that it changes in one. */
export const newTokenStep =
  'Sign in to Apple’s portal with the Apple Account that the token came from, download a new token for the same location, ' +
  'and press Renew the token (or use `/vpp token renew`).';

export interface TokenStateWords {
  /** Two words or three, for a field. */
  label: string;
  /** As the title of a card. */
  title: string;
  meaning: string;
  next: string;
}

/** Each state of the token with its own next step. */
export const tokenStateWords = {
  valid: {
    label: 'Valid',
    title: 'The token is valid',
    meaning: 'Apple accepts the token.',
    next: 'Nothing to do.',
  },
  expiring: {
    label: 'Expires soon',
    title: 'The token expires soon',
    meaning: 'Apple accepts the token until it expires. After that nothing can be read or changed with it.',
    next: newTokenStep,
  },
  expired: {
    label: 'Expired',
    title: 'The token has expired',
    meaning: 'Apple no longer answers to the token. Licences that people have stay with them.',
    next: newTokenStep,
  },
  revoked: {
    label: 'Revoked',
    title: 'The token was revoked',
    meaning:
      'Somebody revoked the token at Apple, or the password of the Apple Account that downloaded it was changed. ' +
      'Licences that people have stay with them.',
    next: newTokenStep,
  },
  invalid: {
    label: 'Not recognised',
    title: 'Apple does not recognise the token',
    meaning: 'Apple gave no other reason. Licences that people have stay with them.',
    next: newTokenStep,
  },
  'in-use-elsewhere': {
    label: 'In use elsewhere',
    title: 'Another product manages the location',
    meaning:
      'Somebody connected the location to another product. Two products at once can lose licences and people’s records, ' +
      'so this bot sends nothing and reads no lists until its own claim stands at Apple again.',
    next:
      'Find out who did this. Then either disconnect the other product there and press Take back, or press Hand over for ' +
      'good, so that this bot stops for ever. Until then it only looks, once an hour, who manages the location.',
  },
  'claim-gone': {
    label: 'Claim removed',
    title: 'Our claim on the location is gone',
    meaning: 'Apple no longer says that this bot manages the location, so another product could take it.',
    next: 'Find out who released the location at Apple. Then press Take back, or Hand over for good. Syncs go on meanwhile.',
  },
  'read-only': {
    label: 'May only read',
    title: 'The token may only read',
    meaning: 'Apple lets the token read the location, but does not let it manage licences.',
    next:
      'At Apple, check that the Apple Account of the token may manage apps and books in this location, and that Apple’s own ' +
      'device management does not manage it. Then press Sync now, or renew the token with one of an account that may.',
  },
  unreachable: {
    label: 'Apple not reached',
    title: 'Apple could not be reached',
    meaning: 'Nothing is known to be wrong with the token.',
    next: 'Nothing to do: the bot tries again by itself.',
  },
} satisfies Record<TokenState, TokenStateWords>;

/** `expires in 12 days`; `daysLeft` is rounded down, negative after the expiry. */
export function daysWords(daysLeft: number): string {
  if (daysLeft > 0) return `expires in ${counted(daysLeft, 'day')}`;
  if (daysLeft === 0) return 'expires in less than a day';
  return daysLeft === -1 ? 'expired less than a day ago' : `expired ${counted(-daysLeft - 1, 'day')} ago`;
}

/** `expires in 12 days (…)`. */
export function expiryWords(token: Pick<TokenFacts, 'daysLeft' | 'expires'>): string {
  return `${daysWords(token.daysLeft)} (${dateToken(token.expires)})`;
}

/** What Apple has ended, whatever date stands in it. */
const endedByApple: readonly TokenState[] = ['revoked', 'invalid'];

/** As `expiryWords`, but of a token that Apple has ended no date is said, since it does not count any more. */
export function validityWords(token: Pick<TokenFacts, 'daysLeft' | 'expires' | 'state'>): string {
  return endedByApple.includes(token.state) ? 'is not accepted by Apple' : expiryWords(token);
}

/** For a field named “Token”: its state, and when it expires where that still matters. */
export function tokenField(token: Pick<TokenFacts, 'daysLeft' | 'expires' | 'state'>): string {
  const { label } = tokenStateWords[token.state];
  if (endedByApple.includes(token.state)) return label;
  const words = expiryWords(token);
  const dated = token.state === 'expiring' || token.state === 'expired';
  return dated ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : `${label}, ${words}`;
}

/** `In 12 days (…)`, for a field named “Expires”. */
export function expiryField(token: Pick<TokenFacts, 'daysLeft' | 'expires'>): string {
  return expiryWords(token)
    .replace(/^expires in/, 'In')
    .replace(/^expired/, 'Expired');
}
