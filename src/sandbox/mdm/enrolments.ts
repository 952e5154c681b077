import type { Command } from './command.js';
import { CommandQueue } from './queue.js';
import type { MdmSwitches } from './switches.js';

/** One device as the server knows it. */
export interface Enrolment {
  readonly queue: CommandQueue;
  /** Whether a TokenUpdate told how to push it. */
  pushable: boolean;
  tokenUpdates: number;
  serialNumber: string;
  enrolled: boolean;
  /** Business time. */
  lastSeen: number;
}

/** The server's store: enrolments with their queues, and the commands that were ever given. */
export class Enrolments {
  readonly #switches: MdmSwitches;
  readonly #known = new Map<string, Enrolment>();
  readonly #commands = new Set<string>();
  /** Queues that nobody reads. */
  readonly #nobodys = new Map<string, CommandQueue>();

  constructor(switches: MdmSwitches) {
    this.#switches = switches;
  }

  /** `null` for an enrolment that nobody made. */
  find(id: string): Enrolment | null {
    return this.#known.get(id) ?? null;
  }

  all(): ReadonlyMap<string, Enrolment> {
    return this.#known;
  }

  /** An enrolment begins: what waited for it is thrown away (seen by running NanoMDM). */
  authenticate(id: string, serialNumber: string, now: number): void {
    const known = this.#known.get(id);
    known?.queue.clear();
    const queue = known?.queue ?? this.#newQueue();
    this.#known.set(id, { queue, serialNumber, pushable: false, tokenUpdates: 0, enrolled: false, lastSeen: now });
  }

  /** It can be reached now; answers how many TokenUpdates came since it began. */
  tokenUpdate(id: string): number {
    const enrolment = this.#known.get(id);
    if (enrolment === undefined) return 0;
    enrolment.tokenUpdates += 1;
    Object.assign(enrolment, { pushable: true, enrolled: true });
    return enrolment.tokenUpdates;
  }

  checkOut(id: string): void {
    const enrolment = this.#known.get(id);
    if (enrolment !== undefined) enrolment.enrolled = false;
  }

  /** Whether a command of this uuid was ever taken. */
  has(uuid: string): boolean {
    return this.#commands.has(uuid);
  }

  /** Queues a command for everybody named. */
  enqueue(ids: readonly string[], command: Command): void {
    this.#commands.add(command.uuid);
    for (const id of ids) this.queueOf(id).add(command);
  }

  queueOf(id: string): CommandQueue {
    const known = this.#known.get(id)?.queue ?? this.#nobodys.get(id);
    if (known !== undefined) return known;
    const queue = this.#newQueue();
    this.#nobodys.set(id, queue);
    return queue;
  }

  #newQueue(): CommandQueue {
    return new CommandQueue(() => this.#switches.queueRedelivers);
  }
}
