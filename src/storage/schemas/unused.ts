import { z } from 'zod';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type {
  UnusedFacts,
  UnusedQuestion,
  UnusedStage,
  UnusedWishFacts,
} from '../../licensing/rules/unused-question.js';
import { count, instant, list, text } from './basics.js';
import { appFacts } from './people-side.js';

const stage = z.enum([
  'asked',
  'kept',
  'wished',
  'removing',
  'returning',
  'stays',
  'in-use',
  'gone',
]) satisfies z.core.$ZodType<UnusedStage>;

export const unusedQuestion = z.strictObject({
  key: text,
  userId: text,
  generation: count,
  by: text,
  at: instant,
  askedAt: instant.nullable(),
  reminders: count,
  nextReminderAt: instant.nullable(),
  answer: z.strictObject({ answer: z.enum(['keep', 'give-back']), at: instant }).nullable(),
  shown: stage.nullable(),
}) satisfies z.core.$ZodType<UnusedQuestion>;

export const unusedFacts = z.strictObject({
  app: appFacts,
  assignmentId: text,
  generation: count,
  at: instant,
  by: text,
  stage,
  deployments: list(text),
}) satisfies z.core.$ZodType<UnusedFacts>;

export const unusedReminder = z.strictObject({
  app: appFacts,
  number: count,
  last: z.boolean(),
}) satisfies z.core.$ZodType<NoticeFacts['unused-reminder']>;

export const unusedWish = z.strictObject({
  app: appFacts,
  userId: text,
  deployments: list(text),
  stage: z.enum(['open', 'over']),
}) satisfies z.core.$ZodType<UnusedWishFacts>;
