const DAY = 86_400_000;

/** Days that the licences of somebody who left stay as they are: a deactivation may be a mistake. */
export const LEAVER_GRACE = 7 * DAY;

/** Somebody who left and still has licences. */
export interface Leaver {
  userId: string;
  /** `organisation`: deactivated in Slack. `group`: no deployment wants their licences any more. */
  left: 'organisation' | 'group';
  /** Since when they have left; of a group, since when that is known. */
  since: number;
  /** Of which they hold a licence that nobody takes back yet. */
  apps: readonly { key: string; name: string | null }[];
}

/** What the card about people who left says. */
export interface LeaversFacts {
  subject: string;
  /** At most `LEAVERS_SHOWN`, and of each at most `LEAVER_APPS_SHOWN` apps. */
  leavers: readonly Leaver[];
  /** People, those that are not listed included. */
  people: number;
  /** Licences that “Release” takes back: of people who left the organisation. */
  toRelease: number;
  /** Of them, those whose app a device removes first. Left out: none. */
  toRemove?: number;
  /** Licences of people who left a group: they are asked. */
  toAsk: number;
  /** Licences on their way back from people who left. */
  returning: number;
  /** Of the last release. */
  releasedBy: { by: string; at: number; licences: number } | null;
}

/** On the card. */
export const LEAVERS_SHOWN = 15;
export const LEAVER_APPS_SHOWN = 8;

/** The living card about people who left. There is one at most. */
export interface LeaversState {
  /** When it was last looked for leavers. */
  lookedAt: number;
  /** As the open card says; `null` = nobody who left has licences. */
  card: LeaversFacts | null;
  /** Assignments (ids) that somebody decided to release and that are not on their way yet. */
  going: {
    by: string;
    at: number;
    reference: string;
    /** Of people who left the organisation: taken back without asking. */
    release: readonly string[];
    /** Of people who left a group: they are asked first. */
    ask: readonly string[];
  } | null;
}
