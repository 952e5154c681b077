import { type Arithmetic, missingLicences } from './arithmetic.js';
import {
  BY_ITSELF,
  type Decision,
  type Deployment,
  type DeploymentRevision,
  type PendingApproval,
} from './deployment.js';
import type { ApprovalThresholds } from './thresholds.js';
import { addWorkingDays, isWorkingDay } from './working-days.js';
import type { WorkingTime } from './working-time.js';

/** Working days that a request waits for its approvals. */
export const APPROVAL_LIFETIME = 3;
/** Before the first reminder, milliseconds. */
const FIRST_REMINDER = 4 * 3_600_000;

/** What became worse since a card was drawn. */
export type Worsening =
  | { kind: 'licences-missing'; free: number; needed: number }
  | { kind: 'more-needed'; was: number; is: number }
  | { kind: 'more-people'; was: number; is: number }
  | { kind: 'more-left-out'; was: number; is: number }
  /** More people would lose the app. */
  | { kind: 'more-to-remove'; was: number; is: number }
  | { kind: 'contradiction'; deploymentId: string; people: number }
  | { kind: 'spent-for-ever' };

/** Whether the licences that a deployment takes at once are there. One that takes none never lacks any. */
export function licencesMissing(arithmetic: Arithmetic): number {
  return arithmetic.needed === 0 ? 0 : missingLicences(arithmetic);
}

/**
 * What is worse now than whoever approves was shown; nothing = they may. Fewer free licences are not worse while there
 * are enough of them.
 */
export function isWorse(shown: Arithmetic, now: Arithmetic): readonly Worsening[] {
  const known = new Map(shown.contradictions.map((one) => [one.deploymentId, one]));
  const worse: Worsening[] = [];
  if (licencesMissing(now) > 0)
    worse.push({ kind: 'licences-missing', free: Math.max(0, now.free ?? 0), needed: now.needed });
  if (now.needed > shown.needed) worse.push({ kind: 'more-needed', was: shown.needed, is: now.needed });
  else if (now.atMost > shown.atMost) worse.push({ kind: 'more-needed', was: shown.atMost, is: now.atMost });
  if (now.people > shown.people) worse.push({ kind: 'more-people', was: shown.people, is: now.people });
  if (now.leftOut > shown.leftOut) worse.push({ kind: 'more-left-out', was: shown.leftOut, is: now.leftOut });
  if (now.comingBack > shown.comingBack)
    worse.push({ kind: 'more-to-remove', was: shown.comingBack, is: now.comingBack });
  for (const { deploymentId, action, people } of now.contradictions) {
    const before = known.get(deploymentId);
    if (before === undefined || before.action !== action || people > before.people)
      worse.push({ kind: 'contradiction', deploymentId, people });
  }
  if (now.spentForEver && !shown.spentForEver) worse.push({ kind: 'spent-for-ever' });
  return worse;
}

/** What the thresholds are compared with: licences that may be taken, of an uninstall people. */
export function weightOf(
  { action, audience }: Pick<DeploymentRevision, 'action' | 'audience'>,
  { people, alreadyLicensed, atMost }: Arithmetic,
): number {
  const reach = audience.kind === 'follows' ? Math.max(people, audience.ceiling) : people;
  return action === 'uninstall' ? reach : Math.max(atMost, reach - alreadyLicensed);
}

/** How many approvals a revision needs. What can never be taken back needs one at least. */
export function approvalsNeeded(
  revision: Pick<DeploymentRevision, 'action' | 'audience'>,
  arithmetic: Arithmetic,
  { noneBelow, twoFrom, twoForUninstallFrom }: ApprovalThresholds,
): 0 | 1 | 2 {
  const removes = revision.action === 'uninstall';
  const weight = weightOf(revision, arithmetic);
  const { spentForEver } = arithmetic;
  const two = removes ? twoForUninstallFrom : twoFrom;
  if (two !== null && weight >= two) return 2;
  return weight < noneBelow && (removes || !spentForEver) ? 0 : 1;
}

/** When the next reminder is due, `null` = none before the end. Gaps grow: 4 hours, then 1, 2, 4 … working days. */
export function nextReminder(
  { requestedAt, expiresAt, reminders }: Pick<PendingApproval, 'requestedAt' | 'expiresAt' | 'reminders'>,
  now: number,
  working: WorkingTime,
): number | null {
  const first = requestedAt + FIRST_REMINDER;
  const at =
    reminders === 0
      ? isWorkingDay(first, working)
        ? first
        : addWorkingDays(first, 1, working)
      : addWorkingDays(now, 2 ** (reminders - 1), working);
  return at < expiresAt ? at : null;
}

/** A request as it begins. */
export function newPending(
  revision: DeploymentRevision,
  arithmetic: Arithmetic,
  needed: 1 | 2,
  at: number,
  working: WorkingTime,
): PendingApproval {
  const expiresAt = addWorkingDays(at, APPROVAL_LIFETIME, working);
  const head = { requestedAt: at, expiresAt, reminders: 0 };
  const nextReminderAt = nextReminder(head, at, working);
  return { revision, arithmetic, needed, approvedBy: [], ...head, nextReminderAt };
}

/** The number of the next revision; none is ever given twice. */
export function nextRevision({ pending, inForce, decided }: Deployment): number {
  return 1 + Math.max(pending?.revision.number ?? 0, inForce?.number ?? 0, decided?.revision ?? 0);
}

/** Who may still approve, out of those who hold the role. */
export function mayStillApprove(
  approvers: readonly string[],
  { revision, approvedBy }: Pick<PendingApproval, 'revision' | 'approvedBy'>,
): readonly string[] {
  const gone = new Set([...revision.writtenBy, ...approvedBy.map(({ by }) => by)]);
  return approvers.filter((userId) => !gone.has(userId));
}

/** How a request ends that nobody approved. */
export type Refusal = Exclude<Decision, { result: 'approved' | 'none-needed' }>;

/** A deployment whose request was not approved: what is in force goes on, and without anything in force it has ended. */
export function afterRefusal(deployment: Deployment, refusal: Refusal): Deployment {
  const { pending, inForce } = deployment;
  const decided = { ...deployment, pending: null, decided: refusal, ...(pending === null ? {} : { settled: pending }) };
  if (inForce !== null) return decided;
  const endedBy = 'by' in refusal ? refusal.by : null;
  return { ...decided, state: refusal.result, endedAt: refusal.at, endedBy };
}

/** A deployment with the revision that waited in force; its people are written down anew. */
export function putInForce(deployment: Deployment, settled: PendingApproval, decided: Decision): Deployment {
  const { revision: inForce } = settled;
  return { ...deployment, state: 'active', inForce, pending: null, decided, settled, applying: { position: 0 } };
}

/** A deployment that somebody ends: its reservations are freed, licences that people have stay theirs. */
export function afterClosing(deployment: Deployment, by: string, at: number): Deployment {
  const { pending } = deployment;
  const withdrawn =
    pending === null
      ? {}
      : {
          decided: { result: 'withdrawn', by, at, revision: pending.revision.number } as const,
          settled: pending,
          pending: null,
        };
  return {
    ...deployment,
    ...withdrawn,
    state: 'closed',
    endedAt: at,
    endedBy: by,
    stopped: null,
    applying: { position: 0 },
  };
}

/** The revision that its card speaks of: what waits, what was decided last, or what is in force. */
export function shownRevision({ pending, settled, inForce, decided }: Deployment): DeploymentRevision | null {
  if (pending !== null) return pending.revision;
  const last = settled !== undefined && settled.revision.number === decided?.revision ? settled.revision : null;
  return last ?? inForce;
}

/** Who is told how it goes on: whoever asked for it, and whoever asked for the revision in question. */
export function askersOf(deployment: Deployment): readonly string[] {
  const asked = [deployment.requestedBy, shownRevision(deployment)?.writtenBy[0] ?? BY_ITSELF];
  return [...new Set(asked)].filter((userId) => userId !== BY_ITSELF);
}
