/** What a rendering needs besides its facts. */
export interface RenderContext {
  /** IANA name of the configured zone, for texts that cannot use the reader's own. */
  timeZone: string;
  /** Apple's portal, where content tokens are downloaded. */
  portalUrl: string;
  /** Business time, milliseconds since the epoch. */
  now: number;
  /** Found in the log; shown wherever something went wrong. */
  reference: string;
}
