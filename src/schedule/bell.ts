import { type Job, scheduleJob } from 'node-schedule';
import type { Bell } from '../licensing/ports/bell.js';

/** Every half minute; what is due is decided elsewhere, from stored slots. */
const EVERY_HALF_MINUTE = '*/30 * * * * *';

/** The schedule answered no job; without one nothing would ever be due. */
export class BellUnavailable extends Error {
  readonly code = 'BELL_UNAVAILABLE';
  override readonly name = 'BellUnavailable';
}

/**
 * A bell by node-schedule. That library neither prevents overlaps nor keeps to one run per slot, so a ring that is
 * still being worked on swallows the next one, and nothing relies on any single ring.
 */
export function nodeScheduleBell(onFault: (fault: unknown) => void): Bell {
  let job: Job | null = null;
  let ringing = false;
  return {
    start(ring) {
      job = scheduleJob(EVERY_HALF_MINUTE, (plannedFor) => {
        if (ringing) return;
        ringing = true;
        ring(plannedFor.getTime())
          .catch(onFault)
          .finally(() => {
            ringing = false;
          });
      });
      if (job === null) throw new BellUnavailable('no job was scheduled');
      job.on('error', onFault);
    },
    stop() {
      job?.cancel();
    },
  };
}
