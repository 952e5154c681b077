import { z } from 'zod';
import type { Device, DeviceOwnerEntry, Inventory } from '../../licensing/rules/device.js';
import { deviceStates } from '../../licensing/rules/device.js';
import type { DeviceAnswer, DeviceEventRecord, DeviceInformation } from '../../licensing/rules/device-answer.js';
import { commandActs, type DeviceCommandRecord } from '../../licensing/rules/device-command.js';
import { count, instant, list, text } from './basics.js';

const platform = z.enum(['iOS', 'iPadOS', 'macOS', 'tvOS', 'visionOS', 'watchOS', 'unknown']);
const enrolmentType = z.enum(['device', 'user-enrolment', 'shared-ipad']);

export const device = z.strictObject({
  enrolmentId: text,
  type: enrolmentType,
  state: z.enum(deviceStates),
  serialNumber: text.nullable(),
  name: text.nullable(),
  model: text.nullable(),
  osVersion: text.nullable(),
  platform,
  supervised: z.boolean().nullable(),
  accountActive: z.boolean().nullable(),
  accountHash: text.nullable(),
  userChannel: text.nullable(),
  owner: z
    .strictObject({
      userId: text,
      by: z.enum(['claim', 'enrolment-profile', 'import', 'administrator']),
      at: instant,
      confirmedBy: text.nullable(),
    })
    .nullable(),
  enrolledAt: instant,
  seenAt: instant,
  marks: z.strictObject({
    authenticated: instant.nullable(),
    token: instant.nullable(),
    contact: instant.nullable(),
    left: instant.nullable(),
  }),
  informationAt: instant.nullable(),
  inventoryAt: instant.nullable(),
}) satisfies z.core.$ZodType<Device>;

export const deviceOwner = z.strictObject({
  userId: text,
  by: text,
  at: instant,
  how: z.exactOptional(z.literal('claim')),
}) satisfies z.core.$ZodType<DeviceOwnerEntry>;

export const inventory = z.strictObject({
  at: instant.nullable(),
  askedAt: instant.nullable(),
  apps: list(
    z.strictObject({
      bundleId: text,
      version: text.nullable(),
      status: text.nullable(),
      installed: z.boolean().nullable(),
      installedAt: instant.nullable(),
    }),
  ),
}) satisfies z.core.$ZodType<Inventory>;

const information = z.strictObject({
  serialNumber: text.nullable(),
  name: text.nullable(),
  model: text.nullable(),
  osVersion: text.nullable(),
  platform: platform.nullable(),
  supervised: z.boolean().nullable(),
  accountActive: z.boolean().nullable(),
  accountHash: text.nullable(),
}) satisfies z.core.$ZodType<DeviceInformation>;

const answer = z.strictObject({
  status: z.enum(['acknowledged', 'error', 'format-error', 'idle', 'not-now']),
  commandUuid: text.nullable(),
  errors: list(z.strictObject({ code: z.number(), domain: text, text })),
  installState: text.nullable(),
  rejectionReason: text.nullable(),
  identifier: text.nullable(),
  managedApps: list(z.strictObject({ bundleId: text, status: text })).nullable(),
  installedApps: list(z.strictObject({ bundleId: text, version: text.nullable() })).nullable(),
  invitationResult: text.nullable(),
  information: information.nullable(),
}) satisfies z.core.$ZodType<DeviceAnswer>;

const origin = {
  id: text,
  enrolmentId: text,
  type: z.enum(['device', 'user-enrolment', 'shared-ipad', 'user']),
  parentId: text.nullable(),
  urlUser: text.nullable(),
  at: instant.nullable(),
};

const event = z.discriminatedUnion('topic', [
  z.strictObject({ ...origin, topic: z.literal('authenticate'), information }),
  z.strictObject({ ...origin, topic: z.literal('token-update'), tally: count.nullable() }),
  z.strictObject({ ...origin, topic: z.literal('check-out') }),
  z.strictObject({ ...origin, topic: z.literal('connect'), answer }),
]);

export const deviceEvent = z.strictObject({
  receivedAt: instant,
  event: event.nullable(),
}) satisfies z.core.$ZodType<DeviceEventRecord>;

export const deviceCommand = z.strictObject({
  act: z.enum(commandActs),
  enrolmentId: text,
  deviceId: text,
  installationId: text.nullable(),
  userId: text.nullable(),
  adamId: text.nullable(),
  bundleIds: list(text),
  takeOver: z.boolean(),
  state: z.enum(['recorded', 'queued', 'unknown', 'not-now', 'replaced', 'void']),
  recordedAt: instant,
  queuedAt: instant.nullable(),
  notNowSince: instant.nullable(),
  tries: count,
  nextTry: instant.nullable(),
  wakes: count,
  nextWake: instant.nullable(),
}) satisfies z.core.$ZodType<DeviceCommandRecord>;
