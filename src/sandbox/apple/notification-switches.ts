import { z } from 'zod';

const milliseconds = z.int().min(0).max(2_147_483_647);
const percent = z.int().min(0).max(100);

/** How notifications travel: what nobody could confirm about it, and the knobs that make them go wrong. */
export const notificationSwitches = {
  notificationUrlScheme: z
    .enum(['https', 'https-or-loopback-http'])
    .default('https')
    .describe('Apple documents https only; loopback http is for a sandbox without certificates.'),
  unreachableNotificationUrl: z
    .union([z.literal(9728), z.literal(9720)])
    .default(9728)
    .describe('Apple documents 9728; FileWave prints 9720.'),
  testNotificationAttempts: z
    .int()
    .min(0)
    .max(3)
    .default(1)
    .describe('How often the test notification is tried before the refusal; 0 sends none. Not documented.'),
  testNotificationTimeoutMilliseconds: milliseconds
    .min(1)
    .default(5000)
    .describe('Wire time for one try. Not documented.'),
  notificationAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('How often a notification is tried before it is lost. Apple documents up to three.'),
  notificationRetryMilliseconds: milliseconds
    .default(120_000)
    .describe('Business time between two tries. Apple documents three tries within 1 to 5 minutes.'),
  notificationLatencyMilliseconds: milliseconds
    .default(0)
    .describe('Business time before the first try. Seen in Apple’s forum: about 5 minutes, long after COMPLETE.'),
  notificationTimeoutMilliseconds: milliseconds.min(1).default(5000).describe('Wire time for one try. Not documented.'),
  notificationElements: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Elements in one notification. Apple documents at most 100.'),
  notificationGrouping: z
    .enum(['per-error-and-asset', 'per-error'])
    .default('per-error-and-asset')
    .describe('Which finished tasks share one. Seen in Apple’s forum per app; a sample of a revoke mixes two apps.'),
  notificationDuplicates: percent
    .default(0)
    .describe('How many of a hundred are sent twice with the same id. That it happens is documented.'),
  notificationLoss: percent
    .default(0)
    .describe('How many of a hundred are never sent. Documented is only “best effort”.'),
  notificationOrder: z
    .enum(['arrival', 'shuffled'])
    .default('arrival')
    .describe('The order of those that are due together. Nothing is promised.'),
  notificationSeed: milliseconds.default(1).describe('Draws which are doubled, lost and moved; the same in every run.'),
};
