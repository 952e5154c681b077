import { expect } from 'vitest';
import { closeDeployment, stopDeployment } from '../../src/licensing/flows/change-deployment.js';
import { denyDeployment } from '../../src/licensing/flows/end-request.js';
import { requestDeployment } from '../../src/licensing/flows/request-deployment.js';
import { ripenApprovals } from '../../src/licensing/flows/ripen-approvals.js';
import { shownRevision } from '../../src/licensing/rules/approval.js';
import type { TestHouse } from '../support/core.js';
import { ledgerOf } from '../support/core-deployments.js';
import { aDraft, furnish, people, press } from '../support/core-requests.js';
import { stepsCutIn } from './steps.js';

/** What was asked for with that reason. */
async function asked(house: TestHouse, reason: string) {
  const all = await house.records.list('deployment');
  const found = all.find(({ value }) => shownRevision(value)?.reason === reason);
  if (found === undefined) throw new Error(`nobody asked for ${reason}`);
  return found;
}

async function send(house: TestHouse, reason: string): Promise<void> {
  const draft = (await house.records.list('draft')).find(({ value }) => value.entries.reason === reason);
  if (draft !== undefined) await requestDeployment(house.core, house.asked('OPERATOR'), draft.id);
}

/** Three requests of four licences and one that needs nobody: two approvals, a worse world, a no, a reminder, an end. */
export const approvals = {
  steps: stepsCutIn('approvals'),
  async prepare(house: TestHouse) {
    house.settings.approvals = { noneBelow: 2, twoFrom: 3, twoForUninstallFrom: null };
    await furnish(house, 4);
    const draft = (reason: string, meant: readonly string[], given: object = {}) =>
      aDraft(house, { people: meant, entries: { reason, ...given } });
    await draft('first', people.slice(0, 3));
    await draft('second', people.slice(3));
    await draft('third', people.slice(0, 2), { action: 'available' });
    await draft('fourth', people.slice(4));
    house.now = Date.parse('2026-11-23T08:00:00Z');
  },
  async work(house: TestHouse) {
    for (const reason of ['first', 'second', 'third']) await send(house, reason);
    const first = await asked(house, 'first');
    for (const actor of ['APPROVER', 'APPROVER2'])
      if ((await asked(house, 'first')).value.pending !== null) await press(house, first.id, actor);
    const second = await asked(house, 'second');
    if (second.value.pending?.refreshed === undefined && second.value.pending !== null) await press(house, second.id);
    await denyDeployment(house.core, house.asked('APPROVER3'), second.id, 1, 'No licences');
    house.now = Math.max(house.now, Date.parse('2026-11-23T12:30:00Z'));
    await ripenApprovals(house.core, house.core.ids.reference());
    await send(house, 'fourth');
    await stopDeployment(house.core, house.asked('OPERATOR'), first.id);
    await closeDeployment(house.core, house.asked('OPERATOR'), first.id);
  },
  async isWhole(house: TestHouse) {
    await this.work(house);
    await house.ring();
    const states = (await house.records.list('deployment')).map(({ value }) => value.state);
    expect(states).toEqual(['closed', 'denied', 'awaiting-approval', 'active']);
    expect((await asked(house, 'third')).value.pending?.reminders).toBe(1);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1, free: 3, shortBy: 0 });
    expect((await house.records.list('draft')).length).toBe(0);
    const done = (await house.audit()).filter((line) => /-deployment: (?!refused: (?!worse))|remind-/.test(line));
    // Three were asked for by the same person.
    const acts = done.filter((line) => !line.startsWith('system apply-'));
    expect(acts).toHaveLength(new Set(acts).size + 2);
  },
};
