import type { AuditEntry } from '../ports/audit.js';
import type { Change } from '../ports/records.js';
import { appFacts } from '../rules/app-offer.js';
import { type Assignment, assignmentId } from '../rules/assignment.js';
import { type Ledger, ledgerFigures, settledLedger, withHold } from '../rules/ledger.js';
import type { Notice } from '../rules/notice.js';
import {
  type HeldLicences,
  lostPromises,
  overPromised,
  promisable,
  WAITING_SHOWN,
  waitingOrder,
} from '../rules/waiting-list.js';
import { changeAssignment, movingAssignments, type StoredAssignment, together } from './assignments.js';
import type { Core } from './core.js';
import { readDeployment } from './deployments.js';
import { type LedgerView, ledgerPut, readLedger } from './ledgers.js';
import { approvedAt } from './wishes.js';

/** People of one commit. */
const SLICE = 500;

/** What is to change about one app. */
interface Turn {
  changes: readonly { before: StoredAssignment; after: Assignment }[];
  /** Licences that deployments lose, by count. */
  holds: Readonly<Record<string, number>>;
}

/** A change, and whose progress it is. */
export interface WaitingListPlan {
  change: Change;
  deploymentIds: readonly string[];
}

/** The next change to the waiting list of one app, with its card. `null`: everything is as it is to be. */
export async function planWaitingList(core: Core, key: string, reference: string): Promise<WaitingListPlan | null> {
  const view = await readLedger(core, key);
  if (view === null) return null;
  const moving = await movingAssignments(core, key);
  const turn = await nextTurn(core, view, moving);
  const after = ledgerAfter(view, turn);
  const card = cardAfter(view, moving, turn, reference);
  if (turn === null && card.told === (view.inputs.ledger.waitingTold ?? 0)) return null;
  const { expect, put, remove } = together(
    (turn?.changes ?? []).map((change) => changeAssignment(change.before, change.after)),
  );
  const change: Change = {
    expect: [view.expect, ...expect],
    put: [...put, ledgerPut(key, { ...after, waitingTold: card.told })],
    remove,
    outbox: [card.notice],
    audit: turn === null ? [] : auditOf(core, view, turn, reference),
  };
  const people = (turn?.changes ?? []).flatMap((one) => one.after.wantedBy);
  return { change, deploymentIds: [...new Set([...people, ...Object.keys(turn?.holds ?? {})])] };
}

async function nextTurn(core: Core, view: LedgerView, moving: readonly StoredAssignment[]): Promise<Turn | null> {
  const shortBy = overPromised(view.inputs);
  const turn = shortBy > 0 ? await losing(core, view, moving, shortBy) : serving(core, view, moving);
  return turn.changes.length === 0 && Object.keys(turn.holds).length === 0 ? null : turn;
}

async function losing(
  core: Core,
  { inputs }: LedgerView,
  moving: readonly StoredAssignment[],
  shortBy: number,
): Promise<Turn> {
  const reserved = moving.filter(({ value }) => value.state === 'reserved' && value.writeId === null);
  const held: HeldLicences[] = reserved.map(({ value: { userId, since } }) => ({ kind: 'person', userId, since }));
  for (const [deploymentId, count] of Object.entries(inputs.ledger.holds)) {
    const deployment = (await readDeployment(core, deploymentId))?.value;
    const since = deployment === undefined ? Number.POSITIVE_INFINITY : approvedAt(deployment);
    held.push({ kind: 'deployment', deploymentId, count, since });
  }
  const lost = lostPromises(shortBy, held);
  const people = new Set(lost.people.slice(0, SLICE));
  const now = core.clock();
  return {
    changes: reserved
      .filter(({ value }) => people.has(value.userId))
      .map((before) => ({ before, after: { ...before.value, state: 'waiting-for-licences', since: now } })),
    holds: lost.holds,
  };
}

/** Not before the next try of whoever Apple had no licence for although one was counted. */
function serving(core: Core, view: LedgerView, moving: readonly StoredAssignment[]): Turn {
  const now = core.clock();
  const most = Math.min(SLICE, promisable(ledgerFigures(view.inputs)));
  const stored = new Map(moving.map((one) => [one.value.userId, one]));
  const next = waitingOrder(moving.map(({ value }) => value))
    .filter(({ nextTry }) => nextTry === null || nextTry <= now)
    .slice(0, most);
  return {
    changes: next.flatMap((value) => {
      const before = stored.get(value.userId);
      return before === undefined
        ? []
        : [{ before, after: { ...value, state: 'reserved', since: now, nextTry: null } }];
    }),
    holds: {},
  };
}

function ledgerAfter({ inputs }: LedgerView, turn: Turn | null): Ledger {
  return Object.entries(turn?.holds ?? {}).reduce(
    (ledger, [deploymentId, lost]) => withHold(ledger, deploymentId, (ledger.holds[deploymentId] ?? 0) - lost),
    settledLedger(inputs),
  );
}

function cardAfter(
  view: LedgerView,
  moving: readonly StoredAssignment[],
  turn: Turn | null,
  reference: string,
): { told: number; notice: Notice } {
  const { key, asset, figures } = view;
  const changed = new Map((turn?.changes ?? []).map(({ after }) => [after.userId, after]));
  const waiting = waitingOrder(moving.map(({ value }) => changed.get(value.userId) ?? value));
  const reservationsLost = [...changed.values()].filter(({ state }) => state === 'waiting-for-licences').length;
  const holdsLost = Object.values(turn?.holds ?? {}).reduce((sum, count) => sum + count, 0);
  const free = (figures.free ?? 0) + reservationsLost + holdsLost - (changed.size - reservationsLost);
  const notice: Notice = {
    kind: 'waiting-list',
    subject: `waiting-list:${key}`,
    audience: { to: 'channel' },
    facts: {
      app: appFacts(key, asset),
      waiting: waiting.length,
      oldest: waiting.slice(0, WAITING_SHOWN).map(({ userId, since }) => ({ userId, since })),
      toBuy: figures.unlimited ? 0 : Math.max(0, waiting.length - free),
      ...{ holdsLost, reservationsLost, readAt: figures.readAt },
    },
    reference,
  };
  return { told: waiting.length, notice };
}

function auditOf(core: Core, { key, figures }: LedgerView, { changes, holds }: Turn, reference: string): AuditEntry[] {
  const common = { at: core.clock(), actor: 'system', act: 'waiting-list', reference };
  const facts = { free: figures.free, readAt: figures.readAt };
  return [
    ...changes.map(({ before, after }) => ({
      ...common,
      subject: `assignment:${assignmentId(key, after.userId)}`,
      outcome: after.state,
      facts: { ...facts, before: before.value.state, generation: after.generation },
    })),
    ...Object.entries(holds).map(([deploymentId, lost]) => ({
      ...common,
      subject: `deployment:${deploymentId}`,
      outcome: 'hold-lost',
      facts: { ...facts, key, lost },
    })),
  ];
}
