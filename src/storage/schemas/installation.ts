import { z } from 'zod';
import { type Installation, type InstallationReason, installationStates } from '../../licensing/rules/installation.js';
import type { InstallationCheck } from '../../licensing/rules/installation-check.js';
import { count, instant, text } from './basics.js';

export const installationReason = z.enum([
  'platform',
  'shared-ipad',
  'needs-managed-account',
  'sixth-device',
  'licence-not-found',
  'sign-in-needed',
  'rejected-by-person',
  'management-rejected',
  'not-accepted',
  'store-disabled',
  'cannot-remove-now',
  'loop',
  'no-answer',
  'no-bundle-id',
  'no-user-channel',
  'refused-by-server',
  're-enrolled',
  'device-retired',
  'owner-changed',
  'device-checked-out',
  'other',
]) satisfies z.core.$ZodType<InstallationReason>;

export const installationState = z.enum(installationStates);

export const deviceInstallation = z.strictObject({
  key: text,
  userId: text,
  enrolmentId: text,
  state: installationState,
  since: instant,
  reason: installationReason.nullable(),
  error: z.strictObject({ code: z.number(), domain: text, text }).nullable(),
  appleStatus: text.nullable(),
  generation: count,
  commandId: text.nullable(),
  rounds: count,
  tries: count,
  nextTry: instant.nullable(),
  looks: count,
  nextLook: instant.nullable(),
  asks: z.enum(['managed-apps', 'installed-apps']),
  seenAt: instant.nullable(),
  notNowSince: instant.nullable(),
  takeOver: z.boolean(),
}) satisfies z.core.$ZodType<Installation>;

export const installationCheck = z.strictObject({ since: instant }) satisfies z.core.$ZodType<InstallationCheck>;
