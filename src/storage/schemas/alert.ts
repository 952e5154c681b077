import { z } from 'zod';
import type { Alert, Interference, Pace } from '../../licensing/rules/alert.js';
import { count, instant, list, text } from './basics.js';

export const alertLevel = z.enum(['runway', 'low', 'very-low', 'none-left']);

export const alert = z.strictObject({
  level: alertLevel,
  since: instant,
  subject: text,
  snoozed: z.strictObject({ by: text, at: instant, until: instant, reason: text }).nullable(),
}) satisfies z.ZodType<Alert>;

export const pace = z.strictObject({
  samples: list(z.strictObject({ at: instant, assigned: count, total: count })),
}) satisfies z.ZodType<Pace>;

export const interference = z.strictObject({
  since: instant,
  lost: list(z.strictObject({ key: text, count })),
  reference: text,
}) satisfies z.ZodType<Interference>;
