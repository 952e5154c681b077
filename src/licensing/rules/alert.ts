/** How bad it is, worst last. `runway`: licences last only so many days more at this pace. */
export type AlertLevel = 'runway' | 'low' | 'very-low' | 'none-left';

/** The figures that an alert was told with. Licences; `null` = no limit, or nobody can say. */
export interface AlertFigures {
  free: number | null;
  totalCount: number;
  assignedOurs: number;
  assignedForeign: number;
  reserved: number;
  inFlight: number;
  waiting: number;
  shortBy: number;
  runway: Runway | null;
  /** Start of the reading that `free` rests on. */
  readAt: number;
}

/** Somebody's decision not to hear of it for a while. */
export interface Snooze {
  by: string;
  at: number;
  until: number;
  reason: string;
}

/** What was told of one app's licences. Id: asset key. */
export interface Alert {
  level: AlertLevel;
  since: number;
  /** Of its living card, whether it has one or not. */
  subject: string;
  /** It has a card of its own. */
  card: boolean;
  /** Subject of the card for many apps at once that names it. */
  digest: string | null;
  snoozed: Snooze | null;
  /** As it was told last. */
  told: AlertFigures;
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
  /** How many more licences others hold than at the comparison before, without a purchase; 0 = none. */
  foreignRise: number;
  reference: string;
  /** By a custodian; from then on writes go on, and the record goes when what was lost is looked after. */
  answered: { by: string; at: number } | null;
}

/** What the custodians are told of it; it has a button while nobody has answered. */
export interface InterferenceFacts extends Pick<Interference, 'since' | 'foreignRise' | 'answered'> {
  lost: readonly { key: string; name: string; count: number }[];
}

/** How long the free licences last at the pace of late. */
export interface Runway {
  /** Whole days, rounded down. */
  days: number;
  /** Days, from how much the weeks differ; whole, rounded. */
  plusMinus: number;
  /** Licences taken in a middling week, releases taken off. */
  perWeek: number;
}
