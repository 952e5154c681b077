import { isObject, type JsonObject } from '../json.js';

/** One thing that Slack tells the app. */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  payload: JsonObject;
  /** Whether the acknowledgement may carry an answer. */
  acceptsResponsePayload: boolean;
  retry?: { attempt: number; reason: string };
}

/**
 * `payload` is what the app sent with its acknowledgement, `null` when that was empty. `reason` is what the Events API
 * calls the failure when it repeats; `final` says that the app asked for no repetition.
 */
export type Delivery =
  | { result: 'acknowledged'; payload: unknown; latency: number }
  | { result: 'not-connected' | 'dropped' | 'timeout'; latency: number; reason?: string; final?: boolean };

/** How envelopes reach the app: over Socket Mode or as signed HTTP requests. */
export interface Dispatcher {
  deliver(envelope: Envelope): Promise<Delivery>;
}

/** The ways that envelopes can reach the app. */
export const transports = ['socket', 'http'] as const;

export type Transport = (typeof transports)[number];

/** An acknowledgement without content reaches the wire as nothing, as an empty object or as an empty text. */
export function acknowledgementOf(payload: unknown): unknown {
  if (payload === undefined || payload === '') return null;
  if (!isObject(payload)) return payload;
  const keys = Object.keys(payload);
  return keys.length === 0 || (keys.length === 1 && payload.text === '') ? null : payload;
}
