import type { RefusalReason, Refused, Trouble, Unreachable } from '../../licensing/rules/apple-answer.js';
import { explainErrorNumber } from '../../licensing/rules/apple-errors.js';
import { code, external } from './format.js';

/** A failure at or before Apple, in finished mrkdwn. */
export interface TroubleWords {
  /** What happened. */
  what: string;
  /** Whose it is to put right. */
  fault: string;
  /** What somebody can do. */
  remedy: string;
}

const newToken = 'Download a new token for this location in Apple’s portal.';
const waitAndTry = 'Wait a few minutes and try again.';

const refusals = {
  expired: { what: 'The token has expired.', fault: 'It is the token: each one lasts a year.', remedy: newToken },
  revoked: {
    what: 'The token was revoked, or the password of the Apple Account that downloaded it was changed.',
    fault: 'It is the token.',
    remedy: newToken,
  },
  invalid: {
    what: 'Apple does not recognise the token.',
    fault: 'It is the token: it may be incomplete, or not valid any more.',
    remedy: newToken,
  },
  'not-allowed': {
    what: 'The Apple Account that downloaded the token may not manage licences.',
    fault: 'It is the role of that account at Apple.',
    remedy:
      'At Apple, give the account a role that manages apps and books in this location, then download a new token with it.',
  },
  'managed-by-apple': {
    what: 'Apple’s own device management manages this location, so other products may not.',
    fault: 'It is a setting at Apple.',
    remedy: 'Release the location there, or download the token of another location.',
  },
  'legacy-token': {
    what: 'The token is of Apple’s old kind, which belongs to a person and not to a location.',
    fault: 'It is the token.',
    remedy: 'At Apple, move the licences into a location, then download the token of that location.',
  },
  'service-removed': {
    what: 'Apple no longer offers the service at the address that this bot uses.',
    fault: 'It is this bot.',
    remedy: 'Ask whoever runs the bot for a newer version.',
  },
  'stale-version': {
    what: 'Apple’s list changed while it was read.',
    fault: 'It is nobody’s fault.',
    remedy: waitAndTry,
  },
} satisfies Record<Exclude<RefusalReason, 'other'>, TroubleWords>;

const causes = {
  network: {
    what: 'Apple could not be reached over the network.',
    fault: 'It is the connection between this bot and Apple, not the token.',
    remedy: 'If it stays so, ask whoever runs the bot to check its internet access.',
  },
  timeout: {
    what: 'Apple did not answer in time.',
    fault: 'It is Apple or the connection to it, not the token.',
    remedy: waitAndTry,
  },
  'server-error': {
    what: 'Apple’s service has a fault at the moment.',
    fault: 'It is Apple, not the token.',
    remedy: waitAndTry,
  },
  throttled: {
    what: 'Apple asked the bot to wait before it asks again.',
    fault: 'It is nobody’s fault: Apple limits how often it is asked.',
    remedy: waitAndTry,
  },
  'bad-answer': {
    what: 'Apple sent an answer that this bot does not understand.',
    fault: 'It is Apple, something between, or this bot.',
    remedy: 'Try again later. If it stays so, tell whoever runs the bot.',
  },
  'address-not-allowed': {
    what: 'The token would have gone to an address that this bot does not trust, so it was not sent.',
    fault: 'It is the configuration of this bot, or something between it and Apple.',
    remedy: 'Ask whoever runs the bot to check the configured address of Apple’s service.',
  },
} satisfies Record<Unreachable['cause'], TroubleWords>;

/** What a failure means for people. */
export function troubleWords(trouble: Trouble): TroubleWords {
  switch (trouble.result) {
    case 'refused':
      return refusalWords(trouble);
    case 'unreachable':
      return causes[trouble.cause];
    case 'other-location':
      return {
        what: `Apple answered for another location (uId ${code(trouble.uId)}).`,
        fault: 'It is the token, or Apple.',
        remedy: 'Tell whoever runs the bot. Nothing of that answer was used.',
      };
    case 'in-use-elsewhere':
      return {
        what: `The product “${external(trouble.mdmInfo.name)}” manages the location now.`,
        fault: 'Somebody connected the location to that product.',
        remedy: 'Find out who did it before anything else is done.',
      };
  }
}

function refusalWords(refused: Refused): TroubleWords {
  const number = refused.errorNumber === null ? '' : ` Apple’s error number: ${refused.errorNumber}.`;
  if (refused.reason !== 'other') {
    const words = refusals[refused.reason];
    return { ...words, what: `${words.what}${number}` };
  }
  const known = refused.errorNumber === null ? null : explainErrorNumber(refused.errorNumber);
  if (known !== null) {
    return {
      what: `${external(known.meaning, 300)}${number}`,
      fault: 'Apple refused the request.',
      remedy: external(known.remedy, 300),
    };
  }
  return {
    what: `Apple said no: “${external(refused.message, 200)}”.${number}`,
    fault: 'Apple gave no reason that this bot knows.',
    remedy: 'Try again later. If it stays so, tell whoever runs the bot.',
  };
}
