/**
 * Why hands could not do something.
 * - `no_phone`, `no_prompt`, `no_choice`, `no_app`, `no_product`: there is nothing of that kind.
 * - `not_enrolled`: it is not under management.
 * - `locked`, `silent`: its screen is locked; it is switched off or out of reach.
 * - `no_account`: nobody knows which Apple Account to sign in with, or none is signed in.
 * - `already_so`: it is so already.
 */
export type PhoneRefusal =
  | 'no_phone'
  | 'no_prompt'
  | 'no_choice'
  | 'no_app'
  | 'no_product'
  | 'not_enrolled'
  | 'locked'
  | 'silent'
  | 'no_account'
  | 'already_so';

/** An act that a real phone would not have offered, or would have shown as impossible. */
export class PhoneRefused extends Error {
  readonly code: PhoneRefusal;

  constructor(code: PhoneRefusal, message: string) {
    super(message);
    this.name = 'PhoneRefused';
    this.code = code;
  }
}
