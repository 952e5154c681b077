import { describe, expect, it } from 'vitest';
import { askWhetherAccepted, openInvitation } from '../../../src/licensing/flows/accept-terms.js';
import { membershipWork } from '../../../src/licensing/flows/membership-work.js';
import { myApps } from '../../../src/licensing/flows/my-apps.js';
import { resendInvitation, retireUser } from '../../../src/licensing/flows/retire-user.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { anAssignment, assignmentOf } from '../../support/core-licences.js';
import {
  APP,
  acceptedBy,
  houseOfPeople,
  invitationsOf,
  invitedPerson,
  MONDAY,
  membershipOf,
  reservedFor,
  ringUntil,
} from '../../support/core-people.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';

const open = (invitations: Awaited<ReturnType<typeof invitationsOf>>) =>
  invitations.filter(({ end }) => end === null).map(({ reminder }) => reminder);

describe('reminders', () => {
  it('come after 1, 2 and then every 2 working days, four of them, and the weekend does not count', async () => {
    const house = await houseOfPeople();
    house.now = Date.parse('2026-11-26T09:00:00Z');
    await invitedPerson(house);
    const sent: string[] = [];
    while (house.now < Date.parse('2026-12-14T00:00:00Z')) {
      const before = (await invitationsOf(house, 'ANNA')).length;
      await ringUntil(house, house.now + HOUR);
      if ((await invitationsOf(house, 'ANNA')).length > before)
        sent.push(new Date(house.now).toISOString().slice(0, 13));
    }
    expect(sent).toEqual(['2026-11-27T09', '2026-11-30T09', '2026-12-02T09', '2026-12-04T09']);
    const all = await invitationsOf(house, 'ANNA');
    expect(open(all)).toEqual([4]);
    expect(all.filter(({ end }) => end === 'newer-message')).toHaveLength(4);
  });

  it('end with the administrators’ list, then the reservation goes back, and acceptance brings it back', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    // Four reminders until Tuesday 1 December, five working days more until Tuesday the 8th.
    await ringUntil(house, Date.parse('2026-12-01T10:00:00Z'));
    expect((await house.noticesOf('terms-list')).at(-1)?.facts).toMatchObject({
      count: 1,
      entries: [{ userId: 'ANNA', problem: null, waiting: 1 }],
    });
    expect((await invitationsOf(house, 'ANNA')).at(-1)).toMatchObject({
      reservedUntil: Date.parse('2026-12-08T09:00:00Z'),
      givenBack: false,
    });
    await ringUntil(house, Date.parse('2026-12-08T08:00:00Z'));
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('reserved');
    await ringUntil(house, Date.parse('2026-12-08T10:00:00Z'));
    expect(await assignmentOf(house, APP, 'ANNA')).toMatchObject({ state: 'given-back', reason: 'terms-not-accepted' });
    expect((await invitationsOf(house, 'ANNA')).at(-1)).toMatchObject({ givenBack: true, end: null });
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    const after = await assignmentOf(house, APP, 'ANNA');
    expect(after.generation).toBe(2);
    expect(after.state).toBe('licensed');
    expect((await house.noticesOf('terms-list')).at(-1)?.facts.count).toBe(0);
  });

  it('name an app that comes later in the message that is open, and begin again after the last one', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await reservedFor(house, ['ANNA'], '2.STDQ');
    await house.ring();
    expect(await invitationsOf(house, 'ANNA')).toMatchObject([{ apps: ['Keynote', 'Pages'], reminder: 0 }]);
    await ringUntil(house, Date.parse('2026-12-09T10:00:00Z'));
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('given-back');
    house.now += HOUR;
    await reservedFor(house, ['ANNA'], '2.STDQ');
    await house.ring();
    expect((await invitationsOf(house, 'ANNA')).at(-1)).toMatchObject({ reminder: 0, apps: ['Pages'], end: null });
    expect((await house.noticesOf('terms-list')).at(-1)?.facts.count).toBe(0);
  });
});

describe('an invitation when nothing is for the person any more', () => {
  it('says so at once, reminds nobody, and begins again with the next app', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await anAssignment(house, APP, 'ANNA', { state: 'released', reason: 'deployment-ended' });
    await house.ring();
    expect(await invitationsOf(house, 'ANNA')).toMatchObject([{ end: 'over' }]);
    expect((await myApps(house.core, 'ANNA')).invitationKey).toBeNull();
    await ringUntil(house, house.now + 5 * DAY);
    expect(await invitationsOf(house, 'ANNA')).toHaveLength(1);
    await reservedFor(house, ['ANNA'], '2.STDQ');
    await house.ring();
    expect(await invitationsOf(house, 'ANNA')).toMatchObject([
      { end: 'newer-message' },
      { end: null, apps: ['Pages'], reminder: 0 },
    ]);
    expect((await myApps(house.core, 'ANNA')).invitationKey).not.toBeNull();
  });

  it('stays open while an app waits for a licence', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await anAssignment(house, APP, 'ANNA', { state: 'waiting-for-licences' });
    await membershipWork.run(house.core, 'R-1');
    expect(await invitationsOf(house, 'ANNA')).toMatchObject([{ end: null }]);
  });
});

describe('an acceptance', () => {
  it('is found within three minutes, the message closes and the licence comes by itself', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    expect((await membershipOf(house, 'ANNA')).state).toBe('associated');
    expect(await invitationsOf(house, 'ANNA')).toMatchObject([{ end: 'accepted' }]);
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
  });

  it('asks only for changes after the first look, and for everybody when Apple forgot the point (9721)', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    let refusals = 0;
    house.apple.interfere = (call) => {
      if (call !== 'users' || refusals > 0) return undefined;
      refusals += 1;
      return { before: refused('stale-version', 9721) };
    };
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    expect(refusals).toBe(1);
    expect((await membershipOf(house, 'ANNA')).state).toBe('associated');
    const looks = house.apple.calls.filter((call) => call === 'users').length;
    house.now += 10 * MINUTE;
    await house.ring();
    expect(house.apple.calls.filter((call) => call === 'users')).toHaveLength(looks);
  });

  it('is asked for at once by “I have accepted”', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    house.now += 10_000;
    const ask = () => askWhetherAccepted(house.core, house.asked('ANNA'), 'ANNA');
    expect(await ask()).toEqual({ outcome: { result: 'not-yet' }, moved: false });
    await acceptedBy(house, 'ANNA');
    expect(await ask()).toEqual({ outcome: { result: 'accepted' }, moved: true });
    expect(await house.audit()).toContain('ANNA accept-terms: associated');
    house.background.work();
    await house.drain();
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
    expect(await ask()).toMatchObject({ outcome: { result: 'accepted' } });
  });

  it('shows through the mirror too, as a notification leaves it', async () => {
    const house = await houseOfPeople();
    const { clientUserId } = await invitedPerson(house);
    await acceptedBy(house, 'ANNA');
    house.core.mirror.mergeUsers(house.apple.rowsOfUser(clientUserId));
    await house.ring();
    expect((await membershipOf(house, 'ANNA')).state).toBe('associated');
  });

  it('is looked for with growing gaps while Apple does not answer', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    house.apple.interfere = (call) => (call === 'users' ? { before: unreachable({ effect: 'none' }) } : undefined);
    house.now += 3 * MINUTE;
    await house.ring();
    const looks = () => house.apple.calls.filter((call) => call === 'users').length;
    const first = looks();
    await house.ring();
    expect(looks()).toBe(first);
    house.now += 2 * MINUTE;
    await house.ring();
    expect(looks()).toBe(first + 1);
  });
});

describe('Apple’s link', () => {
  it('is read fresh for the person alone, and kept nowhere', async () => {
    const house = await houseOfPeople();
    const { clientUserId } = await invitedPerson(house);
    const outcome = await openInvitation(house.core, house.asked('ANNA'), 'ANNA');
    if (outcome.result !== 'link') throw new Error(outcome.result);
    const code = house.apple.rowsOfUser(clientUserId)[0]?.inviteCode ?? '';
    expect(outcome.url).toContain(code);
    expect(await house.stored()).not.toContain(code);
    expect(await house.audit()).toContain('ANNA open-invitation: shown');
  });

  it('is shown to nobody else', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    expect(await openInvitation(house.core, house.asked('OPERATOR'), 'ANNA')).toEqual({ result: 'not-yours' });
    expect(await openInvitation(house.core, house.asked('NOBODY'), 'NOBODY')).toMatchObject({ result: 'not-allowed' });
    expect(await house.audit()).toContain('OPERATOR open-invitation: refused: not-yours');
  });

  it('says why there is none', async () => {
    const house = await houseOfPeople();
    const ask = () => openInvitation(house.core, house.asked('ANNA'), 'ANNA');
    house.people.set('ANNA', []);
    expect(await ask()).toEqual({ result: 'nothing-open' });
    await invitedPerson(house);
    house.apple.invitations = false;
    expect(await ask()).toEqual({ result: 'no-address' });
    house.apple.interfere = () => ({ before: unreachable() });
    expect(await ask()).toEqual({ result: 'unreachable' });
    house.apple.interfere = () => undefined;
    await acceptedBy(house, 'ANNA');
    expect(await ask()).toEqual({ result: 'accepted' });
  });
});

describe('administrators', () => {
  it('send the invitation again, which counts anew', async () => {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await ringUntil(house, MONDAY + 2 * DAY + HOUR);
    expect(await resendInvitation(house.core, house.asked('VIEWER'), 'ANNA')).toMatchObject({ result: 'not-allowed' });
    expect(await resendInvitation(house.core, house.asked('OPERATOR'), 'ANNA')).toEqual({ result: 'sent' });
    expect(open(await invitationsOf(house, 'ANNA'))).toEqual([0]);
    expect(await house.audit()).toContain('OPERATOR invite: invited again');
    expect(await resendInvitation(house.core, house.asked('OPERATOR'), 'BO')).toEqual({ result: 'nothing-open' });
  });

  async function licensed() {
    const house = await houseOfPeople();
    await invitedPerson(house);
    await acceptedBy(house, 'ANNA');
    house.now += 3 * MINUTE;
    await house.ring();
    house.now += MINUTE;
    return house;
  }

  it('retire a person, whose licence goes and who is invited anew', async () => {
    const house = await licensed();
    const { clientUserId } = await membershipOf(house, 'ANNA');
    expect(await retireUser(house.core, house.asked('APPROVER'), 'ANNA')).toMatchObject({ result: 'not-allowed' });
    // Nobody has said that the app is gone from somebody who works here.
    expect(await retireUser(house.core, house.asked('OPERATOR'), 'ANNA')).toMatchObject({ result: 'not-allowed' });
    expect(await retireUser(house.core, house.asked('U1'), 'ANNA')).toEqual({ result: 'asked' });
    expect(await retireUser(house.core, house.asked('U1'), 'ANNA')).toEqual({ result: 'busy' });
    await house.ring();
    await house.ring();
    expect(house.apple.rowsOfUser(clientUserId).map(({ status }) => status)).toEqual(['Retired', 'Registered']);
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'invited', idHash: null, problem: null });
    expect(await assignmentOf(house, APP, 'ANNA')).toMatchObject({ state: 'reserved', generation: 2 });
    await acceptedBy(house, 'ANNA', 'another');
    house.now += 3 * MINUTE;
    await house.ring();
    expect(await membershipOf(house, 'ANNA')).toMatchObject({ state: 'associated', idHash: 'another', problem: null });
    expect((await assignmentOf(house, APP, 'ANNA')).state).toBe('licensed');
  });

  it('never retire twice when the answer was lost', async () => {
    const house = await licensed();
    house.apple.interfere = (call) => (call === 'retireUsers' ? { after: unreachable() } : undefined);
    expect(await retireUser(house.core, house.asked('U1'), 'ANNA')).toEqual({ result: 'trouble' });
    house.now += MINUTE;
    await house.ring();
    expect(house.apple.writes.named.filter(({ call }) => call === 'retireUsers')).toHaveLength(1);
    expect((await membershipOf(house, 'ANNA')).writeId).toBeNull();
    expect((await house.audit()).filter((line) => line === 'system retire-users: done')).toHaveLength(1);
  });

  it('hear that nothing may be sent now', async () => {
    const house = await licensed();
    await house.records.commit({ put: [{ kind: 'pause', id: 'outgoing', value: { paused: true, by: 'U1', at: 0 } }] });
    expect(await retireUser(house.core, house.asked('U1'), 'ANNA')).toEqual({ result: 'held', why: 'paused' });
    expect(await retireUser(house.core, house.asked('OPERATOR'), 'EMPLOYEE')).toEqual({ result: 'unknown-person' });
  });
});
