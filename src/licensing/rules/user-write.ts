import type { AppleWriteTask } from './apple-write.js';
import type { AppleUser } from './asset.js';
import type { Membership, MembershipProblem } from './membership.js';
import { whatRowsShow } from './membership-reading.js';
import { tryAgainAfter } from './terms.js';

export type UserAct = Exclude<AppleWriteTask['act'], 'associate' | 'disassociate'>;

/** How a write went for one person. */
export type UserOutcome =
  | { result: 'done' }
  | { result: 'failed'; errorNumber: number | null }
  /** Nothing was done and nobody is to blame: sent again after a while. */
  | { result: 'unsent' };

interface Act {
  done(before: Membership, now: number): Membership;
  failed(before: Membership, errorNumber: number | null, now: number): Membership;
  /** Nothing reached Apple. */
  unsent(before: Membership, now: number): Membership;
  /** Whether rows that were read show that the write was done. */
  isShown(before: Membership, rows: readonly AppleUser[]): boolean;
}

/** Numbers after which Apple's rows say more than the number: there is such a person already, or there is none. */
const READ_AGAIN: readonly (number | null)[] = [9609, 9716];
/** Nobody's fault, and over after a while. */
const PASSING: readonly (number | null)[] = [9603, 9606, 9608, 9632, 9643, 9644, 9646, 9729];
/** There is nothing left to retire. */
const RETIRED_ALREADY: readonly (number | null)[] = [9609, 9618, 9620, 9636];

const problems: ReadonlyMap<number | null, MembershipProblem> = new Map<number | null, MembershipProblem>([
  [9635, 'managed-account-unknown'],
  [9641, 'account-taken'],
  [9717, 'bad-email'],
]);

const settled = { writeId: null, tries: 0, nextTry: null } as const;

function tried(before: Membership, now: number) {
  const tries = before.tries + 1;
  return { writeId: null, tries, nextTry: now + tryAgainAfter(tries) } as const;
}

/** Refused: what can be left out is left out and asked again at once, anything else waits. */
function refused(before: Membership, errorNumber: number | null, now: number): Membership {
  if (PASSING.includes(errorNumber)) return { ...before, ...tried(before, now), errorNumber };
  const problem = problems.get(errorNumber);
  const leavesOut = problem !== undefined && before.problem !== problem;
  if (leavesOut) return { ...before, ...settled, problem, errorNumber };
  return { ...before, ...tried(before, now), problem: 'refused', errorNumber };
}

const acts = {
  'create-users': {
    done: (before, now) => ({
      ...before,
      ...settled,
      state: 'registered',
      since: now,
      errorNumber: null,
      problem: before.problem === 'refused' ? null : before.problem,
    }),
    failed: (before, errorNumber, now) => ({ ...refused(before, errorNumber, now), state: 'none', since: now }),
    unsent: (before, now) => ({ ...before, ...tried(before, now), state: 'none', since: now }),
    isShown: (_before, rows) => isAlive(rows),
  },
  'update-users': {
    done: (before) => ({ ...before, ...settled, errorNumber: null }),
    failed: (before, errorNumber, now) => ({ ...refused(before, errorNumber, now), email: null }),
    unsent: (before, now) => ({ ...before, ...tried(before, now), email: null }),
    isShown: (before, rows) => rows.some((row) => row.email === before.email),
  },
  'retire-users': {
    done: (before, now) => ({
      ...before,
      ...settled,
      state: 'retired',
      since: now,
      idHash: null,
      invitation: null,
      problem: null,
      errorNumber: null,
    }),
    failed: (before, errorNumber) => ({ ...before, ...settled, errorNumber }),
    unsent: (before) => ({ ...before, ...settled }),
    isShown: (_before, rows) => !isAlive(rows),
  },
} satisfies Record<UserAct, Act>;

function isAlive(rows: readonly AppleUser[]): boolean {
  const { shown } = whatRowsShow(rows);
  return shown !== 'nothing' && shown !== 'ended';
}

/** Whether Apple's rows have to be read before it is known what the number means for this person. */
export function needsRows(act: UserAct, { result, ...rest }: UserOutcome): boolean {
  return (
    act !== 'retire-users' && result === 'failed' && 'errorNumber' in rest && READ_AGAIN.includes(rest.errorNumber)
  );
}

/** The person once their write is settled. */
export function afterUserWrite(before: Membership, act: UserAct, outcome: UserOutcome, now: number): Membership {
  const table: Act = acts[act];
  if (outcome.result === 'done') return table.done(before, now);
  if (outcome.result === 'unsent') return table.unsent(before, now);
  if (act === 'retire-users' && RETIRED_ALREADY.includes(outcome.errorNumber)) return table.done(before, now);
  return table.failed(before, outcome.errorNumber, now);
}

/** Whether Apple’s rows of the person show that the write was done. */
export function isShownDone(act: UserAct, before: Membership, rows: readonly AppleUser[]): boolean {
  const table: Act = acts[act];
  return table.isShown(before, rows);
}
