import { errorNumberEntry } from './error-numbers.js';

/** A failure that is answered instead of the real answer; nothing of the request is done. */
export interface Failure {
  status: number;
  /** With a number the body is an ErrorResponse, without one it is not JSON. */
  errorNumber?: number;
  errorMessage?: string;
  /** Seconds, or an HTTP date. */
  retryAfter?: number | string;
  /** Below the base address without a leading slash, `users` say; `lookup` is the catalogue. */
  pathStartsWith?: string;
}

export interface Cut {
  pathStartsWith?: string;
  /** 'before': the request is not done. 'after': it is done and its answer is lost. */
  when: 'before' | 'after';
}

export interface Tear {
  pathStartsWith?: string;
  /**
   * The request is done and half of its answer arrives: with that half's length, so that only the JSON is broken; with
   * no length; or with the whole's, before the connection breaks.
   */
  contentLength: 'matching' | 'missing' | 'whole';
}

interface Hold {
  readonly pathStartsWith: string;
  readonly waiting: Set<() => void>;
  readonly paths: string[];
}

/** What is to happen to one request besides its answer. */
export interface FaultPlan {
  failure: Failure | null;
  cut: Cut['when'] | null;
  tear: Tear['contentLength'] | null;
}

const matches = (path: string, prefix: string | undefined): boolean => prefix === undefined || path.startsWith(prefix);

/** Takes the first entry that fits out of a list. */
function takeFirst<Entry extends { pathStartsWith?: string }>(entries: Entry[], path: string): Entry | null {
  const index = entries.findIndex((entry) => matches(path, entry.pathStartsWith));
  return index < 0 ? null : (entries.splice(index, 1)[0] ?? null);
}

/** The text of a failure's body. */
export function failureBody(failure: Failure): string {
  if (failure.errorNumber === undefined) return '<html><body>Service Unavailable</body></html>';
  const errorMessage = failure.errorMessage ?? errorNumberEntry(failure.errorNumber).message;
  return JSON.stringify({ errorNumber: failure.errorNumber, errorMessage });
}

/** Faults of the wire: answers that fail, connections that break, requests that wait. */
export class Faults {
  #failures: Failure[] = [];
  #cuts: Cut[] = [];
  #tears: Tear[] = [];
  #holds: Hold[] = [];
  #eventFailures: number[] = [];
  #latencies: { pathStartsWith: string; milliseconds: number }[] = [];
  readonly #arrivals = new Set<() => void>();
  readonly #delayed = new Set<() => void>();

  /** The next `count` matching requests fail so. */
  failNext(count: number, failure: Failure): void {
    for (let index = 0; index < count; index += 1) this.#failures.push({ ...failure });
  }

  /** The connections of the next `count` matching requests break. */
  cutConnection(count: number, cut: Cut): void {
    for (let index = 0; index < count; index += 1) this.#cuts.push({ ...cut });
  }

  /** The answers to the next `count` matching requests break in the middle. */
  tearNext(count: number, tear: Tear): void {
    for (let index = 0; index < count; index += 1) this.#tears.push({ ...tear });
  }

  /** The next `count` events are accepted and fail as a whole with this number, 9603 or 9644 say. */
  failEvents(count: number, errorNumber: number): void {
    this.#eventFailures.push(...Array.from({ length: count }, () => errorNumber));
  }

  /** What the next event is to fail with, or null; used up by being taken. */
  takeEventFailure(): number | null {
    return this.#eventFailures.shift() ?? null;
  }

  /** Matching requests wait so long, in wire time, before they are looked at; 0 ends it. */
  latency(milliseconds: number, pathStartsWith = ''): void {
    this.#latencies = this.#latencies.filter((entry) => entry.pathStartsWith !== pathStartsWith);
    if (milliseconds > 0) this.#latencies.push({ pathStartsWith, milliseconds });
  }

  /** Matching requests wait, undone, until they are released. */
  hold(pathStartsWith = ''): void {
    this.#holds.push({ pathStartsWith, waiting: new Set(), paths: [] });
  }

  /** Lets the requests of one hold go on, or of all. */
  release(pathStartsWith?: string): void {
    const ending = this.#holds.filter((hold) => pathStartsWith === undefined || hold.pathStartsWith === pathStartsWith);
    this.#holds = this.#holds.filter((hold) => !ending.includes(hold));
    for (const hold of ending) for (const go of hold.waiting) go();
  }

  /** The paths of the requests that wait now. */
  held(): string[] {
    return this.#holds.flatMap((hold) => hold.paths);
  }

  /** Resolves as soon as at least one request waits. */
  async arrival(): Promise<void> {
    if (this.held().length > 0) return;
    await new Promise<void>((resolve) => {
      this.#arrivals.add(resolve);
    });
  }

  /** Ends every fault and lets everything go on. */
  clear(): void {
    this.#failures = [];
    this.#cuts = [];
    this.#tears = [];
    this.#eventFailures = [];
    this.#latencies = [];
    for (const go of this.#delayed) go();
    this.release();
  }

  /** Waits as the levers ask. */
  async delay(path: string): Promise<void> {
    const milliseconds = this.#latencies
      .filter((entry) => path.startsWith(entry.pathStartsWith))
      .reduce((longest, entry) => Math.max(longest, entry.milliseconds), 0);
    if (milliseconds > 0) await this.#late(milliseconds);
    const hold = this.#holds.find((entry) => path.startsWith(entry.pathStartsWith));
    if (hold === undefined) return;
    await new Promise<void>((resolve) => {
      hold.waiting.add(resolve);
      hold.paths.push(path);
      for (const arrived of this.#arrivals) arrived();
      this.#arrivals.clear();
    });
  }

  /** Resolves after the time, or as soon as the faults are cleared. */
  async #late(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.#delayed.delete(go);
        resolve();
      };
      const timer = setTimeout(go, milliseconds);
      this.#delayed.add(go);
    });
  }

  /** What the next request to this path meets; each fault is used up by being taken. */
  take(path: string): FaultPlan {
    const cut = takeFirst(this.#cuts, path)?.when ?? null;
    if (cut !== null) return { failure: null, cut, tear: null };
    const tear = takeFirst(this.#tears, path)?.contentLength ?? null;
    return { failure: takeFirst(this.#failures, path), cut, tear };
  }
}
