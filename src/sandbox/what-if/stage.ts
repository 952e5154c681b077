import type { Faults } from '../apple/faults.js';
import type { AppleStandInLevers } from '../apple/levers.js';
import type { ActAs } from '../slack/workspace.js';
import type { News } from './news.js';
import type { Person } from './person.js';

/** What a story may know of the bot: no more than its Home tab tells. */
export interface BotFacts {
  binding: 'none' | 'under-way' | 'bound' | 'handed-over';
  /** What the bot believes of its token, `valid` or `revoked` say; `null` without a binding. */
  tokenState: string | null;
  /** Milliseconds since the epoch; `null` without a binding. */
  tokenExpires: number | null;
  nextSync: number | null;
  /** At least one sync was complete since the binding. */
  synced: boolean;
}

/** Who plays in the stories, by Slack user id. */
export interface Cast {
  custodian: string;
  secondCustodian: string;
}

/** The running sandbox as a story moves it. */
export interface World {
  cast: Cast;
  apple: Pick<AppleStandInLevers, 'view' | 'downloadToken' | 'revokeToken' | 'changePassword' | 'takeOver'>;
  appleFaults: Pick<Faults, 'failNext' | 'clear'>;
  slack: {
    actAs(userId: string): ActAs;
    onChange(listener: () => void): () => void;
    levers: { changePerson(userId: string, change: { deleted: boolean }): Promise<void> };
  };
  /** Business time in milliseconds since the epoch. */
  now(): number;
  /** Moves business time forward to an instant, delivers what Apple has to tell and rings the bot; answers what ran. */
  passTime(to: number): Promise<string[]>;
  bot(): Promise<BotFacts>;
}

/** What one step works with. */
export interface Stage extends World {
  news: News;
  person(userId: string): Person;
  /** Looks whenever Slack changes until there is something to see. Throws `CannotGoOn` when nothing comes in time. */
  until<Seen>(what: string, look: () => Seen | null | Promise<Seen | null>): Promise<Seen>;
}
