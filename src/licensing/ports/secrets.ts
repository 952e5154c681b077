import type { SealedSecret } from '../rules/binding.js';

/** Sealing under `VPP_BOT_KEY`, and what is derived from it. Owner: storage/. */
export interface Secrets {
  /** `purpose` is bound into the box: a box moved to another purpose does not open. */
  seal(text: string, purpose: string): SealedSecret;
  /** Throws `SealBroken` when the key, the purpose or the box is another one. */
  open(sealed: SealedSecret, purpose: string): string;
  /** Hex HMAC-SHA256 under a key derived from `VPP_BOT_KEY` for that purpose. */
  mark(text: string, purpose: string): string;
}
