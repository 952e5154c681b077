/** Rows in an order, of which a piece can be had without making the others. A list is one. */
export interface Rows<Row> {
  readonly length: number;
  /** The rows from one position up to another, which is not included. */
  slice(from: number, to: number): readonly Row[];
}

/** One after the other. */
export function concat<Row>(parts: readonly Rows<Row>[]): Rows<Row> {
  return {
    get length() {
      return parts.reduce((length, part) => length + part.length, 0);
    },
    slice(from, to) {
      const found: (readonly Row[])[] = [];
      let start = 0;
      for (const part of parts) {
        const { length } = part;
        const [first, end] = [Math.max(0, from - start), Math.min(length, to - start)];
        if (first < end) found.push(part.slice(first, end));
        start += length;
      }
      const [only = [], ...others] = found;
      return others.length === 0 ? only : found.flat();
    },
  };
}
