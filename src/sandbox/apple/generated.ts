import { deviceIndex, deviceSerial } from './devices.js';
import { GeneratedUser } from './generated-user.js';
import { LiveIndexes } from './live-indexes.js';
import type { Asset, Assignment, Holder, User } from './location-rows.js';
import type { Rows } from './rows.js';

export interface GeneratedCounts {
  readonly assets: number;
  readonly users: number;
  readonly assignments: number;
}

/** Every app has so many holders, the last ones fewer. */
export const holdersPerAsset = ({ assets, assignments }: GeneratedCounts): number =>
  assets === 0 ? 0 : Math.ceil(assignments / assets);

/**
 * Users and assignments that are computed from their number: the n-th user, and of every app the first holders, who are
 * the users and after them devices. Kept is only what became of them: users that were touched, assignments that went.
 */
export class Generated {
  readonly #key: string;
  readonly #uId: string;
  readonly #counts: GeneratedCounts;
  readonly #assets: readonly Asset[];
  readonly #numberOf: ReadonlyMap<Asset, number>;
  readonly #perAsset: number;
  readonly #touched = new Map<number, GeneratedUser>();
  readonly #active: LiveIndexes;
  readonly #held: LiveIndexes;

  /** `assets` are the generated apps in their order, as many as the counts say. */
  constructor(key: string, uId: string, counts: GeneratedCounts, assets: readonly Asset[]) {
    this.#key = key;
    this.#uId = uId;
    this.#counts = counts;
    this.#assets = assets;
    this.#numberOf = new Map(assets.map((asset, index) => [asset, index]));
    this.#perAsset = holdersPerAsset(counts);
    this.#active = new LiveIndexes(counts.users);
    this.#held = new LiveIndexes(assets.length === 0 ? 0 : counts.assignments);
  }

  get users(): Rows<User> {
    return piecewise(this.#counts.users, (position) => this.#user(position));
  }

  get activeUsers(): Rows<User> {
    return piecewise(this.#active.length, (position) => this.#user(this.#active.at(position)));
  }

  /** Those that may differ from what was generated, in their order. */
  get touchedUsers(): User[] {
    return [...this.#touched.values()].toSorted((one, other) => one.index - other.index);
  }

  get assignments(): Rows<Assignment> {
    return piecewise(this.#held.length, (position) => this.#assignment(this.#held.at(position)));
  }

  /** A user of this clientUserId, whatever its status; from now on always the same object. */
  named(clientUserId: string): GeneratedUser | null {
    const index = /^generated-(0|[1-9]\d{0,8})$/.exec(clientUserId)?.[1];
    return index !== undefined && Number(index) < this.#counts.users ? this.#touch(Number(index)) : null;
  }

  /** The one object that stands for a user here; any other holder is itself. */
  canonical<Given extends Holder>(holder: Given): Given | GeneratedUser {
    return holder instanceof GeneratedUser ? this.#touch(holder.index) : holder;
  }

  retired(user: User): void {
    if (user instanceof GeneratedUser) this.#active.remove(user.index);
  }

  /** How many of an app's generated assignments still stand. */
  count(asset: Asset): number {
    return this.assignmentsOfAsset(asset).length;
  }

  assignmentsOfAsset(asset: Asset): Rows<Assignment> {
    const [from, to] = this.#rangeOf(asset);
    const before = this.#held.before(from);
    return piecewise(this.#held.before(to) - before, (position) => this.#assignment(this.#held.at(before + position)));
  }

  assignmentsOf(holder: Holder): Assignment[] {
    const place = this.#placeOf(holder);
    if (place === null) return [];
    const end = this.#counts.assignments;
    return this.#assets.flatMap((asset, number) => {
      const index = number * this.#perAsset + place;
      return place < this.#perAsset && index < end && this.#held.has(index) ? [{ asset, holder }] : [];
    });
  }

  holds(asset: Asset, holder: Holder): boolean {
    return this.#held.has(this.#indexOf(asset, this.#placeOf(holder)));
  }

  /** False when there was none. */
  remove(asset: Asset, holder: Holder): boolean {
    return this.#held.remove(this.#indexOf(asset, this.#placeOf(holder)));
  }

  #touch(index: number): GeneratedUser {
    const user = this.#user(index);
    this.#touched.set(index, user);
    return user;
  }

  #user(index: number): GeneratedUser {
    return this.#touched.get(index) ?? new GeneratedUser(this.#key, this.#uId, index);
  }

  /** The position of a holder among an app's holders, or null for somebody else. */
  #placeOf(holder: Holder): number | null {
    if (holder instanceof GeneratedUser) return holder.index;
    const index = typeof holder === 'string' ? deviceIndex(this.#key, holder) : null;
    return index !== null && index >= this.#counts.users ? index : null;
  }

  #rangeOf(asset: Asset): [number, number] {
    const number = this.#numberOf.get(asset);
    if (number === undefined) return [0, 0];
    const end = Math.min((number + 1) * this.#perAsset, this.#counts.assignments);
    return [Math.min(number * this.#perAsset, end), end];
  }

  /** The number of an assignment by its app and the position of its holder; -1 for none. */
  #indexOf(asset: Asset, place: number | null): number {
    const [from, to] = this.#rangeOf(asset);
    return place !== null && from + place < to ? from + place : -1;
  }

  #assignment(index: number): Assignment {
    const asset = this.#assets[Math.floor(index / this.#perAsset)];
    if (asset === undefined) throw new RangeError(`There is no generated assignment ${index}.`);
    const place = index % this.#perAsset;
    const holder = place < this.#counts.users ? this.#user(place) : deviceSerial(this.#key, place);
    return { asset, holder };
  }
}

/** Rows that are made one by one when they are asked for. */
function piecewise<Row>(length: number, row: (position: number) => Row): Rows<Row> {
  const slice = (from: number, to: number) => {
    const count = Math.max(0, Math.min(to, length) - from);
    return Array.from({ length: count }, (_, position) => row(from + position));
  };
  return { length, slice };
}
