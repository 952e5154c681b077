import fc from 'fast-check';
import { expect, it } from 'vitest';
import { approveDeployment } from '../../../src/licensing/flows/approve-deployment.js';
import { closeDeployment } from '../../../src/licensing/flows/change-deployment.js';
import { editRequest } from '../../../src/licensing/flows/edit-request.js';
import { denyDeployment, withdrawRequest } from '../../../src/licensing/flows/end-request.js';
import type { TestHouse } from '../../support/core.js';
import { changeAsset, ledgerOf } from '../../support/core-deployments.js';
import { approvalHouse, people, requested } from '../../support/core-requests.js';
import { MINUTE } from '../../support/core-samples.js';

const LICENCES = 5;
const sizes = [2, 3, 1, 4] as const;

type Deed = 'approve' | 'deny' | 'withdraw' | 'close' | 'edit' | 'lose' | 'buy';

const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed>('approve', 'approve', 'approve', 'deny', 'withdraw', 'close', 'edit', 'lose', 'buy'),
    which: fc.nat({ max: sizes.length - 1 }),
    by: fc.constantFrom('APPROVER', 'APPROVER2', 'APPROVER3', 'OPERATOR'),
    /** Two press in the same moment. */
    twice: fc.boolean(),
  }),
  { minLength: 4, maxLength: 14 },
);

/** Licences that Apple counts, moved by a purchase or a refund that the ledger has seen. */
async function move(house: TestHouse, by: 1 | -1): Promise<void> {
  const { figures } = await ledgerOf(house);
  if (by < 0 && (figures.free ?? 0) < 1) return;
  house.now += MINUTE;
  const availableCount = figures.availableCount + by;
  await changeAsset(house, { availableCount, totalCount: availableCount, readAt: house.now });
}

async function act(house: TestHouse, deed: Deed, id: string, by: string): Promise<unknown> {
  const { core } = house;
  const asked = house.asked(by);
  const stored = await house.records.get('deployment', id);
  const revision = stored?.value.pending?.revision.number ?? 1;
  const refreshed = stored?.value.pending?.refreshed ?? 0;
  const verbs: Record<Deed, () => Promise<unknown>> = {
    approve: () => approveDeployment(core, asked, id, { revision, refreshed }),
    deny: () => denyDeployment(core, asked, id, revision, 'Not now'),
    withdraw: () => withdrawRequest(core, house.asked('OPERATOR'), id, revision),
    close: () => closeDeployment(core, asked, id),
    edit: () => editRequest(core, asked, id, revision, { action: 'required', reason: 'Fewer', exclude: ['UADA'] }),
    lose: () => move(house, -1),
    buy: () => move(house, 1),
  };
  return verbs[deed]();
}

/** Nothing is promised that is not there, and what is held is exactly what was approved. */
async function isSound(house: TestHouse): Promise<void> {
  const { ledger, figures } = await ledgerOf(house);
  expect(figures.free).toBeGreaterThanOrEqual(0);
  expect(figures.shortBy).toBe(0);
  for (const { id, value } of await house.records.list('deployment')) {
    const held = value.state === 'active' ? (value.inForce?.people ?? 0) : 0;
    expect(ledger.holds[id] ?? 0).toBe(held);
    const { decided, inForce } = value;
    if (decided?.result === 'approved') for (const by of decided.by) expect(inForce?.writtenBy).not.toContain(by);
    expect(value.pending === null).toBe(value.state !== 'awaiting-approval');
  }
}

it('holds what was approved and never more than is free, in whatever order people press', async () => {
  await fc.assert(
    fc.asyncProperty(deeds, async (all) => {
      const house = await approvalHouse(LICENCES);
      const ids: string[] = [];
      for (const size of sizes) ids.push(await requested(house, { people: people.slice(0, size) }));
      for (const { deed, which, by, twice } of all) {
        const id = ids[which] ?? '';
        const other = ids[(which + 1) % ids.length] ?? '';
        await Promise.all([act(house, deed, id, by), ...(twice ? [act(house, deed, other, 'APPROVER2')] : [])]);
        await isSound(house);
      }
    }),
    { seed: 20_261_122, numRuns: 15 },
  );
}, 60_000);
