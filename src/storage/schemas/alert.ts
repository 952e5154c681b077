import { z } from 'zod';
import type {
  Alert,
  AlertFigures,
  Interference,
  InterferenceFacts,
  Pace,
  Runway,
  Snooze,
} from '../../licensing/rules/alert.js';
import { count, instant, list, text } from './basics.js';

export const alertLevel = z.enum(['runway', 'low', 'very-low', 'none-left']);

const runway = z.strictObject({ days: count, plusMinus: count, perWeek: count }) satisfies z.core.$ZodType<Runway>;

export const alertFigures = z.strictObject({
  free: count.nullable(),
  totalCount: count,
  assignedOurs: count,
  assignedForeign: count,
  reserved: count,
  inFlight: count,
  waiting: count,
  shortBy: count,
  runway: runway.nullable(),
  readAt: instant,
}) satisfies z.core.$ZodType<AlertFigures>;

export const snooze = z.strictObject({
  by: text,
  at: instant,
  until: instant,
  reason: text,
}) satisfies z.core.$ZodType<Snooze>;

export const alert = z.strictObject({
  level: alertLevel,
  since: instant,
  subject: text,
  card: z.boolean(),
  digest: text.nullable(),
  snoozed: snooze.nullable(),
  told: alertFigures,
}) satisfies z.core.$ZodType<Alert>;

export const pace = z.strictObject({
  samples: list(z.strictObject({ at: instant, assigned: count, total: count })),
}) satisfies z.core.$ZodType<Pace>;

export const interference = z.strictObject({
  since: instant,
  lost: list(z.strictObject({ key: text, count })),
  foreignRise: count,
  reference: text,
  answered: z.strictObject({ by: text, at: instant }).nullable(),
}) satisfies z.core.$ZodType<Interference>;

export const interferenceFacts = z.strictObject({
  since: instant,
  lost: list(z.strictObject({ key: text, name: text, count })),
  foreignRise: count,
  answered: z.strictObject({ by: text, at: instant }).nullable(),
}) satisfies z.core.$ZodType<InterferenceFacts>;
