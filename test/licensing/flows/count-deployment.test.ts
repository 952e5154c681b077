import { describe, expect, it } from 'vitest';
import { countDeployment, type DeploymentQuestion } from '../../../src/licensing/flows/count-deployment.js';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import type { TestHouse } from '../../support/core.js';
import {
  approve,
  changeAsset,
  changeDeployment,
  changeMember,
  KEY,
  putAssignment,
  setMembership,
} from '../../support/core-deployments.js';
import { approvalHouse, requested } from '../../support/core-requests.js';

async function count(house: TestHouse, given: Partial<DeploymentQuestion> = {}): Promise<Arithmetic> {
  const question = {
    key: KEY,
    action: 'required',
    people: ['UADA', 'UBO', 'UADA'],
    leftOut: 1,
    deploymentId: null,
  } as const;
  const counted = await countDeployment(house.core, { ...question, ...given });
  if (counted === null) throw new Error('not countable');
  return counted;
}

describe('a deployment is counted', () => {
  it('from what is stored now, each person once', async () => {
    const house = await approvalHouse(10);
    await putAssignment(house, { userId: 'UADA', state: 'licensed' });
    await setMembership(house, 'UADA', 'associated');
    expect(await count(house)).toMatchObject({ people: 2, alreadyLicensed: 1, needed: 1, toInvite: 1, leftOut: 1 });
  });

  it('with what other approved work holds, and what other requests ask for', async () => {
    const house = await approvalHouse(10);
    await approve(house, 'D-8', ['UCY', 'UDEE']);
    await requested(house, { people: ['UEVE'] });
    expect(await count(house)).toMatchObject({ free: 8, reservedByOthers: 2, awaitingApproval: 1, balanceAfter: 6 });
  });

  it('as a change without its own hold and its own request', async () => {
    const house = await approvalHouse(3);
    await approve(house, 'D-8', ['UADA', 'UBO', 'UCY']);
    expect(await count(house, { deploymentId: 'D-8' })).toMatchObject({
      free: 3,
      reservedByOthers: 0,
      balanceAfter: 1,
    });
    const id = await requested(house, { entries: { action: 'available' }, people: ['UEVE'] });
    expect((await count(house, { deploymentId: id })).awaitingApproval).toBe(0);
  });

  it('with other active deployments that want something else for some of the people', async () => {
    const house = await approvalHouse(10);
    await approve(house, 'D-7', ['UADA', 'UEVE'], { action: 'uninstall' });
    await approve(house, 'D-8', ['UADA', 'UBO'], { action: 'available' });
    await approve(house, 'D-9', ['UADA']);
    await approve(house, 'D-10', ['UCY'], { action: 'uninstall' });
    const { contradictions } = await count(house);
    expect(contradictions).toEqual([
      { deploymentId: 'D-7', action: 'uninstall', people: 1, who: ['UADA'] },
      { deploymentId: 'D-8', action: 'available', people: 2, who: ['UADA', 'UBO'] },
    ]);
    await changeDeployment(house, 'D-8', { state: 'closed' });
    expect((await count(house)).contradictions.map(({ deploymentId }) => deploymentId)).toEqual(['D-7']);
    expect((await count(house, { deploymentId: 'D-7' })).contradictions).toEqual([]);
  });

  it('without licences that another deployment requires when it uninstalls', async () => {
    const house = await approvalHouse(10);
    for (const userId of ['UADA', 'UBO']) await putAssignment(house, { userId, state: 'licensed' });
    await approve(house, 'D-9', ['UBO'], { hold: 0 });
    expect(await count(house, { action: 'uninstall' })).toMatchObject({ alreadyLicensed: 2, comingBack: 1 });
  });

  it('without invitations where everybody has a Managed Apple Account', async () => {
    const house = await approvalHouse(10, { managedAppleAccounts: 'email' });
    expect((await count(house)).toInvite).toBe(0);
  });

  it('with an invitation for whoever has no address, or whose Managed Apple Account Apple did not take', async () => {
    const house = await approvalHouse(10, { managedAppleAccounts: 'email' });
    await changeMember(house, 'UADA', { email: null });
    await setMembership(house, 'UBO', 'invited');
    expect((await count(house)).toInvite).toBe(2);
  });

  it('not at all when the app is unknown, a book, or gone', async () => {
    const house = await approvalHouse(10);
    const question = { key: KEY, action: 'required', people: ['UADA'], leftOut: 0, deploymentId: null } as const;
    expect(await countDeployment(house.core, { ...question, key: '1.STDQ' })).toBeNull();
    await changeAsset(house, { productType: 'Book' });
    expect(await countDeployment(house.core, question)).toBeNull();
    await changeAsset(house, { productType: 'App', presence: 'gone' });
    expect(await countDeployment(house.core, question)).toBeNull();
  });

  it('for 10,000 people in one go', async () => {
    const house = await approvalHouse(20_000);
    const people = Array.from({ length: 10_000 }, (_, index) => `UP${index}`);
    expect(await count(house, { people })).toMatchObject({ people: 10_000, needed: 10_000, balanceAfter: 10_000 });
  });
});
