/** For whom a notice is. */
export type Audience =
  | { to: 'person'; userId: string }
  /** The configured channel. */
  | { to: 'channel' }
  /** The channel where deployments are approved. */
  | { to: 'approvers' }
  | { to: 'custodians'; except: readonly string[] };
