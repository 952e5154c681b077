import type { JsonObject } from '../json.js';
import type { Delivery, Dispatcher } from './dispatch.js';

/** Milliseconds before the second and the third repetition, as the Events API documents them; the first comes at once. */
const RETRIES: readonly number[] = [60_000, 300_000];

export interface Events {
  /** Delivers an event and answers how the first attempt, or its immediate repetition, went; later ones follow alone. */
  deliver(payload: JsonObject): Promise<Delivery>;
  stop(): void;
}

type Failed = Exclude<Delivery, { result: 'acknowledged' }>;

/** The failure after which an event comes again; `null` when it has arrived or the app wants no repetition. */
function failureOf(delivery: Delivery): Failed | null {
  return delivery.result === 'acknowledged' || delivery.final === true ? null : delivery;
}

/** The Events API's way of delivering: repetitions with growing gaps, each marked with its number and the reason. */
export function openEvents(dispatcher: Dispatcher, retries: readonly number[] = RETRIES): Events {
  const timers = new Set<NodeJS.Timeout>();

  function attempt(payload: JsonObject, number: number, before: Failed | null): Promise<Delivery> {
    const retry = before === null ? {} : { retry: { attempt: number, reason: before.reason ?? 'timeout' } };
    return dispatcher.deliver({ type: 'events_api', payload, acceptsResponsePayload: false, ...retry });
  }

  function later(payload: JsonObject, number: number, before: Failed): void {
    const wait = retries[number - 2];
    if (wait === undefined) return;
    const timer = setTimeout(async () => {
      timers.delete(timer);
      const failure = failureOf(await attempt(payload, number, before));
      if (failure !== null) later(payload, number + 1, failure);
    }, wait);
    timer.unref();
    timers.add(timer);
  }

  return {
    async deliver(payload) {
      const first = await attempt(payload, 0, null);
      const failure = failureOf(first);
      if (failure === null) return first;
      const second = await attempt(payload, 1, failure);
      const again = failureOf(second);
      if (again !== null) later(payload, 2, again);
      return second;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
