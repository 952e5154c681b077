import type { JsonObject } from '../json.js';
import type { Delivery, Dispatcher } from './dispatch.js';

/** Milliseconds before each further attempt; the first comes at once. */
const RETRIES = [0, 60_000, 300_000];

export interface Events {
  /** Delivers an event and answers how the first attempt, or its immediate repetition, went; later ones follow alone. */
  deliver(payload: JsonObject): Promise<Delivery>;
  stop(): void;
}

/** The Events API's way of delivering: three repetitions, at once, after a minute and after five. */
export function openEvents(dispatcher: Dispatcher): Events {
  const timers = new Set<NodeJS.Timeout>();

  function attempt(payload: JsonObject, number: number): Promise<Delivery> {
    const retry = number === 0 ? {} : { retry: { attempt: number, reason: 'timeout' } };
    return dispatcher.deliver({ type: 'events_api', payload, acceptsResponsePayload: false, ...retry });
  }

  function later(payload: JsonObject, number: number): void {
    const wait = RETRIES[number - 1];
    if (wait === undefined) return;
    const timer = setTimeout(async () => {
      timers.delete(timer);
      const delivery = await attempt(payload, number);
      if (delivery.result !== 'acknowledged') later(payload, number + 1);
    }, wait);
    timer.unref();
    timers.add(timer);
  }

  return {
    async deliver(payload) {
      const first = await attempt(payload, 0);
      if (first.result === 'acknowledged') return first;
      const second = await attempt(payload, 1);
      if (second.result !== 'acknowledged') later(payload, 2);
      return second;
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
