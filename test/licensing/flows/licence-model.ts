import fc from 'fast-check';
import { assignmentsOf, changeAssignment, movingAssignments } from '../../../src/licensing/flows/assignments.js';
import { listDeployments } from '../../../src/licensing/flows/deployments.js';
import { giveBack } from '../../../src/licensing/flows/give-back.js';
import { answerInterference } from '../../../src/licensing/flows/interference.js';
import { ledgerPut, readLedger } from '../../../src/licensing/flows/ledgers.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { takeAvailable } from '../../../src/licensing/flows/take-available.js';
import { takeNotification } from '../../../src/licensing/flows/take-notification.js';
import { isSupplied } from '../../../src/licensing/rules/assignment.js';
import type { DeploymentAction } from '../../../src/licensing/rules/deployment.js';
import { holdFor, withHold } from '../../../src/licensing/rules/ledger.js';
import type { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { aDeployment, KEY, licencePass, workNow } from '../../support/core-licences.js';
import { MINUTE } from '../../support/core-samples.js';
import { syncNow } from '../../support/core-sync.js';

/** They have accepted the terms; the others are not at Apple yet. */
export const ACCEPTED = ['P1', 'P2', 'P3', 'P4'];
export const PEOPLE = [...ACCEPTED, 'P5', 'P6'];

/** What a run remembers beside the house. */
export interface World {
  house: TestHouse;
  deployments: number;
  notifications: number;
  /** Apple took licences away, or somebody else took some: it may say that none is left. */
  shrunk: boolean;
}

export type Step =
  | { do: 'approve'; action: DeploymentAction; people: readonly string[] }
  | { do: 'change'; which: number; action: DeploymentAction; people: readonly string[] }
  | { do: 'withdraw'; which: number }
  | { do: 'install' | 'give-back' | 'accept' | 'retire'; who: string }
  | {
      do:
        | 'at-once'
        | 'stop'
        | 'go-on'
        | 'pause'
        | 'resume'
        | 'gone'
        | 'sync'
        | 'work'
        | 'restart'
        | 'answer'
        | 'others-take'
        | 'ring';
    }
  | { do: 'buy' | 'refund' | 'take-away'; count: number }
  | { do: 'events'; pending: number; unnamed: boolean; forgotten: boolean }
  | { do: 'fail'; who: string; number: number | null }
  | { do: 'lose-answer'; done: boolean; effect: 'none' | 'unknown' }
  | { do: 'notify'; again: boolean }
  | { do: 'clock'; by: number }
  | { do: 'cut'; point: number };

const people = fc.subarray(PEOPLE, { minLength: 1 });
const person = fc.constantFrom(...PEOPLE);
const actions = fc.constantFrom('required', 'required', 'available', 'uninstall');
const whoDoes = fc.constantFrom('install', 'install', 'install', 'give-back', 'accept', 'accept', 'accept', 'retire');
const simple = fc.constantFrom(
  ...(['work', 'work', 'work', 'work', 'gone', 'gone', 'sync', 'sync', 'restart', 'answer', 'stop'] as const),
  ...(['go-on', 'pause', 'resume', 'resume', 'others-take', 'ring', 'at-once', 'at-once'] as const),
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: simple.map((one): Step => ({ do: one })) },
    {
      weight: 4,
      arbitrary: fc.record({ action: actions, people }).map((given): Step => ({ do: 'approve', ...given })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ which: fc.nat({ max: 3 }), action: actions, people })
        .map((given): Step => ({ do: 'change', ...given })),
    },
    {
      weight: 3,
      arbitrary: fc.record({ what: whoDoes, who: person }).map(({ what, who }): Step => ({ do: what, who })),
    },
    { weight: 1, arbitrary: fc.nat({ max: 3 }).map((which): Step => ({ do: 'withdraw', which })) },
    {
      weight: 2,
      arbitrary: fc
        .record({ kind: fc.constantFrom('buy', 'buy', 'refund', 'take-away'), count: fc.integer({ min: 1, max: 3 }) })
        .map(({ kind, count }): Step => ({ do: kind, count })),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ pending: fc.nat({ max: 3 }), unnamed: fc.boolean(), forgotten: fc.boolean() })
        .map((given): Step => ({ do: 'events', ...given })),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({ who: person, number: fc.constantFrom(null, null, 9627, 9603, 9609, 9616, 4711) })
        .map((given): Step => ({ do: 'fail', ...given })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ done: fc.boolean(), effect: fc.constantFrom('none', 'unknown', 'unknown') })
        .map(({ done, effect }): Step => ({ do: 'lose-answer', done, effect: done ? 'unknown' : effect })),
    },
    { weight: 1, arbitrary: fc.boolean().map((again): Step => ({ do: 'notify', again })) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(1, 30_000, MINUTE, 5 * MINUTE, 11 * MINUTE, 90 * MINUTE, -5 * MINUTE)
        .map((by): Step => ({ do: 'clock', by })),
    },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 25 }).map((point): Step => ({ do: 'cut', point })) },
  ),
  { minLength: 4, maxLength: 24 },
);

type StepOf = { [S in Step as S['do']]: S };
type Doing = { [K in keyof StepOf]: (world: World, step: StepOf[K]) => Promise<unknown> };

const doings: Doing = {
  approve,
  change,
  install: ({ house }, { who }) => takeAvailable(house.core, house.asked(who), KEY),
  'give-back': ({ house }, { who }) => giveBack(house.core, house.asked(who), KEY),
  async accept({ house }, { who }) {
    const id = (await house.records.get('membership', who))?.value.clientUserId ?? '';
    if (house.apple.userRows.some(({ row }) => row.clientUserId === id && row.status === 'Registered'))
      house.apple.accept(id);
  },
  // By somebody else, or by hand.
  async retire({ house }, { who }) {
    house.apple.retire((await house.records.get('membership', who))?.value.clientUserId ?? '');
  },
  async withdraw({ house }, { which }) {
    const chosen = await oneOf(house, which);
    if (chosen === undefined) return;
    const value = {
      ...chosen.value,
      state: 'closed',
      endedAt: house.now,
      endedBy: 'U1',
      applying: { position: 0 },
    } as const;
    await house.records.commit({ put: [{ kind: 'deployment', id: chosen.id, value }] });
  },
  stop: ({ house }) => setStopped(house, { by: 'U1', at: house.now }),
  'go-on': ({ house }) => setStopped(house, null),
  pause: ({ house }) => setPaused(house.core, house.asked('U1'), true),
  resume: ({ house }) => setPaused(house.core, house.asked('U1'), false),
  async gone({ house }) {
    for (const one of await movingAssignments(house.core)) {
      if (one.value.state !== 'removing' || one.value.writeId !== null) continue;
      const after = {
        ...one.value,
        state: 'releasing',
        since: house.now,
        reason: 'uninstalled',
        wantedBy: [],
      } as const;
      await house.records.commit(changeAssignment(one, after));
    }
  },
  sync: ({ house }) => syncNow(house),
  work: ({ house }) => workNow(house),
  ring: ({ house }) => house.ring(),
  // A reading while licences are given and taken.
  'at-once': ({ house }) => Promise.all([syncNow(house), passes(house)]),
  restart: ({ house }) => house.restart(),
  async answer({ house }) {
    const open = await house.records.get('interference', 'location');
    if (open !== null) await answerInterference(house.core, house.asked('U1'), open.value.since);
  },
  async 'others-take'(world) {
    if (availableOf(world) === 0) return;
    world.shrunk = true;
    world.house.apple.assign('1', { serialNumber: `C0${world.house.apple.version}` });
  },
  buy: async ({ house }, { count }) => house.apple.buy('1', count),
  async refund(world, { count }) {
    const taken = Math.min(count, availableOf(world));
    if (taken === 0) return;
    world.shrunk = true;
    world.house.apple.lose('1', taken);
  },
  async 'take-away'(world, { count }) {
    for (let index = 0; index < count; index += 1) world.house.apple.takeBack('1');
  },
  async events({ house }, { pending, unnamed, forgotten }) {
    house.apple.writes.pendingLooks = pending;
    house.apple.writes.namesNobody = unnamed;
    house.apple.writes.forgetsEvents = forgotten;
  },
  async fail({ house }, { who, number }) {
    const id = (await house.records.get('membership', who))?.value.clientUserId ?? '';
    if (number === null) house.apple.writes.failing.delete(id);
    else house.apple.writes.failing.set(id, number);
  },
  async 'lose-answer'({ house }, { done, effect }) {
    let left = 1;
    house.apple.interfere = (call) => {
      if ((call !== 'associate' && call !== 'disassociate') || left === 0) return undefined;
      left -= 1;
      return done ? { after: unreachable({ effect }) } : { before: unreachable({ effect }) };
    };
  },
  async notify(world, { again }) {
    if (!again) world.notifications += 1;
    const id = `n-${world.notifications}`;
    await takeNotification(world.house.core, { id, kind: 'ASSET_COUNT', adamIds: ['1'], clientUserIds: [] });
  },
  async clock({ house }, { by }) {
    house.now += by;
  },
  async cut({ house }, { point }) {
    let passed = 0;
    house.cutAt = () => {
      passed += 1;
      return passed === point;
    };
    house.background.work();
    await house.untilCut(() => house.drain());
    await house.restart();
  },
};

async function passes(house: TestHouse): Promise<void> {
  for (let pass = 0; pass < 3; pass += 1) await licencePass(house);
}

/** As two approvers would: only as many as are free are promised. */
async function approve(world: World, { action, people: named }: StepOf['approve']): Promise<void> {
  const { house } = world;
  world.deployments += 1;
  const id = `D-${world.deployments}`;
  if (!(await promised(house, id, action, named))) return;
  await aDeployment(house, id, KEY, { action, people: named, applying: { position: 0 } });
}

/** The next revision of one in force, as its approval puts it in force. */
async function change({ house }: World, { which, action, people: named }: StepOf['change']): Promise<void> {
  const chosen = await oneOf(house, which);
  if (chosen === undefined || chosen.value.inForce === null) return;
  if (!(await promised(house, chosen.id, action, named))) return;
  const number = chosen.value.inForce.number + 1;
  const inForce = { ...chosen.value.inForce, number, action, people: named.length, writtenAt: house.now };
  const decided = { result: 'approved', by: ['APPROVER'], at: house.now, revision: number } as const;
  await house.records.commit({
    put: [
      { kind: 'deployment', id: chosen.id, value: { ...chosen.value, inForce, decided, applying: { position: 0 } } },
      { kind: 'roster', id: `${chosen.id}.${number}`, value: { people: named, leftOut: [], leftOutCount: 0 } },
    ],
  });
}

async function oneOf(house: TestHouse, which: number) {
  const open = (await listDeployments(house.core)).filter(({ value }) => value.state === 'active');
  return open[which % Math.max(1, open.length)];
}

/** Holds what it needs instead of what it held before. `false`: too few are free. */
async function promised(house: TestHouse, id: string, action: DeploymentAction, named: readonly string[]) {
  const view = await readLedger(house.core, KEY);
  if (view === null) return false;
  const supplied = new Set(
    (await assignmentsOf(house.core, KEY)).flatMap(({ value }) => (isSupplied(value) ? [value.userId] : [])),
  );
  const needed = action === 'required' ? named.filter((userId) => !supplied.has(userId)).length : 0;
  const held = holdFor({ ...view.inputs, ledger: withHold(view.inputs.ledger, id, 0) }, id, needed);
  if (held.result !== 'reserved') return false;
  await house.records.commit({ expect: [view.expect], put: [ledgerPut(KEY, held.ledger)] });
  return true;
}

async function setStopped(house: TestHouse, stopped: { by: string; at: number } | null): Promise<void> {
  const newest = (await listDeployments(house.core)).findLast(({ value }) => value.state === 'active');
  if (newest === undefined) return;
  await house.records.commit({ put: [{ kind: 'deployment', id: newest.id, value: { ...newest.value, stopped } }] });
}

export function availableOf({ house }: World): number {
  return house.apple.assetRows.find(({ row }) => row.adamId === '1')?.row.availableCount ?? 0;
}

export function take(world: World, step: Step): Promise<unknown> {
  return takeOne(world, step.do, step);
}

function takeOne<K extends keyof StepOf>(world: World, kind: K, step: StepOf[K]): Promise<unknown> {
  return doings[kind](world, step);
}
