/** What is in an exported file; larger ones are not read. */
export type ExportedText =
  | { result: 'text'; text: string }
  | { result: 'missing' }
  | { result: 'too-large'; bytes: number };

/** Files for people in the data folder, readable by its owner only. Owner: storage/. */
export interface Exports {
  /**
   * Replaces the file as one: it is there whole and durable when this resolves, or as it was. Between two pieces other
   * work goes on. Throws `StoreUnwritable`.
   */
  write(name: string, pieces: Iterable<string>): Promise<{ bytes: number }>;
  /** At most `limit` bytes. */
  read(name: string, limit: number): Promise<ExportedText>;
}
