import type { Receiver } from '@slack/bolt';
import type { RequestHandler } from 'express';

export type TransportState = 'stopped' | 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** How Slack's events reach the bot. Listeners know nothing of it. */
export interface Transport {
  receiver: Receiver;
  /** Takes Slack's requests where Slack calls us; `null` where we call Slack. */
  handle: RequestHandler | null;
  /** Resolves once Slack's events are taken; rejects with Slack's error otherwise. */
  start(): Promise<void>;
  stop(): Promise<void>;
  state(): TransportState;
}
