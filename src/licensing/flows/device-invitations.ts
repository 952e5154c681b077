import type { Change, Versioned } from '../ports/records.js';
import type { Device } from '../rules/device.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { type DeviceInvitation, deviceInvitation, invitationChannel } from '../rules/device-invitation.js';
import type { Invitation, Membership } from '../rules/membership.js';
import { sameFacts } from '../rules/same-facts.js';
import { isForNothing } from '../rules/terms.js';
import { type Core, connect } from './core.js';
import { recordCommand } from './device-commands.js';
import { readFleet } from './fleet.js';
import type { LongWork } from './long-work.js';
import { readPerson } from './membership-change.js';
import type { Pass } from './membership-picture.js';
import { joined } from './membership-record.js';
import { readBinding } from './state.js';

/**
 * Has devices show the invitation that its message asks their owner to accept (S22): once for each message, also a device
 * that enrols or gets its owner later. What is stored says what is missing, so it may be ended between any two commits.
 */
export const deviceInvitationWork: LongWork = {
  async due(core) {
    return (await plannedInvitations(core)).length > 0;
  },
  async run(core) {
    for (const change of await plannedInvitations(core)) {
      if ((await core.wait(0)) === 'closing') return;
      const { result } = await core.records.commit(change);
      if (result === 'committed') await core.onStep('device-invitation.recorded');
    }
  },
};

async function plannedInvitations(core: Core): Promise<readonly Change[]> {
  if (core.devices === null) return [];
  const known = new Map((await core.records.list('deviceInvitation')).map((one) => [one.id, one]));
  const open = await openInvites(core);
  const changes: Change[] = [];
  for (const [userId, devices] of await readFleet(core)) {
    const membership = await core.records.get('membership', userId);
    const invitation = membership === null ? null : openInvitation(membership.value);
    if (membership === null || invitation === null) continue;
    for (const { value: device } of devices) {
      const before = known.get(device.enrolmentId) ?? null;
      const after = invitationChannel(device) === null ? null : deviceInvitation(userId, device, invitation);
      if (after === null) continue;
      known.delete(device.enrolmentId);
      if (before !== null && isOfSame(after, before.value)) continue;
      const stands = { expect: [{ kind: 'membership', id: userId, revision: membership.revision } as const] };
      // One that is not answered yet shows the same invitation, so that it stands for the newer message too.
      const isOpen = open.some((one) => isFor(one, userId, device));
      const sent = isOpen ? {} : inviteCommand(core, userId, device);
      changes.push(joined(stands, remembering(device, before, after), sent));
    }
  }
  for (const { id, revision } of known.values()) changes.push(forgetting(id, revision));
  return changes;
}

/** Whether the device answered it or not. */
function isOfSame(after: DeviceInvitation, { refused: _, ...before }: DeviceInvitation): boolean {
  return sameFacts(after, before);
}

/** The invitation that the person is asked to accept now. */
function openInvitation({ state, invitation }: Membership): Invitation | null {
  return state === 'invited' && invitation !== null && !isForNothing(invitation) ? invitation : null;
}

async function openInvites(core: Core): Promise<readonly DeviceCommandRecord[]> {
  const commands = (await core.records.list('deviceCommand')).map(({ value }) => value);
  return commands.filter(({ act, state }) => act === 'invite' && state !== 'replaced');
}

/** What was recorded before the present enrolment never reaches the device. */
function isFor(command: DeviceCommandRecord, userId: string, { enrolmentId, enrolledAt }: Device): boolean {
  return command.deviceId === enrolmentId && command.userId === userId && command.recordedAt >= enrolledAt;
}

function inviteCommand(core: Core, userId: string, device: Device): Change {
  const enrolmentId = invitationChannel(device);
  if (enrolmentId === null) return {};
  return { put: [recordCommand(core, { act: 'invite', enrolmentId, deviceId: device.enrolmentId, userId }).put] };
}

function remembering(
  { enrolmentId: id }: Device,
  before: Versioned<DeviceInvitation> | null,
  value: DeviceInvitation,
): Change {
  return {
    expect: [{ kind: 'deviceInvitation', id, revision: before?.revision ?? 0 }],
    put: [{ kind: 'deviceInvitation', id, value }],
  };
}

/** The invitation is over, or the device is not its person's any more. */
function forgetting(id: string, revision: number): Change {
  return {
    expect: [{ kind: 'deviceInvitation', id, revision }],
    remove: [{ kind: 'deviceInvitation', id }],
  };
}

/** How a fresh link was got. */
export type FreshInvitation =
  /** `url` is a credential: sent to the device, and nowhere kept. */
  | { result: 'link'; url: string }
  /** The person has accepted, is not invited any more, or the device is not theirs now: the command is to be forgotten. */
  | { result: 'not-needed' }
  /** Apple does not answer, or shows no invitation or address now: to be tried again later. */
  | { result: 'not-now' };

/** Reads the code of the person's open invitation fresh at Apple, right before it is sent to their device. */
export async function freshInvitation(
  core: Core,
  { userId, deviceId }: Pick<DeviceCommandRecord, 'userId' | 'deviceId'>,
): Promise<FreshInvitation> {
  const bound = (await readBinding(core)).value;
  const stored = userId === null ? null : await core.records.get('membership', userId);
  const device = await core.records.get('device', deviceId);
  // Whoever opens the link ties their own Apple Account to the person: never on somebody else's device.
  const isTheirs = device !== null && device.value.owner?.userId === userId;
  if (stored === null || bound.state !== 'bound' || !isTheirs) return { result: 'not-needed' };
  if (openInvitation(stored.value) === null) return { result: 'not-needed' };
  const reference = core.ids.reference();
  const pass: Pass = { core, connection: connect(core, bound), bound, reference, refusals: 0, moved: false };
  const read = await readPerson(pass, stored, { act: 'invite-device' });
  if (read === null) return { result: 'not-now' };
  if (read.membership.state !== 'invited') return { result: 'not-needed' };
  const code = read.rows.find(({ status, inviteCode }) => status === 'Registered' && inviteCode !== null)?.inviteCode;
  const url = code == null ? null : await pass.connection.invitationUrl(code);
  return url === null ? { result: 'not-now' } : { result: 'link', url };
}
