import { hexOf } from './ids.js';
import type { NotificationSettings } from './location-rows.js';
import type { NotificationRecord } from './notification-record.js';
import { postNotification } from './notification-sender.js';
import type { AppleSwitches } from './switches.js';

/** One notification on its way out. `settings` is asked at every try, so a new address is obeyed (assumed). */
export interface Outgoing {
  readonly type: string;
  readonly notificationId: string;
  readonly location: string;
  readonly text: string;
  settings(): NotificationSettings;
}

/** Where announcements are put. */
export interface Outbox {
  put(outgoing: Outgoing): void;
}

interface Delivery {
  readonly outgoing: Outgoing;
  readonly record: NotificationRecord;
  due: number;
}

const keptRecords = 10_000;

/**
 * Notifications on their way, best effort as Apple documents it: any 2xx is delivered, the rest is tried again and then
 * lost. Business time decides what is due and is only looked at, never waited for; one delivery follows the other.
 */
export class Deliveries implements Outbox {
  readonly #now: () => number;
  readonly #switches: AppleSwitches;
  readonly #post: typeof postNotification;
  readonly #stop = new AbortController();
  #pending: Delivery[] = [];
  #records: NotificationRecord[] = [];
  #rounds: Promise<void> = Promise.resolve();
  #woken = false;
  #sent = 0;

  /** `now` is business time in milliseconds since the epoch. */
  constructor(now: () => number, switches: AppleSwitches, post: typeof postNotification = postNotification) {
    this.#now = now;
    this.#switches = switches;
    this.#post = post;
  }

  put(outgoing: Outgoing): void {
    const { notificationLoss, notificationDuplicates } = this.#switches;
    if (this.#drawn('loss', outgoing, notificationLoss)) {
      this.#remember(outgoing, false).outcome = 'lost';
      return;
    }
    this.#add(outgoing, false);
    if (this.#drawn('duplicate', outgoing, notificationDuplicates)) this.#add(outgoing, true);
    this.#wake();
  }

  /** Sends what is due now and answers how many requests were answered or given up meanwhile. */
  async deliverDue(): Promise<number> {
    const before = this.#sent;
    this.#rounds = this.#rounds.then(() => this.#round());
    await this.#rounds;
    return this.#sent - before;
  }

  /** The last 10,000, oldest first. */
  records(): readonly NotificationRecord[] {
    return this.#records;
  }

  /** Forgets everything, what is on its way included. */
  clear(): void {
    this.#pending = [];
    this.#records = [];
  }

  /** Ends open requests and sends nothing any more. */
  async stop(): Promise<void> {
    this.clear();
    this.#stop.abort();
    await this.#rounds;
  }

  /** The same notification is drawn in every run with the same seed. */
  #drawn(knob: string, { notificationId }: Outgoing, percent: number): boolean {
    return this.#lot(knob, notificationId) % 100 < percent;
  }

  #lot(knob: string, notificationId: string): number {
    return Number.parseInt(hexOf(`${this.#switches.notificationSeed}:${knob}:${notificationId}`).slice(0, 8), 16);
  }

  #remember(outgoing: Outgoing, duplicate: boolean): NotificationRecord {
    const { type, notificationId, location } = outgoing;
    const at = this.#now();
    const record: NotificationRecord = {
      ...{ type, notificationId, location, at, duplicate },
      ...{ attempts: 0, outcome: 'pending' },
    };
    this.#records.push(record);
    if (this.#records.length > keptRecords) this.#records.shift();
    return record;
  }

  #add(outgoing: Outgoing, duplicate: boolean): void {
    const due = this.#now() + this.#switches.notificationLatencyMilliseconds;
    this.#pending.push({ outgoing, record: this.#remember(outgoing, duplicate), due });
  }

  /** In the background, after whatever is answered at this moment. */
  #wake(): void {
    if (this.#woken || this.#stop.signal.aborted) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      void this.deliverDue();
    });
  }

  async #round(): Promise<void> {
    for (let due = this.#due(); due.length > 0; due = this.#due()) {
      for (const delivery of due) if (this.#pending.includes(delivery)) await this.#try(delivery);
    }
  }

  #due(): Delivery[] {
    if (this.#stop.signal.aborted) return [];
    const now = this.#now();
    const due = this.#pending.filter((delivery) => delivery.due <= now);
    if (this.#switches.notificationOrder === 'arrival') return due;
    const lots = new Map(due.map((delivery) => [delivery, this.#lot('order', delivery.outgoing.notificationId)]));
    return due.toSorted((one, other) => (lots.get(one) ?? 0) - (lots.get(other) ?? 0));
  }

  async #try(delivery: Delivery): Promise<void> {
    const { outgoing, record } = delivery;
    const { notificationTimeoutMilliseconds: timeout } = this.#switches;
    record.attempts += 1;
    const delivered = await this.#post(outgoing.settings(), outgoing.text, timeout, this.#stop.signal);
    this.#sent += 1;
    const { notificationAttempts, notificationRetryMilliseconds } = this.#switches;
    delivery.due = this.#now() + notificationRetryMilliseconds;
    if (delivered) record.outcome = 'delivered';
    else if (record.attempts >= notificationAttempts) record.outcome = 'lost';
    if (record.outcome !== 'pending') this.#pending = this.#pending.filter((entry) => entry !== delivery);
  }
}
