import type { RetryOutcome } from '../../licensing/flows/retry-installation.js';
import type { RetryInstallsOutcome } from '../../licensing/flows/retry-installs.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { counted } from './format.js';
import { installationReasonWords } from './installation-reasons.js';
import { type InstallationReader, installationStateWords } from './installation-words.js';
import type { Words } from './words.js';

type Retried = Exclude<RetryOutcome, NotAllowed>;
type RetriedOf = { [R in Retried as R['result']]: R };

/** Said wherever it is true. */
const untouched = 'Nothing was changed at Apple or on the device.';
const look = 'Next: look at it again with `/vpp installs`.';

const retries: { [R in keyof RetriedOf]: (outcome: RetriedOf[R]) => Words } = {
  retried: () => ({
    title: 'It is tried again',
    text: 'The bot sends the command to the device again, and it was recorded that you asked for it. Nothing was changed at Apple; the licence stays as it is.',
    next: 'Next: the device has to be switched on and unlocked. How it goes stands in the list.',
  }),
  unknown: () => ({
    title: 'Not there any more',
    text: `Nothing is recorded of this app on this device any more. ${untouched}`,
    next: look,
  }),
  'not-yours': () => ({
    title: 'This device is not yours',
    text: `Only the person whose app it is, or an administrator, can try it again. ${untouched}`,
    next: 'Next: look at your own apps with `/vpp my`.',
  }),
  installed: () => ({
    title: 'It is installed already',
    text: `The device says that the app is there and managed. ${untouched}`,
    next: 'Next: nothing to do.',
  }),
  'under-way': ({ state }) => ({
    title: 'It is under way already',
    text: `It stands at “${installationStateWords[state].label}”. ${untouched}`,
    next: 'Next: nothing; the bot goes on by itself.',
  }),
  'not-wanted': () => ({
    title: 'The app is not wanted there any more',
    text: `The person has no licence of it any more, or no deployment wants it on their devices. ${untouched}`,
    next: 'Next: deploy the app to the person with `/vpp deploy` if they are to have it.',
  }),
  'device-not-enrolled': () => ({
    title: 'The device is not managed any more',
    text: `It left management or was taken out of use, so nothing can be sent to it. ${untouched}`,
    next: 'Next: the person enrols the device again, or uses another one.',
  }),
  'not-applicable': ({ reason }) => ({
    title: 'The device cannot have the app',
    text: `${reason === null ? 'The app cannot be installed there' : `It cannot be installed there: ${installationReasonWords[reason].label}`}. ${untouched}`,
    next: 'Next: nothing to do for this device.',
  }),
  'needs-take-over': () => ({
    title: 'The person has a copy of their own',
    text: `The app is on the device already, and is not managed. ${untouched}`,
    next: 'Next: open it with `/vpp installs unmanaged` and press “Take over the copy”, or leave the copy to the person.',
  }),
  'cannot-take-over': () => ({
    title: 'This copy cannot be taken over',
    text: `The device is enrolled by its user (User Enrolment), and Apple does not let a copy of theirs be managed there. ${untouched}`,
    next: 'Next: the person deletes their copy; then press “Try again”.',
  }),
};

/** What is otherwise for somebody who tries their own again: they read no lists, and deploy nothing. */
const forThePerson: { readonly [R in Retried['result']]?: Partial<Words> } = {
  retried: { next: 'Next: unlock the device and keep it on the network. The card says how it goes.' },
  unknown: { next: 'Next: look at your apps with `/vpp my`.' },
  'not-wanted': {
    text: `You have no licence of it any more, or it is not meant for your devices any more. ${untouched}`,
    next: 'Next: ask your administrators if you need it.',
  },
  'device-not-enrolled': { next: 'Next: enrol the device again, or use another one.' },
  'needs-take-over': {
    title: 'You have a copy of your own',
    next: 'Next: press “Let the bot manage it” on the card, or keep the copy as your own.',
  },
  'cannot-take-over': {
    text: `You enrolled the device yourself (User Enrolment), and Apple does not let a copy of your own be managed there. ${untouched}`,
    next: 'Next: delete your copy from the device, then ask your administrators to try again.',
  },
};

/** How “Try again” or “Take over the copy” went, for whoever pressed it. */
export function retryWords(outcome: Retried, reader: InstallationReader): Words {
  const words = wordsOf(outcome.result, outcome);
  return reader === 'person' ? { ...words, ...forThePerson[outcome.result] } : words;
}

function wordsOf<R extends keyof RetriedOf>(result: R, outcome: RetriedOf[R]): Words {
  return retries[result](outcome);
}

/** How “Try again for all” went. */
export function retryAllWords({ count, left, over }: Extract<RetryInstallsOutcome, { result: 'retried-all' }>): Words {
  const others = left === 0 ? '' : ` ${counted(left, 'other')} changed meanwhile or cannot be tried again now.`;
  const more = over === 0 ? '' : ` ${counted(over, 'more installation')} did not fit into one click.`;
  if (count === 0)
    return {
      title: 'Nothing was tried again',
      text: `Nothing could be tried again.${others} ${untouched}`,
      next: look,
    };
  return {
    title: count === 1 ? 'One installation is tried again' : `${counted(count, 'installation')} are tried again`,
    text: `The bot sends them to their devices again, and each was recorded.${others}${more} Nothing was changed at Apple; the licences stay as they are.`,
    next: over === 0 ? 'Next: how they go stands in the list.' : 'Next: press the button again for the others.',
  };
}
