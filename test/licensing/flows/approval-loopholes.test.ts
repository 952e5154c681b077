import { describe, expect, it } from 'vitest';
import { askForMore } from '../../../src/licensing/flows/ask-for-more.js';
import { countDraft } from '../../../src/licensing/flows/count-draft.js';
import { editRequest } from '../../../src/licensing/flows/edit-request.js';
import { denyDeployment, withdrawRequest } from '../../../src/licensing/flows/end-request.js';
import { draftOfDeployment } from '../../../src/licensing/flows/open-draft.js';
import { requestDeployment } from '../../../src/licensing/flows/request-deployment.js';
import { deploymentOf, putAssignment, setMembership } from '../../support/core-deployments.js';
import {
  aDraft,
  approvalHouse,
  approved,
  pendingOf,
  people,
  press,
  request,
  requested,
} from '../../support/core-requests.js';
import { DAY } from '../../support/core-samples.js';

const thresholds = { noneBelow: 0, twoFrom: null, twoForUninstallFrom: null };

describe('nobody approves what they asked for', () => {
  it('not even when the groups that they chose grow', async () => {
    const house = await approvalHouse(10);
    house.people.set('BOTH', ['operator', 'approver']);
    house.people.userGroups.set('S1', { id: 'S1', name: 'Sales', handle: 'sales', members: ['UADA'] });
    const id = await approved(house, { by: 'BOTH', people: ['UADA'], entries: { groupIds: ['S1'] } });
    expect(await askForMore(house.core, id, people, 'R-1')).toEqual({ result: 'asked' });
    expect(await press(house, id, 'BOTH')).toEqual({ result: 'own' });
    expect((await press(house, id, 'APPROVER2')).result).toBe('approved');
  });
});

describe('a threshold', () => {
  it('is asked again when the card is drawn anew', async () => {
    const house = await approvalHouse(10, { approvals: { ...thresholds, twoFrom: 3 } });
    for (const userId of ['UADA', 'UBO']) await putAssignment(house, { userId, state: 'licensed' });
    const id = await requested(house, { people: people.slice(0, 3) });
    expect((await pendingOf(house, id)).needed).toBe(1);
    for (const userId of ['UADA', 'UBO']) await putAssignment(house, { userId, state: 'lost', reason: 'lost-retired' });
    expect((await press(house, id)).result).toBe('worse');
    expect((await pendingOf(house, id)).needed).toBe(2);
    expect((await press(house, id)).result).toBe('first-approval');
  });

  it('is not passed by asking piece by piece', async () => {
    const house = await approvalHouse(10, { approvals: { ...thresholds, noneBelow: 3 } });
    expect((await request(house, { people: ['UADA', 'UBO'] })).result).toBe('in-force');
    expect((await request(house, { people: ['UCY', 'UDEE'] })).result).toBe('asked');
  });
});

describe('an uninstall', () => {
  it('is worse when more people would lose the app than the card said', async () => {
    const house = await approvalHouse(10);
    await putAssignment(house, { userId: 'UADA', state: 'licensed' });
    const id = await requested(house, { entries: { action: 'uninstall' } });
    for (const userId of ['UBO', 'UCY']) await putAssignment(house, { userId, state: 'licensed' });
    expect(await press(house, id)).toEqual({ result: 'worse', worse: [{ kind: 'more-to-remove', was: 1, is: 3 }] });
    expect((await press(house, id)).result).toBe('approved');
  });
});

describe('what expired', () => {
  it.each(['edit', 'deny', 'withdraw', 'change'] as const)('is over for %s before anybody rang', async (how) => {
    const house = await approvalHouse(10);
    const id = await requested(house);
    const draft = await aDraft(house, { by: 'OPERATOR', entries: { deploymentId: id } });
    house.now = (await pendingOf(house, id)).expiresAt;
    const edit = { action: 'required', reason: 'Fewer', exclude: ['UADA'] } as const;
    const late = {
      edit: () => editRequest(house.core, house.asked('APPROVER'), id, 1, edit),
      deny: () => denyDeployment(house.core, house.asked('APPROVER'), id, 1, 'No such thing'),
      withdraw: () => withdrawRequest(house.core, house.asked('OPERATOR'), id, 1),
      change: () => requestDeployment(house.core, house.asked('OPERATOR'), draft),
    };
    expect((await late[how]()).result).toBe(how === 'change' ? 'not-changeable' : 'over');
    expect((await deploymentOf(house, id)).state).toBe('expired');
  });
});

describe('a change of a deployment that follows groups', () => {
  it('begins with the people who were taken out', async () => {
    const house = await approvalHouse(10);
    house.people.userGroups.set('S1', { id: 'S1', name: 'Sales', handle: 'sales', members: [...people] });
    const id = await approved(house, { people: people.slice(0, 3), entries: { groupIds: ['S1'] } });
    const leftOut = [{ who: 'UDEE', reason: 'excluded', line: null } as const];
    await house.records.commit({
      put: [{ kind: 'roster', id: `${id}.1`, value: { people: people.slice(0, 3), leftOut, leftOutCount: 1 } }],
    });
    const draft = await draftOfDeployment(house.core, house.asked('OPERATOR'), id);
    expect(draft).toMatchObject({ entries: { groupIds: ['S1'], exclusions: ['UDEE'] } });
  });
});

describe('a refused click', () => {
  it('stands in the audit when the draft is somebody else’s', async () => {
    const house = await approvalHouse(10);
    const draft = await aDraft(house, { by: 'OPERATOR' });
    house.people.set('OTHER', ['operator']);
    expect((await requestDeployment(house.core, house.asked('OTHER'), draft)).result).toBe('over');
    expect(await house.audit()).toContain('OTHER request-deployment: refused: over');
  });

  it('stands in the audit when a form is checked without the role', async () => {
    const house = await approvalHouse(10);
    const draft = await aDraft(house, { by: 'OPERATOR' });
    house.people.set('OPERATOR', []);
    expect((await countDraft(house.core, house.asked('OPERATOR'), draft)).result).toBe('not-allowed');
    expect((await house.audit()).at(-1)).toBe('OPERATOR request-deployment: refused: not-allowed');
  });
});

describe('somebody of whom the directory says nothing', () => {
  it('has not left', async () => {
    const house = await approvalHouse(10);
    await setMembership(house, 'UADA', 'invited');
    await house.records.commit({ remove: [{ kind: 'member', id: 'UADA' }] });
    house.now += DAY;
    await house.ring();
    expect((await house.records.get('membership', 'UADA'))?.value.state).toBe('invited');
  });
});
