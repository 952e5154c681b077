import type { AssetName } from './answers.js';
import type { Product } from './catalogue.js';
import { type Changes, Collection, type VersionRule } from './collection.js';
import { Generated, type GeneratedCounts, holdersPerAsset } from './generated.js';
import { generatedProduct } from './generated-product.js';
import { GeneratedUser } from './generated-user.js';
import { Holdings } from './holdings.js';
import { idHashOf, inviteCodeOf } from './ids.js';
import {
  type Asset,
  type Assignment,
  assetKey,
  assetName,
  type Holder,
  type LocationFacts,
  type MdmInfo,
  type NotificationSettings,
  type User,
  unlimitedCount,
} from './location-rows.js';
import { People } from './people.js';
import { concat, type Rows } from './rows.js';

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
  readonly #people = new People(() => this.#generated);
  readonly #holdings = new Holdings();
  #generated: Generated;

  constructor(salt: string, facts: LocationFacts) {
    this.#salt = salt;
    this.facts = facts;
    this.assets = new Collection(`${salt}:assets`);
    this.users = new Collection(`${salt}:users`);
    this.assignments = new Collection(`${salt}:assignments`);
    this.#generated = new Generated(salt, '', { assets: 0, users: 0, assignments: 0 }, []);
  }

  /** Adds apps, users and assignments that follow one pattern; nothing is stored for those that nobody touches. */
  generate(counts: GeneratedCounts): void {
    const count = holdersPerAsset(counts) + 100;
    const numbers = Array.from({ length: counts.assets }, (_, index) => index);
    const assets = numbers.map((index) => this.addAsset(generatedProduct(index), 'STDQ', count));
    this.#generated = new Generated(this.#salt, this.facts.uId ?? '', counts, assets);
    this.users.compute(() => this.#generated.users);
    this.assignments.compute(() => this.#generated.assignments);
  }

  addAsset(product: Product, pricingParam: 'STDQ' | 'PLUS', count: number | 'unlimited'): Asset {
    const unlimited = count === 'unlimited';
    const total = unlimited ? unlimitedCount : count;
    const stored = new Set<Assignment>();
    const generated = () => this.#generated.count(asset);
    const asset: Asset = {
      ...{ product, pricingParam, unlimited, total, retired: 0, stored },
      get assigned() {
        return stored.size + generated();
      },
    };
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
    return asset.total - asset.assigned;
  }

  /** The Registered or Associated row of a clientUserId; at most one exists (Apple documents). */
  activeUser(clientUserId: string): User | null {
    return this.#people.active(clientUserId);
  }

  /** Every row of a clientUserId, retired ones included, oldest first. */
  rowsOf(clientUserId: string): readonly User[] {
    return this.#people.rows(clientUserId);
  }

  /** Users that pass a test. `untouched` says whether a generated user, Associated by invitation, passes it. */
  usersWhere(passes: (user: User) => boolean, untouched: boolean): Rows<User> {
    const touched = () => this.#generated.touchedUsers.filter(passes);
    return this.users.where(passes, untouched ? this.#generated.activeUsers : touched());
  }

  /** The rows changed since a version, as `Collection` tells them. */
  usersSince(versionId: string, rule: VersionRule): Changes<User> {
    return this.users.changedSince(versionId, rule, (user) => user instanceof GeneratedUser);
  }

  /** The user whom an open invitation is for. */
  invited(inviteCode: string): User | null {
    return this.#people.invited(inviteCode);
  }

  /** The active user to whom an Apple Account is tied. */
  userOf(appleAccount: string): User | null {
    return this.#people.ofAccount(appleAccount);
  }

  /** Adds a Registered row. The caller has checked that none is active. */
  addUser(clientUserId: string, email: string | null): User {
    const inviteCode = inviteCodeOf(`${this.#salt}:${clientUserId}:${this.rowsOf(clientUserId).length}`);
    const none = { managedAppleId: null, appleAccount: null, idHash: null };
    const user: User = { clientUserId, email, ...none, inviteCode, status: 'Registered' };
    this.#people.add(user);
    this.users.add(user);
    return user;
  }

  /** Ties an Apple Account to a user. */
  associate(given: User, appleAccount: string): void {
    const user = this.#generated.canonical(given);
    this.#people.tie(user, appleAccount);
    user.idHash = idHashOf(this.facts.uId ?? '', appleAccount);
    user.status = 'Associated';
    this.users.touch(user);
  }

  /** Frees the revocable licences, unties the Apple Account and keeps the row; books stay (Apple documents for v1). */
  retire(given: User): void {
    const user = this.#generated.canonical(given);
    for (const assignment of this.revocableOf(user)) this.unassign(assignment.asset, user);
    this.#people.retire(user);
    user.managedAppleId = null;
    user.status = 'Retired';
    this.#generated.retired(user);
    this.users.touch(user);
  }

  assignmentsOf(given: Holder): Assignment[] {
    const holder = this.#generated.canonical(given);
    return [...this.#generated.assignmentsOf(holder), ...this.#holdings.of(holder)];
  }

  revocableOf(holder: Holder): Assignment[] {
    return this.assignmentsOf(holder).filter((assignment) => assignment.asset.product.revocable);
  }

  /** An asset's assignments, oldest first; a generated one passes every test (its holder is active). */
  assignmentsOfAsset(asset: Asset, passes: (assignment: Assignment) => boolean = () => true): Rows<Assignment> {
    return concat([this.#generated.assignmentsOfAsset(asset), [...asset.stored].filter(passes)]);
  }

  /** Assignments that pass a test; `generated` says whether the generated ones do. */
  assignmentsWhere(passes: (assignment: Assignment) => boolean, generated: boolean): Rows<Assignment> {
    return this.assignments.where(passes, generated ? this.#generated.assignments : []);
  }

  holds(asset: Asset, given: Holder): boolean {
    const holder = this.#generated.canonical(given);
    return this.#holdings.has(asset, holder) || this.#generated.holds(asset, holder);
  }

  /** Gives one licence. The caller has checked that one is available and that the holder has none. */
  assign(asset: Asset, holder: Holder): void {
    const assignment: Assignment = { asset, holder: this.#generated.canonical(holder) };
    this.#holdings.add(assignment);
    this.assignments.add(assignment);
    this.assets.touch(asset);
  }

  /** Takes the newest assignments of an asset away and answers how many there were. */
  removeNewest(asset: Asset, count: number): number {
    const all = this.assignmentsOfAsset(asset);
    const newest = all.slice(Math.max(0, all.length - Math.max(0, count)), all.length);
    for (const { holder } of newest) this.unassign(asset, holder);
    return newest.length;
  }

  /** Takes a licence back; false when the holder had none. */
  unassign(asset: Asset, given: Holder): boolean {
    const holder = this.#generated.canonical(given);
    const stored = this.#holdings.take(asset, holder);
    if (stored !== null) this.assignments.remove(stored);
    else if (this.#generated.remove(asset, holder)) this.assignments.computedRemoved();
    else return false;
    this.assets.touch(asset);
    return true;
  }
}
