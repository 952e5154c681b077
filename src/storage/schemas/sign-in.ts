import { z } from 'zod';
import type { HandoverEnd, HandoverFacts, SignInGap, SignInQuestionEnd } from '../../licensing/rules/sign-in.js';
import { instant, text } from './basics.js';

const gap = { userId: text, handingOverTo: text.nullable() };

export const signInGap = z.discriminatedUnion('why', [
  z.strictObject({ ...gap, why: z.literal('never-confirmed') }),
  z.strictObject({ ...gap, why: z.literal('not-answered'), since: instant, askedAt: instant }),
  z.strictObject({ ...gap, why: z.literal('deactivated') }),
]) satisfies z.core.$ZodType<SignInGap>;

export const signInQuestionEnd = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('asked-again'), at: instant }),
  z.strictObject({ result: z.literal('handed-over'), to: text, at: instant }),
]) satisfies z.core.$ZodType<SignInQuestionEnd>;

const handoverEnd = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('accepted'), at: instant }),
  z.strictObject({ result: z.literal('declined') }),
  z.strictObject({ result: z.literal('expired') }),
  z.strictObject({ result: z.literal('withdrawn'), by: text }),
]) satisfies z.core.$ZodType<HandoverEnd>;

export const handoverFacts = z.strictObject({
  key: text,
  locationName: text,
  appleAccount: text,
  from: text,
  handover: z.strictObject({ to: text, by: text, at: instant }),
  until: instant,
  end: handoverEnd.nullable(),
}) satisfies z.core.$ZodType<HandoverFacts>;
