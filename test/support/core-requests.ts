import { type ApproveOutcome, approveDeployment } from '../../src/licensing/flows/approve-deployment.js';
import { countDeployment } from '../../src/licensing/flows/count-deployment.js';
import { requestDeployment } from '../../src/licensing/flows/request-deployment.js';
import type { Put } from '../../src/licensing/ports/records.js';
import type { PendingApproval } from '../../src/licensing/rules/deployment.js';
import type { DraftEntries } from '../../src/licensing/rules/draft.js';
import { TestHouse } from './core.js';
import { bind } from './core-ceremony.js';
import { aMember, deploymentOf, KEY } from './core-deployments.js';
import { syncNow } from './core-sync.js';

/** People that requests of tests are about. */
export const people = ['UADA', 'UBO', 'UCY', 'UDEE', 'UEVE'] as const;

/** A bound house with an app of so many licences, three approvers, and people. */
export async function approvalHouse(
  licences = 10,
  settings: ConstructorParameters<typeof TestHouse>[0] = {},
  disk?: ConstructorParameters<typeof TestHouse>[1],
): Promise<TestHouse> {
  const house = disk === undefined ? new TestHouse(settings) : new TestHouse(settings, disk);
  await furnish(house, licences);
  return house;
}

export async function furnish(house: TestHouse, licences = 10): Promise<void> {
  const [adamId = ''] = KEY.split('.');
  house.apple.buy(adamId, licences);
  for (const userId of ['APPROVER', 'APPROVER2', 'APPROVER3']) house.people.set(userId, ['approver']);
  await bind(house);
  await syncNow(house);
  await house.records.commit({ put: people.map((id): Put => ({ kind: 'member', id, value: aMember(id) })) });
}

export interface Asking {
  by?: string;
  people?: readonly string[];
  entries?: Partial<DraftEntries>;
}

/** A counted draft, as the form leaves it. */
export async function aDraft(
  house: TestHouse,
  { by = 'OPERATOR', people: meant = people.slice(0, 3), entries }: Asking,
) {
  const all: DraftEntries = {
    ...{ key: KEY, action: 'required', people: meant, channelId: null, groupIds: [], addresses: '', file: null },
    ...{ exclusions: [], keepPeople: false, reason: 'For the new office', startAt: null, deploymentId: null },
    ...entries,
  };
  const { key, action, deploymentId, groupIds } = all;
  const arithmetic = await countDeployment(house.core, { key, action, people: meant, leftOut: 0, deploymentId });
  if (arithmetic === null) throw new Error('not countable');
  const audience =
    groupIds.length > 0
      ? ({ kind: 'follows', groupIds, ceiling: meant.length + 2 } as const)
      : ({ kind: 'snapshot', from: ['people'] } as const);
  const id = house.core.ids.uuid();
  const preview = { audience, people: meant.length, arithmetic, countedAt: house.now };
  await house.records.commit({
    put: [
      { kind: 'draft', id, value: { by, at: house.now, entries: all, preview } },
      { kind: 'roster', id, value: { people: meant, leftOut: [], leftOutCount: 0 } },
    ],
  });
  return id;
}

export async function request(house: TestHouse, asking: Asking = {}) {
  const draftId = await aDraft(house, asking);
  return requestDeployment(house.core, house.asked(asking.by ?? 'OPERATOR'), draftId);
}

/** A request that waits; its id. */
export async function requested(house: TestHouse, asking: Asking = {}): Promise<string> {
  const outcome = await request(house, asking);
  if (outcome.result !== 'asked') throw new Error(`not asked: ${outcome.result}`);
  return outcome.deploymentId;
}

export async function pendingOf(house: TestHouse, id: string): Promise<PendingApproval> {
  const { pending } = await deploymentOf(house, id);
  if (pending === null) throw new Error(`nothing waits of ${id}`);
  return pending;
}

/** What the card shows now, as its button says it. */
export async function shownOf(house: TestHouse, id: string) {
  const { revision, refreshed = 0 } = await pendingOf(house, id);
  return { revision: revision.number, refreshed };
}

/** An approver presses what their card shows now. */
export async function press(house: TestHouse, id: string, actor = 'APPROVER'): Promise<ApproveOutcome> {
  return approveDeployment(house.core, house.asked(actor), id, await shownOf(house, id));
}

/** In force, by one approver; nothing of the work is done yet. */
export async function approved(house: TestHouse, asking: Asking = {}): Promise<string> {
  const id = await requested(house, asking);
  const outcome = await press(house, id);
  if (outcome.result !== 'approved') throw new Error(`not approved: ${outcome.result}`);
  return id;
}
