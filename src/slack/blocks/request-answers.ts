import type { ConfirmRequestOutcome } from '../../licensing/flows/confirm-request.js';
import type { AskOutcome, DenyRequestOutcome } from '../../licensing/flows/requests.js';
import type { CustodianRequest } from '../../licensing/rules/request.js';
import { blockerLines } from './blocker-words.js';
import { dateToken, external, mention, mentions } from './format.js';
import { troubleWords } from './trouble-words.js';
import { nextWords, nothingChanged, type Words } from './words.js';

type Refusable<T extends { result: string }> = Exclude<T, { result: 'not-allowed' }>;

const over: Words = {
  title: 'This is over already',
  text: `Somebody answered it, or its hour has passed. ${nothingChanged}`,
  next: 'Next: the card shows how it ended.',
};

const paused: Words = {
  title: 'The bot is paused',
  text: `While it is paused nothing is changed at Apple. ${nothingChanged}`,
  next: 'Next: a custodian types `/vpp resume`, then press again.',
};

/** What whoever asked for a confirmation is told at once. */
export function askWordsOf(outcome: Exclude<Refusable<AskOutcome<CustodianRequest>>, { result: 'enough' }>): Words {
  switch (outcome.result) {
    case 'paused':
      return paused;
    case 'already-asked':
      return {
        title: 'It has been asked for already',
        text: `${mention(outcome.by)} asked for the same. ${nothingChanged}`,
        next: `Next: a second custodian answers the question in their direct messages before ${dateToken(outcome.until)}.`,
      };
    case 'no-second-custodian':
      return {
        title: 'There is no second custodian',
        text: `Two people have to agree to this, and no other custodian is active. ${nothingChanged}`,
        next: 'Next: whoever runs the bot names another custodian (`VPP_ROLE_CUSTODIANS`).',
      };
    case 'asked':
      return {
        title: 'A second custodian is asked',
        text: `${mentions(outcome.others)} can confirm it before ${dateToken(outcome.until)}. ${nothingChanged}`,
        next: 'Next: the card in your direct messages shows how it goes on.',
      };
  }
}

/** What the second custodian is told at once. */
export function confirmRequestWords(outcome: Refusable<ConfirmRequestOutcome>): Words {
  switch (outcome.result) {
    case 'begun':
      return {
        title: 'Confirmed',
        text: 'Both confirmations are recorded, and the bot has begun.',
        next: 'Next: the result appears as a card in the custodians’ direct messages.',
      };
    case 'over':
      return over;
    case 'paused':
      return paused;
    case 'same-person':
      return {
        title: 'A second person has to confirm',
        text: `You asked for it yourself. ${nothingChanged}`,
        next: 'Next: another custodian presses the button.',
      };
    case 'asker-without-role':
      return {
        title: 'Whoever asked is no custodian any more',
        text: `So the request does not count, and it has ended. ${nothingChanged}`,
        next: 'Next: somebody who is a custodian asks again.',
      };
    case 'changed':
      return {
        title: 'The facts have changed',
        text: `${outcome.what.map((line) => external(line, 300)).join('; ')}. ${nothingChanged}`,
        next: 'Next: look at the new facts and ask again.',
      };
    case 'blocked':
      return {
        title: 'Something has to end first',
        text: `${blockerLines(outcome.by).join('\n')}\n${nothingChanged} Nothing of it is lost.`,
        next: 'Next: end what stands above, then press again.',
      };
    case 'trouble': {
      const { what, remedy } = troubleWords(outcome.trouble);
      const next = nextWords(remedy);
      return { title: 'Apple could not be asked', text: `${what} ${nothingChanged}`, next, wrong: true };
    }
  }
}

/** What somebody is told who ended a request. */
export function denyRequestWords(outcome: Refusable<DenyRequestOutcome>): Words {
  if (outcome.result === 'over') return over;
  return {
    title: outcome.result === 'denied' ? 'Denied' : 'Withdrawn',
    text: nothingChanged,
    next: 'Next: nothing to do; everybody who was asked sees that on their card.',
  };
}
