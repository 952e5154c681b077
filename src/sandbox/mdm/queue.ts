import type { Command } from './command.js';

interface Item {
  readonly command: Command;
  notNow: boolean;
}

/** The commands that wait for one enrolment, as NanoMDM's key-value queue gives them out (seen by running it). */
export class CommandQueue {
  readonly #redelivers: () => boolean;
  #items: Item[] = [];
  /** A removed last command that its predecessor still points to. */
  #dangling: Command | null = null;

  /** `redelivers`: whether the fault of that queue is on which offers an answered last command once more. */
  constructor(redelivers: () => boolean) {
    this.#redelivers = redelivers;
  }

  add(command: Command): void {
    this.#items.push({ command, notNow: false });
    this.#dangling = null;
  }

  /** The next command of a connection; right after NotNow those that were put off are passed over. */
  next(afterNotNow: boolean): Command | null {
    const item = this.#items.find(({ notNow }) => !(afterNotNow && notNow));
    if (item !== undefined) return item.command;
    const again = this.#items.length > 0 ? this.#dangling : null;
    this.#dangling = null;
    return again;
  }

  putOff(uuid: string): void {
    for (const item of this.#items) if (item.command.uuid === uuid) item.notNow = true;
  }

  /** Takes an answered command out. */
  remove(uuid: string): void {
    const index = this.#items.findIndex(({ command }) => command.uuid === uuid);
    if (index < 0) return;
    const [removed] = this.#items.splice(index, 1);
    const before = this.#items[index - 1];
    const wasLast = index === this.#items.length;
    if (this.#redelivers() && wasLast && before?.notNow === true) this.#dangling = removed?.command ?? null;
  }

  clear(): void {
    this.#items = [];
    this.#dangling = null;
  }

  /** What waits, oldest first. */
  commands(): readonly Command[] {
    return this.#items.map(({ command }) => command);
  }
}
