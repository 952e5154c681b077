/** Where ids come from; injected so that tests repeat. */
export interface Ids {
  /** A random UUID. */
  uuid(): string;
  /** A short reference that a person can read out and find in the log, e.g. `R-7K2M9Q`. */
  reference(): string;
  /** 32 random bytes as base64url, for a secret that somebody else has to send back. */
  secret(): string;
}
