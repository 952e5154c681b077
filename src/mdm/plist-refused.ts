/** Why a property list is not read. */
export type PlistRefusal =
  | 'too-large'
  | 'not-utf-8'
  /** Cut off, or not made as property lists are. */
  | 'malformed'
  | 'too-deep'
  | 'too-many-values'
  /** A document type of its own, which could declare entities. */
  | 'document-type'
  | 'entity'
  /** A key that would change the object itself. */
  | 'forbidden-key';

/** A property list from outside that is not read. Says nothing of what is in it. */
export class PlistRefused extends Error {
  readonly code = 'PLIST_REFUSED';
  override readonly name = 'PlistRefused';
  readonly reason: PlistRefusal;

  constructor(reason: PlistRefusal, options?: ErrorOptions) {
    super(`A property list was refused (${reason})`, options);
    this.reason = reason;
  }
}

/** How deep collections may lie in each other; what devices send has four levels at the most. */
export const PLIST_DEPTH = 24;
/** Values and keys together: two thousand apps with seven facts each. */
export const PLIST_VALUES = 30_000;

/** The key that an object takes as its prototype. */
export const FORBIDDEN_KEY = '__proto__';
