import type { ProposeOutcome } from '../../licensing/flows/propose-binding.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { code, dateToken, external, mention } from './format.js';
import { troubleWords } from './trouble-words.js';
import { nextWords, type Words } from './words.js';

/** True of every refusal here. */
const nothingKept = 'Nothing was changed at Apple, and the token was not kept.';

export type TokenRefusal = Exclude<ProposeOutcome, NotAllowed | { result: 'proposed' }>;
export type RefusalOf = { [O in TokenRefusal as O['result']]: O };
type TokenFlaw = RefusalOf['flawed']['flaw'];

const wholeFile = 'Next: copy the whole contents of the token file, or upload the file itself.';
const newFile = 'Next: download the token again in Apple’s portal and use that file as it is.';

const flaws = {
  empty: { what: 'There was nothing in it.', next: wholeFile },
  'too-long': { what: 'It is longer than any token. It may be another file.', next: newFile },
  'html-page': { what: 'It is a web page, not a token. Perhaps a sign-in page was saved in its place.', next: newFile },
  'not-base64': {
    what: 'It holds characters that no token has (it is not Base64). Part of it may be missing, or it is another file.',
    next: wholeFile,
  },
  'not-json': {
    what: 'It looks like a token outside, but not inside (no JSON). Part of it may be missing.',
    next: wholeFile,
  },
  'missing-token': { what: 'The secret inside it is missing.', next: newFile },
  'missing-expiry': { what: 'Its expiry date is missing.', next: newFile },
  'missing-organization': { what: 'The name of the organisation is missing in it.', next: newFile },
  'bad-expiry': { what: 'Its expiry date cannot be read.', next: newFile },
} satisfies Record<TokenFlaw, { what: string; next: string }>;

/** Why a token was not taken, and what to do instead. */
export const tokenRefusals: { [R in keyof RefusalOf]: (outcome: RefusalOf[R]) => Words } = {
  flawed: ({ flaw }) => ({
    title: 'This is not a token that can be used',
    text: `${flaws[flaw].what} ${nothingKept}`,
    next: flaws[flaw].next,
  }),
  expired: ({ expires }) => ({
    title: 'This token has expired',
    text: `It was valid until ${dateToken(expires)}; each token lasts a year. ${nothingKept}`,
    next: 'Next: download a new token in Apple’s portal.',
  }),
  'no-uid': () => ({
    title: 'Apple names no id for this location',
    text: `Without that id (uId) the bot could not know later that it is still the same location, so it does not bind it. ${nothingKept}`,
    next: 'Next: download the token of a location in Apple Business Manager or Apple School Manager. Tokens of Apple’s old kind belong to a person and have no location.',
  }),
  'other-account': ({ bound, offered }) => ({
    title: 'This token is for another Apple account',
    text: `It belongs to “${external(offered.locationName)}” (uId ${code(offered.uId)}). This bot belongs to “${external(bound.locationName)}” (uId ${code(bound.uId)}), and that can never change. ${nothingKept}`,
    next: `Next: sign in to Apple’s portal with the right Apple Account, and download the token of “${external(bound.locationName)}”.`,
  }),
  'already-bound': ({ bound }) => ({
    title: 'This location is bound already',
    text: `The token is for “${external(bound.locationName)}” (uId ${code(bound.uId)}), to which the bot is bound. ${nothingKept}`,
    next: 'Next: if it is to take the place of the present token, press Renew the token on the token page, or use `/vpp token renew`.',
  }),
  decommissioned: ({ bound }) => ({
    title: 'This bot handed its location over for good',
    text: `It was bound to “${external(bound.locationName)}” (uId ${code(bound.uId)}), and with this data folder it can never be bound again. ${nothingKept}`,
    next: 'Next: whoever runs the bot can start it with a new, empty data folder and bind it there.',
  }),
  'proposal-open': ({ proposedBy, deadline, mine }) => ({
    title: mine ? 'You have a binding under way' : 'Somebody else is binding already',
    text: `${mine ? 'Your' : `A`} binding ${mine ? '' : `by ${mention(proposedBy)} `}is open until ${dateToken(deadline)}, and there can be only one. ${nothingKept}`,
    next: mine
      ? 'Next: go on with its card in your direct messages, or cancel it there and start again.'
      : 'Next: wait until it is finished, or ask them to cancel it.',
  }),
  trouble: ({ trouble }) => {
    const { what, fault, remedy } = troubleWords(trouble);
    return {
      title:
        trouble.result === 'refused' ? 'Apple did not accept the token' : 'The token could not be checked at Apple',
      text: `${what} ${fault} ${nothingKept}`,
      next: nextWords(remedy),
      wrong: true,
    };
  },
};

export type DownloadRefusal = 'too-large' | 'html-login-page' | 'wrong-host' | 'not-text' | 'not-found' | 'unreachable';

const noPermission =
  'Next: paste the contents of the file instead. Whoever runs the bot can check that it may read files in Slack (scope `files:read`).';

/** Why an uploaded file could not be used: what happened, and what to do instead. */
export const downloadRefusals = {
  'too-large': {
    text: 'It is far larger than any token, so it was not read.',
    next: 'Next: choose the file that Apple’s portal gave you; its name ends in `.vpptoken`.',
  },
  'html-login-page': { text: 'Slack sent a sign-in page in place of the file.', next: noPermission },
  'wrong-host': {
    text: 'Slack named an address outside Slack for it, and the bot fetches nothing from there.',
    next: 'Next: upload the file itself from your computer, or paste its contents.',
  },
  'not-text': {
    text: 'It is not a text file.',
    next: 'Next: choose the file that Apple’s portal gave you; its name ends in `.vpptoken`.',
  },
  'not-found': { text: 'Slack does not find it, or does not let the bot read it.', next: noPermission },
  unreachable: {
    text: 'Slack did not send it.',
    next: 'Next: try again in a moment, or paste the contents of the file.',
  },
} satisfies Record<DownloadRefusal, { text: string; next: string }>;
