import type {
  AssignmentWalk,
  Mirror,
  MirrorChange,
  MirrorWalk,
  OurAssignment,
  OurUser,
} from '../licensing/ports/mirror.js';
import { type AppleUser, type Assignment, assetKey } from '../licensing/rules/asset.js';
import { WalkOver } from './faults.js';
import { Interned } from './interned.js';
import type { MirrorImage } from './mirror-image.js';
import { PairTable } from './pair-table.js';
import { type UserFacts, UserTable } from './user-table.js';

const MOST_MARKS = 255;
/** Rows that are read in one go: about a millisecond. */
const SLICE = 2_000;

/**
 * Our rows of Apple's users and assignments. Ids are numbers, rows stand in typed arrays. An assignment that is held
 * by a serial number is nobody's of ours and is passed over.
 */
export class LicenceMirror implements Mirror {
  readonly #assets = new Interned();
  readonly #people = new Interned();
  readonly #pairs = new PairTable();
  readonly #users = new UserTable();
  /** By asset number. */
  readonly #counts: number[] = [];
  readonly #write: (image: MirrorImage) => Promise<void>;
  /** The mark of the assignment walk under way; rows that arrive meanwhile by other ways carry it too. */
  #mark = 0;
  #userWalk: object | null = null;
  #assignmentWalk: object | null = null;
  #saving: Promise<void> = Promise.resolve();

  /** `write` puts an image where it lasts. */
  constructor(write: (image: MirrorImage) => Promise<void>, image?: MirrorImage) {
    this.#write = write;
    if (image !== undefined) this.#load(image);
  }

  /** Rows of one user may come on any pages; they count only when the walk completes. A newer walk ends an older one. */
  walkUsers(): MirrorWalk<AppleUser> {
    const walk = {};
    this.#userWalk = walk;
    this.#users.startWalk();
    const check = (): void => {
      if (this.#userWalk !== walk) throw new WalkOver();
    };
    return {
      add: (rows) => {
        check();
        for (const row of rows) this.#users.see(this.#people.number(row.clientUserId), row);
      },
      complete: () => {
        check();
        this.#userWalk = null;
        return this.#users.completeWalk();
      },
      merge: () => {
        check();
        this.#userWalk = null;
        return this.#users.mergeWalk();
      },
      abandon: () => {
        if (this.#userWalk === walk) this.#userWalk = null;
      },
    };
  }

  /** Rows stand from `add` on; only `complete` removes what was not seen. A newer walk ends an older one. */
  walkAssignments(): AssignmentWalk {
    const walk = {};
    this.#assignmentWalk = walk;
    this.#nextMark();
    let added = 0;
    const check = (): void => {
      if (this.#assignmentWalk !== walk) throw new WalkOver();
    };
    return {
      add: (rows) => {
        check();
        added += this.#putAll(rows);
      },
      complete: () => {
        check();
        this.#assignmentWalk = null;
        const removed = this.#sweep((_asset, _person, mark) => mark === this.#mark);
        return { added, changed: 0, removed };
      },
      merge: () => {
        check();
        this.#assignmentWalk = null;
        return { added, changed: 0, removed: 0 };
      },
      countsByAsset: () => {
        check();
        return this.#marked();
      },
      abandon: () => {
        if (this.#assignmentWalk === walk) this.#assignmentWalk = null;
      },
    };
  }

  /**
   * Give all rows of a delta at once: where a user has a living and an ended row in it, the living one stands; on its
   * own an ended row means that the user has no living one any more.
   */
  mergeUsers(rows: readonly AppleUser[]): MirrorChange {
    const byUser = new Map<number, AppleUser[]>();
    for (const row of rows) {
      const user = this.#people.number(row.clientUserId);
      const own = byUser.get(user);
      if (own === undefined) byUser.set(user, [row]);
      else own.push(row);
    }
    return this.#users.merge(byUser, this.#userWalk !== null);
  }

  mergeAssignments(rows: readonly Assignment[]): MirrorChange {
    return { added: this.#putAll(rows), changed: 0, removed: 0 };
  }

  replaceAssignmentsOf(adamId: string, rows: readonly Assignment[]): MirrorChange {
    const own = rows.filter((row) => row.adamId === adamId);
    const added = this.#putAll(own);
    const named = new PairTable();
    for (const row of own) {
      if (row.clientUserId !== null) {
        named.put(this.#assets.number(assetKey(row)), this.#people.number(row.clientUserId), 0);
      }
    }
    const qualities = new Set(
      [assetKey({ adamId, pricingParam: 'STDQ' }), assetKey({ adamId, pricingParam: 'PLUS' })].map((key) =>
        this.#assets.find(key),
      ),
    );
    const removed = this.#sweep((asset, person) => !qualities.has(asset) || named.has(asset, person));
    return { added, changed: 0, removed };
  }

  countsByAsset(): ReadonlyMap<string, number> {
    return this.#byKey(this.#counts);
  }

  totals(): { users: number; assignments: number } {
    return { users: this.#users.size, assignments: this.#pairs.size };
  }

  *users(): Generator<readonly OurUser[]> {
    for (let from = 0; from < this.#people.size; from += SLICE) {
      const slice: OurUser[] = [];
      for (let user = from; user < Math.min(from + SLICE, this.#people.size); user += 1) {
        const facts = this.#users.get(user);
        if (facts !== null) slice.push({ clientUserId: this.#people.text(user), status: facts.status ?? 'Retired' });
      }
      yield slice;
    }
  }

  *assignments(): Generator<readonly OurAssignment[]> {
    for (let from = 0; from < this.#pairs.size; from += SLICE) {
      yield this.#pairs.rows(from, SLICE).map(({ asset, person }) => {
        const facts = this.#users.get(person);
        const status = facts === null ? null : (facts.status ?? 'Retired');
        return { key: this.#assets.text(asset), clientUserId: this.#people.text(person), status };
      });
    }
  }

  /** What is known of a user, or `null` without any row. */
  userOf(clientUserId: string): UserFacts | null {
    const user = this.#people.find(clientUserId);
    return user === -1 ? null : this.#users.get(user);
  }

  /** Whether the person holds a licence of the asset (by asset key). */
  holds(key: string, clientUserId: string): boolean {
    const asset = this.#assets.find(key);
    const person = this.#people.find(clientUserId);
    return asset !== -1 && person !== -1 && this.#pairs.has(asset, person);
  }

  /** One save after another, each of the rows at its turn. Throws `StoreUnwritable`. */
  save(): Promise<void> {
    const saved = this.#saving.then(() => this.#write(this.#image()));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  #putAll(rows: readonly Assignment[]): number {
    let added = 0;
    let adamId = '';
    let pricingParam = '';
    let asset = -1;
    for (const row of rows) {
      if (row.clientUserId === null) continue;
      if (asset === -1 || row.adamId !== adamId || row.pricingParam !== pricingParam) {
        ({ adamId, pricingParam } = row);
        asset = this.#assets.number(assetKey(row));
      }
      if (!this.#pairs.put(asset, this.#people.number(row.clientUserId), this.#mark)) continue;
      this.#counts[asset] = (this.#counts[asset] ?? 0) + 1;
      added += 1;
    }
    return added;
  }

  #sweep(keep: (asset: number, person: number, mark: number) => boolean): number {
    return this.#pairs.sweep(keep, (asset) => {
      this.#counts[asset] = (this.#counts[asset] ?? 0) - 1;
    });
  }

  #byKey(counts: readonly (number | undefined)[]): ReadonlyMap<string, number> {
    const byKey = new Map<string, number>();
    for (const [asset, count = 0] of counts.entries()) if (count > 0) byKey.set(this.#assets.text(asset), count);
    return byKey;
  }

  #marked(): ReadonlyMap<string, number> {
    const counts: number[] = [];
    this.#sweep((asset, _person, mark) => {
      if (mark === this.#mark) counts[asset] = (counts[asset] ?? 0) + 1;
      return true;
    });
    return this.#byKey(counts);
  }

  #nextMark(): void {
    if (this.#mark === MOST_MARKS) {
      this.#pairs.clearMarks();
      this.#mark = 0;
    }
    this.#mark += 1;
  }

  #image(): MirrorImage {
    const { assets, people } = this.#pairs.columns();
    const standing = new Uint8Array(this.#people.size);
    for (let user = 0; user < standing.length; user += 1) standing[user] = this.#users.packed(user);
    return { assetKeys: texts(this.#assets), people: texts(this.#people), standing, assets, holders: people };
  }

  #load(image: MirrorImage): void {
    for (const key of image.assetKeys) this.#assets.number(key);
    for (const person of image.people) this.#people.number(person);
    for (const [user, byte] of image.standing.entries()) if (byte !== 0) this.#users.load(user, byte);
    for (const [row, asset] of image.assets.entries()) {
      this.#pairs.put(asset, image.holders[row] ?? 0, 0);
      this.#counts[asset] = (this.#counts[asset] ?? 0) + 1;
    }
  }
}

/** A mirror without a disk. */
export const memoryMirror = (): LicenceMirror => new LicenceMirror(async () => undefined);

const texts = (interned: Interned): string[] =>
  Array.from({ length: interned.size }, (_, number) => interned.text(number));
