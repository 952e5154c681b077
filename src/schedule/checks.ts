import type { Bell } from '../licensing/ports/bell.js';
import type { Check } from '../licensing/ports/checks.js';
import { BELL_SILENCE } from '../licensing/rules/checkup.js';

/** The same bell, with a check of when it rang last. `wireNow`: milliseconds, real. */
export function watchedBell(
  bell: Bell,
  wireNow: () => number,
): { bell: Bell; checks: Readonly<Record<'bell', Check>> } {
  let lastSign = wireNow();
  return {
    bell: {
      start(ring) {
        lastSign = wireNow();
        bell.start((at) => {
          lastSign = wireNow();
          return ring(at);
        });
      },
      stop: () => bell.stop(),
    },
    checks: {
      bell: async () => {
        const silentFor = wireNow() - lastSign;
        return { name: 'bell', verdict: silentFor > BELL_SILENCE ? 'wrong' : 'ok', facts: { silentFor } };
      },
    },
  };
}
