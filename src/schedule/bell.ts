import { type Job, scheduleJob } from 'node-schedule';
import type { Bell } from '../licensing/ports/bell.js';

/** Milliseconds from one ring to the next; what is due is decided elsewhere, from stored slots. */
const SPACING = 30_000;
/** Milliseconds without a ring after which the planned one is given up and another is planned. */
const LONGEST_SILENCE = 90_000;

/** The schedule answered no job; without one nothing would ever be due. */
export class BellUnavailable extends Error {
  readonly code = 'BELL_UNAVAILABLE';
  override readonly name = 'BellUnavailable';
}

/**
 * A bell by node-schedule: each ring plans the next one. That library waits for the wall clock to reach the planned
 * date, so after the clock was set back it would be silent for as long (seen in its source); a watchdog, which goes by
 * time that never steps, then plans anew. A ring that is still being worked on swallows the next one, and nothing relies
 * on any single ring.
 */
export function nodeScheduleBell(onFault: (fault: unknown) => void): Bell {
  let planned: Job | null = null;
  let watchdog: NodeJS.Timeout | undefined;
  let lastSign = 0;
  let ringing = false;

  return {
    start(ring) {
      const plan = () => {
        const job = scheduleJob(new Date(Date.now() + SPACING), (plannedFor) => {
          if (job === null || job !== planned) return;
          plan();
          if (ringing) return;
          ringing = true;
          ring(plannedFor.getTime())
            .catch(onFault)
            .finally(() => {
              ringing = false;
            });
        });
        planned = job;
        lastSign = performance.now();
        if (job === null) return onFault(new BellUnavailable('no job was scheduled'));
        job.on('error', onFault);
      };
      plan();
      watchdog = setInterval(() => {
        if (performance.now() - lastSign <= LONGEST_SILENCE) return;
        planned?.cancel();
        plan();
      }, SPACING).unref();
    },
    stop() {
      clearInterval(watchdog);
      planned?.cancel();
      planned = null;
    },
  };
}
