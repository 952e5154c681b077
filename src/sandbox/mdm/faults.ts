/** An answer instead of the real one; nothing of the request is done. */
export interface Failure {
  status: number;
  /** Below the host with its leading slash, `/v1/enqueue` say. */
  pathStartsWith?: string;
}

export interface Cut {
  pathStartsWith?: string;
  /** `before`: the request is not done. `after`: it is done and its answer is lost. */
  when: 'before' | 'after';
}

/** What devices answer to commands of one type instead of doing them. */
export interface CommandFailure {
  requestType: string;
  code: number;
  text: string;
  domain?: string;
}

interface Hold {
  readonly pathStartsWith: string;
  readonly waiting: Set<() => void>;
  readonly paths: string[];
}

const fits =
  (path: string) =>
  ({ pathStartsWith = '' }: { pathStartsWith?: string }): boolean =>
    path.startsWith(pathStartsWith);

function takeFirst<Entry>(entries: Entry[], is: (entry: Entry) => boolean): Entry | null {
  const index = entries.findIndex(is);
  return index < 0 ? null : (entries.splice(index, 1)[0] ?? null);
}

/** Faults of the wire to the server and of the devices behind it. */
export class MdmFaults {
  #failures: Failure[] = [];
  #cuts: Cut[] = [];
  #holds: Hold[] = [];
  #commandFailures: CommandFailure[] = [];

  /** The next `count` matching requests fail so. */
  failNext(count: number, failure: Failure): void {
    for (let index = 0; index < count; index += 1) this.#failures.push({ ...failure });
  }

  /** The connections of the next `count` matching requests break. */
  cutConnection(count: number, cut: Cut): void {
    for (let index = 0; index < count; index += 1) this.#cuts.push({ ...cut });
  }

  /** The next `count` commands of this type that reach a device end in this error: 12064, although there is a licence, say. */
  failCommands(count: number, failure: CommandFailure): void {
    for (let index = 0; index < count; index += 1) this.#commandFailures.push({ ...failure });
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

  /** Ends every fault and lets everything go on. */
  clear(): void {
    this.#failures = [];
    this.#cuts = [];
    this.#commandFailures = [];
    this.release();
  }

  /** Waits as long as a hold asks. */
  async delay(path: string): Promise<void> {
    const hold = this.#holds.find(fits(path));
    if (hold === undefined) return;
    await new Promise<void>((resolve) => {
      hold.waiting.add(resolve);
      hold.paths.push(path);
    });
  }

  /** What the next request to this path meets; each fault is used up by being taken. */
  take(path: string): { failure: Failure | null; cut: Cut['when'] | null } {
    const cut = takeFirst(this.#cuts, fits(path))?.when ?? null;
    return { cut, failure: cut === null ? takeFirst(this.#failures, fits(path)) : null };
  }

  /** What the next command of this type ends in, or `null`; used up by being taken. */
  takeCommandFailure(requestType: string): CommandFailure | null {
    return takeFirst(this.#commandFailures, (failure) => failure.requestType === requestType);
  }
}
