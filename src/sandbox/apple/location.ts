import type { AssetName } from './answers.js';
import type { Product } from './catalogue.js';
import { Collection } from './collection.js';
import { idHashOf, inviteCodeOf } from './ids.js';

/** What totalCount says for free content (Apple documents). */
export const unlimitedCount = 2_147_483_647;

export interface Asset {
  readonly product: Product;
  readonly pricingParam: 'STDQ' | 'PLUS';
  readonly unlimited: boolean;
  total: number;
  retired: number;
  readonly assignments: Set<Assignment>;
}

export interface User {
  readonly clientUserId: string;
  email: string | null;
  managedAppleId: string | null;
  /** The Apple Account that accepted, or was given as a Managed Apple Account. */
  appleAccount: string | null;
  readonly inviteCode: string;
  idHash: string | null;
  status: 'Registered' | 'Associated' | 'Retired';
}

/** A serial number (text) or a user row. */
export type Holder = User | string;

export interface Assignment {
  readonly asset: Asset;
  readonly holder: Holder;
}

export interface MdmInfo {
  id: string;
  name: string;
  metadata: string;
}

export interface NotificationSettings {
  url: string | null;
  token: string | null;
  types: string[];
}

export interface LocationFacts {
  /** Empty where Apple names none. */
  readonly uId: string | null;
  name: string;
  countryISO2ACode: string;
  organization: string;
  defaultPlatform: 'enterprisestore' | 'volumestore';
  websiteURL: string;
  /** Apple's own device management holds it: reads only. */
  managedByApple: boolean;
  /** Domains of its Managed Apple Accounts. */
  managedDomains: string[];
}

export const assetKey = (name: AssetName): string => `${name.adamId}/${name.pricingParam}`;

export const assetName = (asset: Asset): AssetName => ({
  adamId: asset.product.adamId,
  pricingParam: asset.pricingParam,
});

/** The pool of licences that one token opens: its assets, users and assignments, with the indexes to change them quickly. */
export class Location {
  readonly facts: LocationFacts;
  mdmInfo: MdmInfo | null = null;
  notifications: NotificationSettings = { url: null, token: null, types: [] };
  readonly assets: Collection<Asset>;
  readonly users: Collection<User>;
  readonly assignments: Collection<Assignment>;
  readonly #salt: string;
  readonly #assetByKey = new Map<string, Asset>();
  readonly #active = new Map<string, User>();
  readonly #rowsOfUser = new Map<string, User[]>();
  readonly #byInviteCode = new Map<string, User>();
  readonly #byAppleAccount = new Map<string, User>();
  readonly #holdings = new Map<Holder, Map<Asset, Assignment>>();

  constructor(salt: string, facts: LocationFacts) {
    this.#salt = salt;
    this.facts = facts;
    this.assets = new Collection(`${salt}:assets`);
    this.users = new Collection(`${salt}:users`);
    this.assignments = new Collection(`${salt}:assignments`);
  }

  addAsset(product: Product, pricingParam: 'STDQ' | 'PLUS', count: number | 'unlimited'): Asset {
    const unlimited = count === 'unlimited';
    const total = unlimited ? unlimitedCount : count;
    const asset: Asset = { product, pricingParam, unlimited, total, retired: 0, assignments: new Set() };
    this.#assetByKey.set(assetKey(assetName(asset)), asset);
    this.assets.add(asset);
    return asset;
  }

  asset(name: AssetName): Asset | null {
    return this.#assetByKey.get(assetKey(name)) ?? null;
  }

  /** Both qualities of one product, as far as the location holds them. */
  assetsOf(adamId: string): Asset[] {
    const found = [this.asset({ adamId, pricingParam: 'STDQ' }), this.asset({ adamId, pricingParam: 'PLUS' })];
    return found.filter((asset) => asset !== null);
  }

  available(asset: Asset): number {
    return asset.total - asset.assignments.size;
  }

  /** The Registered or Associated row of a clientUserId; at most one exists (Apple documents). */
  activeUser(clientUserId: string): User | null {
    return this.#active.get(clientUserId) ?? null;
  }

  /** Every row of a clientUserId, retired ones included, oldest first. */
  rowsOf(clientUserId: string): readonly User[] {
    return this.#rowsOfUser.get(clientUserId) ?? [];
  }

  invited(inviteCode: string): User | null {
    const user = this.#byInviteCode.get(inviteCode);
    return user !== undefined && user.status === 'Registered' ? user : null;
  }

  /** The active user to whom an Apple Account is tied. */
  userOf(appleAccount: string): User | null {
    return this.#byAppleAccount.get(appleAccount.toLowerCase()) ?? null;
  }

  /** Adds a Registered row. The caller has checked that none is active. */
  addUser(clientUserId: string, email: string | null): User {
    const rows = this.#rowsOfUser.get(clientUserId) ?? [];
    const inviteCode = inviteCodeOf(`${this.#salt}:${clientUserId}:${rows.length}`);
    const status = 'Registered';
    const user: User = {
      clientUserId,
      email,
      managedAppleId: null,
      appleAccount: null,
      inviteCode,
      idHash: null,
      status,
    };
    this.#rowsOfUser.set(clientUserId, [...rows, user]);
    this.#active.set(clientUserId, user);
    this.#byInviteCode.set(inviteCode, user);
    this.users.add(user);
    return user;
  }

  /** Ties an Apple Account to a user. */
  associate(user: User, appleAccount: string): void {
    if (user.appleAccount !== null) this.#byAppleAccount.delete(user.appleAccount.toLowerCase());
    user.appleAccount = appleAccount;
    user.idHash = idHashOf(this.facts.uId ?? '', appleAccount);
    user.status = 'Associated';
    this.#byAppleAccount.set(appleAccount.toLowerCase(), user);
    this.users.touch(user);
  }

  /** Frees the revocable licences, unties the Apple Account and keeps the row; books stay (Apple documents for v1). */
  retire(user: User): void {
    for (const assignment of this.revocableOf(user)) this.unassign(assignment.asset, user);
    if (user.appleAccount !== null) this.#byAppleAccount.delete(user.appleAccount.toLowerCase());
    user.appleAccount = null;
    user.managedAppleId = null;
    user.status = 'Retired';
    this.#active.delete(user.clientUserId);
    this.users.touch(user);
  }

  assignmentsOf(holder: Holder): Assignment[] {
    return [...(this.#holdings.get(holder)?.values() ?? [])];
  }

  revocableOf(holder: Holder): Assignment[] {
    return this.assignmentsOf(holder).filter((assignment) => assignment.asset.product.revocable);
  }

  holds(asset: Asset, holder: Holder): boolean {
    return this.#holdings.get(holder)?.has(asset) === true;
  }

  /** Gives one licence. The caller has checked that one is available and that the holder has none. */
  assign(asset: Asset, holder: Holder): void {
    const assignment: Assignment = { asset, holder };
    const held = this.#holdings.get(holder) ?? new Map<Asset, Assignment>();
    held.set(asset, assignment);
    this.#holdings.set(holder, held);
    asset.assignments.add(assignment);
    this.assignments.add(assignment);
    this.assets.touch(asset);
  }

  /** Takes a licence back; false when the holder had none. */
  unassign(asset: Asset, holder: Holder): boolean {
    const held = this.#holdings.get(holder);
    const assignment = held?.get(asset);
    if (held === undefined || assignment === undefined) return false;
    held.delete(asset);
    if (held.size === 0) this.#holdings.delete(holder);
    asset.assignments.delete(assignment);
    this.assignments.remove(assignment);
    this.assets.touch(asset);
    return true;
  }
}
