/** How far followed groups may grow before somebody approves again: a fifth, and ten people at least. */
export function ceilingFor(people: number): number {
  return people + Math.max(10, Math.ceil(people / 5));
}

/** What became of the people of followed groups since they were last read. */
export interface GroupChange {
  /** As the roster is to be: who stayed, in its order, then who joined. */
  people: readonly string[];
  joined: readonly string[];
  left: readonly string[];
  /** Joined, but above the ceiling: a new approval is asked for. */
  beyond: readonly string[];
}

/** `null`: the same people. `members`: those of them whom a deployment may reach. */
export function groupChange(
  roster: readonly string[],
  members: readonly string[],
  ceiling: number,
): GroupChange | null {
  const before = new Set(roster);
  const now = new Set(members);
  const stayed = roster.filter((userId) => now.has(userId));
  const fresh = [...now].filter((userId) => !before.has(userId));
  const joined = fresh.slice(0, Math.max(0, ceiling - stayed.length));
  const left = roster.filter((userId) => !now.has(userId));
  if (fresh.length === 0 && left.length === 0) return null;
  return { people: [...stayed, ...joined], joined, left, beyond: fresh.slice(joined.length) };
}
