import { idHashOf, inviteCodeOf } from './ids.js';
import type { User } from './location-rows.js';

/** One computed user. Its hashes are made when somebody looks at them. */
export class GeneratedUser implements User {
  readonly index: number;
  readonly clientUserId: string;
  email: string | null;
  managedAppleId: string | null = null;
  appleAccount: string | null;
  status: User['status'] = 'Associated';
  readonly #salt: string;
  readonly #uId: string;
  #idHash: string | null | undefined;

  constructor(salt: string, uId: string, index: number) {
    this.#salt = salt;
    this.#uId = uId;
    this.index = index;
    this.clientUserId = `generated-${index}`;
    this.email = `generated-${index}@northwind.example`;
    this.appleAccount = `generated-${index}@accounts.example`;
  }

  get inviteCode(): string {
    return inviteCodeOf(`${this.#salt}:${this.clientUserId}:0`);
  }

  get idHash(): string | null {
    if (this.#idHash === undefined) this.#idHash = idHashOf(this.#uId, `${this.clientUserId}@accounts.example`);
    return this.#idHash;
  }

  set idHash(value: string | null) {
    this.#idHash = value;
  }
}
