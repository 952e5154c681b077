import { describe, expect, it } from 'vitest';
import { askAgain } from '../../../src/licensing/flows/ask-again.js';
import { askForMore } from '../../../src/licensing/flows/ask-for-more.js';
import { closeDeployment, goOnWithDeployment, stopDeployment } from '../../../src/licensing/flows/change-deployment.js';
import { progressNotices } from '../../../src/licensing/flows/deployment-progress.js';
import { editRequest } from '../../../src/licensing/flows/edit-request.js';
import { denyDeployment, withdrawRequest } from '../../../src/licensing/flows/end-request.js';
import { requestDeployment } from '../../../src/licensing/flows/request-deployment.js';
import type { TestHouse } from '../../support/core.js';
import { boundOf } from '../../support/core-ceremony.js';
import { changeAsset, deploymentOf, ledgerOf, putAssignment } from '../../support/core-deployments.js';
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
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';

const turns = async (house: TestHouse) =>
  (await house.noticesOf('deployment-news', 'approvers')).map(({ facts }) => facts.turn.turn);
const told = async (house: TestHouse) =>
  (await house.noticesOf('deployment-news', 'person')).map(({ audience, facts }) => [
    audience.to === 'person' ? audience.userId : '',
    facts.turn.turn,
  ]);

describe('a request', () => {
  it('uses its draft up, so that a second press is nothing', async () => {
    const house = await approvalHouse();
    const draftId = await aDraft(house, {});
    const both = await Promise.all([1, 2].map(() => requestDeployment(house.core, house.asked('OPERATOR'), draftId)));
    expect(both.map(({ result }) => result).sort()).toEqual(['asked', 'over']);
    expect((await house.records.list('deployment')).map(({ id }) => id)).toEqual(['D-1']);
    expect(await house.records.list('draft')).toEqual([]);
    expect((await house.records.list('roster')).map(({ id }) => id)).toEqual(['D-1.1']);
    const [card] = await house.noticesOf('deployment-card');
    expect(card).toMatchObject({ subject: 'deployment:D-1', audience: { to: 'approvers' } });
    expect((await house.noticesOf('deployment-request'))[0]?.audience).toEqual({ to: 'person', userId: 'OPERATOR' });
    expect((await house.noticesOf('deployment-news'))[0]).toMatchObject({ thread: 'deployment:D-1' });
  });

  it('comes from whoever made the draft, with the role', async () => {
    const house = await approvalHouse();
    const draftId = await aDraft(house, {});
    expect(await requestDeployment(house.core, house.asked('U1'), draftId)).toEqual({ result: 'over' });
    house.people.set('OPERATOR', ['viewer']);
    expect((await requestDeployment(house.core, house.asked('OPERATOR'), draftId)).result).toBe('not-allowed');
    expect(await house.records.list('deployment')).toEqual([]);
  });

  it('is refused with the figures when licences are missing now', async () => {
    const house = await approvalHouse(4);
    const draftId = await aDraft(house, {});
    await approved(house, { people: people.slice(0, 3) });
    const other = await requestDeployment(house.core, house.asked('OPERATOR'), draftId);
    expect(other).toMatchObject({ result: 'no-licences-left', arithmetic: { free: 1, needed: 3 } });
    expect(await house.records.get('draft', draftId)).not.toBeNull();
  });

  it('is refused where nobody could approve it', async () => {
    const house = await approvalHouse();
    for (const userId of ['APPROVER', 'APPROVER2', 'APPROVER3']) house.people.set(userId, []);
    house.people.set('SOLE', ['operator', 'approver']);
    expect(await request(house, { by: 'SOLE' })).toEqual({ result: 'nobody-could-approve', needed: 1 });
    expect((await request(house)).result).toBe('asked');
  });

  it('goes without approval below the threshold, with its licences held', async () => {
    const house = await approvalHouse(10, { approvals: { noneBelow: 4, twoFrom: null, twoForUninstallFrom: null } });
    expect(await request(house)).toEqual({ result: 'in-force', deploymentId: 'D-1' });
    expect(await deploymentOf(house, 'D-1')).toMatchObject({ state: 'active', decided: { result: 'none-needed' } });
    expect((await ledgerOf(house)).figures.reserved).toBe(3);
    expect((await request(house, { people })).result).toBe('asked');
  });

  it('for another app, or for what has ended, changes nothing', async () => {
    const house = await approvalHouse();
    const id = await approved(house);
    await closeDeployment(house.core, house.asked('OPERATOR'), id);
    expect(await request(house, { entries: { deploymentId: id } })).toEqual({ result: 'not-changeable' });
    expect(await request(house, { entries: { deploymentId: 'D-9' } })).toEqual({ result: 'not-changeable' });
  });
});

describe('a request ends', () => {
  it('with a no and its reason, once', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const deny = (by: string, reason: string) => denyDeployment(house.core, house.asked(by), id, 1, reason);
    expect(await deny('APPROVER', ' ')).toEqual({ result: 'no-reason' });
    expect((await deny('OPERATOR', 'I may not')).result).toBe('not-allowed');
    expect(await deny('APPROVER', 'Too expensive')).toEqual({ result: 'denied' });
    expect(await deny('APPROVER2', 'Me too')).toMatchObject({
      result: 'over',
      deployment: { decided: { by: 'APPROVER' } },
    });
    expect(await deploymentOf(house, id)).toMatchObject({ state: 'denied', decided: { reason: 'Too expensive' } });
    expect(await told(house)).toEqual([['OPERATOR', 'decided']]);
    expect(await turns(house)).toEqual(['asked', 'decided']);
  });

  it('by whoever asked, whatever their role is now, and by nobody else', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const withdraw = (by: string) => withdrawRequest(house.core, house.asked(by), id, null);
    expect(await withdraw('APPROVER')).toEqual({ result: 'not-yours', requestedBy: 'OPERATOR' });
    house.people.set('OPERATOR', []);
    expect(await withdraw('OPERATOR')).toEqual({ result: 'withdrawn' });
    expect((await withdraw('OPERATOR')).result).toBe('over');
    expect(await deploymentOf(house, id)).toMatchObject({ state: 'withdrawn', endedBy: 'OPERATOR' });
  });

  it('by itself after its working days, with a button to ask again', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const { expiresAt } = await pendingOf(house, id);
    house.now = expiresAt - MINUTE;
    await house.ring();
    expect((await deploymentOf(house, id)).state).toBe('awaiting-approval');
    house.now = expiresAt;
    await house.ring();
    await house.ring();
    expect(await deploymentOf(house, id)).toMatchObject({ state: 'expired', pending: null });
    expect((await turns(house)).filter((turn) => turn === 'decided')).toHaveLength(1);
    expect(await askAgain(house.core, house.asked('APPROVER'), id)).toMatchObject({ result: 'not-yours' });
    const again = await Promise.all([1, 2].map(() => askAgain(house.core, house.asked('OPERATOR'), id)));
    expect(again.map(({ result }) => result).sort()).toEqual(['asked', 'over']);
    expect(await deploymentOf(house, id)).toMatchObject({ askedAgainAs: 'D-2' });
    expect(await pendingOf(house, 'D-2')).toMatchObject({ revision: { number: 1, people: 3 } });
    expect((await press(house, 'D-2')).result).toBe('approved');
  });

  it('reminds those who may approve, in the thread, with growing gaps', async () => {
    const house = await approvalHouse();
    house.now = Date.parse('2026-11-23T08:00:00Z');
    const id = await requested(house);
    const reminders = async () =>
      (await house.noticesOf('deployment-news')).flatMap(({ facts: { turn }, thread }) =>
        turn.turn === 'reminder' ? [[thread, ...turn.approvers]] : [],
      );
    await house.ring();
    expect(await reminders()).toEqual([]);
    house.now += 4 * HOUR;
    await house.ring();
    await house.ring();
    expect(await reminders()).toEqual([['deployment:D-1', 'APPROVER', 'APPROVER2', 'APPROVER3']]);
    house.now += 2 * DAY;
    await house.ring();
    expect(await reminders()).toHaveLength(2);
    house.now += 2 * DAY;
    await house.ring();
    expect(await reminders()).toHaveLength(2);
    expect((await deploymentOf(house, id)).state).toBe('expired');
  });

  it('leaves what is in force alone when only a change was refused', async () => {
    const house = await approvalHouse();
    const id = await approved(house);
    await requested(house, { by: 'U1', entries: { action: 'uninstall', deploymentId: id } });
    await denyDeployment(house.core, house.asked('APPROVER'), id, 2, 'Keep it');
    expect(await deploymentOf(house, id)).toMatchObject({
      state: 'active',
      inForce: { number: 1, action: 'required' },
      decided: { result: 'denied', revision: 2 },
    });
    expect((await ledgerOf(house)).figures.reserved).toBe(3);
    expect((await told(house)).slice(-2)).toEqual([
      ['OPERATOR', 'decided'],
      ['U1', 'decided'],
    ]);
  });
});

describe('an edit', () => {
  const fewer = { action: 'required', reason: 'Only the office', exclude: ['UADA', 'UNKNOWN'] } as const;

  it('is a new revision with fewer people, and its editor one of its writers', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    expect(await editRequest(house.core, house.asked('APPROVER'), id, 1, fewer)).toMatchObject({
      result: 'edited',
      approvers: ['APPROVER2', 'APPROVER3'],
    });
    expect(await pendingOf(house, id)).toMatchObject({
      revision: { number: 2, people: 2, reason: 'Only the office', writtenBy: ['OPERATOR', 'APPROVER'] },
      arithmetic: { needed: 2, leftOut: 1 },
    });
    expect((await house.records.list('roster')).map((one) => one.id)).toEqual([`${id}.2`]);
    expect(await told(house)).toEqual([['OPERATOR', 'edited']]);
    expect((await editRequest(house.core, house.asked('APPROVER2'), id, 1, fewer)).result).toBe('over');
  });

  it('is refused to others, without a reason, without a difference, and of everybody', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    const edit = (by: string, given: Partial<Parameters<typeof editRequest>[4]>) =>
      editRequest(house.core, house.asked(by), id, 1, { ...fewer, ...given });
    expect((await edit('VIEWER', {})).result).toBe('not-allowed');
    expect((await edit('APPROVER', { reason: ' ' })).result).toBe('no-reason');
    expect((await edit('APPROVER', { reason: 'For the new office', exclude: [] })).result).toBe('same');
    expect((await edit('APPROVER', { exclude: people })).result).toBe('nobody');
    expect((await pendingOf(house, id)).revision.number).toBe(1);
  });

  it('never leaves a request that nobody could approve', async () => {
    const house = await approvalHouse();
    const id = await requested(house);
    for (const userId of ['APPROVER2', 'APPROVER3']) house.people.set(userId, []);
    expect(await editRequest(house.core, house.asked('APPROVER'), id, 1, fewer)).toEqual({
      result: 'nobody-could-approve',
      needed: 1,
    });
    expect((await press(house, id)).result).toBe('approved');
  });

  it('waits for an approval even below the threshold', async () => {
    const house = await approvalHouse(10, { approvals: { noneBelow: 3, twoFrom: null, twoForUninstallFrom: null } });
    const id = await requested(house);
    await editRequest(house.core, house.asked('OPERATOR'), id, 1, { ...fewer, exclude: ['UADA', 'UBO'] });
    expect((await deploymentOf(house, id)).state).toBe('awaiting-approval');
  });
});

describe('an active deployment', () => {
  it('is closed: what it held is free at once, and what waited is withdrawn', async () => {
    const house = await approvalHouse();
    const id = await approved(house);
    await requested(house, { entries: { action: 'available', deploymentId: id } });
    const close = (by: string) => closeDeployment(house.core, house.asked(by), id);
    expect((await close('VIEWER')).result).toBe('not-allowed');
    expect(await close('OPERATOR')).toEqual({ result: 'closed' });
    expect(await ledgerOf(house)).toMatchObject({ ledger: { holds: {} }, figures: { reserved: 0, free: 10 } });
    expect(await deploymentOf(house, id)).toMatchObject({ state: 'closed', pending: null, applying: { position: 0 } });
    expect(await close('OPERATOR')).toMatchObject({ result: 'over', deployment: { state: 'closed' } });
  });

  it('is stopped and goes on, and its progress says so', async () => {
    const house = await approvalHouse();
    const id = await approved(house);
    const stop = () => stopDeployment(house.core, house.asked('OPERATOR'), id);
    expect(await stop()).toEqual({ result: 'stopped' });
    expect(await stop()).toMatchObject({ result: 'already', stopped: { by: 'OPERATOR' } });
    expect((await house.noticesOf('deployment-progress')).at(-1)).toMatchObject({
      thread: `deployment:${id}`,
      facts: { stopped: { by: 'OPERATOR' }, people: 3, counts: { toApply: 3 }, doneAt: null },
    });
    expect(await goOnWithDeployment(house.core, house.asked('APPROVER'), id)).toEqual({ result: 'goes-on' });
    expect((await deploymentOf(house, id)).stopped).toBeNull();
    expect(await turns(house)).toEqual(['asked', 'decided', 'stopped', 'goes-on']);
  });

  it('says about when it will be done, from how fast it went lately', async () => {
    const house = await approvalHouse();
    const id = await approved(house, { people });
    const licensed = (userId: string, at: number) =>
      putAssignment(house, { userId, state: 'licensed', licensedAt: at, since: at, wantedBy: [id] });
    await licensed('UADA', house.now - 10 * MINUTE);
    await licensed('UBO', house.now - 5 * MINUTE);
    expect((await progressNotices(house.core, [id], 'R'))[0]?.facts).toMatchObject({ doneAt: null });
    await licensed('UCY', house.now);
    const [notice, ...rest] = await progressNotices(house.core, [id, id, 'D-9'], 'R');
    expect(rest).toEqual([]);
    expect(notice?.facts).toMatchObject({ counts: { licensed: 3 }, complete: false });
    const [left] = notice?.kind === 'deployment-progress' ? [notice.facts.doneAt] : [];
    expect(left).toBe(house.now + (2 * 10 * MINUTE) / 3);
  });

  it('ends with the location, and so does what waits', async () => {
    const house = await approvalHouse();
    const active = await approved(house);
    const waits = await requested(house, { people: people.slice(3) });
    const { token, mdmInfo, facts, boundAt } = await boundOf(house);
    const { sealed: _sealed, ...rest } = token;
    await house.records.commit({
      put: [
        {
          kind: 'binding',
          id: 'location',
          value: {
            ...{
              state: 'decommissioned',
              requestId: 'r',
              facts,
              token: rest,
              mdmInfo,
              boundAt,
              confirmedBy: ['U1', 'U2'],
            },
            ...{ decommissionedAt: house.now, atApple: 'released', heldBy: null, exported: null },
          },
        },
      ],
    });
    await house.ring();
    expect((await deploymentOf(house, active)).state).toBe('closed');
    expect(await deploymentOf(house, waits)).toMatchObject({ state: 'withdrawn', endedBy: 'system' });
    expect(await house.audit()).toContain('system close-deployment: closed');
  });
});

describe('followed groups that grew beyond what was approved', () => {
  const asking = { people: people.slice(0, 2), entries: { groupIds: ['S1'] } } as const;

  it('ask once, by the bot, in the name of whoever chose the groups', async () => {
    const house = await approvalHouse();
    const id = await approved(house, asking);
    const more = () => askForMore(house.core, id, people, 'R-more');
    expect(await more()).toEqual({ result: 'asked' });
    expect(await more()).toEqual({ result: 'already-asked' });
    expect(await pendingOf(house, id)).toMatchObject({
      revision: { number: 2, writtenBy: ['system', 'OPERATOR'], audience: { ceiling: 5 }, people: 5 },
    });
    expect((await press(house, id)).result).toBe('approved');
    expect((await ledgerOf(house)).figures.reserved).toBe(5);
  });

  it('do not ask again for as many as somebody said no to', async () => {
    const house = await approvalHouse();
    const id = await approved(house, asking);
    await askForMore(house.core, id, people, 'R-more');
    await denyDeployment(house.core, house.asked('APPROVER'), id, 2, 'Enough');
    expect(await askForMore(house.core, id, people, 'R-more')).toEqual({ result: 'declined-before' });
    expect(await askForMore(house.core, id, [...people, 'UFAY'], 'R-more')).toEqual({ result: 'asked' });
  });

  it('say so where the licences do not suffice, and ask nobody', async () => {
    const house = await approvalHouse(4);
    const id = await approved(house, asking);
    expect(await askForMore(house.core, id, people, 'R-more')).toMatchObject({ result: 'no-licences-left' });
    expect((await deploymentOf(house, id)).pending).toBeNull();
    house.now += MINUTE;
    await changeAsset(house, { availableCount: 9, totalCount: 9, readAt: house.now });
    expect(await askForMore(house.core, id, people, 'R-more')).toEqual({ result: 'asked' });
  });
});
