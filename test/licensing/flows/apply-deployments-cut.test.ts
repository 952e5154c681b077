import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOOK_AGAIN } from '../../../src/licensing/flows/long-work.js';
import { progressOf } from '../../../src/licensing/flows/progress.js';
import { TestHouse } from '../../support/core.js';
import {
  apply,
  approve,
  changeAsset,
  close,
  deploymentOf,
  ledgerOf,
  putAssignment,
  serve,
  states,
  stocked,
} from '../../support/core-deployments.js';

function named(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `P${String(index).padStart(5, '0')}`);
}

/** What everybody together holds of the licences that were approved for one deployment. */
async function promised(house: TestHouse): Promise<number> {
  return (await ledgerOf(house)).figures.reserved;
}

describe('a deployment of several slices that is cut anywhere', () => {
  const people = named(510);

  async function prepared(): Promise<TestHouse> {
    const house = new TestHouse();
    await stocked(house, people, { availableCount: 505 });
    await approve(house, 'D-1', people, { hold: 505 });
    return house;
  }

  it('holds at each point as many licences as were approved, and does nobody twice', async () => {
    const points: string[] = [];
    for (let nth = 1; ; nth += 1) {
      const house = await prepared();
      const passed: string[] = [];
      house.cutAt = (point) => passed.push(point) >= nth;
      const outcome = await house.untilCut(() => apply(house));
      house.cutAt = () => false;
      if (outcome === 'done') break;
      points.push(passed.at(-1) ?? '');
      await house.restart();
      expect(await promised(house)).toBe(505);
      expect(await deploymentOf(house, 'D-1')).toMatchObject({ applying: null });
      expect((await ledgerOf(house)).ledger.holds).toEqual({});
      expect(await progressOf(house.core, 'D-1')).toMatchObject({ invited: 505, waitingForLicences: 5 });
      const audit = await house.core.audit.read({ newest: 5_000 });
      const subjects = audit.filter(({ act }) => act === 'apply-deployment').map(({ subject }) => subject);
      expect(new Set(subjects).size).toBe(subjects.length);
    }
    expect(new Set(points)).toEqual(
      new Set(['deployment.before-slice', 'before a commit', 'after a commit', 'deployment.slice-written']),
    );
    expect(points.length).toBe(12);
  }, 30_000);

  it('keeps the sum of hold and reservations after each commit', async () => {
    const house = await prepared();
    const sums: number[] = [];
    const { onStep } = house.core;
    house.core.onStep = async (step) => {
      sums.push(await promised(house));
      await onStep(step);
    };
    await apply(house);
    expect(new Set(sums)).toEqual(new Set([505]));
  });
});

describe('ten thousand people', () => {
  it('are written down and counted', async () => {
    const house = new TestHouse();
    const people = named(10_000);
    await stocked(house, people, { availableCount: 20_000 });
    await approve(house, 'D-1', people);
    expect(await apply(house)).toBe(LOOK_AGAIN);
    expect(await progressOf(house.core, 'D-1')).toMatchObject({ people: 10_000, invited: 10_000 });
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 10_000, free: 10_000 });
  }, 30_000);
});

const crowd = named(6);
const somePeople = fc.uniqueArray(fc.constantFrom(...crowd), { minLength: 1 });
const deed = fc.oneof(
  fc.record({
    kind: fc.constant('approve' as const),
    action: fc.constantFrom('required' as const, 'uninstall' as const, 'available' as const),
    people: somePeople,
    id: fc.constantFrom('D-1', 'D-2', 'D-3'),
  }),
  fc.record({ kind: fc.constant('close' as const), id: fc.constantFrom('D-1', 'D-2', 'D-3') }),
  fc.record({ kind: fc.constant('apply' as const) }),
  fc.record({ kind: fc.constant('serve' as const) }),
  fc.record({ kind: fc.constant('licence' as const), userId: fc.constantFrom(...crowd) }),
  fc.record({ kind: fc.constant('read' as const), available: fc.integer({ min: 0, max: 9 }) }),
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

/** Some of it cannot be done at the moment; then nothing happens. */
async function happens(house: TestHouse, one: Deed): Promise<void> {
  house.now += 1_000;
  if (one.kind === 'apply') await apply(house);
  else if (one.kind === 'serve') await serve(house);
  else if (one.kind === 'read') await changeAsset(house, { availableCount: one.available, readAt: house.now });
  else if (one.kind === 'licence') await licence(house, one.userId);
  else if (one.kind === 'close') {
    if ((await house.records.get('deployment', one.id))?.value.state === 'active') await close(house, one.id);
  } else await put(house, one);
}

/** As if Apple gave the licence that was reserved, in a reading of its own. */
async function licence(house: TestHouse, userId: string): Promise<void> {
  const isReserved = (await states(house)).some((line) => line.startsWith(`${userId} reserved`));
  if (isReserved) await putAssignment(house, { userId, state: 'licensed', since: house.now });
}

async function put(house: TestHouse, { id, action, people }: Extract<Deed, { kind: 'approve' }>): Promise<void> {
  const before = (await house.records.get('deployment', id))?.value;
  if (before?.state === 'closed') return;
  const { free } = (await ledgerOf(house)).figures;
  const hold = action === 'required' ? people.length : 0;
  if (hold > (free ?? 0)) return;
  await approve(house, id, people, { action, revision: (before?.inForce?.number ?? 0) + 1, hold });
}

describe('whatever is approved, changed and closed in whatever order', () => {
  it('in the end everybody has what the deployments in force want, and every reservation has an owner', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25, size: 'max' }), async (deeds) => {
        const house = new TestHouse();
        await stocked(house, crowd, { availableCount: 5 });
        for (const one of deeds) await happens(house, one);
        await apply(house);
        await serve(house);
        await expectSettled(house);
      }),
      { seed: 20_261_123, numRuns: 120 },
    );
  }, 60_000);
});

async function expectSettled(house: TestHouse): Promise<void> {
  const { figures, ledger } = await ledgerOf(house);
  expect(ledger.holds).toEqual({});
  expect(figures.shortBy).toBe(0);
  expect(figures.waiting === 0 || figures.free === 0).toBe(true);
  const deployments = (await house.records.list('deployment')).filter(({ value }) => value.state === 'active');
  const wants = new Map<string, Set<string>>();
  for (const { id, value } of deployments) {
    expect(value.applying).toBeNull();
    const roster = await house.records.get('roster', `${id}.${value.inForce?.number ?? 0}`);
    for (const userId of roster?.value.people ?? [])
      wants.set(userId, new Set([...(wants.get(userId) ?? []), value.inForce?.action ?? '']));
  }
  const stands = new Map((await states(house)).map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1)]));
  for (const userId of crowd) {
    const [state = 'none', ...wantedBy] = stands.get(userId) ?? [];
    const wanted = wants.get(userId) ?? new Set();
    for (const id of wantedBy) expect(deployments.map((one) => one.id)).toContain(id);
    if (state === 'reserved' || state === 'waiting-for-licences') expect(wantedBy).not.toEqual([]);
    if (wanted.has('required')) expect(['reserved', 'waiting-for-licences', 'licensed']).toContain(state);
    else if (wanted.has('uninstall')) expect(['none', 'removing', 'released']).toContain(state);
    else expect(state).not.toBe('removing');
  }
}
