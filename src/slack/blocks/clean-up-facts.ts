import { type ForeignHoldings, figureToType } from '../../licensing/rules/clean-up.js';
import type { Cleanliness } from '../../licensing/rules/cleanliness.js';
import type { WriteHold } from '../../licensing/rules/may-write.js';
import { counted, dateToken, formatNumber, mention } from './format.js';
import type { BoundHouse } from './house-words.js';

type Ended = Pick<ForeignHoldings, 'users' | 'userAssignments' | 'deviceAssignments'>;

/** What a clean-up ends, for a block of fields. */
export function holdingFields(found: Ended): (readonly [string, string])[] {
  return [
    ['People’s records to retire', formatNumber(found.users)],
    ['Licences that become free with them', formatNumber(found.userAssignments)],
    ['Licences to take back from devices', formatNumber(found.deviceAssignments)],
    ['The figure to confirm', formatNumber(figureToType({ ...found, keptAssignments: 0 }))],
  ];
}

/** `5 people and 9 given licences`. */
export function holdingWords(found: Ended): string {
  const assignments = found.userAssignments + found.deviceAssignments;
  return `${counted(found.users, 'person', 'people')} and ${counted(assignments, 'given licence')}`;
}

/** What stays whatever is done. */
export function keptLine({ keptAssignments }: Pick<ForeignHoldings, 'keptAssignments'>): string {
  const kept =
    keptAssignments === 0
      ? 'Books stay with whoever has them'
      : `${counted(keptAssignments, 'given licence')} of books and of apps that Apple never takes back ${keptAssignments === 1 ? 'stays' : 'stay'} where ${keptAssignments === 1 ? 'it is' : 'they are'}`;
  return `${kept}, and the rows of retired people never vanish from Apple’s lists. Neither of them is in the way.`;
}

/** What happens at Apple and on devices. */
export function cleanUpConsequences(found: Ended): string[] {
  return [
    `${counted(found.users, 'person', 'people')} that this bot did not make ${found.users === 1 ? 'is' : 'are'} retired at Apple: their Apple Accounts are disconnected and their licences become free.`,
    `${counted(found.deviceAssignments, 'licence')} of devices ${found.deviceAssignments === 1 ? 'is' : 'are'} taken back.`,
    'An app that loses its licence stops being usable on the device within 30 days (so Apple documents).',
    'Apple’s records carry no creator: nobody can tell which product made them. If another product still uses this location, its people lose their apps.',
    'It cannot be undone. People would have to be invited and given their licences again.',
  ];
}

/** Why nothing can be changed at Apple now. */
export const holdWords = {
  'not-bound': 'No Apple location is bound.',
  intent: 'The location is being taken back or handed over.',
  'not-ours': 'This bot does not manage the location at the moment.',
  token: 'Apple does not accept the token for changes.',
  'awaiting-reading': 'The location was taken back and has not been read from start to end since.',
} satisfies Record<WriteHold, string>;

const cleanlinessOf = {
  clean: 'nothing',
  waived: 'stays',
  needed: 'still to be removed, or to be left by a decision',
  unknown: 'not counted yet',
} satisfies Record<Cleanliness, string>;

/** For a field of the token page. */
export function cleanlinessWords({ cleanliness, waiver }: Pick<BoundHouse, 'cleanliness' | 'waiver'>): string {
  const said = cleanlinessOf[cleanliness];
  if (cleanliness !== 'waived' || waiver === null) return said;
  return `${said}, decided by ${mention(waiver.by)} ${dateToken(waiver.at)}`;
}
