import type { AuditEntry } from '../ports/audit.js';
import type { Put, RecordRef, Versioned } from '../ports/records.js';
import type { Interference } from '../rules/alert.js';
import type { Assignment } from '../rules/assignment.js';
import { isInForce } from '../rules/deployment.js';
import { settledLedger } from '../rules/ledger.js';
import { begunAnew } from '../rules/licence-write.js';
import { promisable } from '../rules/waiting-list.js';
import { assignmentsOf, changeAssignment, type StoredAssignment, together } from './assignments.js';
import type { Core } from './core.js';
import { ledgerPut } from './ledgers.js';
import { INTERFERENCE } from './licence-hold.js';
import { type Circumstances, circumstancesOf } from './licence-plan.js';

export interface LostChange {
  before: StoredAssignment;
  after: Assignment;
}

/** The ledger that licences were taken from, part of the same commit. */
export interface LedgerChange {
  expect: RecordRef & { revision: number };
  put: Put;
}

/** Whoever a required deployment in force wants begins anew: with a licence as far as some are free, waiting otherwise. */
export async function anewOf(
  core: Core,
  key: string,
  changes: readonly LostChange[],
): Promise<{ changes: readonly LostChange[]; ledger: LedgerChange | null }> {
  const circumstances = await circumstancesOf(core, key, []);
  if (circumstances === null) return { changes, ledger: null };
  const { view, now } = circumstances;
  let left = promisable(view.figures);
  const next = changes.map(({ before, after }) => {
    if (!isRequired(after, circumstances)) return { before, after };
    left -= 1;
    return { before, after: begunAnew(after, left >= 0, now) };
  });
  return { changes: next, ledger: { expect: view.expect, put: ledgerPut(key, settledLedger(view.inputs)) } };
}

/** One that is stopped still requires it: nothing is sent before it goes on. */
function isRequired({ wantedBy }: Assignment, { deployments, now }: Circumstances): boolean {
  return wantedBy.some((id) => {
    const deployment = deployments.get(id)?.value;
    return deployment !== undefined && isInForce(deployment, now) && deployment.inForce?.action === 'required';
  });
}

/** An answer after which nobody has looked after what was lost. */
export async function answered(core: Core): Promise<Versioned<Interference> | null> {
  const standing = await core.records.get('interference', INTERFERENCE);
  return standing === null || standing.value.answered === null ? null : standing;
}

/** A custodian has answered: what required deployments have lost begins anew, one app after another, and the stop is over. */
export async function restoreLost(core: Core, reference: string): Promise<boolean> {
  const standing = await answered(core);
  if (standing === null) return false;
  for (const { key } of standing.value.lost) {
    const lost = (await assignmentsOf(core, key)).filter(({ value }) => value.state === 'lost');
    const { changes, ledger } = await anewOf(
      core,
      key,
      lost.map((before) => ({ before, after: before.value })),
    );
    const begun = changes.filter(({ before, after }) => after !== before.value);
    if (begun.length === 0 || ledger === null) continue;
    const change = together(begun.map(({ before, after }) => changeAssignment(before, after)));
    const result = await core.records.commit({
      expect: [...change.expect, ledger.expect],
      put: [...change.put, ledger.put],
      remove: change.remove,
      audit: begun.map(({ after }) => auditLine(core, after, 'restore-licence', after.state, reference)),
    });
    if (result.result === 'conflict') return true;
  }
  await core.records.commit({
    expect: [{ kind: 'interference', id: INTERFERENCE, revision: standing.revision }],
    remove: [{ kind: 'interference', id: INTERFERENCE }],
  });
  await core.onStep('interference.restored');
  return true;
}

/** One line of the audit about one person’s licence, by the system. */
export function auditLine(
  core: Core,
  { key, userId }: Pick<Assignment, 'key' | 'userId'>,
  act: string,
  outcome: string,
  reference: string,
): AuditEntry {
  const subject = `assignment:${key}/${userId}`;
  return { at: core.clock(), actor: 'system', act, subject, outcome, reference, facts: {} };
}
