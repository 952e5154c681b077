import type { Core } from './core.js';

/** Work that takes longer than a ring: recorded before it begins, so that a restart goes on with it. */
export interface LongWork {
  /** Whether something is recorded that nobody has finished. Asked at every ring, so it must be cheap. */
  due(core: Core): Promise<boolean>;
  /** Does it, or as much of it as is possible now. */
  run(core: Core, reference: string): Promise<unknown>;
}
