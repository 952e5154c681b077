import type { JsonObject } from '../json.js';
import { conversationId } from '../state/store.js';

/**
 * What a call can be made to meet. `lost` does the work and cuts the connection before the answer,
 * `hang` never answers, `refuse` answers `ok: false` with this error.
 */
export type Fault =
  | { kind: 'refuse'; error: string }
  | { kind: 'status'; status: number }
  | { kind: 'rate-limit'; seconds: number }
  | { kind: 'hang' }
  | { kind: 'lost' };

/** What goes back over HTTP. */
export interface ApiReply {
  status: number;
  headers: Record<string, string>;
  body: JsonObject;
  /** The work is done, and the connection is cut before the answer. */
  lost: boolean;
}

export const replyOf = (body: JsonObject, status = 200, headers: Record<string, string> = {}): ApiReply => ({
  status,
  headers,
  body,
  lost: false,
});

export function rateLimited(seconds: number): ApiReply {
  return replyOf({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': String(seconds) });
}

/** What a fault answers instead of the method: a reply, nothing ever (`null`), or the method's own answer (`work`). */
export function faultReply(fault: Fault | null): ApiReply | null | 'work' {
  switch (fault?.kind) {
    case 'refuse':
      return replyOf({ ok: false, error: fault.error });
    case 'status':
      return replyOf({ ok: false, error: 'internal_error' }, fault.status);
    case 'rate-limit':
      return rateLimited(fault.seconds);
    case 'hang':
      return null;
    case 'lost':
    case undefined:
      return 'work';
  }
}

/** Where a fault waits. A person's id and their direct conversation's are one and the same place. */
export interface FaultPlace {
  channel?: string;
}

export interface Faults {
  /** The next `times` calls of this method meet the fault; `*` stands for any method. Calls elsewhere than `where` go through. */
  failNext(method: string, fault: Fault, times?: number, where?: FaultPlace): void;
  take(method: string, channelId: string | null): Fault | null;
  clear(): void;
}

export function openFaults(): Faults {
  let queue: { method: string; channel: string | null; fault: Fault; left: number }[] = [];
  return {
    failNext(method, fault, times = 1, where = {}) {
      const channel = where.channel === undefined ? null : conversationId(where.channel);
      queue.push({ method, channel, fault, left: times });
    },
    take(method, channelId) {
      const at = channelId === null ? null : conversationId(channelId);
      const entry = queue.find(
        (candidate) =>
          (candidate.method === method || candidate.method === '*') &&
          (candidate.channel === null || candidate.channel === at),
      );
      if (entry === undefined) return null;
      entry.left -= 1;
      queue = queue.filter((candidate) => candidate.left > 0);
      return entry.fault;
    },
    clear() {
      queue = [];
    },
  };
}
