import type { AppFacts } from './app-offer.js';
import type { InstallationLine } from './installation-card.js';

/** Why a removal question is no question any more, or that it still is one. */
export type RemovalStage =
  /** The person has not answered. */
  | 'asked'
  /** The person needs the app; whoever asked was told. */
  | 'needed'
  /** The app is gone, or a custodian overrode: the licence is on its way back. */
  | 'returning'
  | 'returned'
  /** Apple does not take the licence back. */
  | 'not-returned'
  /** Nobody wants it removed any more. */
  | 'called-off';

/** One person's question whether an app is gone. Id: as the assignment's. */
export interface Removal {
  key: string;
  userId: string;
  generation: number;
  /** As the assignment's `removalBy`. */
  by: string;
  /** In the words of whoever asked, at most 500 characters. */
  reason: string | null;
  /** `null`: not asked yet. */
  askedAt: number | null;
  /** Sent so far. */
  reminders: number;
  nextReminderAt: number | null;
  /** On the administrators' list from then on. */
  overdueAt: number | null;
  /** The person needs the app; why, in their words. */
  needed: { at: number; note: string | null } | null;
  /** A custodian took the licence back without the person. */
  overriddenBy: string | null;
  /** As the card says; `null` = there is no card yet. */
  shown: RemovalStage | null;
}

/** The mark of a person in `removalBy`. */
const PERSON = 'person:';

/** How an assignment names a person who wants it gone. */
export function byPerson(userId: string): string {
  return `${PERSON}${userId}`;
}

/** Who asked for a removal: a deployment, a person, or the holder for themselves. */
export function askerOf(by: string): { kind: 'person'; userId: string } | { kind: 'deployment'; deploymentId: string } {
  return by.startsWith(PERSON)
    ? { kind: 'person', userId: by.slice(PERSON.length) }
    : { kind: 'deployment', deploymentId: by };
}

/** Whether the holder gave it back, and nobody else asked. */
export function isOwnWish({ by, userId }: Pick<Removal, 'by' | 'userId'>): boolean {
  return by === byPerson(userId);
}

/** What a removal question says. */
export interface RemovalFacts {
  app: AppFacts;
  /** Of the assignment: what its buttons carry, with the generation. */
  assignmentId: string;
  generation: number;
  by: string;
  reason: string | null;
  stage: RemovalStage;
  overriddenBy: string | null;
  /** With a device server: what is known of each of the person's devices. */
  devices?: readonly InstallationLine[];
}

/** One line of the administrators' list of people who have not answered, or who need the app. */
export interface RemovalLine {
  assignmentId: string;
  generation: number;
  appName: string | null;
  userId: string;
  by: string;
  askedAt: number;
  reminders: number;
  needed: { at: number; note: string | null } | null;
}

/** Lines on the card about removals that are stuck. */
export const REMOVALS_SHOWN = 15;

/** The living card about removals that are stuck. There is one at most. */
export interface RemovalsState {
  subject: string;
  lines: readonly RemovalLine[];
  count: number;
}

/** What a button of one question carries. */
export interface RemovalKey {
  /** Asset key. */
  key: string;
  userId: string;
  generation: number;
}

/** `361309726.STDQ/U1#2`; `null` for anything else. */
export function parseRemovalKey(value: string): RemovalKey | null {
  const [, key, userId, generation] = /^([\w.]{1,64})\/(\w{1,32})#(\d{1,9})$/.exec(value) ?? [];
  if (key === undefined || userId === undefined || generation === undefined) return null;
  return { key, userId, generation: Number(generation) };
}

/** Whether it waits for somebody other than the person: nobody answered in time, or the person needs the app. */
export function isStuck({ needed, overdueAt }: Pick<Removal, 'needed' | 'overdueAt'>): boolean {
  return needed !== null || overdueAt !== null;
}
