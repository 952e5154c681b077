/** Rings when slots may be due; it decides nothing. Owner: schedule/. */
export interface Bell {
  start(ring: (at: number) => Promise<void>): void;
  stop(): void;
}
