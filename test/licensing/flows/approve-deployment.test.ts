import { describe, expect, it } from 'vitest';
import { approveDeployment } from '../../../src/licensing/flows/approve-deployment.js';
import { editRequest } from '../../../src/licensing/flows/edit-request.js';
import { denyDeployment } from '../../../src/licensing/flows/end-request.js';
import { boundOf } from '../../support/core-ceremony.js';
import { changeAsset, changeMember, deploymentOf, KEY, ledgerOf } from '../../support/core-deployments.js';
import { approvalHouse, approved, pendingOf, people, press, requested, shownOf } from '../../support/core-requests.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

describe('an approval', () => {
  it('puts the revision in force and holds its licences, in one commit', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 0, free: 10 });
    expect(await press(house, id)).toEqual({ result: 'approved', deploymentId: id, licences: 3 });
    expect(await deploymentOf(house, id)).toMatchObject({
      state: 'active',
      inForce: { number: 1, people: 3 },
      pending: null,
      decided: { result: 'approved', by: ['APPROVER'], revision: 1 },
      applying: { position: 0 },
    });
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: { [id]: 3 } }, figures: { reserved: 3, free: 7 } });
    expect(await house.audit()).toContain('APPROVER approve-deployment: approved');
  });

  it('holds nothing for an available app', async () => {
    const house = await approvalHouse(1);
    const id = await approved(house, { entries: { action: 'available' } });
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { free: 1 } });
    expect((await deploymentOf(house, id)).state).toBe('active');
  });

  it('comes from somebody who did not write any part of it', async () => {
    const house = await approvalHouse();
    house.people.set('BOTH', ['operator', 'approver']);
    const id = await requested(house, { by: 'BOTH' });
    expect(await press(house, id, 'BOTH')).toEqual({ result: 'own' });
    const edit = { action: 'required', reason: 'Fewer', exclude: ['UADA'] } as const;
    expect((await editRequest(house.core, house.asked('APPROVER'), id, 1, edit)).result).toBe('edited');
    expect(await press(house, id, 'APPROVER')).toEqual({ result: 'own' });
    expect(await press(house, id, 'BOTH')).toEqual({ result: 'own' });
    expect((await press(house, id, 'APPROVER2')).result).toBe('approved');
    expect((await house.audit()).filter((line) => line.endsWith('refused: own'))).toHaveLength(3);
  });

  it('needs the role at the click', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const shown = await shownOf(house, id);
    house.people.set('APPROVER', ['operator']);
    expect((await approveDeployment(house.core, house.asked('APPROVER'), id, shown)).result).toBe('not-allowed');
    expect((await deploymentOf(house, id)).state).toBe('awaiting-approval');
    expect(await house.audit()).toContain('APPROVER approve-deployment: refused: not-allowed');
  });

  it('is never a second effect, and says who was first', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const shown = await shownOf(house, id);
    const both = await Promise.all(
      ['APPROVER', 'APPROVER2'].map((actor) => approveDeployment(house.core, house.asked(actor), id, shown)),
    );
    expect(both.map(({ result }) => result).sort()).toEqual(['approved', 'over']);
    expect(both.find(({ result }) => result === 'over')).toMatchObject({
      deployment: { decided: { result: 'approved' } },
    });
    expect((await ledgerOf(house)).figures.reserved).toBe(3);
  });

  it('is refused when others took the licences meanwhile, and the card shows the new figures', async () => {
    const house = await approvalHouse(4);
    const first = await requested(house);
    const second = await requested(house, { people: people.slice(3) });
    await press(house, first);
    const outcome = await press(house, second);
    expect(outcome).toEqual({ result: 'worse', worse: [{ kind: 'licences-missing', free: 1, needed: 2 }] });
    expect(await pendingOf(house, second)).toMatchObject({ arithmetic: { free: 1, balanceAfter: -1 }, refreshed: 1 });
    expect((await house.noticesOf('deployment-card')).at(-1)?.facts).toMatchObject({
      worse: outcome.result === 'worse' ? outcome.worse : [],
    });
    expect((await press(house, second)).result).toBe('worse');
    house.now += MINUTE;
    await changeAsset(house, { availableCount: 6, totalCount: 6, readAt: house.now });
    expect((await press(house, second)).result).toBe('approved');
  });

  it('never spends the last licence twice when two approve different requests in the same moment', async () => {
    const house = await approvalHouse(1);
    const first = await requested(house, { people: ['UADA'] });
    const second = await requested(house, { people: ['UBO'] });
    const outcomes = await Promise.all([press(house, first, 'APPROVER'), press(house, second, 'APPROVER2')]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['approved', 'worse']);
    expect((await ledgerOf(house)).figures).toMatchObject({ reserved: 1, free: 0, shortBy: 0 });
  });

  it('does not count for a card that was drawn anew since', async () => {
    const house = await approvalHouse(4);
    const first = await requested(house);
    const second = await requested(house, { people: people.slice(3) });
    const stale = await shownOf(house, second);
    await press(house, first);
    await press(house, second);
    await changeAsset(house, { availableCount: 9, totalCount: 9, readAt: house.now });
    const late = await approveDeployment(house.core, house.asked('APPROVER2'), second, stale);
    expect(late).toEqual({ result: 'redrawn' });
  });

  it('takes whoever left in the meantime out, after showing it', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    await changeMember(house, 'UBO', { deactivated: true });
    expect(await press(house, id)).toEqual({ result: 'worse', worse: [{ kind: 'more-left-out', was: 0, is: 1 }] });
    expect(await press(house, id)).toMatchObject({ result: 'approved', licences: 2 });
    expect((await house.records.get('roster', `${id}.1`))?.value).toMatchObject({
      people: ['UADA', 'UCY'],
      leftOut: [{ who: 'UBO', reason: 'deactivated', line: null }],
    });
    expect((await deploymentOf(house, id)).inForce?.people).toBe(2);
  });

  it('stays possible when whoever asked has left, and the card says so', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    house.people.set('OPERATOR', 'deactivated');
    await changeMember(house, 'OPERATOR', { deactivated: true });
    expect((await press(house, id)).result).toBe('approved');
    expect((await house.noticesOf('deployment-card')).at(-1)?.facts.requesterGone).toBe(true);
  });

  it('comes too late after three working days', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const shown = await shownOf(house, id);
    house.now += 7 * DAY;
    const outcome = await approveDeployment(house.core, house.asked('APPROVER'), id, shown);
    expect(outcome).toMatchObject({ result: 'over', deployment: { state: 'expired' } });
    expect((await ledgerOf(house)).figures.reserved).toBe(0);
  });

  it('is nothing for a deployment that nobody knows or an app that is gone', async () => {
    const house = await approvalHouse();
    const shown = { revision: 1, refreshed: 0 };
    expect(await approveDeployment(house.core, house.asked('APPROVER'), 'D-9', shown)).toEqual({ result: 'unknown' });
    const id = await requested(house);
    await changeAsset(house, { presence: 'gone' });
    expect(await press(house, id)).toEqual({ result: 'unknown-app' });
  });

  it('waits until others’ records are cleaned up, and until the token may write', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const bound = await boundOf(house);
    const put = (tokenState: typeof bound.tokenState) =>
      house.records.commit({ put: [{ kind: 'binding', id: 'location', value: { ...bound, tokenState } }] });
    await put('revoked');
    expect(await press(house, id)).toEqual({ result: 'not-now', hold: 'token' });
    await put('valid');
    house.now += MINUTE;
    const found = { users: 1, userAssignments: 0, deviceAssignments: 0, keptAssignments: 0 };
    const count = {
      id: 'c',
      startedBy: 'U1',
      startedAt: house.now,
      locationName: 'N',
      state: 'counted',
      found,
      countedAt: house.now,
    } as const;
    await house.records.commit({
      put: [{ kind: 'cleanUp', id: 'location', value: { count, run: null, waiver: null } }],
    });
    expect(await press(house, id)).toEqual({ result: 'not-clean', cleanliness: 'needed' });
    expect((await deploymentOf(house, id)).state).toBe('awaiting-approval');
  });
});

describe('an uninstall of many', () => {
  const settings = { approvals: { noneBelow: 0, twoFrom: null, twoForUninstallFrom: 3 } };
  const asking = { entries: { action: 'uninstall' } as const };

  it('needs two different approvers', async () => {
    const house = await approvalHouse(10, settings);
    const id = await requested(house, asking);
    expect(await press(house, id, 'APPROVER')).toMatchObject({ result: 'first-approval' });
    expect(await press(house, id, 'APPROVER')).toMatchObject({ result: 'already-approved', needed: 2 });
    expect((await deploymentOf(house, id)).state).toBe('awaiting-approval');
    expect((await press(house, id, 'APPROVER2')).result).toBe('approved');
    expect((await deploymentOf(house, id)).decided).toMatchObject({ by: ['APPROVER', 'APPROVER2'] });
  });

  it('loses the first approval with the role of whoever gave it', async () => {
    const house = await approvalHouse(10, settings);
    const id = await requested(house, asking);
    await press(house, id, 'APPROVER');
    house.people.set('APPROVER', ['operator']);
    expect((await press(house, id, 'APPROVER2')).result).toBe('first-approval');
    expect((await press(house, id, 'APPROVER3')).result).toBe('approved');
    expect((await deploymentOf(house, id)).decided).toMatchObject({ by: ['APPROVER2', 'APPROVER3'] });
  });

  it('loses every approval by an edit, and ends with one no', async () => {
    const house = await approvalHouse(10, settings);
    const id = await requested(house, asking);
    await press(house, id, 'APPROVER');
    const stale = await shownOf(house, id);
    const edit = { action: 'uninstall', reason: 'Fewer of them', exclude: [] } as const;
    await editRequest(house.core, house.asked('OPERATOR'), id, 1, edit);
    expect(await pendingOf(house, id)).toMatchObject({ approvedBy: [], revision: { number: 2 } });
    const late = await approveDeployment(house.core, house.asked('APPROVER2'), id, stale);
    expect(late).toMatchObject({ result: 'over', deployment: { pending: { revision: { number: 2 } } } });
    await press(house, id, 'APPROVER');
    await denyDeployment(house.core, house.asked('APPROVER3'), id, 2, 'Not before Christmas');
    expect(await deploymentOf(house, id)).toMatchObject({ state: 'denied', decided: { by: 'APPROVER3' } });
  });
});

describe('a change of action that is approved', () => {
  it('drops what the old revision held', async () => {
    const house = await approvalHouse();
    const id = await approved(house);
    const change = await requested(house, { entries: { action: 'uninstall', deploymentId: id } });
    expect(change).toBe(id);
    expect(await deploymentOf(house, id)).toMatchObject({ state: 'active', inForce: { number: 1 } });
    expect((await ledgerOf(house)).figures.reserved).toBe(3);
    expect((await press(house, id)).result).toBe('approved');
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { reserved: 0, free: 10 } });
    expect(await deploymentOf(house, id)).toMatchObject({
      key: KEY,
      inForce: { number: 2, action: 'uninstall' },
      applying: { position: 0 },
    });
  });

  it('counts its own hold as free, so that more people need only the difference', async () => {
    const house = await approvalHouse(5);
    const id = await approved(house);
    await requested(house, { people, entries: { deploymentId: id } });
    expect(await press(house, id)).toMatchObject({ result: 'approved' });
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: { [id]: 5 } }, figures: { free: 0, shortBy: 0 } });
  });
});
