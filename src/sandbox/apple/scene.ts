import type { Deliveries } from './deliveries.js';
import type { Faults } from './faults.js';
import type { AppleStandInLevers } from './levers.js';
import type { RequestRate } from './rate.js';
import type { AppleSwitches } from './switches.js';
import type { World } from './world.js';

/** Business time, where the stand-in has its own. */
export interface ClockLevers {
  /** Moves it by milliseconds. */
  move(milliseconds: number): void;
  /** Sets it to an instant in milliseconds since the epoch. */
  set(instant: number): void;
}

/** One request as it was asked. Never a header, so never a token. */
export interface RequestRecord {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** 0 while it is open or when its connection was cut. */
  status: number;
}

/** What a request is answered from. */
export interface Scene {
  world(): World;
  /** Business time in milliseconds since the epoch. */
  now(): number;
  /** `http://127.0.0.1:PORT`. */
  origin(): string;
  readonly rate: RequestRate;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  /** Works off every event that is due, then sends every notification that is due; answers how many were sent. */
  deliverDue(): Promise<number>;
  readonly switches: AppleSwitches;
  readonly levers: AppleStandInLevers;
  readonly clock: ClockLevers | null;
  requests(): readonly RequestRecord[];
}
