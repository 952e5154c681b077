import type { AppleStandInLevers } from '../apple/levers.js';
import type { MovableClock } from '../clock.js';
import type { PhoneLevers } from '../mdm/view.js';
import type { Hint } from '../page/protocol.js';
import type { Actor } from '../slack/workspace.js';
import type { WhatIf } from '../what-if/runner.js';
import type { AppleFaultLevers } from './apple-faults.js';
import type { SwitchLevers } from './apple-switches.js';
import type { NotificationLevers } from './notification-knobs.js';
import type { PhoneEventLevers } from './phone-events.js';
import type { SlackSideLevers } from './slack-side.js';

/** What the page server shows and moves. Everything optional hides its part of the page when it is missing. */
export interface PageServerOptions {
  /** Default 0: any free port of 127.0.0.1. */
  port?: number;
  slack: { actAs(userId: string): Actor; onChange(listener: () => void): () => void };
  apple: AppleStandInLevers;
  /** What Apple's answers can be made to meet. */
  appleFaults?: AppleFaultLevers;
  notifications?: NotificationLevers;
  /** Apple's unconfirmed behaviours. */
  switches?: SwitchLevers;
  slackSide?: SlackSideLevers;
  /** What hands can do to phones; `onPhoneChange` tells when one looks different. */
  phones?: PhoneLevers;
  phoneEvents?: PhoneEventLevers;
  onPhoneChange?(listener: () => void): () => void;
  /** "What happens if …?" */
  whatIf?: WhatIf;
  clock: MovableClock;
  /** Delivers what Apple has to tell by now; called before and after the bot is rung. */
  deliverDue?(): Promise<unknown>;
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
