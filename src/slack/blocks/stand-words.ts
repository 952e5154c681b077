import type { Stand } from '../../licensing/rules/app-offer.js';

/** How somebody stands with an app, for that person. `short` goes into a list. */
export interface StandWords {
  title: string;
  short: string;
  text: string;
  next: string;
}

const stands = {
  'waiting-for-terms': {
    title: 'Reserved for you',
    short: 'Reserved: waits for you to accept Apple’s terms',
    text: 'A licence is reserved for you. It waits until you have accepted Apple’s terms. No licence was changed at Apple yet.',
    next: 'Next: accept Apple’s terms with the link that the bot sends you. The rest goes by itself.',
  },
  reserved: {
    title: 'Reserved for you',
    short: 'Reserved: Apple is asked for it by itself',
    text: 'A licence is reserved for you. Nothing was changed at Apple yet.',
    next: 'Next: nothing; the bot asks Apple for it by itself.',
  },
  'waiting-for-licences': {
    title: 'On the waiting list',
    short: 'Waiting: no licence is free at the moment',
    text: 'No licence is free at the moment, so you are on the waiting list. Nothing was changed at Apple.',
    next: 'Next: nothing; the administrators see the list, and it goes on by itself when a licence is free.',
  },
  licensing: {
    title: 'On its way',
    short: 'On its way: Apple is giving the licence',
    text: 'Apple was asked to give you the licence. It is not certain yet that it did.',
    next: 'Next: nothing; this card says when it is yours.',
  },
  licensed: {
    title: 'It is yours',
    short:
      'Yours: the licence is given. If the app is not there yet, get it in the App Store under your purchased apps',
    text: 'You have the licence at Apple. The bot does not see whether the app is installed.',
    next: 'Next: open the App Store on your device, look under your purchased apps, and install it there.',
  },
  removing: {
    title: 'To be removed',
    short: 'To be removed: answer the question of the bot',
    text: 'The app is to be removed from your devices. You still have the licence. Nothing was changed at Apple.',
    next: 'Next: answer the question in this conversation or in Home.',
  },
  releasing: {
    title: 'Being given back',
    short: 'Being given back: Apple is taking the licence back',
    text: 'The licence is on its way back. It is not certain yet that Apple has taken it.',
    next: 'Next: nothing; the bot goes on by itself.',
  },
  released: {
    title: 'Given back',
    short: 'Given back',
    text: 'Apple has taken the licence back, so it is free for somebody else.',
    next: 'Next: nothing. If the app is offered to you again, you can install it again.',
  },
  failed: {
    title: 'It did not work',
    short: 'Did not work: an administrator sees why',
    text: 'The licence could not be given to you or taken back. The bot does not try again by itself. What Apple answered is recorded.',
    next: 'Next: ask your administrators; they see why.',
  },
  rejected: {
    title: 'You said no',
    short: 'You said no',
    text: 'You did not want this app, so no licence is held for you. Nothing was changed at Apple.',
    next: 'Next: nothing. If it is offered to you again, you can install it.',
  },
  'given-back': {
    title: 'The reservation has ended',
    short: 'Ended: Apple’s terms were not accepted in time',
    text: 'Apple’s terms were not accepted in time, so the licence is held for you no longer. Nothing was changed at Apple.',
    next: 'Next: accept Apple’s terms; the reservation comes back by itself if a licence is free.',
  },
  lost: {
    title: 'The licence is gone',
    short: 'Gone: Apple has taken the licence without this bot',
    text: 'Your licence went at Apple without this bot. The app may stop working. This bot changed nothing at Apple.',
    next: 'Next: ask your administrators whether you get another one.',
  },
} satisfies Record<Stand, StandWords>;

/** Where a device server installs it. */
const byItself: Partial<Record<Stand, StandWords>> = {
  licensed: {
    title: 'It is yours',
    short: 'Yours: the licence is given, and the app comes to your devices by itself',
    text: 'You have the licence at Apple. The app comes to your devices by itself.',
    next: 'Next: keep your device unlocked and on the network. A message of its own says how far each device is.',
  },
  removing: {
    title: 'To be removed',
    short: 'To be removed: your devices are asked to remove it',
    text: 'The app is to be removed from your devices. You still have the licence. Nothing was changed at Apple.',
    next: 'Next: the question in this conversation or in Home says how far each device is.',
  },
};

/** How an app stands, said to the person who has it or waits for it. `onDevices`: a device server installs it. */
export function standWords(stand: Stand, onDevices = false): StandWords {
  return (onDevices ? byItself[stand] : undefined) ?? stands[stand];
}
