import type { Faults } from '../apple/faults.js';
import type { AnswerFault } from './lever-bodies.js';

/** The part of the stand-in's faults that the page arranges. */
export type AppleFaultLevers = Pick<Faults, 'failNext' | 'cutConnection' | 'tearNext' | 'latency' | 'clear'>;

interface Entry {
  arrange(faults: AppleFaultLevers, count: number): void;
  /** Goes after "The next n answers". */
  words: string;
}

/** Seconds that Apple asks to wait, and milliseconds that a slow answer takes; wire time, so they are short. */
const pause = 3;
const slowness = 2500;

const entries = {
  '500': {
    arrange: (faults, count) => faults.failNext(count, { status: 500 }),
    words: 'are “Internal Server Error”.',
  },
  '503': {
    arrange: (faults, count) => faults.failNext(count, { status: 503, retryAfter: pause }),
    words: `are “Service Unavailable”, try again in ${pause} seconds.`,
  },
  '429': {
    arrange: (faults, count) => faults.failNext(count, { status: 429, errorNumber: 9646, retryAfter: pause }),
    words: `are “Too many requests”, try again in ${pause} seconds.`,
  },
  'ok-with-error': {
    arrange: (faults, count) => faults.failNext(count, { status: 200, errorNumber: 9603 }),
    words: 'look well (200), and hold an error (9603).',
  },
  torn: {
    arrange: (faults, count) => faults.tearNext(count, { contentLength: 'matching' }),
    words: 'end in the middle.',
  },
  cut: {
    arrange: (faults, count) => faults.cutConnection(count, { when: 'before' }),
    words: 'never come: the connection is cut.',
  },
  slow: {
    arrange: (faults) => faults.latency(slowness),
    words: `and all that follow take ${slowness / 1000} seconds.`,
  },
} satisfies Record<AnswerFault, Entry>;

/** Arranges what the next answers of Apple meet, and says it. */
export function arrangeFault(faults: AppleFaultLevers, fault: AnswerFault, count: number): string {
  const { arrange, words } = entries[fault];
  arrange(faults, count);
  return `The next ${count} answers of Apple ${words}`;
}
