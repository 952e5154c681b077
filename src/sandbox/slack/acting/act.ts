import { ActFailed } from '../act-failed.js';
import type { SlackManifest } from '../manifest.js';
import type { User } from '../state/records.js';
import type { Store } from '../state/store.js';
import type { Tickets } from '../state/tickets.js';
import type { Transcript } from '../transcript.js';
import type { Activity } from '../transport/activity.js';
import type { Delivery, Dispatcher, Envelope } from '../transport/dispatch.js';
import type { Events } from '../transport/events.js';
import type { ActResult } from '../workspace.js';
import { changedMessages, modalViews } from './sight.js';

/** What acting as people needs of the rest of the stand-in. */
export interface Stage {
  readonly store: Store;
  readonly tickets: Tickets;
  readonly manifest: SlackManifest;
  readonly dispatcher: Dispatcher;
  readonly events: Events;
  readonly activity: Activity;
  readonly transcript: Transcript;
  /** Milliseconds without any call after which the app counts as quiet. */
  readonly settle: number;
  /** Milliseconds after which an act answers although the app is not quiet. */
  readonly settleLimit: number;
  /** Without a slash at the end. */
  baseUrl(): string;
}

const UNANSWERED: Record<Exclude<Delivery['result'], 'acknowledged'>, 'dispatch_failed' | 'operation_timeout'> = {
  'not-connected': 'dispatch_failed',
  dropped: 'dispatch_failed',
  timeout: 'operation_timeout',
};

/** The failure that stands for an envelope without an acknowledgement, `null` when there is one. */
export function unanswered(delivery: Delivery): ActFailed | null {
  if (delivery.result === 'acknowledged') return null;
  const code = UNANSWERED[delivery.result];
  return new ActFailed(code, `the app did not acknowledge: ${delivery.result}, ${Math.round(delivery.latency)} ms`);
}

/** Sends an interactive or slash envelope and writes down what came back. */
export async function send(stage: Stage, envelope: Envelope): Promise<Delivery> {
  stage.transcript.add({ kind: 'dispatch', type: envelope.type, payload: envelope.payload });
  const delivery = await stage.dispatcher.deliver(envelope);
  const payload = delivery.result === 'acknowledged' ? delivery.payload : null;
  const { result, latency } = delivery;
  stage.transcript.add({ kind: 'ack', type: envelope.type, result, payload, latency });
  return delivery;
}

/** Runs one act from its first change to the app's quiet, and tells what the person then sees anew. */
export async function acted(
  stage: Stage,
  user: User,
  what: string,
  run: () => Promise<{ ack: unknown; latency: number }>,
): Promise<ActResult> {
  if (user.deleted) throw new ActFailed('user_deactivated', `${user.realName} is deactivated`);
  if (user.bot) throw new ActFailed('not_allowed', 'a bot has no hands');
  stage.transcript.add({ kind: 'act', userId: user.id, what });
  const since = stage.store.revision();
  const { ack, latency } = await run();
  await stage.activity.quiet(stage.settle, stage.settleLimit);
  return { ack, latency, messages: changedMessages(stage.store, user, since), modals: modalViews(stage.store, user) };
}

/** Sends an interactive payload; throws `ActFailed` without an acknowledgement. */
export async function interact(stage: Stage, payload: Envelope['payload']): Promise<{ ack: unknown; latency: number }> {
  if (!stage.manifest.interactivity)
    throw new ActFailed('dispatch_failed', 'the manifest has interactivity turned off');
  const delivery = await send(stage, { type: 'interactive', payload, acceptsResponsePayload: true });
  const failure = unanswered(delivery);
  if (failure !== null || delivery.result !== 'acknowledged') throw failure;
  return { ack: delivery.payload, latency: delivery.latency };
}
