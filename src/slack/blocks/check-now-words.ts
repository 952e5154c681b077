import type { CheckNowOutcome } from '../../licensing/flows/check-installation-now.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { installationStateWords } from './installation-words.js';
import type { Words } from './words.js';

type Checked = Exclude<CheckNowOutcome, NotAllowed>;
type CheckedOf = { [R in Checked as R['result']]: R };

const untouched = 'Nothing was changed at Apple or on the device.';

const answers: { [R in keyof CheckedOf]: (outcome: CheckedOf[R]) => Words } = {
  asked: () => ({
    title: 'The device is being asked',
    text: `The bot asks the device how it stands. ${untouched}`,
    next: 'Next: the card says so as soon as the device has answered; it has to be switched on and on the network.',
  }),
  woken: () => ({
    title: 'The device is being woken',
    text: `A command waits for the device already, so the bot tells it to come and get it. ${untouched}`,
    next: 'Next: unlock the device; it goes on by itself.',
  }),
  'at-rest': ({ state }) => ({
    title: 'The device has said how it stands',
    text: `It stands at “${installationStateWords[state].label}”. ${untouched}`,
    next: 'Next: nothing to ask.',
  }),
  'not-sent': () => ({
    title: 'Not sent yet',
    text: `The device was told nothing yet, so it has nothing to say. ${untouched}`,
    next: 'Next: nothing; the bot goes on by itself.',
  }),
  unknown: () => ({
    title: 'Not there any more',
    text: `Nothing is recorded of this app on this device any more. ${untouched}`,
    next: 'Next: look at your apps with `/vpp my`.',
  }),
  'not-yours': () => ({
    title: 'This device is not yours',
    text: `Only the person whose app it is, or an administrator, can have it asked. ${untouched}`,
    next: 'Next: look at your own apps with `/vpp my`.',
  }),
};

/** How “Check now” went. */
export function checkNowWords(outcome: Checked): Words {
  return wordsOf(outcome.result, outcome);
}

function wordsOf<R extends keyof CheckedOf>(result: R, outcome: CheckedOf[R]): Words {
  return answers[result](outcome);
}
