import type { AppFacts } from './app-offer.js';
import type { Device } from './device.js';
import { type Installation, installationTraits } from './installation.js';

/** What people are told of one app on one device. */
export type InstallationSaid = Pick<
  Installation,
  'state' | 'reason' | 'error' | 'appleStatus' | 'nextTry' | 'tries' | 'notNowSince'
>;

/** One device of a card. */
export interface InstallationLine {
  /** What its buttons carry. */
  installationId: string;
  /** `null`: the device is not known any more. */
  device: Pick<Device, 'name' | 'model' | 'serialNumber'> | null;
  installation: InstallationSaid;
}

/** Of one person and app: a line per device, oldest enrolment first. */
export interface InstallationCardFacts {
  app: AppFacts;
  assignmentId: string;
  /** Of the assignment: another one has another card. */
  generation: number;
  lines: readonly InstallationLine[];
  /** The person may give the licence back by themselves. */
  mayGiveBack: boolean;
}

/** In the thread of the card: the person has to do something, on these devices. */
export interface InstallationNewsFacts {
  app: AppFacts;
  lines: readonly InstallationLine[];
}

/** What a card says, so that nothing is said twice. Id: the assignment's. */
export interface InstallationCard {
  generation: number;
  /** Per device `shownAs`. */
  shown: readonly string[];
  /** `askedAs` of those of which the person was told by a message of its own. */
  asked: readonly string[];
  /** Messages in its thread so far. */
  messages: number;
}

/** What the card says of one device: another word draws it again. */
export function shownAs(line: InstallationLine): string {
  const { state, appleStatus, notNowSince } = line.installation;
  const prompt = state === 'prompting' ? (appleStatus ?? '') : '';
  return `${askedAs(line)} ${prompt} ${notNowSince === null ? '' : 'locked'}`.trimEnd();
}

/** What an installation is to the person: its id, state and reason. What else a card says is worth no message of its own. */
export function askedAs({ installationId, installation: { state, reason } }: InstallationLine): string {
  return `${installationId} ${state} ${reason ?? ''}`.trimEnd();
}

const forThePerson: readonly Installation['state'][] = ['prompting', 'failed', 'rejected', 'unmanaged'];

/** Whether the person is told by a message of its own, because nothing goes on without them. */
export function asksThePerson({ installation: { state } }: InstallationLine): boolean {
  return forThePerson.includes(state);
}

const quiet: readonly Installation['state'][] = ['removing', 'gone', 'not-applicable', 'retired'];

/** Whether it is worth a card of its own: not what only says that there is nothing, or that another card tells. */
export function deservesCard({ installation: { state } }: InstallationLine): boolean {
  return !quiet.includes(state);
}

/** Nothing is left of which a card could say more. */
export function isSpent({ installation: { state } }: InstallationLine): boolean {
  return !installationTraits[state].mayBeThere && quiet.includes(state);
}

/** Whether asking the device at once can tell more than waiting for the next look. */
export function mayCheck({ installation: { state } }: InstallationLine): boolean {
  return state === 'prompting' || state === 'installing' || state === 'waiting' || state === 'commanded';
}

/** Whether the person can have it tried again by a button. */
export function mayRetry({ installation: { state } }: InstallationLine): boolean {
  return state === 'failed' || state === 'rejected' || state === 'deleted';
}
