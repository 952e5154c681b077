/** How often one person may click within a minute. */
export interface ClickBudget {
  /** `first-over` once per row of refused clicks, so that the person is told once and not each time. */
  spend(userId: string, at: number): 'allowed' | 'first-over' | 'over';
}

interface Spending {
  /** Instants of the allowed clicks of the last minute, oldest first. */
  clicks: number[];
  told: boolean;
}

const minute = 60_000;
const peopleKept = 5_000;

/** `at` is wire time in milliseconds. Remembers the 5,000 people who clicked last. */
export function createClickBudget(perMinute: number): ClickBudget {
  const people = new Map<string, Spending>();
  return {
    spend(userId, at) {
      const { clicks: before, told } = people.get(userId) ?? { clicks: [], told: false };
      const clicks = before.filter((click) => at - click < minute);
      const allowed = clicks.length < perMinute;
      people.delete(userId);
      people.set(userId, { clicks: allowed ? [...clicks, at] : clicks, told: !allowed });
      const [oldest] = people.keys();
      if (people.size > peopleKept && oldest !== undefined) people.delete(oldest);
      if (allowed) return 'allowed';
      return told ? 'over' : 'first-over';
    },
  };
}
