import type { JsonObject } from '../json.js';

/** One thing that Slack tells the app. */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  payload: JsonObject;
  /** Whether the acknowledgement may carry an answer. */
  acceptsResponsePayload: boolean;
  retry?: { attempt: number; reason: string };
}

/** `payload` is what the app sent with its acknowledgement, `null` when that was empty. */
export type Delivery =
  | { result: 'acknowledged'; payload: unknown; latency: number }
  | { result: 'not-connected' | 'dropped' | 'timeout'; latency: number };

/** How envelopes reach the app; Socket Mode is the first transport, signed HTTP is to be the second. */
export interface Dispatcher {
  deliver(envelope: Envelope): Promise<Delivery>;
}
