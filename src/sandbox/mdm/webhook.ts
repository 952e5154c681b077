import { createHmac } from 'node:crypto';
import type { MdmEvent, Told, Topic } from './events.js';
import { hexOf } from './names.js';
import { plistFormats } from './plist.js';
import type { MdmSwitches } from './switches.js';

/** One event that was told, or was to be. */
export interface DeliveryRecord {
  readonly topic: Topic;
  readonly enrolmentId: string;
  readonly duplicate: boolean;
  /** `lost`: by a knob or with no address; `refused`: answered with another status than is wanted, or not at all. */
  outcome: 'pending' | 'delivered' | 'refused' | 'lost';
}

/** Sends one request; the status of its answer, or `null` when there was none. Never rejects. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  stopped: AbortSignal,
) => Promise<number | null>;

/** What tells one kind of server from another here. */
export interface WebhookStyle {
  envelope: (told: Told) => string;
  /** Whether the body is signed. */
  signed: boolean;
  /** Whether a status counts as taken. */
  taken: (status: number) => boolean;
}

interface Pending {
  readonly body: string;
  readonly number: number;
  readonly record: DeliveryRecord;
}

const keptRecords = 10_000;
/** Wire time in milliseconds. NanoMDM itself would wait for ever. */
const longestWait = 30_000;

/** POSTs by fetch. */
export const postByFetch: Post = async (url, headers, body, stopped) => {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(longestWait)]);
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  }
};

/** Tells events: each is tried once, in the background. */
export class Webhook {
  readonly #parts: { now: () => number; switches: MdmSwitches; style: WebhookStyle; secret: string; post: Post };
  readonly #salt: string;
  readonly #stop = new AbortController();
  readonly #records: DeliveryRecord[] = [];
  #pending: Pending[] = [];
  #number = 0;
  #sending: Promise<void> = Promise.resolve();
  #woken = false;
  /** Where events go; `null`: nowhere. */
  url: string | null = null;

  /** `salt` makes the ids of events; another start of the same server needs another. */
  constructor(
    parts: { now: () => number; switches: MdmSwitches; style: WebhookStyle; secret: string; post: Post },
    salt: string,
  ) {
    this.#parts = parts;
    this.#salt = salt;
  }

  tell(event: MdmEvent): void {
    const { now, switches, style } = this.#parts;
    this.#number += 1;
    const number = this.#number;
    const fraction = String(number % 1_000_000).padStart(6, '0');
    const createdAt = new Date(now()).toISOString().replace('Z', `${fraction}Z`);
    const raw = plistFormats[switches.plistFormat](event.payload);
    const body = style.envelope({ event, number, salt: this.#salt, createdAt, raw });
    if (this.#drawn('loss', number, switches.webhookLoss)) {
      this.#remember(event, false).outcome = 'lost';
      return;
    }
    this.#pending.push({ body, number, record: this.#remember(event, false) });
    if (this.#drawn('duplicate', number, switches.webhookDuplicates))
      this.#pending.push({ body, number, record: this.#remember(event, true) });
    this.#wake();
  }

  /** Resolves when everything told so far was sent or given up. */
  async settled(): Promise<void> {
    this.#send();
    await this.#sending;
  }

  /** The last 10,000, oldest first. */
  records(): readonly DeliveryRecord[] {
    return this.#records;
  }

  /** Ends open requests and sends nothing any more. */
  async stop(): Promise<void> {
    this.#pending = [];
    this.#stop.abort();
    await this.#sending;
  }

  #drawn(knob: string, number: number, percent: number): boolean {
    return this.#lot(knob, number) % 100 < percent;
  }

  #lot(knob: string, number: number): number {
    return Number.parseInt(hexOf(`${this.#parts.switches.webhookSeed}:${knob}:${number}`).slice(0, 8), 16);
  }

  #remember({ topic, enrolmentId }: MdmEvent, duplicate: boolean): DeliveryRecord {
    const record: DeliveryRecord = { topic, enrolmentId, duplicate, outcome: 'pending' };
    this.#records.push(record);
    if (this.#records.length > keptRecords) this.#records.shift();
    return record;
  }

  #wake(): void {
    if (this.#woken || this.#stop.signal.aborted) return;
    this.#woken = true;
    setImmediate(() => {
      this.#woken = false;
      this.#send();
    });
  }

  #send(): void {
    this.#sending = this.#sending.then(async () => {
      for (let batch = this.#batch(); batch.length > 0; batch = this.#batch())
        for (const pending of batch) await this.#try(pending);
    });
  }

  #batch(): Pending[] {
    const batch = this.#pending.splice(0);
    if (this.#parts.switches.webhookOrder === 'arrival') return batch;
    return batch.toSorted((one, other) => this.#lot('order', one.number) - this.#lot('order', other.number));
  }

  async #try({ body, record }: Pending): Promise<void> {
    const { url } = this;
    if (url === null || this.#stop.signal.aborted) {
      record.outcome = 'lost';
      return;
    }
    const { style, secret, post } = this.#parts;
    const signature = createHmac('sha256', secret).update(body).digest('base64');
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const all = style.signed ? { ...headers, 'x-hmac-signature': signature } : headers;
    const status = await post(url, all, body, this.#stop.signal);
    record.outcome = status !== null && style.taken(status) ? 'delivered' : 'refused';
  }
}
