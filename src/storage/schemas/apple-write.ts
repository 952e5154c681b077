import { z } from 'zod';
import type { AppleWrite } from '../../licensing/rules/apple-write.js';
import { count, instant, list, text } from './basics.js';

const assetTask = {
  key: text,
  people: list(z.strictObject({ userId: text, generation: count })),
};
const userTask = { userIds: list(text) };

export const appleWrite = z.strictObject({
  task: z.discriminatedUnion('act', [
    z.strictObject({ act: z.enum(['associate', 'disassociate']), ...assetTask }),
    z.strictObject({ act: z.enum(['create-users', 'update-users', 'retire-users']), ...userTask }),
  ]),
  state: z.enum(['sending', 'accepted', 'unknown']),
  sentAt: instant,
  eventId: text.nullable(),
  nextLook: instant,
  reference: text,
}) satisfies z.core.$ZodType<AppleWrite>;
