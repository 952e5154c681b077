import type { NotificationRecord } from '../notification-record.js';
import type { World } from '../world.js';

/** One quality of a product, and how many licences of it. */
export interface Order {
  adamId: string;
  pricingParam?: 'STDQ' | 'PLUS';
  count: number;
}

/** Where levers act. The world is asked for each time: a reset makes another one. */
export interface LeverScene {
  world(): World;
  /** Business time in milliseconds since the epoch. */
  now(): number;
  reset(): void;
  notifications(): readonly NotificationRecord[];
}

/** "1 licence", "2 licences". */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
