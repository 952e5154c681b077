import type { TroubleEnd } from '../../licensing/rules/token-trouble.js';
import { dateToken, mentions } from './format.js';

const nobodyNamed = 'somebody';

/** How a trouble of the token ended, and what is left to do: the words of a card that has no buttons any more. */
const ends = {
  renewed: (by, at) => `Renewed by ${by} ${at}: another token is in use. Nothing to do.`,
  'taken-back': (by, at) => `The location was taken back ${at}, confirmed by ${by}. Nothing to do.`,
  back: (_by, at) => `The location is this bot’s again since ${at}, without its doing. Nothing to do.`,
  decommissioned: (by, at) => `The location was handed over for good ${at}, confirmed by ${by}. Nothing to do here.`,
  recovered: (_by, at) => `Over since ${at}: Apple’s answer was good again. Nothing to do.`,
  replaced: (_by, at) => `Something else is the matter since ${at}, and has a card of its own. Next: look there.`,
} satisfies Record<TroubleEnd['how'], (by: string, at: string) => string>;

export function troubleEndWords({ how, by, at }: TroubleEnd): string {
  return ends[how](by.length === 0 ? nobodyNamed : mentions(by), dateToken(at));
}
