import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import { type Assignment, type AssignmentState, assignmentTraits } from '../../../src/licensing/rules/assignment.js';
import { arithmeticOf, type CountInputs } from '../../../src/licensing/rules/count-licences.js';
import { emptyLedger, ledgerFigures } from '../../../src/licensing/rules/ledger.js';
import { anAssignment } from '../../support/core-deployments.js';
import { anAssetRecord } from '../../support/core-samples.js';

interface Given {
  action?: CountInputs['action'];
  people?: readonly string[];
  /** State by person; the deployment that is changed wants those in `own`. */
  states?: Readonly<Record<string, AssignmentState>>;
  own?: readonly string[];
  available?: number | null;
  holds?: Readonly<Record<string, number>>;
  deploymentId?: string | null;
  accepted?: readonly string[];
  requiredByOthers?: readonly string[];
  revocable?: boolean;
}

function inputsOf(given: Given): CountInputs {
  const { action = 'required', people = ['A', 'B', 'C'], states = {}, own = [], available = 10, holds = {} } = given;
  const assignments = new Map<string, Assignment>(
    Object.entries(states).map(([userId, state]) => [
      userId,
      anAssignment({ userId, state, wantedBy: own.includes(userId) ? ['D-1'] : ['D-9'] }),
    ]),
  );
  const all = [...assignments.values()].map(({ state }) => state);
  const count = (state: AssignmentState) => all.filter((one) => one === state).length;
  const asset = anAssetRecord({ availableCount: available ?? 0, unlimited: available === null });
  const ledger = { ...emptyLedger, holds };
  const [reserved, licensing, waiting] = [count('reserved'), count('licensing'), count('waiting-for-licences')];
  return {
    ...{ action, people: new Set(people), leftOut: 2, deploymentId: given.deploymentId ?? null, holds, assignments },
    figures: ledgerFigures({ asset, ledger, reserved, licensing, waiting, openWrites: 0 }),
    revocable: given.revocable ?? true,
    unaccepted: new Set(people.filter((userId) => !(given.accepted ?? []).includes(userId))),
    requiredByOthers: new Set(given.requiredByOthers ?? []),
    ...{ awaitingApproval: 4, contradictions: [] },
  };
}

const arithmetic = (given: Given): Arithmetic => arithmeticOf(inputsOf(given));

describe('what a deployment takes', () => {
  it.each<[string, Given, Partial<Arithmetic>]>([
    ['everybody needs one', {}, { people: 3, needed: 3, atMost: 3, free: 10, balanceAfter: 7, toInvite: 3 }],
    ['others ask too', {}, { awaitingApproval: 4, leftOut: 2 }],
    ['one has one', { states: { A: 'licensed' } }, { alreadyLicensed: 1, needed: 2, balanceAfter: 8, toInvite: 2 }],
    ['one is on its way', { states: { A: 'licensing' } }, { alreadyLicensed: 1, needed: 2, free: 9, balanceAfter: 7 }],
    ['one is reserved', { states: { A: 'reserved' } }, { alreadyLicensed: 1, needed: 2, free: 9, reservedByOthers: 1 }],
    ['one waits', { states: { A: 'waiting-for-licences' } }, { alreadyLicensed: 0, needed: 3 }],
    ['one is being removed', { states: { A: 'removing' } }, { alreadyLicensed: 1, needed: 2 }],
    ['one ended', { states: { A: 'released', B: 'lost' } }, { alreadyLicensed: 0, needed: 3 }],
    ['somebody else has one', { states: { X: 'licensed' } }, { alreadyLicensed: 0, needed: 3 }],
    ['all accepted', { accepted: ['A', 'B', 'C'] }, { toInvite: 0 }],
    ['there are too few', { available: 2 }, { free: 2, balanceAfter: -1 }],
    ['there is no limit', { available: null }, { free: null, balanceAfter: null, needed: 3 }],
    ['available takes none yet', { action: 'available', available: 1 }, { needed: 0, atMost: 3, balanceAfter: 1 }],
    [
      'uninstall gives back',
      { action: 'uninstall', states: { A: 'licensed', B: 'reserved', C: 'removing' } },
      { alreadyLicensed: 2, needed: 0, atMost: 0, comingBack: 2, toInvite: 0 },
    ],
    [
      'uninstall leaves what others require',
      { action: 'uninstall', states: { A: 'licensed', B: 'licensed' }, requiredByOthers: ['B'] },
      { comingBack: 1 },
    ],
    [
      'nothing comes back of what Apple keeps',
      { action: 'uninstall', states: { A: 'licensed' }, revocable: false },
      { comingBack: 0, spentForEver: true },
    ],
    [
      'a change takes over its own hold',
      { deploymentId: 'D-1', holds: { 'D-1': 3, 'D-2': 2 }, available: 5 },
      { free: 3, needed: 3, balanceAfter: 0, reservedByOthers: 2 },
    ],
    [
      'a change does not count its own reservations as others’',
      { deploymentId: 'D-1', states: { A: 'reserved', X: 'reserved' }, own: ['A'] },
      { alreadyLicensed: 1, needed: 2, reservedByOthers: 1 },
    ],
  ])('%s', (_, given, expected) => {
    expect(arithmetic(given)).toMatchObject(expected);
  });

  it('always adds up', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const states: readonly AssignmentState[] = ['reserved', 'licensing', 'licensed', 'removing', 'released', 'lost'];
    const given = fc.record({
      action: fc.constantFrom('required', 'available', 'uninstall'),
      people: fc.subarray(names),
      states: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...states)),
      own: fc.subarray(names),
      available: fc.option(fc.integer({ min: 0, max: 12 })),
      holds: fc.dictionary(fc.constantFrom('D-1', 'D-2'), fc.integer({ min: 1, max: 4 })),
      deploymentId: fc.constantFrom('D-1', null),
    });
    fc.assert(
      fc.property(given, (one) => {
        const inputs = inputsOf(one);
        const made = arithmeticOf(inputs);
        const { people, alreadyLicensed, needed, atMost, free, balanceAfter, comingBack } = made;
        const licensed = one.people.filter((id) => {
          const state = one.states[id];
          return state !== undefined && assignmentTraits[state].licensed;
        });
        expect(people).toBe(one.people.length);
        expect(needed).toBe(one.action === 'required' ? atMost : 0);
        expect(atMost).toBe(one.action === 'uninstall' ? 0 : people - alreadyLicensed);
        expect(balanceAfter).toBe(free === null ? null : free - needed);
        expect(comingBack).toBe(one.action === 'uninstall' ? licensed.length : 0);
        // Nothing is planned with that the ledger does not show, apart from the own hold.
        const hold = one.deploymentId === null ? 0 : (one.holds[one.deploymentId] ?? 0);
        expect(free).toBe(inputs.figures.free === null ? null : inputs.figures.free + hold);
        expect(made.reservedByOthers).toBeGreaterThanOrEqual(0);
        expect(made.reservedByOthers).toBeLessThanOrEqual(inputs.figures.reserved);
      }),
      { seed: 17, numRuns: 300 },
    );
  });
});
