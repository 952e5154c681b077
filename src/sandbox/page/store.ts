import { fetchState, listen } from './api.js';
import { explain } from './plain-words.js';
import type { PageState } from './protocol.js';
import { record, text } from './read.js';
import { Refused } from './refused.js';
import { toast } from './toasts.js';

/** What the middle of the page shows. */
export type Place = { kind: 'home' } | { kind: 'conversation'; id: string };

const memoryKey = 'vpp-bot-sandbox';

/** The page's memory: the last state of the server, who acts, and where they look. */
export class Store {
  private readonly changed: () => void;
  private readonly places = new Map<string, Place>();
  private as: string | null = text(parse(sessionStorage.getItem(memoryKey)), 'as') || null;
  private current: PageState | null = null;
  private receivedAt = 0;
  private reached = true;
  private running: Promise<void> | null = null;
  private again = false;
  private seen: Record<string, Record<string, string>> | null = null;

  /** `changed` runs after every change. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** Follows the server from now on. */
  follow(): void {
    listen(
      () => void this.refresh(),
      (reached) => {
        this.reached = reached;
        if (this.current) this.changed();
      },
    );
  }

  /** `null` until the first answer. */
  state(): PageState | null {
    return this.current;
  }

  place(): Place {
    return this.places.get(this.current?.workspace.me.id ?? '') ?? { kind: 'home' };
  }

  /** Acts as somebody else from now on; every person keeps their own place. */
  async become(personId: string): Promise<void> {
    this.as = personId;
    sessionStorage.setItem(memoryKey, JSON.stringify({ as: personId }));
    await this.refresh();
  }

  goTo(next: Place): void {
    if (this.current) this.places.set(this.current.workspace.me.id, next);
    this.publish();
  }

  /** Asks the server again; calls during a running request lead to one more afterwards. */
  refresh(): Promise<void> {
    if (this.running) this.again = true;
    this.running ??= this.load();
    return this.running;
  }

  /** Whether somebody has news in a conversation, `null` for anywhere. */
  hasNews(personId: string, conversationId: string | null): boolean {
    const known = record(this.seen, personId);
    const news = Object.entries(this.current?.news[personId] ?? {});
    return news.some(([id, ts]) => (conversationId === null || id === conversationId) && ts !== known[id]);
  }

  /** Milliseconds since the epoch, business time. */
  now(): number {
    return this.current ? this.current.clock.now + (Date.now() - this.receivedAt) : Date.now();
  }

  online(): boolean {
    return this.reached;
  }

  private async load(): Promise<void> {
    do {
      this.again = false;
      const asked = this.as;
      try {
        const answer = await fetchState(asked);
        if (asked === this.as) this.take(answer);
      } catch (error) {
        this.failed(error, asked);
      }
    } while (this.again);
    this.running = null;
  }

  private take(answer: PageState): void {
    this.current = answer;
    this.receivedAt = Date.now();
    this.seen ??= structuredClone(answer.news);
    this.publish();
  }

  /** A person who is no longer there gives way to the first one; when the server is away, the last state stays. */
  private failed(error: unknown, asked: string | null): void {
    if (error instanceof Refused && error.code === 'no_person' && asked !== null) {
      this.as = null;
      this.again = true;
    } else if (this.current === null) toast(explain(error), 'failure');
  }

  private publish(): void {
    const here = this.place();
    if (this.current && this.seen && here.kind === 'conversation') {
      const me = this.current.workspace.me.id;
      const newest = this.current.news[me]?.[here.id];
      if (newest !== undefined) this.seen[me] = { ...this.seen[me], [here.id]: newest };
    }
    this.changed();
  }
}

function parse(source: string | null): unknown {
  try {
    return JSON.parse(source ?? '{}');
  } catch {
    return {};
  }
}
