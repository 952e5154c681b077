import type { ConfirmClaimOutcome, DenyClaimOutcome } from '../../licensing/flows/answer-claim.js';
import type { ClaimOutcome } from '../../licensing/flows/claim-device.js';
import type { WithdrawClaimOutcome } from '../../licensing/flows/withdraw-claim.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { noServerWords, nothingTouched } from './device-words.js';
import { dateToken, formatNumber, mention } from './format.js';
import type { Words } from './words.js';

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

const list = 'Next: `/vpp my devices` shows your devices and what waits.';

const claims: Table<ByResult<Told<ClaimOutcome>>> = {
  'no-device-server': () => noServerWords,
  'no-serial-number': () => ({
    title: 'Which device do you mean?',
    text: `No device was chosen, and what was typed is no serial number. ${nothingTouched}`,
    next: 'Next: open the dialogue again and name one.',
  }),
  'not-claimable': () => ({
    title: 'This device cannot be claimed',
    text: `It got an owner meanwhile, is shared by many people, or is not enrolled any more. ${nothingTouched}`,
    next: 'Next: if it is yours, type its serial number in the dialogue instead, or talk to your administrators.',
  }),
  'yours-already': () => ({
    title: 'It is yours already',
    text: `This device is recorded as yours. ${nothingTouched}`,
    next: list,
  }),
  'claimed-already': ({ until }) => ({
    title: 'You have said so already',
    text: `An administrator has not answered yet; it ends by itself ${dateToken(until)}. ${nothingTouched}`,
    next: list,
  }),
  'too-many': ({ most }) => ({
    title: 'Too many devices wait already',
    text: `At most ${formatNumber(most)} of your devices can wait for an administrator at a time. ${nothingTouched}`,
    next: 'Next: wait for an answer, or withdraw one in `/vpp my devices`.',
  }),
  claimed: ({ until, enrolled }) => ({
    title: 'The administrators are asked',
    text: `It was recorded that you say so.${enrolled ? '' : ' No device with this serial number is enrolled yet; once it is confirmed it takes effect when the device enrols.'} ${nothingTouched}`,
    next: `Next: an administrator confirms it, and you are told. It ends by itself ${dateToken(until)}.`,
  }),
};

/** How “This device is mine” went. */
export function claimWords(outcome: Told<ClaimOutcome>): Words {
  return wordsOf(claims, outcome.result, outcome);
}

const over: Words = {
  title: 'This is settled already',
  text: `Somebody answered it, it was withdrawn, or its time is over. ${nothingTouched}`,
  next: 'Next: the card says what became of it.',
};

const ownClaim: Words = {
  title: 'You cannot answer this yourself',
  text: `You say that the device is yours, so somebody else has to confirm it. ${nothingTouched}`,
  next: 'Next: ask another operator or custodian.',
};

/** How withdrawing a claim went. */
export const withdrawClaimWords = {
  over,
  withdrawn: {
    title: 'You have withdrawn it',
    text: `It was recorded that you do not claim this device any more. ${nothingTouched}`,
    next: list,
  },
} as const satisfies Record<Told<WithdrawClaimOutcome>['result'], Words>;

const confirms: Table<ByResult<Told<ConfirmClaimOutcome>>> = {
  over: () => over,
  'own-claim': () => ownClaim,
  'no-member': ({ userId }) => ({
    title: 'This person owns no devices here',
    text: `${mention(userId)} is no active full member of this organisation, or Slack cannot say so at the moment. ${nothingTouched}`,
    next: 'Next: try again in a few minutes; if it says the same, deny it.',
  }),
  changed: ({ owner }) => ({
    title: 'The owner has changed meanwhile',
    text: `The device ${owner === null ? 'belongs to nobody' : `belongs to ${mention(owner)}`} now, otherwise than the card said. The card was drawn anew. ${nothingTouched}`,
    next: 'Next: read the card again, then confirm or deny.',
  }),
  confirmed: ({ userId, enrolled }) => ({
    title: 'The device is theirs',
    text: `It was recorded that it belongs to ${mention(userId)}${enrolled ? '' : '; that takes effect when it enrols'}. Nothing was changed at Apple.`,
    next: enrolled
      ? 'Next: apps that this person is to have are installed on it by themselves.'
      : 'Next: the person enrols the device.',
  }),
};

/** How “Confirm” went. */
export function confirmClaimWords(outcome: Told<ConfirmClaimOutcome>): Words {
  return wordsOf(confirms, outcome.result, outcome);
}

const denials: Table<ByResult<Told<DenyClaimOutcome>>> = {
  over: () => over,
  'own-claim': () => ({ ...ownClaim, next: 'Next: withdraw it in `/vpp my devices` if it is not yours.' }),
  denied: ({ userId }) => ({
    title: 'Denied',
    text: `It was recorded that the device is not confirmed as theirs. ${nothingTouched}`,
    next: `Next: nothing; ${mention(userId)} is told.`,
  }),
};

/** How “Deny” went. */
export function denyClaimWords(outcome: Told<DenyClaimOutcome>): Words {
  return wordsOf(denials, outcome.result, outcome);
}
