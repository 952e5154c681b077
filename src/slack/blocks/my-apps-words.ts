import type { GiveBackOutcome, NamedDevice } from '../../licensing/flows/give-back.js';
import type { StandingHold } from '../../licensing/flows/standing-hold.js';
import type { TakeOutcome } from '../../licensing/flows/take-available.js';
import { deviceLabel } from '../../licensing/rules/device.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { counted, external, listed } from './format.js';
import { standWords } from './stand-words.js';
import { nothingChanged, type Words } from './words.js';

type Told<O extends { result: string }> = Exclude<O, NotAllowed>;
type ByResult<O extends { result: string }> = { [X in O as X['result']]: X };
type Table<By> = { [R in keyof By]: (outcome: By[R]) => Words };

function wordsOf<By, R extends keyof By>(table: Table<By>, result: R, outcome: By[R]): Words {
  return table[result](outcome);
}

/** Why nothing is sent to Apple now, for somebody without a role. */
export const standingHoldWords = {
  paused: 'The bot is paused at the moment, so nothing is changed at Apple until a custodian lets it go on.',
  'not-bound': 'The bot is not connected to Apple at the moment, so nothing is changed there.',
  trouble: 'The bot cannot change anything at Apple at the moment; the administrators know.',
  'not-clean': 'The administrators have to tidy up at Apple first, so nothing is given out until then.',
} satisfies Record<StandingHold, string>;

function heldWords(hold: StandingHold | null): string {
  return hold === null ? '' : ` ${standingHoldWords[hold]} It waits for that.`;
}

/** An outcome, with whether a device server installs what is given. */
type Took = { [R in keyof ByResult<Told<TakeOutcome>>]: ByResult<Told<TakeOutcome>>[R] & { byItself: boolean } };

const take: Table<Took> = {
  over: () => ({
    title: 'This app is not offered to you any more',
    text: `The offer has ended, or you are not among its people now. ${nothingChanged}`,
    next: 'Next: Home shows what is available to you.',
  }),
  'to-be-removed': ({ deploymentId }) => ({
    title: 'This app is being removed',
    text: `Deployment ${external(deploymentId)} wants this app removed from your devices, so it is not offered. ${nothingChanged}`,
    next: 'Next: ask your administrators if you need it.',
  }),
  stopped: ({ deploymentId }) => ({
    title: 'This offer is stopped for now',
    text: `An administrator stopped deployment ${external(deploymentId)}, so no licence was reserved. ${nothingChanged}`,
    next: 'Next: try again later, or ask your administrators.',
  }),
  'app-gone': () => ({
    title: 'This app cannot be given out now',
    text: `Apple does not list this app for your organisation any more. ${nothingChanged}`,
    next: 'Next: ask your administrators.',
  }),
  already: ({ stand, byItself }) => {
    const { short, next } = standWords(stand, byItself);
    return {
      title: 'You have asked for it already',
      text: `${short}. Pressing again changed nothing.`,
      next,
    };
  },
  reserved: ({ stand, hold, byItself }) => {
    const { title, text, next } = standWords(stand, byItself);
    return { title, text: `${text}${heldWords(hold)}`, next };
  },
  waiting: ({ ahead }) => ({
    title: 'You are on the waiting list',
    text: `No licence is free at the moment${ahead === 0 ? '' : `, and ${counted(ahead, 'person waits', 'people wait')} before you`}. ${nothingChanged}`,
    next: 'Next: nothing; the administrators see the list, and it goes on by itself when a licence is free.',
  }),
};

/** How “Install” went. `byItself`: a device server installs what is given. */
export function takeWords(outcome: Told<TakeOutcome>, byItself = false): Words {
  return wordsOf(take, outcome.result, { ...outcome, byItself });
}

/** Devices in one sentence. */
const DEVICES_NAMED = 5;

/** That the licence waits for these devices; finished mrkdwn. */
export function removedFirst(devices: readonly NamedDevice[]): string {
  const names = devices.slice(0, DEVICES_NAMED).map((device) => external(deviceLabel(device), 60));
  const more = devices.length - names.length;
  const all = listed(more > 0 ? [...names, counted(more, 'more', 'more')] : names);
  const says = devices.length === 1 ? 'it says' : 'each of them says';
  return `Your answer is recorded. The app is being removed from ${all}; the licence goes back when ${says} that it is gone.`;
}

const back: Table<ByResult<Told<GiveBackOutcome>>> = {
  over: () => ({
    title: 'There is nothing to give back',
    text: `You have no licence of this app, or it is on its way back already. ${nothingChanged}`,
    next: 'Next: Home shows your apps.',
  }),
  'under-way': () => ({
    title: 'Apple is being asked right now',
    text: 'A change of this licence is under way at Apple, so it cannot be given back at this moment. Pressing changed nothing.',
    next: 'Next: try again in a few minutes.',
  }),
  required: ({ deployments }) => ({
    title: 'Your organisation wants you to have this app',
    text: `It is required by deployment ${listed(deployments.slice(0, 5).map((id) => external(id)))}. ${nothingChanged}`,
    next: 'Next: ask your administrators if you do not need it.',
  }),
  'not-revocable': () => ({
    title: 'Apple does not take this licence back',
    text: `A licence of this app stays with whoever has it. ${nothingChanged}`,
    next: 'Next: nothing.',
  }),
  returning: ({ hold }) => ({
    title: 'Thank you: the licence goes back',
    text: `Your answer is recorded. Apple has not been asked yet.${heldWords(hold)}`,
    next: 'Next: nothing; the bot takes the licence back by itself.',
  }),
  removing: ({ devices, hold }) => ({
    title: 'Thank you: the app is removed first',
    text: `${removedFirst(devices)} Apple has not been asked yet.${heldWords(hold)}`,
    next: 'Next: unlock your devices and keep them on the network; a message of its own says how far each is.',
  }),
  cancelled: () => ({
    title: 'It is held for you no longer',
    text: `You had no licence yet, so only the reservation or the waiting has ended. ${nothingChanged}`,
    next: 'Next: nothing. If the app is still offered to you, you can install it again.',
  }),
};

/** How “Give back” went. */
export function giveBackWords(outcome: Told<GiveBackOutcome>): Words {
  return wordsOf(back, outcome.result, outcome);
}
