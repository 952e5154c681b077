/** What a dialogue may offer again when its person goes back. Never a token. */
export interface Draft {
  name: string;
  appleAccount: string;
}

/** Drafts by key, in memory: after a restart a dialogue starts empty. */
export interface Drafts {
  keep(draft: Draft): string;
  find(key: string): Draft | null;
}

/** Keeps the newest drafts, so that forgotten dialogues cost nothing. */
export function createDrafts(newKey: () => string, capacity = 100): Drafts {
  const drafts = new Map<string, Draft>();
  return {
    keep(draft) {
      const key = newKey();
      drafts.set(key, draft);
      const [oldest] = drafts.keys();
      if (drafts.size > capacity && oldest !== undefined) drafts.delete(oldest);
      return key;
    },
    find: (key) => drafts.get(key) ?? null,
  };
}
