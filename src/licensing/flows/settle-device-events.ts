import type { LongWork } from './long-work.js';

/** Settles what the MDM server told: devices, and answers to commands. */
export const deviceEventWork: LongWork = {
  due: async () => false,
  run: async () => undefined,
};
