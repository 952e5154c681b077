/** Those who are told that the outbox grew. */
export class Listeners {
  readonly #listeners = new Set<{ listener: () => void }>();

  /** Answers how to stop listening. */
  add(listener: () => void): () => void {
    const entry = { listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** A listener that throws is a fault of its own: the commit stands. */
  ring(): void {
    for (const { listener } of [...this.#listeners]) queueMicrotask(listener);
  }
}
