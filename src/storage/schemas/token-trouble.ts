import { z } from 'zod';
import type { TroubleEnd, TroubleProgress } from '../../licensing/rules/token-trouble.js';
import { count, instant, list, text } from './basics.js';
import { mdmInfo } from './binding.js';

export const troubleEnd = z.strictObject({
  how: z.enum(['taken-back', 'back', 'renewed', 'decommissioned', 'recovered', 'replaced']),
  by: list(text),
  at: instant,
}) satisfies z.core.$ZodType<TroubleEnd>;

export const troubleProgress = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('taking-back'), by: list(text), at: instant }),
  z.strictObject({ stage: z.literal('lost-race'), holder: mdmInfo, at: instant }),
  z.strictObject({ stage: z.literal('refused'), errorNumber: count.nullable(), message: text, at: instant }),
  z.strictObject({ stage: z.literal('dropped'), reason: text, at: instant }),
]) satisfies z.core.$ZodType<TroubleProgress>;
