import type { Wait } from '../licensing/ports/wait.js';

/** Real timers that the end of the bot wakes. */
export interface Patience {
  wait: Wait;
  /** From now on nothing is waited for. */
  close(): void;
}

/** `longest`: milliseconds that one wait takes at most. */
export function createPatience(longest = Number.POSITIVE_INFINITY): Patience {
  const waiting = new Set<() => void>();
  let closed = false;
  return {
    async wait(milliseconds) {
      // Nothing to wait for, but whoever works on something long lets others go on.
      if (milliseconds <= 0 && !closed) await new Promise((resolve) => setImmediate(resolve));
      else if (!closed) {
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            waiting.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, Math.min(milliseconds, longest));
          waiting.add(wake);
        });
      }
      return closed ? 'closing' : 'waited';
    },
    close() {
      closed = true;
      for (const wake of waiting) wake();
    },
  };
}
