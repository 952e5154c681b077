import { performance } from 'node:perf_hooks';

/** Knows whether the app is at work: calls in flight, and when the last one ended. */
export interface Activity {
  begin(): void;
  end(): void;
  /** Resolves when nothing is in flight and nothing happened for `settle` milliseconds, or after `limit`. */
  quiet(settle: number, limit: number): Promise<void>;
}

export function openActivity(): Activity {
  let inFlight = 0;
  let lastAt = performance.now();
  return {
    begin() {
      inFlight += 1;
      lastAt = performance.now();
    },
    end() {
      inFlight -= 1;
      lastAt = performance.now();
    },
    async quiet(settle, limit) {
      const startedAt = performance.now();
      const deadline = startedAt + limit;
      for (;;) {
        const now = performance.now();
        const rest = Math.max(lastAt, startedAt) + settle - now;
        if (now >= deadline || (inFlight === 0 && rest <= 0)) return;
        await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.min(rest, deadline - now, settle))));
      }
    },
  };
}
