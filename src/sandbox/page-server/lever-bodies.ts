import { z } from 'zod';

const id = z.string().min(1).max(300);
const few = z.int().min(1).max(100);
const asset = { adamId: id, pricingParam: z.enum(['STDQ', 'PLUS']) };

export const tokenBody = z.object({ id });
export const orderBody = z.object({ ...asset, count: z.int().min(1).max(100_000) });
export const transferBody = z.object({ ...asset, count: z.int().min(1).max(100_000), to: id });
export const assetBody = z.object(asset);
export const invitationBody = z.object({ clientUserId: id });
/** What is left out is as the portal offers it at first. */
export const downloadBody = z.object({
  location: z.exactOptional(id),
  permission: z.exactOptional(z.enum(['manage', 'read'])),
});
export const takeOverBody = z.object({ mdmInfo: z.boolean() });
export const fewBody = z.object({ count: few });
/** Percent of a hundred notifications. */
export const knobsBody = z.object({
  loss: z.int().min(0).max(100),
  duplicates: z.int().min(0).max(100),
  shuffled: z.boolean(),
});

/** How Apple's next answers can go wrong. */
export const answerFaults = ['500', '503', '429', 'ok-with-error', 'torn', 'cut', 'slow'] as const;
export type AnswerFault = (typeof answerFaults)[number];
export const faultBody = z.object({ fault: z.enum(answerFaults), count: few });

/** What a switch may be is its own schema's affair. */
export const switchBody = z.object({
  name: id,
  value: z.union([z.string().max(300), z.number(), z.boolean(), z.null(), z.array(z.string().max(300)).max(50)]),
});

/** How the bot's next calls of Slack can go wrong. */
export const callFaults = ['503', 'lost'] as const;
export type CallFault = (typeof callFaults)[number];
export const callFaultBody = z.object({ fault: z.enum(callFaults), count: few });
export const scopeBody = z.object({ scope: id, granted: z.boolean() });

export const postsBody = z.object({ count: few, seconds: z.int().min(1).max(120) });
export const personBody = z.object({ id, deactivated: z.boolean() });
export const archiveBody = z.object({ archived: z.boolean() });
/** Seconds; at most a day. */
export const skewBody = z.object({ seconds: z.int().min(-86_400).max(86_400) });

export const storyBody = z.object({ id });
export const emptyBody = z.object({});
