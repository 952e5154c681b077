/** For whom a notice is. */
export type Audience =
  | { to: 'person'; userId: string }
  /** The configured channel. */
  | { to: 'channel' }
  | { to: 'custodians'; except: readonly string[] };
