import type { Core } from './core.js';

/** Answered by work that made other work possible: everything is looked at again at once. */
export const LOOK_AGAIN = 'look-again';

/** Work that takes longer than a ring: recorded before it begins, so that a restart goes on with it. */
export interface LongWork {
  /** Whether something is recorded that nobody has finished. Asked at every ring, so it must be cheap. */
  due(core: Core): Promise<boolean>;
  /** Does it, or as much of it as is possible now. Must not answer `LOOK_AGAIN` when it changed nothing. */
  run(core: Core, reference: string): Promise<unknown>;
  /** The next instant (business time) at which it will be due by itself, where waiting for a ring would be too long. */
  nextDue?(core: Core): Promise<number | null>;
}
