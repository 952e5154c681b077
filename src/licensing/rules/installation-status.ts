import { type Installation, installationTraits } from './installation.js';
import { atRest, inState, lookedAgain, missing, removeAgain } from './installation-change.js';
import { LOOKS_UNTIL_MISSING } from './installation-gaps.js';

/** What a status of Apple's means; the same words stand in InstallApplication's `State` and in ManagedApplicationList. */
export type StatusMeaning =
  | 'installing'
  | 'prompting'
  | 'managed'
  /** Managed, but not there: deleted by hand, or the install never finished (reported by others). */
  | 'not-there'
  | 'own-copy'
  | 'rejected'
  | 'management-rejected'
  | 'failed'
  /** Says nothing about whether it is there. */
  | 'unclear';

/** Apple's list. Rejections, `Failed` and `UserInstalledApp` are told once and then gone from the list. */
const meanings: Readonly<Record<string, StatusMeaning>> = {
  Queued: 'installing',
  Redeeming: 'installing',
  ValidatingPurchase: 'installing',
  Installing: 'installing',
  Prompting: 'prompting',
  PromptingForLogin: 'prompting',
  PromptingForManagement: 'prompting',
  NeedsRedemption: 'failed',
  Managed: 'managed',
  PromptingForUpdate: 'managed',
  PromptingForUpdateLogin: 'managed',
  ValidatingUpdate: 'managed',
  Updating: 'managed',
  ManagedButUninstalled: 'not-there',
  UserInstalledApp: 'own-copy',
  UserRejected: 'rejected',
  ManagementRejected: 'management-rejected',
  Failed: 'failed',
  // Only the update was refused: the next look says whether the app is there.
  UpdateRejected: 'unclear',
  Unknown: 'unclear',
};

/** What one of Apple's status words means; one that is new says nothing. */
export function meaningOf(status: string): StatusMeaning {
  return Object.hasOwn(meanings, status) ? (meanings[status] ?? 'unclear') : 'unclear';
}

/** What a list of a device says about one app. */
export type Seen =
  /** ManagedApplicationList; `null` = the app is not in it. */
  | { list: 'managed-apps'; status: string | null }
  /** InstalledApplicationList. */
  | { list: 'installed-apps'; present: boolean };

/**
 * The installation after a list. `own`: it was asked for this installation after its last command, so that what is
 * missing counts; any other list may be older than the command. Only `Managed` makes it managed, and only the list of all
 * installed apps shows that it is not there.
 */
export function seenOnDevice(one: Installation, seen: Seen, own: boolean, now: number): Installation {
  if (isOver(one)) return one;
  const heard = { ...one, seenAt: now, ...(seen.list === 'managed-apps' ? { appleStatus: seen.status } : {}) };
  // Without a look of the removal's own it was asked before anything was removed.
  if (one.state === 'removing')
    return own && one.nextLook !== null ? whileRemoving(heard, seen, now) : { ...heard, appleStatus: one.appleStatus };
  if (!installationTraits[one.state].moving) return whileAtRest(heard, seen, now);
  return own ? whileInstalling(heard, seen, now) : fromOtherList({ ...heard, appleStatus: one.appleStatus }, seen, now);
}

/** Nothing that a device says changes these. */
function isOver({ state }: Installation): boolean {
  return state === 'gone' || state === 'not-applicable' || state === 'retired';
}

function whileInstalling(one: Installation, seen: Seen, now: number): Installation {
  if (seen.list === 'installed-apps') return seen.present ? atRest(one, 'unmanaged', now) : missing(one, now);
  if (seen.status === null) return { ...one, asks: 'installed-apps', nextLook: now };
  return fromStatus(one, meaningOf(seen.status), now);
}

/** What InstallApplication's `State` or the device's list says while it is being installed. */
export function fromStatus(one: Installation, meaning: StatusMeaning, now: number): Installation {
  return afterMeaning[meaning](one, now);
}

type Next = (one: Installation, now: number) => Installation;

const afterMeaning = {
  installing: (one, now) => lookedAgain(inState(one, 'installing', now, { reason: null, error: null }), now),
  prompting: (one, now) => lookedAgain(inState(one, 'prompting', now, { reason: null, error: null }), now),
  managed: (one, now) => atRest(one, 'managed', now),
  'not-there': missing,
  'own-copy': (one, now) => atRest(one, 'unmanaged', now),
  rejected: (one, now) => atRest(one, 'rejected', now, 'rejected-by-person'),
  'management-rejected': (one, now) => atRest(one, 'rejected', now, 'management-rejected'),
  failed: (one, now) => atRest(one, 'failed', now, 'other'),
  unclear: lookedAgain,
} satisfies Record<StatusMeaning, Next>;

/** Words that are told only once count wherever they come from, as does that it is there. */
function fromOtherList(one: Installation, seen: Seen, now: number): Installation {
  if (seen.list === 'installed-apps' || seen.status === null || one.state === 'wanted') return one;
  const meaning = meaningOf(seen.status);
  const counts =
    ['managed', 'own-copy', 'rejected', 'management-rejected'].includes(meaning) || seen.status === 'Failed';
  return counts ? fromStatus({ ...one, appleStatus: seen.status }, meaning, now) : one;
}

function whileAtRest(one: Installation, seen: Seen, now: number): Installation {
  const there = one.state === 'managed' || one.state === 'unmanaged';
  if (seen.list === 'installed-apps') {
    if (there && !seen.present) return atRest(one, 'deleted', now);
    return one.state === 'managed' && one.appleStatus === null ? atRest(one, 'unmanaged', now) : one;
  }
  const meaning = seen.status === null ? 'unclear' : meaningOf(seen.status);
  if (meaning === 'managed') return atRest(one, 'managed', now);
  if (meaning === 'own-copy') return atRest(one, 'unmanaged', now);
  return meaning === 'not-there' && there ? atRest(one, 'deleted', now) : one;
}

/** Looks in which it still was there unmanaged, after a removal that the device took. */
const LOOKS_UNTIL_OWN_COPY = 3;

function whileRemoving(one: Installation, seen: Seen, now: number): Installation {
  if (seen.list === 'installed-apps') {
    if (!seen.present) return atRest(one, 'gone', now);
    const isOwnCopy = isNotManaged(one) || one.looks >= LOOKS_UNTIL_OWN_COPY;
    return isOwnCopy ? atRest(one, 'unmanaged', now) : lookedAgain(one, now);
  }
  if (seen.status === null || meaningOf(seen.status) === 'not-there')
    return { ...one, asks: 'installed-apps', nextLook: now };
  return one.looks < LOOKS_UNTIL_MISSING ? lookedAgain(one, now) : removeAgain(one, 'cannot-remove-now', now);
}

/** 12029 and 12038: the device does not manage the app (Apple documents). */
export const NOT_MANAGED: readonly number[] = [12_029, 12_038];

function isNotManaged({ error }: Installation): boolean {
  return error !== null && NOT_MANAGED.includes(error.code);
}
