/** How bad it is, worst last. `runway`: licences last only so many days more at this pace. */
export type AlertLevel = 'runway' | 'low' | 'very-low' | 'none-left';

/** What was told of one app's licences. Id: asset key. */
export interface Alert {
  level: AlertLevel;
  since: number;
  /** Of its living card. */
  subject: string;
  snoozed: { by: string; at: number; until: number; reason: string } | null;
}

/** How many licences of an app were free, at most one sample a day and one a change. Id: asset key. */
export interface Pace {
  /** Oldest first. `assigned`: Apple's count, ours and others'. */
  samples: readonly { at: number; assigned: number; total: number }[];
}

/** Somebody else seems to change the location: nothing new is written until a custodian answers. There is one at most. */
export interface Interference {
  since: number;
  /** Assignments of ours that went without us, by asset key. */
  lost: readonly { key: string; count: number }[];
  reference: string;
}
