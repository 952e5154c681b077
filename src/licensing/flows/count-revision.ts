import type { RecordRef } from '../ports/records.js';
import type { Arithmetic } from '../rules/arithmetic.js';
import type { DeploymentAction, Roster } from '../rules/deployment.js';
import { holdFor, type Ledger, settledLedger, withHold } from '../rules/ledger.js';
import type { Core } from './core.js';
import { countDeployment } from './count-deployment.js';
import { type LedgerView, readLedger } from './ledgers.js';

/** What a revision takes now, with everything that must still stand when that is decided upon. */
export interface Counted {
  arithmetic: Arithmetic;
  /** Without those who left since. */
  roster: Roster;
  rosterChanged: boolean;
  view: LedgerView;
  expect: readonly (RecordRef & { revision: number })[];
}

export interface RevisionQuestion {
  key: string;
  action: DeploymentAction;
  roster: Roster;
  /** `null`: not made yet. */
  deploymentId: string | null;
}

/** `null`: the app can not be deployed any more. The ledger is read before the people, so that whatever moves in between is noticed at the commit. */
export async function countRevision(core: Core, question: RevisionQuestion): Promise<Counted | null> {
  const { key, action, deploymentId } = question;
  const asset = await core.records.get('asset', key);
  const view = await readLedger(core, key);
  if (asset === null || view === null) return null;
  const roster = await withoutLeavers(core, question.roster);
  const { people, leftOutCount: leftOut } = roster;
  const arithmetic = await countDeployment(core, { key, action, people, leftOut, deploymentId });
  if (arithmetic === null) return null;
  const expect = [view.expect, { kind: 'asset', id: key, revision: asset.revision } as const];
  return { arithmetic, roster, rosterChanged: roster !== question.roster, view, expect };
}

/** The roster with everybody who left the organisation since among those who are left out; itself when nobody did. */
async function withoutLeavers(core: Core, roster: Roster): Promise<Roster> {
  const members = await core.records.list('member');
  const gone = new Set(members.flatMap(({ id, value }) => (value.deactivated ? [id] : [])));
  const leavers = roster.people.filter((userId) => gone.has(userId));
  if (leavers.length === 0) return roster;
  return {
    people: roster.people.filter((userId) => !gone.has(userId)),
    leftOut: [...roster.leftOut, ...leavers.map((who) => ({ who, reason: 'deactivated', line: null }) as const)].slice(
      0,
      Math.max(roster.leftOut.length, LISTED),
    ),
    leftOutCount: roster.leftOutCount + leavers.length,
  };
}

/** People left out that a roster lists by name at least. */
const LISTED = 500;

/** The ledger with the licences of that deployment held instead of what it held before; `null` = there are too few. */
export function heldLedger({ view, arithmetic }: Counted, deploymentId: string): Ledger | null {
  const without = { ...view.inputs, ledger: withHold(view.inputs.ledger, deploymentId, 0) };
  if (arithmetic.needed === 0) return settledLedger(without);
  const held = holdFor(without, deploymentId, arithmetic.needed);
  return held.result === 'reserved' ? held.ledger : null;
}
