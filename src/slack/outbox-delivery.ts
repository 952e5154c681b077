import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Message } from './interaction.js';
import { type PostingLimits, TurnLost } from './limits.js';
import { type PermanentError, permanentError } from './permanent-errors.js';
import { hasImages, withoutImages } from './unfetchable-images.js';

/** Where a copy of a message stands. */
export interface Place {
  conversation: string;
  ts: string;
}

export type DeliveryOutcome =
  | ({ result: 'sent' } & Place)
  | { result: 'refused'; error: string; permanent: PermanentError }
  | { result: 'rate-limited'; seconds: number }
  /** No answer, or one that says nothing: the message may stand there. `error` is Slack's word if there was one. */
  | { result: 'unknown'; error: string | null; fault: unknown };

export interface DeliveryOptions {
  /** Must not retry by itself: Slack can't recognise a post as repeated. */
  postingClient: WebClient;
  limits: PostingLimits;
}

const quiet = { unfurl_links: false, unfurl_media: false };

const posted = z.object({ channel: z.string(), ts: z.string() });

/** The copy can't be updated any more, so a new one is posted. */
const copyIsGone: ReadonlySet<string> = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'channel_not_found',
  'is_inactive',
]);

/** Slack does not take replies to the card (Slack documents the first and the last; the other one we assume). */
const threadIsShut: ReadonlySet<string> = new Set([
  'cannot_reply_to_message',
  'thread_not_found',
  'restricted_action_thread_locked',
]);

/** Where a message belongs. */
export interface Places {
  /** The copy that it takes the place of. */
  standing: Place | null;
  /** The card in whose thread a new one stands. */
  above: Place | null;
}

/**
 * Puts the message into the conversation of `target`: over the copy that stands there, else as a new one. When Slack
 * refuses the blocks it is tried without images, which Slack fetches itself and may not get, then as text alone.
 */
export async function deliver(
  message: Message,
  target: string,
  places: Places,
  options: DeliveryOptions,
): Promise<DeliveryOutcome> {
  let outcome = await deliverOnce(message, target, places, options);
  for (const plainer of hasImages(message.blocks) ? [imageless, textAlone] : [textAlone]) {
    if (outcome.result !== 'refused' || outcome.permanent.scope !== 'message') return outcome;
    outcome = await deliverOnce(plainer(message), target, places, options);
  }
  return outcome;
}

async function deliverOnce(
  message: Message,
  target: string,
  { standing, above }: Places,
  { postingClient, limits }: DeliveryOptions,
): Promise<DeliveryOutcome> {
  if (standing !== null) {
    const { conversation, ts } = standing;
    const updated = await judged(() =>
      limits.update(() => postingClient.chat.update({ channel: conversation, ts, ...message })),
    );
    if (!(updated.result === 'failed' && copyIsGone.has(updated.error ?? ''))) return outcomeOf(updated);
  }
  const post = (where: { channel: string; thread_ts?: string }) =>
    judged(() => limits.post(target, () => postingClient.chat.postMessage({ ...where, ...message, ...quiet })));
  if (above !== null) {
    const replied = await post({ channel: above.conversation, thread_ts: above.ts });
    if (!(replied.result === 'failed' && threadIsShut.has(replied.error ?? ''))) return outcomeOf(replied);
  }
  return outcomeOf(await post({ channel: target }));
}

type Judged =
  | { result: 'answered'; answer: unknown }
  | { result: 'rate-limited'; seconds: number }
  | { result: 'failed'; error: string | null; fault: unknown };

async function judged(call: () => Promise<unknown>): Promise<Judged> {
  try {
    return { result: 'answered', answer: await call() };
  } catch (fault) {
    if (fault instanceof TurnLost) throw fault;
    if (fault instanceof WebAPIRateLimitedError) return { result: 'rate-limited', seconds: fault.retryAfter };
    return { result: 'failed', error: fault instanceof WebAPIPlatformError ? fault.data.error : null, fault };
  }
}

function outcomeOf(judgement: Judged): DeliveryOutcome {
  if (judgement.result === 'rate-limited') return judgement;
  if (judgement.result === 'answered') {
    const read = posted.safeParse(judgement.answer);
    if (!read.success) return { result: 'unknown', error: null, fault: read.error };
    return { result: 'sent', conversation: read.data.channel, ts: read.data.ts };
  }
  const { error, fault } = judgement;
  const permanent = error === null ? null : permanentError(error);
  if (error === null || permanent === null) return { result: 'unknown', error, fault };
  return { result: 'refused', error, permanent };
}

function imageless({ text, blocks }: Message): Message {
  return { text, blocks: withoutImages(blocks) };
}

function textAlone({ text }: Message): Message {
  return { text, blocks: [] };
}
