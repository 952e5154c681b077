import type { ModalView } from '@slack/types';
import type { AcceptedOutcome, OpenInvitationOutcome } from '../../licensing/flows/accept-terms.js';
import type { LicenceHold } from '../../licensing/flows/licence-hold.js';
import type { ResendOutcome, RetireOutcome } from '../../licensing/flows/retire-user.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { callbackIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holdWords } from './clean-up-facts.js';
import { actions, context, header, linkButton, message, modal, section } from './elements.js';
import { code, counted } from './format.js';
import { nothingChanged, type Words } from './words.js';

type Answer<O extends { result: string }> = Exclude<O, NotAllowed>;

const notYours: Words = {
  title: 'This invitation is for somebody else',
  text: `Everybody has an invitation of their own. ${nothingChanged}`,
  next: 'Next: use the message that was sent to you.',
};

const nothingOpen: Words = {
  title: 'No invitation is open',
  text: `Nothing has to be accepted at the moment. ${nothingChanged}`,
  next: 'Next: if an app is for you, a new message comes by itself.',
};

const accepted: Words = {
  title: 'You have accepted Apple’s terms',
  text: 'Apple shows this bot that you accepted, and it was recorded.',
  next: 'Next: your apps come by themselves; you are told when a licence is yours.',
};

const unreachable: Words = {
  title: 'Apple did not answer',
  text: `Whether you accepted is not certain now. ${nothingChanged}`,
  next: 'Next: the bot looks again by itself every few minutes; you can also try again.',
  wrong: true,
};

const noAddress: Words = {
  title: 'Apple shows no invitation now',
  text: `Apple has no invitation for you at the moment, or names no address for it. ${nothingChanged}`,
  next: 'Next: try again in a few minutes; if it stays so, tell an administrator.',
  wrong: true,
};

const shared = { 'not-yours': notYours, 'nothing-open': nothingOpen, accepted, unreachable };

/** Apple's link is no part of these words. */
export const openInvitationWords = { ...shared, 'no-address': noAddress } as const satisfies Record<
  Exclude<Answer<OpenInvitationOutcome>['result'], 'link'>,
  Words
>;

export const acceptedWords = {
  ...shared,
  'not-yet': {
    title: 'Apple does not show it yet',
    text: `Apple was asked just now and shows that the terms were not accepted with this invitation. ${nothingChanged}`,
    next: 'Next: open Apple’s invitation and accept there. The bot also looks by itself every few minutes.',
  },
} as const satisfies Record<Answer<AcceptedOutcome>['result'], Words>;

/** While Apple is asked for the invitation. */
export function askingAppleView(): ModalView {
  return modal({
    callbackId: callbackIds.note,
    close: 'Close',
    blocks: [header('Asking Apple…'), section(`Your invitation is read fresh from Apple. ${nothingChanged}`)],
  });
}

/** Apple's link, for the person alone: a credential, so it stands in no message that stays. */
export function invitationLinkView(url: string): ModalView {
  return modal({
    callbackId: callbackIds.note,
    close: 'Close',
    blocks: [
      header('Apple’s invitation'),
      section([
        'The button opens Apple’s page. Sign in there with the Apple Account of your device and accept the terms.',
        'Do not pass the link on: whoever opens it connects their own Apple Account to you.',
        'Next: accept there, come back, close this and press “I have accepted”.',
      ]),
      ...actions([{ ...linkButton('Open at Apple', linkIds.invitation, url), style: 'primary' }]),
      context([`The link is not kept anywhere by this bot. ${nothingChanged}`]),
    ],
  });
}

const holds: Record<LicenceHold, string> = {
  ...holdWords,
  paused: 'The bot is paused.',
  'not-clean': 'What others made at the location is neither removed nor accepted.',
  interference: 'Somebody else seems to change the location, and no custodian has answered.',
  apple: 'Apple could not be reached; the bot tries again by itself.',
};

type WordsOf<O extends { result: string }> = { [K in O['result']]: (outcome: Extract<O, { result: K }>) => Words };

const retiring: WordsOf<Answer<RetireOutcome>> = {
  'unknown-person': () => ({
    title: 'Nothing to retire',
    text: `This person was never registered at Apple by this bot. ${nothingChanged}`,
    next: 'Next: nothing to do.',
  }),
  busy: () => ({
    title: 'Something is under way',
    text: `Something about this person is being done at Apple just now. ${nothingChanged}`,
    next: 'Next: try again in a few minutes.',
  }),
  held: ({ why }) => ({
    title: 'Not now',
    text: `${holds[why]} ${nothingChanged}`,
    next: 'Next: put that right first, then press the button again.',
  }),
  trouble: () => ({
    title: 'Apple did not take it',
    text: 'It is not certain that the person was retired: Apple’s answer was lost, or Apple refused. Nothing else was changed.',
    next: 'Next: the bot finds out by itself; look at the person with `/vpp user @person` in a quarter of an hour.',
    wrong: true,
  }),
  'made-free': () => ({
    title: 'The person can be registered anew',
    text: `Their record at Apple had ended already, and that was recorded. ${nothingChanged}`,
    next: 'Next: the bot registers and invites them by itself as soon as a licence is reserved for them.',
  }),
  asked: () => ({
    title: 'Apple was asked to retire the person',
    text: 'Their licences are changed back to free at Apple with it, except those that Apple never takes back.',
    next: 'Next: when Apple has done it and an app is for the person, they are registered and invited anew by themselves.',
  }),
};

/** How “Retire” went. */
export function retireWords(outcome: Answer<RetireOutcome>): Words {
  return wordsOf(outcome.result, outcome);
}

function wordsOf<K extends Answer<RetireOutcome>['result']>(
  kind: K,
  outcome: Extract<Answer<RetireOutcome>, { result: K }>,
): Words {
  return retiring[kind](outcome);
}

export const resendWords = {
  sent: {
    title: 'The invitation was sent again',
    text: `The message before it has no buttons any more, and reminders are counted anew; that was recorded. ${nothingChanged}`,
    next: 'Next: the person accepts; otherwise they are reminded after one working day.',
  },
  'nothing-open': {
    title: 'No invitation is open',
    text: `This person has accepted, is not registered yet, or left. ${nothingChanged}`,
    next: 'Next: look at the person with `/vpp user @person`.',
  },
} as const satisfies Record<Answer<ResendOutcome>['result'], Words>;

/** The file of people was sent. */
export function usersSentWords({ name, people }: { name: string; people: number }): Words {
  return {
    title: 'The list was sent',
    text: `${code(name)} with ${counted(people, 'person', 'people')} is in your direct messages with this bot; nobody else sees it. It was recorded that you have it. ${nothingChanged}`,
    next: 'Next: nothing to do.',
  };
}

/** Nobody was named behind `/vpp user`, or nobody of that id is known. */
export function nobodyMessage(): Message {
  const title = 'Whom do you mean?';
  const what = 'No person of this organisation was named.';
  const next = 'Next: write `/vpp user @person` and choose the person from Slack’s list.';
  return message(`${title} ${what} ${next}`, [header(title), section([what, next])]);
}
