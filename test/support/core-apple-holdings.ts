import type { NewUser, Product, WalkOptions } from '../../src/licensing/ports/licences.js';
import { type AppleUser, type Asset, type Assignment, assetKey } from '../../src/licensing/rules/asset.js';
import { anAsset } from './core-samples.js';

export interface Versioned<Row> {
  row: Row;
  version: number;
}

/** What a location at Apple holds: products, people and who has what. Each change is a version of its own. */
export class ScriptedHoldings {
  assetRows: Versioned<Asset>[] = [];
  userRows: Versioned<AppleUser>[] = [];
  assignmentRows: Versioned<Assignment>[] = [];
  #version = 1;

  /** Of everything; grows with each change. */
  get version(): number {
    return this.#version;
  }

  buy(adamId: string, count: number, given: Partial<Asset> = {}): void {
    const key = assetKey({ adamId, pricingParam: given.pricingParam ?? 'STDQ' });
    const held = this.assetRows.find(({ row }) => assetKey(row) === key);
    if (held !== undefined) {
      this.#changeAsset(key, { availableCount: count, totalCount: count });
      return;
    }
    const row = anAsset({ adamId, assignedCount: 0, availableCount: count, ...given });
    this.assetRows.push({ row, version: this.#next() });
  }

  /** Refunds or transfers away. */
  lose(adamId: string, count: number): void {
    this.#changeAsset(`${adamId}.STDQ`, { availableCount: -count, totalCount: -count });
  }

  unlist(adamId: string): void {
    this.assetRows = this.assetRows.filter(({ row }) => row.adamId !== adamId);
    this.#next();
  }

  assign(adamId: string, holder: Pick<Assignment, 'clientUserId'> | { serialNumber: string }): void {
    const row: Assignment = { adamId, pricingParam: 'STDQ', clientUserId: null, serialNumber: null, ...holder };
    this.assignmentRows.push({ row, version: this.#next() });
    this.#changeAsset(assetKey(row), { assignedCount: 1, availableCount: -1 });
  }

  /** Takes back the first assignment of a product. */
  takeBack(adamId: string): void {
    const index = this.assignmentRows.findIndex(({ row }) => row.adamId === adamId);
    if (index < 0) return;
    this.assignmentRows.splice(index, 1);
    this.#changeAsset(`${adamId}.STDQ`, { assignedCount: -1, availableCount: 1 });
  }

  register(clientUserId: string, given: Partial<AppleUser> = {}): void {
    const row: AppleUser = {
      clientUserId,
      email: null,
      status: 'Registered',
      idHash: null,
      inviteCode: null,
      ...given,
    };
    this.userRows.push({ row, version: this.#next() });
  }

  forget(clientUserId: string): void {
    this.userRows = this.userRows.filter(({ row }) => row.clientUserId !== clientUserId);
    this.#next();
  }

  listedUsers({ activeOnly }: WalkOptions): readonly Versioned<AppleUser>[] {
    return activeOnly === true ? this.userRows.filter(({ row }) => isActive(row)) : this.userRows;
  }

  /** The number that retiring fails with, or `null`. Licences that can be taken back go with the user. */
  retire(clientUserId: string): number | null {
    const held = this.userRows.find(({ row }) => row.clientUserId === clientUserId && isActive(row));
    if (held === undefined) return 9609;
    held.row = { ...held.row, status: 'Retired', idHash: null, inviteCode: null };
    held.version = this.#next();
    this.#takeBackFrom((row) => row.clientUserId === clientUserId);
    return null;
  }

  /** The number that giving a licence fails with, or `null`. Somebody who has it already keeps the one they have. */
  give({ adamId, pricingParam }: Product, clientUserId: string): number | null {
    const held = this.assetRows.find(({ row }) => assetKey(row) === assetKey({ adamId, pricingParam }));
    if (!this.rowsOfUser(clientUserId).some(isActive)) return 9609;
    if (this.#holds(adamId, pricingParam, clientUserId)) return null;
    if (held === undefined || held.row.availableCount <= 0) return 9709;
    const row: Assignment = { adamId, pricingParam, clientUserId, serialNumber: null };
    this.assignmentRows.push({ row, version: this.#next() });
    this.#changeAsset(assetKey(row), { assignedCount: 1, availableCount: -1 });
    return null;
  }

  /** As `give`; what nobody has counts as taken. */
  take({ adamId, pricingParam }: Product, clientUserId: string): number | null {
    if (!this.#holds(adamId, pricingParam, clientUserId)) return null;
    this.assignmentRows = this.assignmentRows.filter(
      ({ row }) => row.adamId !== adamId || row.pricingParam !== pricingParam || row.clientUserId !== clientUserId,
    );
    this.#changeAsset(assetKey({ adamId, pricingParam }), { assignedCount: -1, availableCount: 1 });
    return null;
  }

  /** The number that making a user fails with, or `null`. With a Managed Apple Account they are Associated at once. */
  create(user: NewUser | undefined): number | null {
    if (user === undefined) return 9602;
    const { clientUserId, email, managedAppleAccount } = user;
    if (this.rowsOfUser(clientUserId).some(isActive)) return 9716;
    if (managedAppleAccount !== null)
      this.register(clientUserId, { email, status: 'Associated', idHash: `hash of ${managedAppleAccount}` });
    else this.register(clientUserId, { email, inviteCode: `code-${this.version}` });
    return null;
  }

  update(user: NewUser | undefined): number | null {
    const held = this.userRows.find(({ row }) => row.clientUserId === user?.clientUserId && isActive(row));
    if (held === undefined || user === undefined) return 9609;
    held.row = { ...held.row, email: user.email };
    held.version = this.#next();
    return null;
  }

  /** The person opens the invitation and signs in with an Apple Account. */
  accept(clientUserId: string, idHash = `hash of ${clientUserId}`): void {
    const held = this.userRows.find(({ row }) => row.clientUserId === clientUserId && row.status === 'Registered');
    if (held === undefined) return;
    held.row = { ...held.row, status: 'Associated', idHash, inviteCode: null };
    held.version = this.#next();
  }

  #holds(adamId: string, pricingParam: string, clientUserId: string): boolean {
    return this.assignmentRows.some(
      ({ row }) => row.adamId === adamId && row.pricingParam === pricingParam && row.clientUserId === clientUserId,
    );
  }

  revoke(serialNumber: string): null {
    this.#takeBackFrom((row) => row.serialNumber === serialNumber);
    return null;
  }

  #takeBackFrom(isHeld: (row: Assignment) => boolean): void {
    const revocable = (row: Assignment) =>
      this.assetRows.find((asset) => assetKey(asset.row) === assetKey(row))?.row.revocable ?? true;
    for (const { row } of this.assignmentRows.filter((one) => isHeld(one.row) && revocable(one.row))) {
      this.assignmentRows = this.assignmentRows.filter((one) => one.row !== row);
      this.#changeAsset(assetKey(row), { assignedCount: -1, availableCount: 1 });
    }
  }

  /** All rows of a user, whatever else is asked for. */
  rowsOfUser(clientUserId: string): AppleUser[] {
    return this.userRows.flatMap(({ row }) => (row.clientUserId === clientUserId ? [row] : []));
  }

  #next(): number {
    this.#version += 1;
    return this.#version;
  }

  #changeAsset(key: string, by: Partial<Record<'assignedCount' | 'availableCount' | 'totalCount', number>>): void {
    this.assetRows = this.assetRows.map((held) => {
      if (assetKey(held.row) !== key) return held;
      const { assignedCount, availableCount, totalCount } = held.row;
      const row: Asset = {
        ...held.row,
        assignedCount: assignedCount + (by.assignedCount ?? 0),
        availableCount: availableCount + (by.availableCount ?? 0),
        totalCount: totalCount + (by.totalCount ?? 0),
      };
      return { row, version: this.#next() };
    });
  }
}

function isActive({ status }: AppleUser): boolean {
  return status === 'Registered' || status === 'Associated';
}

export function rowsOf<Row extends { adamId: string }>(rows: readonly Versioned<Row>[], adamId: string): Row[] {
  return rows.flatMap(({ row }) => (row.adamId === adamId ? [row] : []));
}
