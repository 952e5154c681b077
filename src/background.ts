import type { Core } from './licensing/flows/core.js';
import { countForeign } from './licensing/flows/count-foreign.js';
import { LOOK_AGAIN, type LongWork } from './licensing/flows/long-work.js';
import { longWorks } from './licensing/flows/long-works.js';
import { type Background, ring } from './licensing/flows/ring.js';
import { readSync } from './licensing/flows/state.js';
import { runSync } from './licensing/flows/sync.js';

/** Milliseconds: looks arranged between two rings. */
const SHORTEST_WAIT = 250;
const LONGEST_WAIT = 60_000;
/** So often what is overdue is looked at without delay; after that the wait doubles, this often. */
const PATIENT_LOOKS = 20;
const DOUBLINGS = 8;

export interface BackgroundWork extends Background {
  /** Rings once and answers what was done; the long work that it began goes on. Throws what the ring throws. */
  ring(): Promise<string[]>;
  /** From now on nothing is begun. What is asked for all the same is recorded, so the next start does it. */
  close(): void;
  /** Resolves when nothing is being worked on, rings included. */
  settled(): Promise<void>;
}

export interface BackgroundOptions {
  core: Core;
  onFault: (fault: unknown, reference: string) => void;
  /** A ring did something, in words for a log. */
  onRung: (reference: string, done: readonly string[]) => void;
  /** So that the reference on a card leads to the log. */
  onBegin: (work: string, reference: string) => void;
  /** Something that people look at has changed. */
  onChange: () => void;
}

/** Rings, and long work that nobody waits for: one sync and one count at a time; what it does is recorded, so a restart goes on with it. */
export function createBackground({ core, onFault, onRung, onBegin, onChange }: BackgroundOptions): BackgroundWork {
  const running = new Map<string, Promise<void>>();
  /** Asked for while they were being done. */
  const missed = new Set<string>();
  let closed = false;
  /** Asked for while everything was being looked at. */
  let lookAgain = false;
  /** Business time of the look that is arranged. */
  let arranged: number | null = null;
  /** Looks one after another that found something overdue: work that comes to nothing must not be looked at all the time. */
  let overdue = 0;

  const begin = (key: string, verb: (reference: string) => Promise<unknown>): void => {
    if (closed || running.has(key)) return;
    const reference = core.ids.reference();
    onBegin(key, reference);
    const done = verb(reference)
      .catch((fault: unknown) => onFault(fault, reference))
      .then(() => {
        running.delete(key);
        onChange();
        // What was read may have made something possible, and something may have come while it was being done.
        if (missed.delete(key) || key === 'sync') work.work();
      });
    running.set(key, done);
  };

  /** Without a line in the log: most rings find nothing due. What one work fails at keeps no other from being begun. */
  const look = async (): Promise<void> => {
    for (const [name, longWork] of Object.entries(longWorks)) {
      // With very many people each question takes its time; everything else goes on in between.
      if ((await core.wait(0)) === 'closing') return;
      await beginIfDue(name, longWork).catch((fault: unknown) => onFault(fault, core.ids.reference()));
    }
    await arrangeNextLook();
  };

  const beginIfDue = async (name: string, { due, run }: LongWork): Promise<void> => {
    if (running.has(name)) {
      missed.add(name);
      return;
    }
    if (!(await due(core))) return;
    begin(name, async (reference) => {
      const done = await run(core, reference);
      if ((await readSync(core)).value.running !== null) work.sync();
      if (done === LOOK_AGAIN) lookAgain = true;
      if (lookAgain || name === 'notifications') work.work();
    });
  };

  /** Rings come rarely; what will be due sooner is looked at in time. */
  const arrangeNextLook = async (): Promise<void> => {
    const times: number[] = [];
    for (const { nextDue } of Object.values(longWorks)) {
      const time = (await nextDue?.(core)) ?? null;
      if (time !== null) times.push(time);
    }
    const next = Math.min(...times);
    const now = core.clock();
    overdue = next <= now ? overdue + 1 : 0;
    if (!Number.isFinite(next) || (arranged !== null && arranged <= next)) return;
    arranged = next;
    const shortest = SHORTEST_WAIT * 2 ** Math.max(0, Math.min(overdue - PATIENT_LOOKS, DOUBLINGS));
    const waited = core.wait(Math.min(Math.max(shortest, next - now), LONGEST_WAIT));
    void waited.then((outcome) => {
      if (arranged === next) arranged = null;
      if (outcome === 'waited') work.work();
    });
  };

  const work: Background = {
    sync: () => begin('sync', (reference) => runSync(core, reference)),
    count: (proposalId) => begin(`count:${proposalId}`, (reference) => countForeign(core, proposalId, reference)),
    work: () => {
      if (closed) return;
      if (running.has('look')) {
        lookAgain = true;
        return;
      }
      lookAgain = false;
      const looked = look().catch((fault: unknown) => onFault(fault, core.ids.reference()));
      running.set(
        'look',
        looked.then(() => {
          running.delete('look');
          if (lookAgain) work.work();
        }),
      );
    },
  };

  return {
    ...work,
    async ring() {
      if (closed) return [];
      const reference = core.ids.reference();
      const key = `ring:${reference}`;
      const rung = ring(core, work, reference).finally(() => running.delete(key));
      running.set(
        key,
        rung.then(
          () => undefined,
          () => undefined,
        ),
      );
      const done = await rung;
      if (done.length > 0) onRung(reference, done);
      return done;
    },
    close() {
      closed = true;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}
