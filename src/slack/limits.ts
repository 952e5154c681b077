import { WebAPIRateLimitedError } from '@slack/web-api';
import Bottleneck from 'bottleneck';

export interface PostingLimits {
  /** Waits for the conversation's turn: Slack takes about one message a second in each, some hundred a minute in all (Slack documents). */
  post<T>(conversation: string, call: () => Promise<T>): Promise<T>;
  /** Waits for one of the 50 updates a minute that `chat.update` allows (tier 3, Slack documents). */
  update<T>(call: () => Promise<T>): Promise<T>;
  /** Lets running calls end and rejects the waiting ones with `TurnLost`. */
  stop(): Promise<void>;
}

/** The sender is stopping, so the call was never made. */
export class TurnLost extends Error {
  readonly code = 'SLACK_TURN_LOST';
  override readonly name = 'TurnLost';
}

export interface PostingLimitOptions {
  /** Milliseconds between two messages into one conversation; 1,100 when left out. */
  postSpacing?: number;
  postsPerMinute?: number;
  updatesPerMinute?: number;
}

export function createPostingLimits(options: PostingLimitOptions = {}): PostingLimits {
  const { postSpacing = 1_100, postsPerMinute = 240, updatesPerMinute = 50 } = options;
  const perConversation = new Bottleneck.Group({ minTime: postSpacing, maxConcurrent: 1, timeout: 60_000 });
  const posts = perMinute(postsPerMinute);
  const updates = perMinute(updatesPerMinute);
  return {
    post: (conversation, call) => inTurn(() => perConversation.key(conversation).schedule(() => posts.schedule(call))),
    update: (call) => inTurn(() => updates.schedule(call)),
    async stop() {
      const limiters = [posts, updates, ...perConversation.limiters().map(({ limiter }) => limiter)];
      await Promise.all(limiters.map((limiter) => limiter.stop({ dropWaitingJobs: true })));
    },
  };
}

async function inTurn<T>(scheduled: () => Promise<T>): Promise<T> {
  try {
    return await scheduled();
  } catch (fault) {
    throw fault instanceof Bottleneck.BottleneckError ? new TurnLost('stopping', { cause: fault }) : fault;
  }
}

function perMinute(count: number): Bottleneck {
  return new Bottleneck({
    maxConcurrent: 8,
    reservoir: count,
    reservoirRefreshAmount: count,
    reservoirRefreshInterval: 60_000,
  });
}

/**
 * Repeats a call that Slack refuses as too frequent, after the pause that Slack names, at most five times; then and on
 * every other fault it throws. `wait` takes milliseconds.
 */
export async function waitingOutLimits<T>(call: () => Promise<T>, wait: (ms: number) => Promise<void>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (fault) {
      if (!(fault instanceof WebAPIRateLimitedError) || tries === 6) throw fault;
      await wait(fault.retryAfter * 1_000);
    }
  }
}
