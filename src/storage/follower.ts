import { StoreUnwritable } from './faults.js';
import { codeOf } from './place.js';

/**
 * Keeps something derived behind its source: `wake` lets the work run soon, several wakes together; `settle` waits
 * until it has run for everything so far. A failure is told once and the work stays due.
 */
export class Follower {
  readonly #work: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #due = false;
  #running: Promise<void> | null = null;

  constructor(work: () => Promise<void>, failed: (error: unknown) => void) {
    this.#work = work;
    this.#failed = failed;
  }

  wake(): void {
    this.#due = true;
    if (this.#running === null) void this.#start().catch(() => undefined);
  }

  /** Throws what the work threw. */
  async settle(): Promise<void> {
    this.#due = true;
    while (this.#due) await (this.#running ?? this.#start());
  }

  /** Waits until nothing runs, whatever became of it. */
  async rest(): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => undefined);
  }

  #start(): Promise<void> {
    this.#running = this.#loop().then(
      () => {
        this.#running = null;
        if (this.#due) this.wake();
      },
      (error) => {
        this.#running = null;
        throw error;
      },
    );
    return this.#running;
  }

  async #loop(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#due) {
      this.#due = false;
      try {
        await this.#work();
      } catch (error) {
        this.#due = true;
        this.#failed(error);
        throw error;
      }
    }
  }
}

/** The system's code behind a refusal: never a path or a value. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof StoreUnwritable ? error.cause : error;
  return codeOf(cause) || 'unknown';
}
