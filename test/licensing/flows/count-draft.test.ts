import { describe, expect, it } from 'vitest';
import { type CountDraftOutcome, countDraft, recountDraft } from '../../../src/licensing/flows/count-draft.js';
import { keepDraft, leftOutTable, sweepDrafts } from '../../../src/licensing/flows/drafts.js';
import { draftOfDeployment, emptyEntries } from '../../../src/licensing/flows/open-draft.js';
import { requestDeployment } from '../../../src/licensing/flows/request-deployment.js';
import type { Put } from '../../../src/licensing/ports/records.js';
import type { DraftEntries } from '../../../src/licensing/rules/draft.js';
import { MOST_PEOPLE } from '../../../src/licensing/rules/draft-faults.js';
import { linesOf } from '../../../src/licensing/rules/table-text.js';
import { TestHouse } from '../../support/core.js';
import {
  aMember,
  approve,
  changeAsset,
  changeDeployment,
  changeMember,
  KEY,
  putAssignment,
  setMembership,
} from '../../support/core-deployments.js';
import { approvalHouse } from '../../support/core-requests.js';
import { DAY } from '../../support/core-samples.js';

const base: DraftEntries = { ...emptyEntries, key: KEY, people: ['UADA', 'UBO'], reason: 'New laptops' };

async function kept(house: TestHouse, given: Partial<DraftEntries> = {}, by = 'OPERATOR'): Promise<string> {
  const outcome = await keepDraft(house.core, house.asked(by), { ...base, ...given });
  if (outcome.result !== 'kept') throw new Error(outcome.result);
  return outcome.draftId;
}

async function counted(house: TestHouse, given: Partial<DraftEntries> = {}) {
  const outcome = await countDraft(house.core, house.asked('OPERATOR'), await kept(house, given));
  if (outcome.result !== 'counted') throw new Error(whyOf(outcome));
  return outcome;
}

const whyOf = (outcome: CountDraftOutcome) => (outcome.result === 'refused' ? outcome.refusal.why : outcome.result);

async function why(house: TestHouse, given: Partial<DraftEntries> = {}): Promise<string> {
  return whyOf(await countDraft(house.core, house.asked('OPERATOR'), await kept(house, given)));
}

async function peopleOf(house: TestHouse, draftId: string): Promise<readonly string[]> {
  return (await house.records.get('roster', draftId))?.value.people ?? [];
}

describe('a counted draft', () => {
  it('keeps who is meant and what it takes', async () => {
    const house = await approvalHouse(10);
    const { draftId, arithmetic, approvals } = await counted(house);
    expect(arithmetic).toMatchObject({ people: 2, needed: 2, free: 10, balanceAfter: 8, toInvite: 2, leftOut: 0 });
    expect(approvals).toBe(1);
    expect(await peopleOf(house, draftId)).toEqual(['UADA', 'UBO']);
    expect((await house.records.get('draft', draftId))?.value.preview).toMatchObject({ people: 2, arithmetic });
  });

  it('takes people from everything that was named, each once', async () => {
    const house = await approvalHouse();
    house.people.channels.set('C1', ['UADA', 'UCY', 'UGHOST']);
    const lines = linesOf('Name;E-mail\nDee;udee@northwind.example\nBo;UBO@northwind.example\nX;nobody@x.example\n');
    const { draftId, audience, leftOut } = await counted(house, {
      people: ['UADA'],
      channelId: 'C1',
      addresses: 'ubo@northwind.example, rubbish',
      file: { name: 'people.csv', lines },
      exclusions: ['UCY'],
    });
    expect(await peopleOf(house, draftId)).toEqual(['UADA', 'UBO', 'UDEE']);
    expect(audience).toEqual({ kind: 'snapshot', from: ['people', 'channel', 'addresses', 'file'] });
    expect(leftOut).toEqual([
      { who: 'UCY', reason: 'excluded', line: null },
      { who: 'UGHOST', reason: 'unknown-person', line: null },
      { who: 'rubbish', reason: 'unreadable-line', line: 1 },
      { who: 'nobody@x.example', reason: 'unknown-address', line: 4 },
    ]);
  });

  it('follows user groups up to a number that is approved', async () => {
    const house = await approvalHouse();
    house.people.userGroups.set('S1', { id: 'S1', name: 'Sales', handle: 'sales', members: ['UADA', 'UBO'] });
    house.people.userGroups.set('S2', { id: 'S2', name: 'Studio', handle: 'studio', members: ['UBO', 'UCY'] });
    const { draftId, audience } = await counted(house, { people: [], groupIds: ['S1', 'S2'] });
    expect(audience).toEqual({ kind: 'follows', groupIds: ['S1', 'S2'], ceiling: 13 });
    expect(await peopleOf(house, draftId)).toEqual(['UADA', 'UBO', 'UCY']);
  });

  it('names each of 300 wrong lines among 5,000', async () => {
    const house = await approvalHouse(6_000);
    const put = Array.from({ length: 5_000 }, (_, index): Put => {
      const id = `UP${index}`;
      return { kind: 'member', id, value: aMember(id, { email: `p${index}@x.example` }) };
    });
    await house.records.commit({ put });
    const wrong = Array.from({ length: 300 }, (_, index) => 2 + index * 16);
    const isWrong = new Set(wrong);
    const rows = Array.from({ length: 5_000 }, (_, index) =>
      isWrong.has(index + 2) ? `P${index},no address` : `P${index},p${index}@x.example`,
    );
    const outcome = await counted(house, { people: [], file: { name: 'all.csv', lines: ['Name,E-mail', ...rows] } });
    expect(outcome.arithmetic).toMatchObject({ people: 4_700, needed: 4_700, leftOut: 300 });
    expect(outcome.leftOut.map(({ line }) => line)).toEqual(wrong);
    const table = await leftOutTable(house.core, house.asked('OPERATOR'), outcome.draftId);
    expect(table.result === 'table' ? table.text.split('\r\n').length : table.result).toBe(302);
  });

  it('of a change keeps the people of the deployment, apart from those who left', async () => {
    const house = await approvalHouse();
    await approve(house, 'D-1', ['UADA', 'UBO', 'UCY']);
    await changeMember(house, 'UBO', { deactivated: true });
    const draft = await draftOfDeployment(house.core, house.asked('OPERATOR'), 'D-1');
    if (draft.result !== 'kept') throw new Error(draft.result);
    expect(draft.entries).toMatchObject({ key: KEY, deploymentId: 'D-1', keepPeople: true, reason: '' });
    const again = { ...draft.entries, people: ['UDEE'], reason: 'One more' };
    await keepDraft(house.core, house.asked('OPERATOR'), again, draft.draftId);
    const outcome = await countDraft(house.core, house.asked('OPERATOR'), draft.draftId);
    expect(outcome).toMatchObject({
      result: 'counted',
      arithmetic: { people: 3, needed: 3, free: 10, reservedByOthers: 0 },
    });
    expect(await peopleOf(house, draft.draftId)).toEqual(['UADA', 'UCY', 'UDEE']);
  });
});

describe('a draft is refused', () => {
  it.each<[string, Partial<DraftEntries>]>([
    ['faults', { reason: '' }],
    ['faults', { startAt: 1 }],
    ['unknown-app', { key: '999.STDQ' }],
    ['nobody', { people: ['UNOBODY'] }],
    ['nobody', { exclusions: ['UADA', 'UBO'] }],
    ['group-unreadable', { people: [], groupIds: ['S404'] }],
    ['channel-unreadable', { channelId: 'C404' }],
    ['no-addresses', { file: { name: 'picture.png', lines: ['\u0001\u0002'] } }],
    ['not-changeable', { deploymentId: 'D-404' }],
  ])('%s: %o', async (reason, given) => {
    const house = await approvalHouse();
    expect(await why(house, given)).toBe(reason);
  });

  it('for a book, and for an app that is gone', async () => {
    const house = await approvalHouse();
    await changeAsset(house, { productType: 'Book' });
    expect(await why(house)).toBe('not-deployable');
    await changeAsset(house, { productType: 'App', presence: 'gone' });
    expect(await why(house)).toBe('not-deployable');
  });

  it('for a channel with more people than one deployment takes', async () => {
    const house = await approvalHouse();
    house.people.channelMembers = async () => ({ result: 'too-many', limit: MOST_PEOPLE });
    expect(await why(house, { channelId: 'C1' })).toBe('too-many-people');
  });

  it('while nobody of the workspace is known', async () => {
    const house = await approvalHouse();
    const members = await house.records.list('member');
    await house.records.commit({ remove: members.map(({ id }) => ({ kind: 'member', id })) });
    expect(await why(house)).toBe('directory-unread');
  });

  it('before an account is bound', async () => {
    expect(await why(new TestHouse())).toBe('not-bound');
  });

  it('while what others made is neither cleaned up nor waived', async () => {
    const house = await approvalHouse();
    const sync = await house.records.get('sync', 'state');
    if (sync?.value.lastComplete?.outcome.result !== 'complete') throw new Error('no sync');
    const { outcome } = sync.value.lastComplete;
    const totals = { ...outcome.totals, foreignUsers: 3 };
    const lastComplete = { ...sync.value.lastComplete, outcome: { ...outcome, totals } };
    await house.records.commit({ put: [{ kind: 'sync', id: 'state', value: { ...sync.value, lastComplete } }] });
    expect(await why(house)).toBe('clean-up-needed');
  });

  it('for a change of a deployment that came to its end, or of another app', async () => {
    const house = await approvalHouse();
    await approve(house, 'D-1', ['UADA']);
    expect(await why(house, { deploymentId: 'D-1' })).toBe('counted');
    await changeDeployment(house, 'D-1', { key: '999.STDQ' });
    expect(await why(house, { deploymentId: 'D-1' })).toBe('not-changeable');
    await changeDeployment(house, 'D-1', { key: KEY, state: 'closed' });
    expect(await why(house, { deploymentId: 'D-1' })).toBe('not-changeable');
  });

  it('with what would make it work when licences are too few', async () => {
    const house = await approvalHouse(3);
    for (const userId of ['UCY', 'UDEE']) await putAssignment(house, { userId });
    await putAssignment(house, { userId: 'UADA' });
    await changeMember(house, 'UDEE', { deactivated: true });
    await changeAsset(house, { assignedCount: 3, availableCount: 0, totalCount: 3, ours: 3 });
    const outcome = await countDraft(house.core, house.asked('OPERATOR'), await kept(house));
    if (outcome.result !== 'refused') throw new Error(outcome.result);
    expect(outcome.refusal).toMatchObject({
      why: 'not-enough-licences',
      missing: 1,
      fits: 1,
      arithmetic: { people: 2, alreadyLicensed: 1, needed: 1, free: 0, balanceAfter: -1 },
      spared: {
        count: 2,
        leftCount: 1,
        people: [
          { userId: 'UDEE', left: true },
          { userId: 'UCY', left: false },
        ],
      },
    });
    expect(await why(house, { action: 'available' })).toBe('counted');
    expect(await why(house, { action: 'uninstall' })).toBe('counted');
  });
});

describe('a draft', () => {
  it('is its maker’s alone, at every step', async () => {
    const house = await approvalHouse();
    const draftId = await kept(house);
    expect(await countDraft(house.core, house.asked('APPROVER'), draftId)).toEqual({ result: 'over' });
    expect(await leftOutTable(house.core, house.asked('APPROVER'), draftId)).toEqual({ result: 'over' });
    expect((await keepDraft(house.core, house.asked('APPROVER'), base, draftId)).result).toBe('kept');
    expect((await house.records.get('draft', draftId))?.value.by).toBe('OPERATOR');
  });

  it('is nothing for whoever lost the role', async () => {
    const house = await approvalHouse();
    const draftId = await kept(house);
    house.people.set('OPERATOR', []);
    expect((await keepDraft(house.core, house.asked('OPERATOR'), base)).result).toBe('not-allowed');
    expect((await countDraft(house.core, house.asked('OPERATOR'), draftId)).result).toBe('not-allowed');
    expect((await recountDraft(house.core, house.asked('OPERATOR'), draftId)).result).toBe('not-allowed');
    expect((await leftOutTable(house.core, house.asked('OPERATOR'), draftId)).result).toBe('not-allowed');
  });

  it('loses what was counted when it is entered anew', async () => {
    const house = await approvalHouse();
    const { draftId } = await counted(house);
    await keepDraft(house.core, house.asked('OPERATOR'), { ...base, people: ['UCY'] }, draftId);
    expect((await house.records.get('draft', draftId))?.value.preview).toBeNull();
    expect(await house.records.get('roster', draftId)).toBeNull();
    expect((await requestDeployment(house.core, house.asked('OPERATOR'), draftId)).result).toBe('not-counted');
  });

  it('makes one request, however often it is submitted', async () => {
    const house = await approvalHouse();
    const { draftId } = await counted(house);
    const both = await Promise.all([
      requestDeployment(house.core, house.asked('OPERATOR'), draftId),
      requestDeployment(house.core, house.asked('OPERATOR'), draftId),
    ]);
    expect(both.map(({ result }) => result).sort()).toEqual(['asked', 'over']);
    expect((await house.records.list('deployment')).length).toBe(1);
  });

  it('is forgotten after two days, at a ring', async () => {
    const house = await approvalHouse();
    const { draftId } = await counted(house);
    house.now += 2 * DAY;
    expect(await sweepDrafts(house.core)).toBe(0);
    house.now += 1;
    await house.ring();
    expect(await house.records.get('draft', draftId)).toBeNull();
    expect(await house.records.get('roster', draftId)).toBeNull();
  });
});

describe('counted again when the preview is submitted', () => {
  it('is the same when nothing changed, or it became better', async () => {
    const house = await approvalHouse(10);
    const { draftId } = await counted(house);
    expect((await recountDraft(house.core, house.asked('OPERATOR'), draftId)).result).toBe('counted');
    await setMembership(house, 'UADA', 'associated');
    await changeAsset(house, { availableCount: 20, totalCount: 20 });
    expect((await recountDraft(house.core, house.asked('OPERATOR'), draftId)).result).toBe('counted');
  });

  it('shows a group that changed meanwhile', async () => {
    const house = await approvalHouse();
    const group = { id: 'S1', name: 'Sales', handle: 'sales', members: ['UADA', 'UBO'] };
    house.people.userGroups.set('S1', group);
    const { draftId } = await counted(house, { people: [], groupIds: ['S1'] });
    house.people.userGroups.set('S1', { ...group, members: ['UADA', 'UCY', 'UDEE'] });
    const outcome = await recountDraft(house.core, house.asked('OPERATOR'), draftId);
    expect(outcome).toMatchObject({ result: 'changed', change: { joined: 2, gone: 1 } });
    expect(await peopleOf(house, draftId)).toEqual(['UADA', 'UCY', 'UDEE']);
    expect((await recountDraft(house.core, house.asked('OPERATOR'), draftId)).result).toBe('counted');
    house.people.userGroups.delete('S1');
    expect(whyAgain(await recountDraft(house.core, house.asked('OPERATOR'), draftId))).toBe('group-unreadable');
  });

  it('is refused when the licences are gone meanwhile', async () => {
    const house = await approvalHouse(2);
    const { draftId } = await counted(house);
    await approve(house, 'D-9', ['UDEE']);
    expect(whyAgain(await recountDraft(house.core, house.asked('OPERATOR'), draftId))).toBe('not-enough-licences');
  });
});

const whyAgain = (outcome: Awaited<ReturnType<typeof recountDraft>>) =>
  outcome.result === 'changed' ? 'changed' : whyOf(outcome);
