import { type Device, type DevicePlatform, isReachable } from './device.js';
import type { Invitation } from './membership.js';

/** Which message of an invitation a device was asked to show. Id: the enrolment id. */
export interface DeviceInvitation {
  userId: string;
  /** Of the invitation: when it began, and its newest message. */
  sentAt: number;
  messages: number;
  /** Of the device: another enrolment is another life, which is invited again. */
  enrolledAt: number;
  /** What the device said, such as `InvalidInvitationURL`, while it refuses to show it. */
  refused?: string;
}

/** A device that did not show the invitation, and what it said. */
export interface RefusedInvitation {
  device: Pick<Device, 'name' | 'model' | 'serialNumber'>;
  said: string;
}

/** Where InviteToProgram is sent; `null`: this device cannot show an invitation (Apple documents), or it is not known yet. */
const channels = {
  iOS: ({ enrolmentId }) => enrolmentId,
  iPadOS: ({ enrolmentId }) => enrolmentId,
  // User channel only (Apple documents).
  macOS: ({ userChannel }) => userChannel,
  tvOS: () => null,
  visionOS: () => null,
  watchOS: () => null,
  unknown: () => null,
} satisfies Record<DevicePlatform, (device: Device) => string | null>;

/** The channel of a device that takes an invitation now. Forbidden with User Enrolment; nobody owns a Shared iPad. */
export function invitationChannel(device: Device): string | null {
  return device.type === 'device' && isReachable(device) ? channels[device.platform](device) : null;
}

/** What is remembered once the device is asked to show the newest message. */
export function deviceInvitation(userId: string, device: Device, invitation: Invitation): DeviceInvitation {
  const { sentAt, messages } = invitation;
  return { userId, sentAt, messages, enrolledAt: device.enrolledAt };
}
