import type { Store } from './store.js';

const TRIGGER_LIFE = 3000;
const RESPONSE_LIFE = 30 * 60 * 1000;
const RESPONSE_USES = 5;

interface Trigger {
  userId: string;
  issuedAt: number;
  exchanged: boolean;
  /** The modal it came from, when it came from one. */
  viewId: string | null;
}

/** Where a response_url answers. */
export interface ResponseTarget {
  channelId: string;
  userId: string;
  /** The message that was clicked in; `null` after a slash command. */
  messageTs: string | null;
  threadTs: string | null;
}

export type TriggerUse =
  | { result: 'exchanged-now'; userId: string; viewId: string | null }
  | { result: 'invalid' | 'expired' | 'exchanged-before' };

export type ResponseUse = { result: 'open'; target: ResponseTarget } | { result: 'expired' | 'used' };

/** Trigger ids (three seconds, once) and response_urls (thirty minutes, five times), by wire time. */
export interface Tickets {
  issueTrigger(userId: string, viewId?: string): string;
  exchange(triggerId: string): TriggerUse;
  /** Answers the path of a new response_url. */
  issueResponse(kind: 'commands' | 'actions', target: ResponseTarget): string;
  respond(path: string): ResponseUse;
}

/** Forgets what was issued before an instant; the tables are in the order of issue. */
function forget(table: Map<string, { issuedAt: number }>, before: number): void {
  for (const [key, { issuedAt }] of table) {
    if (issuedAt >= before) return;
    table.delete(key);
  }
}

/** `now` is wire time in milliseconds since the epoch; Slack's own clock may go wrong, its patience does not. */
export function openTickets(store: Store, secret: () => string, now: () => number): Tickets {
  const triggers = new Map<string, Trigger>();
  const responses = new Map<string, { target: ResponseTarget; issuedAt: number; uses: number }>();
  return {
    issueTrigger(userId, viewId) {
      forget(triggers, now() - RESPONSE_LIFE);
      const id = `${Math.floor(now())}.${store.newId('').slice(-6)}.${secret()}`;
      triggers.set(id, { userId, issuedAt: now(), exchanged: false, viewId: viewId ?? null });
      return id;
    },
    exchange(triggerId) {
      const trigger = triggers.get(triggerId);
      if (trigger === undefined) return { result: 'invalid' };
      if (trigger.exchanged) return { result: 'exchanged-before' };
      if (now() - trigger.issuedAt > TRIGGER_LIFE) return { result: 'expired' };
      trigger.exchanged = true;
      return { result: 'exchanged-now', userId: trigger.userId, viewId: trigger.viewId };
    },
    issueResponse(kind, target) {
      forget(responses, now() - RESPONSE_LIFE);
      const path = `/${kind}/${store.team.id}/${store.newId('')}/${secret()}`;
      responses.set(path, { target, issuedAt: now(), uses: 0 });
      return path;
    },
    respond(path) {
      const response = responses.get(path);
      if (response === undefined || now() - response.issuedAt > RESPONSE_LIFE) return { result: 'expired' };
      if (response.uses >= RESPONSE_USES) return { result: 'used' };
      response.uses += 1;
      return { result: 'open', target: response.target };
    },
  };
}
