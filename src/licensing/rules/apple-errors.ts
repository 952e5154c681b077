/** One of Apple's error numbers in plain language: what it means, and what somebody can do about it. */
export interface ErrorExplanation {
  meaning: string;
  remedy: string;
}

const newToken = 'Download a new content token for this location at Apple and renew it here.';
const wait = 'Nothing to do: the same request is tried again later.';
const report = 'This is a fault of this system. Report it with the reference.';

/**
 * Every error number that version 2 of Apple's service can give, subscriptions aside. Numbers are Apple's documented
 * ones, except 9622 (seen by Fleet and Zentral) and 9616, 9618, 9619, 9627, 9643, 9645 (documented for version 1 only).
 */
export const appleErrors = {
  9601: { meaning: 'Apple wants a sign-in: the request reached it without a usable token.', remedy: newToken },
  9602: { meaning: 'Apple did not accept a value of the request.', remedy: report },
  9603: { meaning: 'Apple had a fault of its own.', remedy: wait },
  9609: {
    meaning: 'Apple does not know this person in the location.',
    remedy: 'The person has to be registered first, then the request can be made again.',
  },
  9616: { meaning: 'The licence is already with this person or device.', remedy: 'Nothing to do.' },
  9618: { meaning: 'This person has been retired already.', remedy: 'Nothing to do.' },
  9619: { meaning: 'The licence is not with this person or device.', remedy: 'Nothing to do.' },
  9621: { meaning: 'The content token has expired.', remedy: newToken },
  9622: { meaning: 'Apple does not recognise the content token.', remedy: newToken },
  9623: { meaning: 'Apple did not accept a push notification token.', remedy: report },
  9625: {
    meaning: 'The content token was revoked, or the password of the Apple Account that downloaded it was changed.',
    remedy: newToken,
  },
  9627: { meaning: 'This licence was given and taken back too often in a short time.', remedy: wait },
  9634: {
    meaning: 'Apple no longer offers the service at this address.',
    remedy: 'Look for a newer version of this system.',
  },
  9635: {
    meaning: 'Apple cannot connect this Apple Account: it is unknown or belongs to another organisation.',
    remedy: 'Correct the Managed Apple Account of the person, or invite them instead.',
  },
  9637: {
    meaning: 'The account that downloaded the content token may not manage licences.',
    remedy:
      'At Apple, give that account a role that manages apps and books in this location, then download a new token.',
  },
  9641: {
    meaning: 'This Apple Account is already connected to another person of the location.',
    remedy: 'Find the other person at Apple and retire them, or use another Apple Account.',
  },
  9643: { meaning: 'The licence is locked while a transfer is under way.', remedy: wait },
  9644: { meaning: 'Apple is maintaining the service.', remedy: wait },
  9645: {
    meaning: "Apple's own device management manages this location, so others may only read it.",
    remedy: 'At Apple, release the location or make another one, and download the content token of that one.',
  },
  9646: { meaning: 'Too many requests were sent for this organisation.', remedy: wait },
  9647: {
    meaning: 'The content token is of the old kind that belongs to a person, not to a location.',
    remedy: 'Move the licences into a location at Apple and download the content token of that location.',
  },
  9650: { meaning: 'Apple has no such page: the list became shorter while it was read.', remedy: wait },
  9700: { meaning: 'The request named more apps than Apple takes at once.', remedy: report },
  9701: { meaning: 'The request named more people than Apple takes at once.', remedy: report },
  9702: { meaning: 'The request named more devices than Apple takes at once.', remedy: report },
  9703: { meaning: 'The request named an app twice.', remedy: report },
  9704: { meaning: 'The request named a person twice.', remedy: report },
  9705: { meaning: 'The request named a device twice.', remedy: report },
  9706: {
    meaning: 'Licences of this product cannot be taken back.',
    remedy: 'Nothing can be done: books and some apps stay with whoever received them.',
  },
  9707: { meaning: 'This product cannot be given to devices.', remedy: 'Give it to people instead.' },
  9708: {
    meaning: 'Apple does not know this event any more.',
    remedy: 'Nothing to do: the result is read from the lists.',
  },
  9709: { meaning: 'Not enough licences are left.', remedy: 'Buy more licences at Apple or take some back.' },
  9710: { meaning: 'A notification address and its secret only go together.', remedy: report },
  9711: {
    meaning: 'The notification address or its secret is too long.',
    remedy: 'Configure a shorter public address.',
  },
  9712: {
    meaning: 'The notification address is not a valid https address.',
    remedy: 'Configure a public address that starts with https.',
  },
  9713: { meaning: 'Our note on who manages the location is too long for Apple.', remedy: report },
  9714: { meaning: 'The request named more people than Apple registers at once.', remedy: report },
  9715: { meaning: 'The request registered a person twice.', remedy: report },
  9716: { meaning: 'This person is already registered.', remedy: 'Nothing to do.' },
  9717: { meaning: 'Apple did not accept the e-mail address.', remedy: "Correct the person's e-mail address." },
  9718: { meaning: 'The request named no app.', remedy: report },
  9719: { meaning: 'The request named neither a person nor a device.', remedy: report },
  9720: { meaning: 'The request named no people.', remedy: report },
  9721: {
    meaning: 'Apple no longer accepts the point from which changes were asked for.',
    remedy: 'Nothing to do: the next sync reads everything.',
  },
  9722: { meaning: 'Apple could not read the content token in the request.', remedy: newToken },
  9723: { meaning: 'Our note on who manages the location was incomplete.', remedy: report },
  9724: { meaning: 'Our id in the note on who manages the location is too long for Apple.', remedy: report },
  9725: { meaning: 'Our name in the note on who manages the location is too long for Apple.', remedy: report },
  9726: { meaning: 'Apple does not know this kind of request at this address.', remedy: report },
  9727: { meaning: 'Apple did not accept the format of the request.', remedy: report },
  9728: {
    meaning: 'Apple could not reach the notification address.',
    remedy: 'Make the public address reachable from the internet and try again.',
  },
  9729: { meaning: 'The service is unavailable for the moment.', remedy: wait },
} as const satisfies Record<number, ErrorExplanation>;

/** An error number that we know. Apple may add others at any time. */
export type AppleErrorNumber = keyof typeof appleErrors;

export function isAppleErrorNumber(errorNumber: number): errorNumber is AppleErrorNumber {
  return Object.hasOwn(appleErrors, errorNumber);
}

/** The explanation of a number, or `null` for one that Apple added since. */
export function explainErrorNumber(errorNumber: number): ErrorExplanation | null {
  return isAppleErrorNumber(errorNumber) ? appleErrors[errorNumber] : null;
}
