import { z } from 'zod';
import type { CustodianRequest, RequestEnd } from '../../licensing/rules/request.js';
import { count, instant, list, text } from './basics.js';
import { mdmInfo } from './binding.js';

const asked = { id: text, requestedBy: text, requestedAt: instant, deadline: instant };
const location = { locationName: text, uId: text };

export const request = z.discriminatedUnion('act', [
  z.strictObject({
    ...asked,
    act: z.literal('take-back'),
    facts: z.strictObject({ ...location, heldBy: mdmInfo.nullable(), since: instant }),
  }),
  z.strictObject({
    ...asked,
    act: z.literal('clean-up'),
    facts: z.strictObject({
      ...location,
      users: count,
      userAssignments: count,
      deviceAssignments: count,
      countedAt: instant,
    }),
  }),
  z.strictObject({
    ...asked,
    act: z.literal('decommission'),
    facts: z.strictObject({
      ...location,
      installationId: text,
      claimStands: z.boolean(),
      ourUsers: count,
      ourAssignments: count,
      deployments: z.strictObject({ active: count, awaitingApproval: count }),
    }),
  }),
]) satisfies z.core.$ZodType<CustodianRequest>;

export const requestEnd = z.discriminatedUnion('result', [
  z.strictObject({ result: z.literal('confirmed'), by: text, at: instant }),
  z.strictObject({ result: z.literal('denied'), by: text }),
  z.strictObject({ result: z.literal('withdrawn') }),
  z.strictObject({ result: z.literal('expired') }),
  z.strictObject({ result: z.literal('changed'), what: list(text) }),
]) satisfies z.core.$ZodType<RequestEnd>;
