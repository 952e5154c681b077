import type { ActAs, ConversationView, MessageView } from '../slack/workspace.js';
import { headline, wordsOf } from './plain-text.js';

/** Something that the bot wrote or changed, as one person sees it. */
export interface NewsItem {
  personId: string;
  conversationId: string;
  /** In the person's own conversation with the bot. */
  direct: boolean;
  /** Where to find it: `#it-apps`, or `Alva Lind’s messages`. */
  where: string;
  headline: string;
  text: string;
}

/** A headline, and every place where it was read. */
export interface Told {
  headline: string;
  where: readonly string[];
}

/** Follows what the bot writes to a few people, who are asked in this order. */
export class News {
  readonly #people: readonly ActAs[];
  #seen = new Map<string, string>();
  #pointed: NewsItem | null = null;

  constructor(people: readonly ActAs[]) {
    this.#people = people;
    this.mark();
  }

  /** From here on only what comes later is news. */
  mark(): void {
    this.#seen = new Map(this.#all().map(({ key, print }) => [key, print]));
  }

  /** What is new or changed since the mark, once each; what came first stands first. */
  since(): NewsItem[] {
    return this.#all()
      .filter(({ key, print }) => this.#seen.get(key) !== print)
      .sort((one, other) => Number(one.ts) - Number(other.ts))
      .map(({ item }) => item);
  }

  /**
   * The latest news about something, by its headline, else by its words. Where to look from now on is the copy in the
   * own conversation of whoever is asked first, since a card has its buttons there; else any copy that they see.
   */
  about(subject: RegExp): Told | null {
    const items = this.since();
    const latest =
      items.findLast((item) => subject.test(item.headline)) ?? items.findLast((item) => subject.test(item.text));
    if (latest === undefined) return null;
    const copies = items.filter((item) => item.headline === latest.headline);
    const first = this.#people[0]?.view().me.id;
    const own = copies.filter((item) => item.personId === first);
    this.#pointed = own.find((item) => item.direct) ?? own[0] ?? latest;
    // Channels first: which copy arrives first is chance.
    const places = [...copies.filter(({ direct }) => !direct), ...copies.filter(({ direct }) => direct)];
    return {
      headline: latest.headline,
      where: [...new Set(places.map(({ where }) => where))].sort(byPerson(this.#people)),
    };
  }

  /** What `about` found last. */
  pointed(): NewsItem | null {
    return this.#pointed;
  }

  #all() {
    const entries = new Map<string, { key: string; ts: string; print: string; item: NewsItem }>();
    for (const person of this.#people) {
      const { me, conversations } = person.view();
      for (const conversation of conversations)
        for (const message of conversation.messages) {
          const key = `${conversation.id}:${message.ts}`;
          if (message.author.kind !== 'bot' || entries.has(key)) continue;
          const print = JSON.stringify([message.text, message.blocks]);
          entries.set(key, { key, ts: message.ts, print, item: itemOf(me, conversation, message) });
        }
    }
    return [...entries.values()];
  }
}

/** Conversations of the people in the order in which they are asked; everything else stays before them. */
function byPerson(people: readonly ActAs[]): (one: string, other: string) => number {
  const order = people.map((person) => `${person.view().me.name}’s messages`);
  return (one, other) => order.indexOf(one) - order.indexOf(other);
}

function itemOf(me: { id: string; name: string }, conversation: ConversationView, message: MessageView): NewsItem {
  const direct = conversation.kind === 'direct';
  const where = direct ? `${me.name}’s messages` : `#${conversation.name}`;
  const text = `${message.text}\n${wordsOf(message.blocks)}`;
  return { personId: me.id, conversationId: conversation.id, direct, where, headline: headline(message), text };
}
