import { describe, expect, it } from 'vitest';
import { deviceInvitationWork, freshInvitation } from '../../../src/licensing/flows/device-invitations.js';
import { inviteAnswered } from '../../../src/licensing/flows/invitation-answers.js';
import { membershipWork } from '../../../src/licensing/flows/membership-work.js';
import { readUser } from '../../../src/licensing/flows/read-user.js';
import { deviceCommandWork } from '../../../src/licensing/flows/send-commands.js';
import type { Device } from '../../../src/licensing/rules/device.js';
import type { DeviceAnswer } from '../../../src/licensing/rules/device-answer.js';
import type { Membership } from '../../../src/licensing/rules/membership.js';
import type { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { aDevice } from '../../support/core-devices.js';
import { reservedHouse } from '../../support/core-licences.js';
import { DAY, MINUTE } from '../../support/core-samples.js';

const invitation = { sentAt: 1, reminders: 0, nextReminderAt: null, remindedAt: null, messages: 1, told: ['1.STDQ'] };

async function changeMembership(house: TestHouse, userId: string, change: Partial<Membership>): Promise<void> {
  const stored = await house.records.get('membership', userId);
  if (stored === null) throw new Error(`no membership ${userId}`);
  await house.records.commit({ put: [{ kind: 'membership', id: userId, value: { ...stored.value, ...change } }] });
}

async function changeDevice(house: TestHouse, id: string, change: Partial<Device>): Promise<void> {
  const stored = await house.records.get('device', id);
  if (stored === null) throw new Error(`no device ${id}`);
  await house.records.commit({ put: [{ kind: 'device', id, value: { ...stored.value, ...change } }] });
}

/** EMMA is invited, at Apple too. */
async function invited(): Promise<TestHouse> {
  const house = (await reservedHouse(['EMMA'])).withDevices();
  const { clientUserId } = (await house.records.get('membership', 'EMMA'))?.value ?? { clientUserId: '' };
  house.apple.forget(clientUserId);
  house.apple.register(clientUserId, { inviteCode: 'CODE-1' });
  await changeMembership(house, 'EMMA', { state: 'invited', invitation });
  return house;
}

async function work(house: TestHouse): Promise<void> {
  if (await deviceInvitationWork.due(house.core)) await deviceInvitationWork.run(house.core, 'R');
}

/** To which channel invitations were recorded, in order of their ids. */
async function invites(house: TestHouse): Promise<string[]> {
  return (await house.records.list('deviceCommand')).map(({ value }) => `${value.act} ${value.enrolmentId}`);
}

/** As if each was answered. */
async function answerAll(house: TestHouse): Promise<void> {
  const open = await house.records.list('deviceCommand');
  await house.records.commit({ remove: open.map(({ id }) => ({ kind: 'deviceCommand', id })) });
}

describe('the invitation on the device', () => {
  it('goes once to each device that can show it, of a Mac to its user', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA');
    await aDevice(house, 'MAC', 'EMMA', { platform: 'macOS', userChannel: 'MAC:EMMA' });
    await aDevice(house, 'MAC2', 'EMMA', { platform: 'macOS' });
    await aDevice(house, 'TV', 'EMMA', { platform: 'tvOS' });
    await aDevice(house, 'BYOD', 'EMMA', { type: 'user-enrolment' });
    await aDevice(house, 'SHARED', 'EMMA', { type: 'shared-ipad' });
    await aDevice(house, 'OUT', 'EMMA', { state: 'checked-out' });
    await aDevice(house, 'OTHER', null);
    await work(house);
    await work(house);
    expect((await invites(house)).sort()).toEqual(['invite MAC:EMMA', 'invite PHONE']);
    expect(await deviceInvitationWork.due(house.core)).toBe(false);
  });

  it('goes again with each reminder, but never while one is open', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA');
    await work(house);
    await changeMembership(house, 'EMMA', { invitation: { ...invitation, messages: 2 } });
    await work(house);
    expect(await invites(house)).toHaveLength(1);
    await answerAll(house);
    await work(house);
    expect(await invites(house)).toEqual([]);
    await changeMembership(house, 'EMMA', { invitation: { ...invitation, messages: 3 } });
    await work(house);
    expect(await invites(house)).toHaveLength(1);
  });

  it('goes to a device that gets its owner, or enrols anew, while the invitation is open', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', null);
    await work(house);
    expect(await invites(house)).toEqual([]);
    const owner = { userId: 'EMMA', by: 'import', at: house.now, confirmedBy: null } as const;
    await changeDevice(house, 'PHONE', { owner });
    await work(house);
    house.now += MINUTE;
    await changeDevice(house, 'PHONE', { enrolledAt: house.now });
    await work(house);
    expect(await invites(house)).toEqual(['invite PHONE', 'invite PHONE']);
  });

  it('ends with the acceptance, and is forgotten', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA');
    await work(house);
    await changeMembership(house, 'EMMA', { state: 'associated', invitation: null });
    await work(house);
    expect(await house.records.list('deviceInvitation')).toEqual([]);
  });

  it('is neither lost nor doubled wherever the process ends', async () => {
    for (const point of ['before a commit', 'after a commit', 'device-invitation.recorded']) {
      const house = await invited();
      await aDevice(house, 'PHONE', 'EMMA');
      house.cutAt = (name) => name === point;
      expect(await house.untilCut(() => work(house))).toBe('cut');
      await house.restart();
      await work(house);
      const open = (await house.records.list('deviceCommand')).filter(({ value }) => value.act === 'invite');
      expect({ point, open: open.length }).toEqual({ point, open: 1 });
    }
  });
});

describe('an invitation whose answer is lost', () => {
  it.each([
    ['on a phone', { platform: 'iOS' }, 'PHONE', 40 * MINUTE],
    ['for the user of a Mac, who may have to sign in first', { platform: 'macOS', userChannel: 'U' }, 'U', 4 * DAY],
  ] as const)('does not hold up the next message: %s', async (_where, given, channel, later) => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA', given);
    await work(house);
    const [first] = await house.records.list('deviceCommand');
    if (first === undefined) throw new Error('no invitation');
    const queued = { ...first.value, state: 'queued', queuedAt: house.now, nextWake: null } as const;
    await house.records.commit({ put: [{ kind: 'deviceCommand', id: first.id, value: queued }] });
    await changeDevice(house, 'PHONE', { seenAt: house.now + later });
    house.now += later + 2 * MINUTE;
    await deviceCommandWork.run(house.core, 'R');
    await work(house);
    expect(await invites(house)).toEqual([`invite ${channel}`]);
    await changeMembership(house, 'EMMA', { invitation: { ...invitation, messages: 2 } });
    await work(house);
    await work(house);
    expect(await invites(house)).toEqual([`invite ${channel}`, `invite ${channel}`]);
  });
});

describe('the link of an invitation', () => {
  it('is read at Apple when it is needed, and stored nowhere', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA');
    const fresh = await freshInvitation(house.core, { userId: 'EMMA', deviceId: 'PHONE' });
    expect(fresh).toMatchObject({ result: 'link', url: expect.stringContaining('CODE-1') });
    expect(await house.stored()).not.toContain('CODE-1');
  });

  it('is not given for a device that is somebody else’s, nor after the acceptance', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'BERTIL');
    expect(await freshInvitation(house.core, { userId: 'EMMA', deviceId: 'PHONE' })).toEqual({ result: 'not-needed' });
    await aDevice(house, 'PAD', 'EMMA');
    const { clientUserId = '' } = (await house.records.get('membership', 'EMMA'))?.value ?? {};
    house.apple.accept(clientUserId);
    expect(await freshInvitation(house.core, { userId: 'EMMA', deviceId: 'PAD' })).toEqual({ result: 'not-needed' });
    expect((await house.records.get('membership', 'EMMA'))?.value.state).toBe('associated');
  });

  it('is asked for later where Apple does not answer', async () => {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA');
    house.apple.interfere = (call) => (call === 'usersOf' ? { before: unreachable() } : undefined);
    expect(await freshInvitation(house.core, { userId: 'EMMA', deviceId: 'PHONE' })).toEqual({ result: 'not-now' });
  });
});

describe('the answer to an invitation', () => {
  const answer: DeviceAnswer = {
    ...{ status: 'acknowledged', commandUuid: 'C', errors: [], installState: null, rejectionReason: null },
    ...{ identifier: null, managedApps: null, installedApps: null, invitationResult: null, information: null },
  };

  async function outcomes(given: Partial<DeviceAnswer>): Promise<{ said: string[]; troubles: string[] }> {
    const house = await invited();
    await aDevice(house, 'PHONE', 'EMMA');
    await work(house);
    const [command] = await house.records.list('deviceCommand');
    if (command === undefined) throw new Error('no command');
    const end = { result: 'answered', answer: { ...answer, ...given } } as const;
    const change = await inviteAnswered(house.core, command, end, 'R');
    return { said: (change.audit ?? []).map(({ outcome }) => outcome), troubles: house.troubles };
  }

  it('is a line of the audit, and trouble where the device refuses it even though it acknowledges', async () => {
    expect(await outcomes({ invitationResult: 'Acknowledged' })).toEqual({
      said: ['shown on the device'],
      troubles: [],
    });
    for (const invitationResult of ['InvalidInvitationURL', 'InvalidProgramID']) {
      expect(await outcomes({ invitationResult })).toEqual({
        said: ['refused by the device'],
        troubles: ['device-invitation-failed'],
      });
    }
    expect(await outcomes({ status: 'error' })).toMatchObject({ said: ['refused by the device'] });
    expect(await outcomes({ status: 'not-now' })).toEqual({ said: [], troubles: [] });
  });

  /** What administrators read: on the person's page, and on the newest card. */
  async function readBy(house: TestHouse): Promise<{ page: string[]; card: string[] }> {
    if (await membershipWork.due(house.core)) await membershipWork.run(house.core, 'R');
    const user = await readUser(house.core, house.asked('VIEWER'), 'EMMA');
    const card = (await house.noticesOf('terms-list', 'channel')).at(-1)?.facts.refused?.lines ?? [];
    const page = user.result === 'user' ? user.refusals : [];
    return { page: page.map(({ said }) => said), card: card.map(({ userId, said }) => `${userId} ${said}`) };
  }

  it('is told to administrators while the device refuses, until it shows one or the person accepts', async () => {
    const house = await invited();
    const open = { ...invitation, sentAt: house.now, nextReminderAt: house.now + 1_000 * MINUTE };
    await changeMembership(house, 'EMMA', { invitation: open });
    await aDevice(house, 'PHONE', 'EMMA');
    await work(house);
    const [command] = await house.records.list('deviceCommand');
    if (command === undefined) throw new Error('no command');
    const answered = async (invitationResult: string) => {
      const end = { result: 'answered', answer: { ...answer, invitationResult } } as const;
      const { result } = await house.records.commit(await inviteAnswered(house.core, command, end, 'R'));
      expect(result).toBe('committed');
    };
    const told = { page: ['InvalidInvitationURL'], card: ['EMMA InvalidInvitationURL'] };
    await answered('InvalidInvitationURL');
    expect(await readBy(house)).toEqual(told);
    expect(await membershipWork.due(house.core)).toBe(false);
    expect(await deviceInvitationWork.due(house.core)).toBe(false);
    await answered('Acknowledged');
    expect(await readBy(house)).toEqual({ page: [], card: [] });
    await answered('InvalidInvitationURL');
    expect(await readBy(house)).toEqual(told);
    const { clientUserId = '' } = (await house.records.get('membership', 'EMMA'))?.value ?? {};
    house.apple.accept(clientUserId);
    await changeMembership(house, 'EMMA', { state: 'associated', invitation: null });
    await work(house);
    expect(await readBy(house)).toEqual({ page: [], card: [] });
  });
});
