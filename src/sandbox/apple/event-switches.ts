import { z } from 'zod';

const count = z.int().min(0).max(2_147_483_647);
const positive = count.min(1);

/** How events are worked off, as far as nobody could confirm it. */
export const eventSwitches = {
  failureGrouping: z
    .enum(['per-error', 'per-error-and-asset'])
    .default('per-error-and-asset')
    .describe(
      'How an event groups its failures. A sample groups by error; with several assets only the finer one is exact.',
    ),
  eventLatencyMilliseconds: count
    .default(1000)
    .describe('Business time before an event’s first task. Documented is only that a client waits up to 10 minutes.'),
  eventMillisecondsPerTask: count
    .default(1)
    .describe(
      'Business time per task. Seen in Apple’s forum: 25,000 tasks in about 30 seconds. 0 with latency 0 is immediate.',
    ),
  eventOrder: z
    .enum(['arrival', 'newest-first'])
    .default('arrival')
    .describe('Which of two due events is worked on first. Not documented.'),
  eventLifetimeMilliseconds: positive
    .nullable()
    .default(null)
    .describe('How long an event can be asked for, in business time; null is for ever. Not documented.'),
};
