import type { AppleLevers } from '../apple/levers.js';
import type { MovableClock } from '../clock.js';
import type { Hint } from '../page/protocol.js';
import type { ActAs } from '../slack/workspace.js';

/** What the page server shows and moves. Everything optional hides its part of the page when it is missing. */
export interface PageServerOptions {
  /** Default 0: any free port of 127.0.0.1. */
  port?: number;
  slack: { actAs(userId: string): ActAs; onChange(listener: () => void): () => void };
  apple: AppleLevers;
  clock: MovableClock;
  /** Rings the bot's due jobs after time was moved; answers lines saying what ran. */
  afterMovingTime(): Promise<string[]>;
  /** When the bound token expires, in milliseconds since the epoch; `null` while nothing is bound. */
  tokenExpires?(): number | null;
  /** The next sync slot in milliseconds since the epoch. */
  nextSync?(): number | null;
  /** IANA zone in which business time is shown; default: the browser's own. */
  zone?: string;
  /** The origin that serves the apps' icons, such as `http://127.0.0.1:4000`. */
  icons?: string;
  /** The person whom a newcomer acts as at first. */
  firstPerson: string;
  /** The first-run checklist. */
  hints(): Hint[];
  /** Stops the bot and starts it again on the same state. */
  restart?(): Promise<void>;
  /** Everything back to the seed. */
  reset?(): Promise<void>;
}
