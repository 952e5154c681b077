import { describe, expect, it } from 'vitest';
import { beginSync } from '../../src/licensing/flows/begin-sync.js';
import { confirmFirst, confirmSecond } from '../../src/licensing/flows/confirm-binding.js';
import { denyBinding } from '../../src/licensing/flows/end-proposal.js';
import { setPaused } from '../../src/licensing/flows/pause.js';
import { firstSync } from '../../src/licensing/flows/ring.js';
import { runSync } from '../../src/licensing/flows/sync.js';
import type { SealedSecret } from '../../src/licensing/rules/binding.js';
import { temporaryFolder } from '../storage/scratch.js';
import { TestHouse } from '../support/core.js';
import { refused } from '../support/core-apple.js';
import { aConfirmation, bind, bindingOf, confirmedOnce, proposalOf, stateOf } from '../support/core-ceremony.js';
import { FolderDisk } from '../support/core-disk.js';
import { DAY, HOUR, otherProduct } from '../support/core-samples.js';
import { stock, syncState } from '../support/core-sync.js';
import { approvals } from './approval-flow.js';
import { cleanUp, waiver } from './clean-up-flows.js';
import { deployments, waiting } from './deployment-flows.js';
import { deviceOwners, enrolled, unused } from './device-flows.js';
import { doctor } from './doctor-flow.js';
import { deniedRequest, found, handedOver, takenBack } from './exit-flows.js';
import { licences, lost } from './licence-flows.js';
import { members } from './membership-flow.js';
import { notified, subscription } from './notification-flows.js';
import { installed, leftAndReleased, removed } from './people-flows.js';
import { acknowledged, discarded, renewed } from './renewal-flows.js';
import { handover, signInAgain } from './sign-in-flows.js';
import { isNamed, steps, stepsCutIn } from './steps.js';
import { wholeDeployment } from './whole-deployment-flow.js';
import { onDevice } from './whole-device-flow.js';

interface Flow {
  /** Steps of the table for which this flow answers. */
  steps: readonly string[];
  /** All steps that it passes, in the order in which each comes first. */
  story?: readonly string[];
  /** It passes much that other flows answer for: in the usual run it is cut only at its own steps, one in some where it comes first. */
  onlyItsSteps?: boolean;
  /** Up to where the cuts begin. */
  prepare(house: TestHouse): Promise<unknown>;
  work(house: TestHouse): Promise<unknown>;
  /** After the restart: whatever was left open can be finished, and nothing was done twice or by halves. */
  isWhole(house: TestHouse): Promise<void>;
}

const takeOver = aConfirmation({ takeOverFrom: otherProduct.name });

async function count(house: TestHouse, auditLine: string): Promise<number> {
  return (await house.audit()).filter((line) => line === auditLine).length;
}

async function confirmBySecond(house: TestHouse): Promise<void> {
  await confirmSecond(house.core, house.asked('U2'), (await proposalOf(house)).id);
}

async function boundAndSynced(house: TestHouse): Promise<void> {
  stock(house);
  await bind(house);
  await firstSync(house.core, house.background, 'R-first');
  await house.drain();
}

/** The box of the token in the proposal that a flow ends. */
const boxes = new WeakMap<TestHouse, SealedSecret>();

async function confirmedProposal(house: TestHouse): Promise<void> {
  await confirmedOnce(house);
  boxes.set(house, (await proposalOf(house)).token.sealed);
}

/** Nothing is left of the proposal: no copy of its token opens any more, wherever it stands. */
async function expectEnded(house: TestHouse, auditLine: RegExp): Promise<void> {
  expect(await stateOf(house)).toBe('none');
  expect((await house.audit()).filter((line) => auditLine.test(line))).toHaveLength(1);
  expect(await house.stored()).not.toContain('"sealed"');
  const box = boxes.get(house);
  expect(box !== undefined && house.core.secrets.isErased(box)).toBe(true);
  expect(house.apple.mdmInfo).toBeNull();
}

const ceremony: Flow = {
  steps: stepsCutIn('ceremony'),
  async prepare(house) {
    house.apple.mdmInfo = otherProduct;
    house.apple.notificationHost = 'old.example';
    house.apple.buy('1', 5);
  },
  async work(house) {
    await confirmedOnce(house, takeOver);
    await confirmBySecond(house);
  },
  async isWhole(house) {
    const found = await bindingOf(house);
    expect(found.state).not.toBe('claiming');
    expect(found.state === 'bound').toBe(house.apple.mdmInfo?.id !== otherProduct.id);
    if (found.state === 'none') await confirmedOnce(house, takeOver);
    if (found.state === 'proposed' && found.proposal.first === null) {
      await confirmFirst(house.core, house.asked('U1'), found.proposal.id, takeOver);
    }
    if (found.state !== 'bound') await confirmBySecond(house);
    const binding = await bindingOf(house);
    expect(binding.state === 'bound' && binding.mdmInfo).toEqual(house.apple.mdmInfo);
    expect(await house.noticesOf('binding-receipt', 'channel')).toHaveLength(1);
    expect((await house.audit()).filter((line) => line.endsWith('claim-location: bound'))).toHaveLength(1);
  },
};

const denied: Flow = {
  steps: stepsCutIn('denied'),
  prepare: confirmedProposal,
  work: async (house) => denyBinding(house.core, house.asked('U2'), (await proposalOf(house)).id),
  async isWhole(house) {
    if ((await stateOf(house)) === 'proposed') await this.work(house);
    await expectEnded(house, /^U2 end-proposal: denied$/);
  },
};

const expired: Flow = {
  steps: stepsCutIn('denied'),
  prepare: confirmedProposal,
  async work(house) {
    house.now += 2 * HOUR;
    await house.ring();
  },
  isWhole: (house) => expectEnded(house, /^system end-proposal: expired$/),
};

const refusedClaim: Flow = {
  steps: stepsCutIn('refused claim'),
  async prepare(house) {
    await confirmedProposal(house);
    house.apple.interfere = (call) => (call === 'claim' ? { before: refused('not-allowed', 9637) } : undefined);
  },
  work: confirmBySecond,
  async isWhole(house) {
    if ((await stateOf(house)) === 'proposed') await confirmBySecond(house);
    await expectEnded(house, /claim-location: refused-by-apple$/);
  },
};

const sync: Flow = {
  steps: stepsCutIn('sync'),
  async prepare(house) {
    await boundAndSynced(house);
    house.apple.buy('3', 10);
    house.now += HOUR;
  },
  async work(house) {
    await beginSync(house.core, { trigger: 'person', slot: null, startedBy: 'OPERATOR', reference: 'R' });
    await runSync(house.core, 'R');
  },
  async isWhole(house) {
    if ((await syncState(house)).last?.trigger === 'binding') await this.work(house);
    const { running, last } = await syncState(house);
    expect(running).toBeNull();
    expect(last?.outcome.result === 'complete' && last.outcome.diff.totals).toEqual([
      { key: '3.STDQ', name: 'App 3', before: 20, after: 30 },
    ]);
    expect(await count(house, 'OPERATOR sync: complete')).toBe(1);
    expect((await house.noticesOf('sync-card')).filter(({ facts }) => facts.stage === 'done')).toHaveLength(1);
  },
};

const slot: Flow = {
  steps: stepsCutIn('sync'),
  prepare: boundAndSynced,
  async work(house) {
    house.now = Date.parse('2026-11-22T17:00:10Z');
    await house.ring();
  },
  async isWhole(house) {
    await house.ring();
    const key = 'sync@2026-11-22T18:00[Europe/Stockholm]';
    expect((await house.records.list('slot')).map(({ id, value }) => [id, value.outcome])).toEqual([[key, 'done']]);
    expect(await count(house, 'system sync: complete')).toBe(2);
    const summaries = await house.noticesOf('sync-summary');
    expect(summaries.filter(({ facts }) => facts.report.slot === key)).toHaveLength(1);
  },
};

const warning: Flow = {
  steps: stepsCutIn('warning'),
  prepare: (house) => bind(house),
  async work(house) {
    house.now += 270.5 * DAY;
    await house.ring();
  },
  async isWhole(house) {
    await house.ring();
    expect(await house.noticesOf('token-warning')).toHaveLength(1);
  },
};

const pause: Flow = {
  steps: stepsCutIn('pause'),
  prepare: async () => undefined,
  async work(house) {
    await setPaused(house.core, house.asked('U1'), true);
    await setPaused(house.core, house.asked('U1'), false);
  },
  async isWhole(house) {
    const told = (await house.noticesOf('paused')).map(({ facts }) => (facts.paused ? 'pause' : 'resume'));
    expect((await house.audit()).map((line) => line.split(/[ :]/)[1])).toEqual(told);
    await this.work(house);
    expect((await house.noticesOf('paused')).at(-1)?.facts.paused).toBe(false);
  },
};

type Choice = (point: string) => boolean;

/** Of the store, as many as its work in the background happens to pass. */
const storePoints: Choice = (point) => point.startsWith('storage.');
/** Named steps of the flow, and before and after each commit: the same in every run. */
const flowPoints: Choice = (point) => !storePoints(point);

/** The flow on a folder of its own, ended at its nth point of a choice. The points that it passed. */
async function cutAtNth(flow: Flow, choice: Choice, nth: number): Promise<string[]> {
  const disk = await FolderDisk.open(await temporaryFolder());
  const passed: string[] = [];
  try {
    const house = new TestHouse({}, disk);
    await flow.prepare(house);
    house.cutAt = (point) => choice(point) && passed.push(point) >= nth;
    await house.untilCut(() => flow.work(house));
    try {
      await house.restart();
      await flow.isWhole(house);
      expect(disk.troubles).toEqual([]);
      expect(await disk.store().audit.verify()).toMatchObject({ result: 'intact' });
    } catch (fault) {
      throw new Error(`cut at ${passed[nth - 1] ?? 'no point'}, the ${nth}th`, { cause: fault });
    }
    return passed;
  } finally {
    await disk.close();
  }
}

const all = process.env.VPP_TEST_FAULTS === 'all';

/** In the usual run: of the points that a flow passes again and again, one in so many. With `VPP_TEST_FAULTS=all` each. */
const ONE_IN = 40;
/** The same of a flow’s own steps, where tests in memory take each. */
const ONE_STEP_IN = 3;

/** Of the steps of a flow that is cut only at its own. */
function isTaken(_: unknown, index: number): boolean {
  return all || index % ONE_STEP_IN === 0;
}

/** Where the usual run cuts: each kind of point where it comes first, and of those that come again one in `ONE_IN`. */
function chosen({ onlyItsSteps, steps: own }: Flow, points: readonly string[]): number[] {
  const places = points.map((_, index) => index);
  if (all) return places;
  if (onlyItsSteps) {
    const first = own.map((step) => points.indexOf(step)).filter((index) => index >= 0);
    return first.filter(isTaken);
  }
  const again = places.filter((index) => points.indexOf(points[index] ?? '') < index);
  const left = new Set(again.filter((_, index) => index % ONE_IN !== 0));
  return places.filter((index) => !left.has(index));
}

/** A run that nothing ends says where the cuts can be. The points at which the flow was ended. */
async function cutAtItsOwn(flow: Flow): Promise<string[]> {
  const points = await cutAtNth(flow, flowPoints, Number.POSITIVE_INFINITY);
  const places = chosen(flow, points);
  for (const place of places) {
    const passed = await cutAtNth(flow, flowPoints, place + 1);
    expect(passed).toEqual(points.slice(0, place + 1));
  }
  return [...new Set(places.flatMap((place) => points[place] ?? []))];
}

/** How many the store passes differs from run to run: cut until there is none left. */
async function cutAtTheStores(flow: Flow): Promise<string[]> {
  const cut = new Set<string>();
  for (let nth = 1; ; nth += 1) {
    const point = (await cutAtNth(flow, storePoints, nth))[nth - 1];
    if (point === undefined) return [...cut];
    cut.add(point);
  }
}

const flows: Record<string, Flow> = {
  ceremony,
  denied,
  expired,
  'refused claim': refusedClaim,
  sync,
  slot,
  warning,
  pause,
  'sign-in again': signInAgain,
  handover,
  doctor,
  renewed,
  discarded,
  acknowledged,
  'clean-up': cleanUp,
  waiver,
  subscription,
  notified,
  found,
  'denied request': deniedRequest,
  'taken back': takenBack,
  'handed over': handedOver,
  licences,
  members,
  lost,
  deployments,
  approvals,
  'waiting list': waiting,
  installed,
  removed,
  left: leftAndReleased,
  'a whole deployment': wholeDeployment,
  'device owners': deviceOwners,
  devices: enrolled,
  unused,
  'on the device': onDevice,
};

describe('on the real store, read from the disk again, it is whole and can be finished', () => {
  it.each(Object.entries(flows))(
    '%s, ended at every step of its own and around every commit',
    async (_, flow) => {
      const named = (await cutAtItsOwn(flow)).filter((point) => point.includes('.'));
      const owed = flow.onlyItsSteps ? flow.steps.filter(isTaken) : flow.steps;
      expect(named).toEqual(expect.arrayContaining([...owed]));
      if (flow.story !== undefined) expect(named).toEqual(flow.story);
      expect(named.filter((step) => !isNamed(step))).toEqual([]);
    },
    all ? 600_000 : 60_000,
  );

  it('together, with the cuts of the store and of the outbox, they answer for every step', () => {
    const answered = [...Object.values(flows), { steps: stepsCutIn('storage') }, { steps: stepsCutIn('outbox') }];
    expect([...new Set(answered.flatMap((flow) => flow.steps))].sort()).toEqual(Object.keys(steps).sort());
  });

  // The cuts of the store itself take each of its steps in the usual run.
  it.each(Object.entries(all ? { ceremony, denied, sync, pause } : { denied, pause }))(
    '%s, ended at every step of the store',
    async (_, flow) => {
      const passed = await cutAtTheStores(flow);
      expect(passed.filter((step) => step.startsWith('storage.journal.'))).not.toEqual([]);
      expect(passed.filter((step) => !isNamed(step))).toEqual([]);
    },
    60_000,
  );
});
