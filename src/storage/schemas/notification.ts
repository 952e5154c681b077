import { z } from 'zod';
import {
  type NotificationRecord,
  notificationKinds,
  type SettlingPause,
  type Subscription,
} from '../../licensing/rules/notification.js';
import { count, instant, list, text } from './basics.js';
import { sealedSecret } from './binding.js';

export const subscription = z.strictObject({
  url: text,
  bearer: sealedSecret,
  epoch: count,
  state: z.enum(['asking', 'subscribed', 'refused']),
  since: instant,
  askedAt: instant,
  errorNumber: count.nullable(),
  detail: text.nullable(),
  failures: count,
  nextTry: instant.nullable(),
}) satisfies z.core.$ZodType<Subscription>;

export const notification = z.strictObject({
  kind: z.enum(notificationKinds),
  receivedAt: instant,
  adamIds: list(text),
  clientUserIds: list(text),
  settledAt: instant.nullable(),
}) satisfies z.core.$ZodType<NotificationRecord>;

export const settling = z.strictObject({ failures: count, nextTry: instant }) satisfies z.core.$ZodType<SettlingPause>;
