import type { CheckLine, CheckName } from '../rules/checkup.js';

/** Looks at one thing and says what it found. A throw counts as not checked. */
export type Check = () => Promise<CheckLine>;

/** What the core looks at by itself, in the store and through its other ports. */
export type OwnCheck = 'key' | 'location' | 'slots' | 'last-sync' | 'sign-in' | 'notifications' | 'confirmations';

/** What only the adapters can look at. Owners: slack/, storage/, apple/, schedule/ and the composition. */
export interface Checks {
  readonly outside: Readonly<Record<Exclude<CheckName, OwnCheck>, Check>>;
  /** The value, or `late` when it takes longer than ten seconds of wire time. */
  inTime<T>(work: Promise<T>): Promise<T | 'late'>;
}
