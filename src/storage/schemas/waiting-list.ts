import { z } from 'zod';
import type { WaitingListFacts } from '../../licensing/rules/waiting-list.js';
import { count, instant, list, text } from './basics.js';

export const waitingListFacts = z.strictObject({
  app: z.strictObject({ key: text, name: text.nullable(), iconUrl: text.nullable() }),
  waiting: count,
  oldest: list(z.strictObject({ userId: text, since: instant })),
  toBuy: count,
  holdsLost: count,
  reservationsLost: count,
  readAt: instant,
}) satisfies z.core.$ZodType<WaitingListFacts>;
