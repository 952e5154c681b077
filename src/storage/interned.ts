/** Numbers for texts, from 0 in order of first sight; a number never changes meaning while the process runs. */
export class Interned {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];

  get size(): number {
    return this.#texts.length;
  }

  /** The text's number; a new text gets the next one. */
  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const next = this.#texts.length;
    this.#numbers.set(text, next);
    this.#texts.push(text);
    return next;
  }

  /** The number of a known text, or -1. */
  find(text: string): number {
    return this.#numbers.get(text) ?? -1;
  }

  text(number: number): string {
    return this.#texts[number] ?? '';
  }
}

/** A column of bytes that grows; what was never set is 0. */
export class ByteColumn {
  #bytes = new Uint8Array(1024);

  get(index: number): number {
    return this.#bytes[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#bytes.length) {
      const grown = new Uint8Array(Math.max(index + 1, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[index] = value;
  }

  clear(): void {
    this.#bytes.fill(0);
  }
}
