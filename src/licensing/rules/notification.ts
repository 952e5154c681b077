import type { SealedSecret } from './binding.js';
import { isOurs } from './ownership.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a kind of Apple's notifications is a reason to read again, beside the products it names. */
interface Meaning {
  /** The people it names changed themselves, not only what they hold. */
  users: boolean;
}

/** The kinds that are asked for. `TEST_NOTIFICATION` comes unasked (Apple documents), others are none of ours. */
export const notificationMeanings = {
  ASSET_COUNT: { users: false },
  ASSET_MANAGEMENT: { users: false },
  USER_MANAGEMENT: { users: true },
  USER_ASSOCIATED: { users: true },
} satisfies Record<string, Meaning>;

export type NotificationKind = keyof typeof notificationMeanings;

export function isNotificationKind(kind: string): kind is NotificationKind {
  return Object.hasOwn(notificationMeanings, kind);
}

export const notificationKinds: readonly NotificationKind[] =
  Object.keys(notificationMeanings).filter(isNotificationKind);

/** A notification as Apple sent it, reduced to what it names. Its figures are not kept: a notification is only a hint. */
export interface IncomingNotification {
  /** Opaque; Apple's own samples hold ones that are no UUID. */
  id: string;
  kind: NotificationKind;
  adamIds: readonly string[];
  /** Ours and others'. */
  clientUserIds: readonly string[];
}

/** A notification that was taken. No id of a record that is not ours stands in it (S12). */
export interface NotificationRecord {
  kind: NotificationKind;
  receivedAt: number;
  adamIds: readonly string[];
  clientUserIds: readonly string[];
  /** When what it names had been read again. */
  settledAt: number | null;
}

/** Reading what notifications name did not work, or a sync was begun for it: when it is tried again. */
export interface SettlingPause {
  failures: number;
  nextTry: number;
}

/**
 * Our own notification settings at Apple. `asking`: the secret is stored, and whether Apple has it is not known yet.
 * `subscribed`: read back. `refused`: Apple said no. Notifications with the secret are taken in all three.
 */
export interface Subscription {
  /** The whole `notificationUrl`. */
  url: string;
  bearer: SealedSecret;
  /** Of the claim under which Apple was asked: a location that was taken back is asked again. */
  epoch: number;
  state: 'asking' | 'subscribed' | 'refused';
  since: number;
  /** When Apple was asked last, whatever the answer was. */
  askedAt: number;
  /** Apple's number of the last refusal. */
  errorNumber: number | null;
  /** Why it is not `subscribed`, in a sentence without a full stop. */
  detail: string | null;
  /** In a row. */
  failures: number;
  nextTry: number | null;
}

/** Kept so long, so that a late repetition is known. Apple tries for minutes (Apple documents). */
const KEPT_FOR = 7 * DAY;
const MOST_KEPT = 10_000;

/** Named at once, more products or people than these are a reason for a whole sync. */
export const MOST_NAMED = 50;

interface Held {
  id: string;
  value: NotificationRecord;
}

export function recordOf(incoming: IncomingNotification, receivedAt: number): NotificationRecord {
  return {
    kind: incoming.kind,
    receivedAt,
    adamIds: kept(incoming.adamIds),
    clientUserIds: kept(incoming.clientUserIds.filter(isOurs)),
    settledAt: null,
  };
}

/** Each once. One over the most says as well as a thousand that a whole sync is needed. */
const kept = (ids: readonly string[]): string[] => [...new Set(ids)].slice(0, MOST_NAMED + 1);

/** Ids that are let go of so that one more can be kept. */
export function outdated(held: readonly Held[], now: number): string[] {
  const young = held.filter(({ value }) => now - value.receivedAt < KEPT_FOR);
  const oldestFirst = young.sort((a, b) => a.value.receivedAt - b.value.receivedAt);
  const tooMany = new Set(oldestFirst.slice(0, Math.max(0, young.length + 1 - MOST_KEPT)).map(({ id }) => id));
  const stays = new Set(young.flatMap(({ id }) => (tooMany.has(id) ? [] : [id])));
  return held.flatMap(({ id }) => (stays.has(id) ? [] : [id]));
}

/** What has to be read again, each once. */
export interface Named {
  adamIds: readonly string[];
  clientUserIds: readonly string[];
}

export function namedBy(open: readonly NotificationRecord[]): Named {
  const users = open.filter(({ kind }) => notificationMeanings[kind].users);
  return {
    adamIds: [...new Set(open.flatMap(({ adamIds }) => adamIds))],
    clientUserIds: [...new Set(users.flatMap(({ clientUserIds }) => clientUserIds))],
  };
}

/** Doubles from the first gap up to the longest; `failures` from 1. */
function growing(failures: number, first: number, longest: number): number {
  return Math.min(first * 2 ** (Math.min(failures, 30) - 1), longest);
}

/** How long after the nth failure Apple is asked for notifications again: an hour, then up to a day. */
export const askAgainAfter = (failures: number): number => growing(failures, HOUR, DAY);

/** How long after the nth failure the named products are read again: a minute, then up to an hour. */
export const readAgainAfter = (failures: number): number => growing(failures, MINUTE, HOUR);

/** Settings that nobody looked at for so long are looked at: another product may have replaced them. */
export const LOOK_AFTER = DAY;
