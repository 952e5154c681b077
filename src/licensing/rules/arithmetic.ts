/** Another deployment of the same app that wants something else for some of the same people. */
export interface Contradiction {
  deploymentId: string;
  action: 'required' | 'available' | 'uninstall';
  people: number;
  /** The first of them, by Slack user id. */
  who: readonly string[];
}

/** What a deployment does to the licences of its app, counted at one moment. Licences and people, no money. */
export interface Arithmetic {
  /** Resolved, exclusions taken out. */
  people: number;
  /** They hold a licence of ours already, or one is on its way. */
  alreadyLicensed: number;
  /** Licences that this deployment takes: of an available one none before somebody presses Install, so 0. */
  needed: number;
  /** Licences that everybody together would take; of an available one, the most that it may come to. */
  atMost: number;
  /** Before this deployment; `null` = unlimited. */
  free: number | null;
  /** Held by other approved work. */
  reservedByOthers: number;
  /** Of other requests that wait for approval: not held, so they may come first. */
  awaitingApproval: number;
  /** `free - needed`; negative = not enough; `null` = unlimited. */
  balanceAfter: number | null;
  /** Licences that come back when an uninstall is done. */
  comingBack: number;
  /** People who have to accept Apple's terms first. */
  toInvite: number;
  leftOut: number;
  /** Apple never takes licences of this app back. */
  spentForEver: boolean;
  contradictions: readonly Contradiction[];
  /** An uninstall removes the app from the devices of people who have some. */
  byDevices?: true;
  /** Start of the reading that the counts come from. */
  readAt: number;
}

/** How many licences are missing; 0 = enough. */
export function missingLicences({ balanceAfter }: Arithmetic): number {
  return balanceAfter === null ? 0 : Math.max(0, -balanceAfter);
}
