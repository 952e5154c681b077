import type { AppleUser } from './asset.js';
import type { Membership, MembershipProblem } from './membership.js';

type Row = Pick<AppleUser, 'status' | 'idHash'>;

/** What all rows of one person show. At most one of them is alive at a time (Apple documents). */
export type RowsShow =
  | { shown: 'nothing' }
  | { shown: 'registered' }
  | { shown: 'associated'; idHash: string | null }
  /** Only ended rows are left. */
  | { shown: 'ended' }
  /** Several living rows: not to be told apart. */
  | { shown: 'several' };

/** What Apple’s rows of one clientUserId say together: at most one living row is documented, any number of ended ones. */
export function whatRowsShow(rows: readonly Row[]): RowsShow {
  const living = rows.filter(({ status }) => status === 'Registered' || status === 'Associated');
  const [one] = living;
  if (one === undefined) return { shown: rows.length === 0 ? 'nothing' : 'ended' };
  if (living.length > 1) return { shown: 'several' };
  return one.status === 'Associated' ? { shown: 'associated', idHash: one.idHash } : { shown: 'registered' };
}

/** Stay until somebody retires the person and invites them again. */
const lasting: readonly (MembershipProblem | null)[] = ['other-account', 'account-taken'];

/**
 * The membership as Apple's rows show it; the same object when they show nothing new. Not for somebody with an open write,
 * which is settled on its own, nor for somebody who left.
 */
export function afterRows(before: Membership, rows: readonly Row[], now: number): Membership {
  const shows = whatRowsShow(rows);
  if (before.state === 'left') return before;
  return changed(before, readings[shows.shown](before, shows, now));
}

type Reading = (before: Membership, shows: RowsShow, now: number) => Membership;

const readings = {
  nothing: (before) => before,
  registered: (before, _shows, now) => {
    const known = before.state === 'registered' || before.state === 'invited';
    const problem =
      before.problem === 'duplicate-rows' || before.problem === 'retired-elsewhere' ? null : before.problem;
    // Apple did not connect the Managed Apple Account, so the person is invited like anybody else.
    const still = { ...before, problem, managedAppleAccount: null };
    return known ? still : { ...still, ...begunAnew(now), state: 'registered', errorNumber: null };
  },
  associated: (before, shows, now) => {
    const idHash = shows.shown === 'associated' ? shows.idHash : null;
    if (before.state !== 'associated') return { ...associatedWith(before, idHash), since: now };
    const other = idHash !== null && before.idHash !== null && idHash !== before.idHash;
    if (other) return { ...before, problem: 'other-account' };
    const problem = lasting.includes(before.problem) ? before.problem : null;
    return { ...before, problem, idHash: before.idHash ?? idHash };
  },
  ended: (before, _shows, now) => {
    return isKnownAlive(before)
      ? { ...before, ...begunAnew(now), state: 'retired', problem: 'retired-elsewhere' }
      : before;
  },
  several: (before, _shows, now) =>
    isKnownAlive(before)
      ? { ...before, problem: 'duplicate-rows' }
      : { ...before, ...begunAnew(now), state: 'registered', problem: 'duplicate-rows' },
} satisfies Record<RowsShow['shown'], Reading>;

function isKnownAlive({ state }: Membership): boolean {
  return state === 'registered' || state === 'invited' || state === 'associated';
}

function begunAnew(now: number) {
  return { since: now, idHash: null, invitation: null } as const;
}

function associatedWith(before: Membership, idHash: string | null): Membership {
  return { ...before, state: 'associated', idHash, invitation: null, problem: null, errorNumber: null };
}

function changed(before: Membership, after: Membership): Membership {
  const keys = ['state', 'idHash', 'problem', 'managedAppleAccount', 'invitation', 'errorNumber'] as const;
  return keys.every((key) => before[key] === after[key]) ? before : { ...after, tries: 0, nextTry: null };
}
