import { z } from 'zod';
import { type Assignment, assignmentStates } from '../../licensing/rules/assignment.js';
import { count, instant, list, text } from './basics.js';

export const assignmentState = z.enum(assignmentStates);

export const assignmentReason = z.enum([
  'uninstalled',
  'removal-overridden',
  'deployment-ended',
  'left',
  'terms-not-accepted',
  'rejected-by-person',
  'not-revocable',
  'refused-by-apple',
  'person-unknown-at-apple',
  'lost-unknown',
  'lost-retired',
  'lost-refunded',
]);

export const assignment = z.strictObject({
  key: text,
  userId: text,
  clientUserId: text,
  state: assignmentState,
  since: instant,
  reason: assignmentReason.nullable(),
  errorNumber: count.nullable(),
  generation: count,
  wantedBy: list(text),
  removalBy: text.nullable(),
  askedAt: instant.nullable(),
  writeId: text.nullable(),
  licensedAt: instant.nullable(),
  eventId: text.nullable(),
  tries: count,
  nextTry: instant.nullable(),
}) satisfies z.core.$ZodType<Assignment>;
