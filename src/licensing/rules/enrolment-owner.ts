import type { DeviceOwner, DeviceOwnerEntry } from './device.js';

/**
 * Who owns a device that is enrolled. `profile`: whom the enrolment profile names; `entry`: what waited for its serial
 * number, a claim that was confirmed or a line of an imported list; both only active members. `begins`: this is the
 * beginning of an enrolment.
 *
 * An owner stands, with two limits. Somebody who enrols anew with a profile made for another person has the device in
 * their hands, so it becomes that person's. But what an administrator decided for this very device (by hand, or by
 * confirming a claim) is only changed by an administrator: `kept`, which the audit tells. A list is no such decision.
 */
export function ownerAtEnrolment(
  owner: DeviceOwner | null,
  { profile, entry, begins }: { profile: string | null; entry: DeviceOwnerEntry | null; begins: boolean },
  now: number,
): { result: 'owner'; owner: DeviceOwner } | { result: 'stands' } | { result: 'kept'; instead: string } {
  const waiting = entry === null ? null : ownerOf(entry, now);
  if (owner === null && waiting?.by === 'claim') return { result: 'owner', owner: waiting };
  const named: DeviceOwner | null =
    profile === null ? null : { userId: profile, by: 'enrolment-profile', at: now, confirmedBy: null };
  const next = named ?? (owner === null ? waiting : null);
  if (next === null || next.userId === owner?.userId) return { result: 'stands' };
  if (owner === null) return { result: 'owner', owner: next };
  if (!begins) return { result: 'stands' };
  if (owner.by === 'administrator' || owner.by === 'claim') return { result: 'kept', instead: next.userId };
  return { result: 'owner', owner: next };
}

function ownerOf({ userId, by, how }: DeviceOwnerEntry, now: number): DeviceOwner {
  if (how === 'claim') return { userId, by: how, at: now, confirmedBy: by };
  return { userId, by: 'import', at: now, confirmedBy: null };
}
