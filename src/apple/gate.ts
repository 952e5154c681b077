import { setTimeout as delay } from 'node:timers/promises';
import Bottleneck from 'bottleneck';
import type { Unreachable } from '../licensing/rules/apple-answer.js';
import { MAX_CONNECTIONS } from './wire.js';

/** Wire time: real outside tests. `sleep` rejects with the signal's reason, or with `AppleClosedError`. */
export interface WireTime {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The client was closed while something waited. */
export class AppleClosedError extends Error {
  readonly code = 'closed';
}

/** The real clock and timers, woken when the client is closed. */
export function wireTime(now: () => number, closing: AbortSignal): WireTime {
  return {
    now,
    async sleep(milliseconds, signal) {
      const woken = signal === undefined ? closing : AbortSignal.any([closing, signal]);
      try {
        await delay(milliseconds, undefined, { signal: woken });
      } catch {
        signal?.throwIfAborted();
        throw new AppleClosedError('the client was closed');
      }
    },
  };
}

export interface Pause {
  until: number;
  cause: Unreachable['cause'];
}

/** `paused`: the wait would end after the deadline, nothing was sent. */
export type Turn<T> = { result: 'done'; value: T } | { result: 'paused'; pause: Pause };

/** Apple's `maxRequestPerSecond` where service config does not say (Apple documents 15 per location). */
export const DEFAULT_REQUESTS_PER_SECOND = 15;

/** Longest time that a Retry-After is believed. */
export const MAX_PAUSE = 24 * 60 * 60_000;

/**
 * The limits of one location, shared by everything that talks to it: so many requests at once, so many a second, and
 * none at all while a pause lasts. One job is one request: a job costs Bottleneck about 2.4 ms.
 */
export class LocationGate {
  readonly #time: WireTime;
  readonly #limiter = new Bottleneck({ maxConcurrent: MAX_CONNECTIONS, minTime: spacing(DEFAULT_REQUESTS_PER_SECOND) });
  #requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND;
  #pause: Pause = { until: 0, cause: 'throttled' };

  constructor(time: WireTime) {
    this.#time = time;
  }

  /** Runs the job when its turn comes. Waits out a pause that ends by `deadline` (wire time). */
  async run<T>(job: () => Promise<T>, deadline: number, signal?: AbortSignal): Promise<Turn<T>> {
    for (;;) {
      for (let pause = this.#current(); pause !== null; pause = this.#current()) {
        if (pause.until > deadline) return { result: 'paused', pause };
        await this.#time.sleep(pause.until - this.#time.now(), signal);
      }
      const turn = await this.#limiter.schedule(async (): Promise<Turn<T> | null> => {
        signal?.throwIfAborted();
        return this.#current() === null ? { result: 'done', value: await job() } : null;
      });
      if (turn !== null) return turn;
    }
  }

  /** Stops every request of the location until then; an earlier end never shortens a pause. */
  pause(pause: Pause): void {
    if (pause.until > this.#pause.until) this.#pause = pause;
  }

  pace(requestsPerSecond: number): void {
    if (requestsPerSecond === this.#requestsPerSecond) return;
    this.#requestsPerSecond = requestsPerSecond;
    this.#limiter.updateSettings({ minTime: spacing(requestsPerSecond) });
  }

  #current(): Pause | null {
    return this.#pause.until > this.#time.now() ? this.#pause : null;
  }
}

/** Even spacing, because a window that refills at once lets twice the rate through at its edge. */
function spacing(requestsPerSecond: number): number {
  return requestsPerSecond >= 1000 ? 0 : Math.ceil(1000 / requestsPerSecond);
}
