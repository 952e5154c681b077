import { z } from 'zod';
import type {
  Renewal,
  RenewalEnd,
  RenewalFacts,
  RenewalStage,
  RenewedToken,
  WriteTry,
} from '../../licensing/rules/renewal.js';
import { instant, list, text } from './basics.js';
import { mdmInfo, openToken, token } from './binding.js';

const writeTry = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('works') }),
  z.strictObject({ result: z.literal('not-tried'), holder: mdmInfo.nullable() }),
]) satisfies z.core.$ZodType<WriteTry>;

export const renewal = z.strictObject({
  id: text,
  proposedBy: text,
  proposedAt: instant,
  deadline: instant,
  token,
  uploaded: z.boolean(),
  uId: text,
  mdmInfo: mdmInfo.nullable(),
  write: writeTry,
}) satisfies z.core.$ZodType<Renewal>;

/** A renewal without its secret. */
export const renewalFacts = renewal.extend({ token: openToken }) satisfies z.core.$ZodType<RenewalFacts>;

export const renewedToken = openToken.pick({
  name: true,
  appleAccount: true,
  fingerprint: true,
  expires: true,
}) satisfies z.core.$ZodType<RenewedToken>;

const renewalEnd = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('renewed'), by: text, at: instant }),
  z.strictObject({ result: z.literal('discarded'), by: text }),
  z.strictObject({ result: z.literal('expired') }),
  z.strictObject({ result: z.literal('dropped'), reason: text }),
]) satisfies z.core.$ZodType<RenewalEnd>;

export const renewalStage = z.discriminatedUnion('stage', [
  z.strictObject({ stage: z.literal('ready') }),
  z.strictObject({ stage: z.literal('changed'), what: list(text) }),
  z.strictObject({ stage: z.literal('ended'), end: renewalEnd }),
]) satisfies z.core.$ZodType<RenewalStage>;
