import { z } from 'zod';
import type {
  AlertEnd,
  DigestLine,
  LicenceAlertFacts,
  LicenceDigestFacts,
  LicenceNewsFacts,
} from '../../licensing/rules/licence-alert.js';
import { alertFigures, alertLevel, snooze } from './alert.js';
import { count, instant, list, text } from './basics.js';

const alertEnd = z.strictObject({
  result: z.enum(['recovered', 'gone', 'no-limit', 'handed-over', 'shown-again']),
  at: instant,
}) satisfies z.core.$ZodType<AlertEnd>;

export const licenceAlertFacts = z.strictObject({
  key: text,
  name: text,
  subject: text,
  level: alertLevel,
  since: instant,
  figures: alertFigures,
  revocable: z.boolean(),
  snoozed: snooze.nullable(),
  ended: alertEnd.nullable(),
}) satisfies z.core.$ZodType<LicenceAlertFacts>;

export const licenceNewsFacts = z.strictObject({
  key: text,
  name: text,
  before: alertLevel,
  level: alertLevel,
  figures: alertFigures,
  broken: snooze.nullable(),
}) satisfies z.core.$ZodType<LicenceNewsFacts>;

const digestLine = z.strictObject({
  key: text,
  name: text,
  level: alertLevel,
  free: count.nullable(),
  totalCount: count,
}) satisfies z.core.$ZodType<DigestLine>;

export const licenceDigestFacts = z.strictObject({
  since: instant,
  lines: list(digestLine),
  count,
}) satisfies z.core.$ZodType<LicenceDigestFacts>;
