import type { LongWork } from './long-work.js';

/** Asks each device once a day what is on it. */
export const inventoryWork: LongWork = {
  due: async () => false,
  run: async () => undefined,
};
