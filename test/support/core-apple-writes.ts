import type { AcceptedWrite, EventStatus, WriteLimits } from '../../src/licensing/ports/licences.js';

export type WriteCall = 'retireUsers' | 'revokeDevices' | 'associate' | 'disassociate' | 'createUsers' | 'updateUsers';

/** The asynchronous half of a scripted location: the tasks are done at once, how they went is told by events. */
export class ScriptedWrites {
  limits: WriteLimits = { maxClientUserIds: 4, maxUsers: 3, maxRevokeSerialNumbers: 2 };
  /** Everybody who was named in a write, by request, whether Apple took it or not. */
  readonly named: { call: WriteCall; ids: readonly string[] }[] = [];
  /** Ids whose task fails with this number, for ever. */
  readonly failing = new Map<string, number>();
  /** Looks at an event that find it pending. */
  pendingLooks = 0;
  /** Failures of events name nobody. */
  namesNobody = false;
  /** Every event is unknown (9708). */
  forgetsEvents = false;
  readonly #events = new Map<string, { looks: number; status: EventStatus }>();

  /** `task` answers the number that it fails with, or `null`. */
  accept(call: WriteCall, ids: readonly string[], task: (id: string) => number | null): AcceptedWrite {
    const failed = new Map<number, string[]>();
    for (const id of ids) {
      const number = this.failing.get(id) ?? task(id);
      if (number !== null) failed.set(number, [...(failed.get(number) ?? []), id]);
    }
    const eventId = `event-${this.#events.size}`;
    const failedCount = [...failed.values()].flat().length;
    const status: EventStatus = {
      state: failedCount === 0 ? 'complete' : 'failed',
      numRequested: ids.length,
      numCompleted: ids.length - failedCount,
      failures: [...failed].map(([errorNumber, names]) => ({
        errorNumber,
        ...culpritsOf(call, this.namesNobody ? [] : names),
      })),
    };
    this.#events.set(eventId, { looks: this.pendingLooks, status });
    return { eventId };
  }

  /** `null`: no such event (9708). */
  status(eventId: string): EventStatus | null {
    const event = this.#events.get(eventId);
    if (event === undefined || this.forgetsEvents) return null;
    event.looks -= 1;
    return event.looks >= 0 ? { ...event.status, state: 'pending', numCompleted: 0, failures: [] } : event.status;
  }
}

export function culpritsOf(call: WriteCall, names: readonly string[]) {
  return call === 'revokeDevices'
    ? { clientUserIds: [], serialNumbers: names }
    : { clientUserIds: names, serialNumbers: [] };
}
