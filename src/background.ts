import type { Core } from './licensing/flows/core.js';
import { countForeign } from './licensing/flows/count-foreign.js';
import type { Background } from './licensing/flows/ring.js';
import { runSync } from './licensing/flows/sync.js';

export interface BackgroundWork extends Background {
  /** Resolves when nothing is being worked on. */
  settled(): Promise<void>;
}

export interface BackgroundOptions {
  core: Core;
  onFault: (fault: unknown, reference: string) => void;
  /** Something that people look at has changed. */
  onChange: () => void;
}

/** Long work that nobody waits for: one sync and one count at a time; what it does is recorded, so a restart goes on with it. */
export function createBackground({ core, onFault, onChange }: BackgroundOptions): BackgroundWork {
  const running = new Map<string, Promise<void>>();

  const begin = (key: string, work: (reference: string) => Promise<unknown>): void => {
    if (running.has(key)) return;
    const reference = core.ids.reference();
    const done = work(reference)
      .catch((fault: unknown) => onFault(fault, reference))
      .then(() => {
        running.delete(key);
        onChange();
      });
    running.set(key, done);
  };

  return {
    sync: () => begin('sync', (reference) => runSync(core, reference)),
    count: (proposalId) => begin(`count:${proposalId}`, (reference) => countForeign(core, proposalId, reference)),
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
