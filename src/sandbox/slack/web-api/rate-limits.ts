import { conversationId } from '../state/store.js';
import type { Settings, Tier } from './method.js';

type Mode = Settings['rateLimits'];

interface Bucket {
  tokens: number;
  filledAt: number;
}

const PER_MINUTE: Record<Exclude<Tier, 'none'>, number> = { tier1: 1, tier2: 20, tier3: 50, tier4: 100, post: 300 };

/** How many calls of one method may come at once, at least. Slack names no burst; these are ours. */
const BURST: Record<Exclude<Mode, 'off'>, number> = { generous: 500, strict: 1 };

/** How many messages one channel takes at once before one a second holds. */
const CHANNEL_BURST: Record<Exclude<Mode, 'off'>, number> = { generous: 30, strict: 1 };

export interface RateLimits {
  /** Takes one call; answers `null`, or the whole seconds after which the next may come. */
  take(call: { method: string; tier: Tier; channelId: string | null }): number | null;
}

/** Token buckets per method and, for posts, per channel. `now` is wire time in milliseconds. */
export function openRateLimits(settings: Settings, now: () => number): RateLimits {
  const buckets = new Map<string, Bucket>();

  function drain(key: string, perMinute: number, burst: number): number | null {
    const at = now();
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: at };
    const tokens = Math.min(burst, bucket.tokens + ((at - bucket.filledAt) * perMinute) / 60_000);
    const allowed = tokens >= 1;
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, filledAt: at });
    return allowed ? null : Math.max(1, Math.ceil(((1 - tokens) * 60) / perMinute));
  }

  return {
    take({ method, tier, channelId }) {
      const mode = settings.rateLimits;
      if (mode === 'off' || tier === 'none') return null;
      const perMinute = PER_MINUTE[tier];
      const whole = drain(`${mode} ${method}`, perMinute, Math.max(BURST[mode], perMinute));
      if (whole !== null || tier !== 'post' || channelId === null) return whole;
      return drain(`${mode} ${method} ${conversationId(channelId)}`, 60, CHANNEL_BURST[mode]);
    },
  };
}
