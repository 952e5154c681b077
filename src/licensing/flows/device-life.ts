import type { Change, Versioned } from '../ports/records.js';
import { type Device, deviceLabel } from '../rules/device.js';
import type { DeviceEvent } from '../rules/device-answer.js';
import { needsInformation, newDevice, withInformation, withOlderInformation } from '../rules/device-facts.js';
import { afterSign, eventTime, type Life, type Sign } from '../rules/device-life.js';
import type { Core } from './core.js';
import { recordCommand } from './device-commands.js';
import { ownerPart } from './device-owners.js';
import { enrolmentOwner } from './enrolment-owner.js';
import { checksOfPerson } from './installation-checks.js';
import { joined } from './membership-record.js';
import { entryOf } from './refused-clicks.js';

/** An event as it was received. */
export interface ToldEvent {
  event: DeviceEvent;
  receivedAt: number;
}

/** The device that an event is about; `null`: a user channel that does not say of which device. */
export function deviceIdOf({ enrolmentId, parentId, type }: DeviceEvent): string | null {
  return parentId ?? (type === 'user' ? null : enrolmentId);
}

/**
 * Part of a commit: what an event says about a device as such. An unknown one gets a record of what is known, for its
 * first events may have been lost. The users of a Mac or a Shared iPad are no devices, but a channel of theirs.
 */
export async function lifeChange(core: Core, told: ToldEvent, reference: string): Promise<Change> {
  const id = deviceIdOf(told.event);
  if (id === null) return {};
  const stored = await core.records.get('device', id);
  if (told.event.parentId !== null && told.event.topic === 'check-out') return channelGone(stored, told.event);
  const turn = turnOf(id, stored, told);
  const owned = await owning(core, turn, told.event, reference);
  return joined(
    owned,
    await consequences(core, turn, owned),
    turn.begins && stored !== null ? await voiding(core, id) : {},
    { audit: auditOf(core, turn, reference) },
  );
}

/** A device before and after an event. */
interface Turn {
  stored: Versioned<Device> | null;
  device: Device;
  begins: boolean;
  /** It can be reached since now: for the first time, or again. */
  enrolled: boolean;
  /** It has left just now. */
  left: boolean;
}

function turnOf(id: string, stored: Versioned<Device> | null, { event, receivedAt }: ToldEvent): Turn {
  const known = stored?.value ?? newDevice({ enrolmentId: id, type: 'device' }, receivedAt);
  const at = eventTime(event.at, receivedAt, known.marks);
  const life = afterSign(known.marks, signOf(event), at);
  const state = known.state === 'retired' && !life.begins ? 'retired' : life.state;
  const base: Device = {
    ...(life.begins && stored !== null ? begunAnew(known, receivedAt) : known),
    type: typeOf(known, event, life.begins),
    state,
    marks: life.marks,
    seenAt: Math.max(known.seenAt, receivedAt),
    userChannel: channelOf(known, event),
  };
  return {
    stored,
    device: informed(base, event, life, at),
    begins: life.begins || stored === null,
    enrolled: state === 'enrolled' && (stored === null || known.state !== 'enrolled' || life.begins),
    left: state === 'checked-out' && known.state !== 'checked-out',
  };
}

/** Nothing that was said in the life before is known to be so any more. Whoever retired it gave its owner up as well. */
function begunAnew(device: Device, now: number): Device {
  const forgotten = { accountActive: null, accountHash: null, informationAt: null, inventoryAt: null };
  const given = device.state === 'retired' ? { owner: null } : {};
  return { ...device, ...forgotten, ...given, enrolledAt: now };
}

function signOf({ topic, parentId, ...event }: DeviceEvent): Sign {
  if (parentId !== null || topic === 'connect') return 'contact';
  if (topic !== 'token-update') return topic;
  return 'tally' in event && event.tally === 1 ? 'first-token' : 'contact';
}

/** A device is known to be a Shared iPad only by its users. */
function typeOf(known: Device, { type, parentId }: DeviceEvent, begins: boolean): Device['type'] {
  if (type === 'user') return known.type;
  return parentId === null && type === 'device' && known.type === 'shared-ipad' && !begins ? known.type : type;
}

function channelOf({ userChannel }: Device, { topic, parentId, enrolmentId }: DeviceEvent): string | null {
  if (parentId === null) return userChannel;
  return topic === 'token-update' ? enrolmentId : (userChannel ?? enrolmentId);
}

/** What `Authenticate` says; one that is not the latest only fills what is missing. */
function informed(device: Device, event: DeviceEvent, { marks }: Life, at: number): Device {
  if (event.topic !== 'authenticate' || event.parentId !== null) return device;
  return at === marks.authenticated
    ? withInformation(device, event.information)
    : withOlderInformation(device, event.information);
}

/** The device with the owner that its enrolment gives it. */
async function owning(core: Core, turn: Turn, event: DeviceEvent, reference: string): Promise<Change> {
  const { device, stored } = turn;
  const id = device.enrolmentId;
  const asked = { actor: 'system', reference };
  const plain: Change = {
    expect: [{ kind: 'device', id, revision: stored?.revision ?? 0 }],
    put: [{ kind: 'device', id, value: device }],
  };
  const tells = turn.enrolled || event.topic === 'authenticate' || event.topic === 'token-update';
  if (!tells || device.state === 'retired') return plain;
  const found = await enrolmentOwner(core, device, { urlUser: event.urlUser, begins: turn.begins });
  if (found.result === 'owner') {
    const whole = { id, revision: stored?.revision ?? 0, value: device };
    return ownerPart(core, asked, whole, { owner: found.owner, act: 'set-device-owner' });
  }
  if (found.result === 'stands') return plain;
  const facts = { owner: device.owner?.userId ?? null, instead: found.instead };
  return { ...plain, audit: [entryOf(core, asked, 'set-device-owner', `device:${id}`, 'kept', facts)] };
}

/** The installations of whoever has it are looked at, and it is asked what is not known of it. */
async function consequences(core: Core, { device, enrolled, left, begins }: Turn, owned: Change): Promise<Change> {
  const isLookedAt = (owned.put ?? []).some(({ kind }) => kind === 'installationCheck');
  const ownerId = (enrolled || left) && !isLookedAt ? (device.owner?.userId ?? null) : null;
  const checks = ownerId === null ? [] : await checksOfPerson(core, ownerId);
  const id = device.enrolmentId;
  const isAsked = enrolled && needsInformation(device) && (begins || !(await isInformationAsked(core, id)));
  const question = { act: 'device-information', enrolmentId: id, deviceId: id } as const;
  return { put: isAsked ? [...checks, recordCommand(core, question).put] : checks };
}

async function isInformationAsked(core: Core, id: string): Promise<boolean> {
  const open = await core.records.list('deviceCommand');
  return open.some(
    ({ value }) =>
      value.deviceId === id &&
      value.act === 'device-information' &&
      value.state !== 'void' &&
      value.state !== 'replaced',
  );
}

/** What was commanded in another life is never answered, and what was there then is not known to be there now. */
async function voiding(core: Core, id: string): Promise<Change> {
  const open = (await core.records.list('deviceCommand')).filter(
    ({ value }) => value.deviceId === id && value.state !== 'void',
  );
  return {
    expect: open.map((one) => ({ kind: 'deviceCommand', id: one.id, revision: one.revision }) as const),
    put: open.map((one) => ({ kind: 'deviceCommand', id: one.id, value: { ...one.value, state: 'void' } }) as const),
    remove: (await core.records.get('inventory', id)) === null ? [] : [{ kind: 'inventory', id }],
  };
}

function channelGone(stored: Versioned<Device> | null, { enrolmentId }: DeviceEvent): Change {
  if (stored?.value.userChannel !== enrolmentId) return {};
  const { id, revision, value } = stored;
  return {
    expect: [{ kind: 'device', id, revision }],
    put: [{ kind: 'device', id, value: { ...value, userChannel: null } }],
  };
}

function auditOf(core: Core, { stored, device, begins, left }: Turn, reference: string) {
  const asked = { actor: 'system', reference };
  const subject = `device:${device.enrolmentId}`;
  const facts = { device: deviceLabel(device), type: device.type, owner: device.owner?.userId ?? null };
  return [
    ...(begins
      ? [entryOf(core, asked, 'enrol-device', subject, stored === null ? 'enrolled' : 're-enrolled', facts)]
      : []),
    ...(left ? [entryOf(core, asked, 'check-out-device', subject, 'checked-out', facts)] : []),
  ];
}
