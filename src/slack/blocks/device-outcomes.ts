import type { AssignOutcome } from '../../licensing/flows/assign-device.js';
import type { RetireDeviceOutcome } from '../../licensing/flows/retire-device.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { commandsWords } from './device-page.js';
import { boldDevice, nothingTouched } from './device-words.js';
import { mention } from './format.js';
import { nothingChanged, type Words } from './words.js';

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

const gone: Words = {
  title: 'There is no such device in use',
  text: `It is not known any more, or it was retired. ${nothingTouched}`,
  next: 'Next: look at it with `/vpp devices`.',
};

const assigns: Table<ByResult<Told<AssignOutcome>>> = {
  gone: () => gone,
  changed: ({ owner }) => ({
    title: 'The owner has changed meanwhile',
    text: `The device ${owner === null ? 'belongs to nobody' : `belongs to ${mention(owner)}`} now, otherwise than the page said. ${nothingTouched}`,
    next: 'Next: look at the device again with `/vpp device`, then decide.',
  }),
  shared: () => ({
    title: 'This iPad is shared',
    text: `A Shared iPad belongs to nobody, and licences of people do not work on it (Apple). ${nothingTouched}`,
    next: 'Next: nothing.',
  }),
  'no-member': ({ userId }) => ({
    title: 'This person owns no devices here',
    text: `${mention(userId)} is no active full member of this organisation, or Slack cannot say so at the moment. ${nothingTouched}`,
    next: 'Next: choose somebody else, or try again in a few minutes.',
  }),
  same: () => ({
    title: 'It is so already',
    text: `The device has that owner already. ${nothingTouched}`,
    next: 'Next: nothing.',
  }),
  set: ({ userId, was, device }) => ({
    title: userId === null ? 'The device is nobody’s now' : 'The owner is set',
    text: `It was recorded that ${boldDevice(device)} belongs to ${userId === null ? 'nobody' : mention(userId)}${was === null ? '' : `, and no longer to ${mention(was)}`}. ${nothingChanged}`,
    next:
      userId === null
        ? 'Next: nothing; nothing is installed on it.'
        : 'Next: apps of this person are installed on it by themselves.',
  }),
};

/** How “Set owner” or “Remove owner” went. */
export function assignWords(outcome: Told<AssignOutcome>): Words {
  return wordsOf(assigns, outcome.result, outcome);
}

type Retired = Exclude<Told<RetireDeviceOutcome>, { result: 'not-acknowledged' }>;

const retirements: Table<ByResult<Retired>> = {
  gone: () => gone,
  'retired-already': () => ({
    title: 'It is retired already',
    text: `Somebody took this device out of use before. ${nothingTouched}`,
    next: 'Next: nothing; enrolled again it comes back.',
  }),
  retired: ({ device, commands }) => ({
    title: 'The device is retired',
    text: `It was recorded that ${boldDevice(device)} is out of use. ${commandsWords(commands)} ${nothingTouched}`,
    next: 'Next: removals go on without it; what it had counts for nothing any more.',
  }),
};

/** How “Retire” went. */
export function retireDeviceWords(outcome: Retired): Words {
  return wordsOf(retirements, outcome.result, outcome);
}
