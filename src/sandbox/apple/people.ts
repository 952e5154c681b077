import type { Generated } from './generated.js';
import type { User } from './location-rows.js';

/** Finds the users of a location: by clientUserId, by invitation and by Apple Account. */
export class People {
  readonly #generated: () => Generated;
  readonly #active = new Map<string, User>();
  readonly #rows = new Map<string, User[]>();
  readonly #byInviteCode = new Map<string, User>();
  readonly #byAppleAccount = new Map<string, User>();

  constructor(generated: () => Generated) {
    this.#generated = generated;
  }

  add(user: User): void {
    const { clientUserId, inviteCode } = user;
    this.#rows.set(clientUserId, [...(this.#rows.get(clientUserId) ?? []), user]);
    this.#active.set(clientUserId, user);
    this.#byInviteCode.set(inviteCode, user);
  }

  active(clientUserId: string): User | null {
    const stored = this.#active.get(clientUserId);
    if (stored !== undefined) return stored;
    const generated = this.#generated().named(clientUserId);
    return generated === null || generated.status === 'Retired' ? null : generated;
  }

  rows(clientUserId: string): readonly User[] {
    const stored = this.#rows.get(clientUserId) ?? [];
    const generated = this.#generated().named(clientUserId);
    return generated === null ? stored : [generated, ...stored];
  }

  invited(inviteCode: string): User | null {
    const user = this.#byInviteCode.get(inviteCode);
    return user !== undefined && user.status === 'Registered' ? user : null;
  }

  ofAccount(appleAccount: string): User | null {
    const account = appleAccount.toLowerCase();
    const generated = this.#generated().named(account.replace(/@accounts\.example$/, ''));
    return this.#byAppleAccount.get(account) ?? (generated?.appleAccount?.toLowerCase() === account ? generated : null);
  }

  /** From now on the account finds this user, and the user's account before finds nobody. */
  tie(user: User, appleAccount: string): void {
    this.#untie(user);
    user.appleAccount = appleAccount;
    this.#byAppleAccount.set(appleAccount.toLowerCase(), user);
  }

  retire(user: User): void {
    this.#untie(user);
    user.appleAccount = null;
    this.#active.delete(user.clientUserId);
  }

  #untie({ appleAccount }: User): void {
    if (appleAccount !== null) this.#byAppleAccount.delete(appleAccount.toLowerCase());
  }
}
