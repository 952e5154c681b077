import type { SealedSecret } from '../rules/binding.js';

/** Sealing under `VPP_BOT_KEY`, and what is derived from it. Owner: storage/. */
export interface Secrets {
  /** `purpose` is bound into the box: a box moved to another purpose does not open. */
  seal(text: string, purpose: string): SealedSecret;
  /**
   * Seals under a data key of its own, which is durable when this resolves: erasing that key makes every copy of the
   * box worthless, wherever it stands. Throws `StoreUnwritable`.
   */
  sealErasable(text: string, purpose: string): Promise<SealedSecret>;
  /** Throws `SealBroken` when the key, the purpose or the box is another one, or the data key is gone. */
  open(sealed: SealedSecret, purpose: string): string;
  /** True when the data key is gone or damaged: no setting and no file that is left opens the box. */
  isErased(sealed: SealedSecret): boolean;
  /** Destroys the data key; from now on the box does not open. A refusal of the disk is told, and tried again by `eraseLeftovers`. */
  erase(sealed: SealedSecret): Promise<void>;
  /** Destroys the data keys of earlier runs that none of these boxes needs, and those that could not be destroyed. */
  eraseLeftovers(needed: readonly SealedSecret[]): Promise<void>;
  /** Hex HMAC-SHA256 under a key derived from `VPP_BOT_KEY` for that purpose. */
  mark(text: string, purpose: string): string;
}
