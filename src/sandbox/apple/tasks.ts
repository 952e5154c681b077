import type { AssetName } from './answers.js';
import type { ErrorNumber } from './error-numbers.js';
import type { Task } from './events.js';
import type { Location } from './location.js';
import { type Asset, type Assignment, assetName, type Holder, type User } from './location-rows.js';
import type { AppleSwitches } from './switches.js';

export interface ManageRequest {
  readonly assets: readonly AssetName[];
  readonly clientUserIds: readonly string[];
  readonly serialNumbers: readonly string[];
}

export interface RequestedUser {
  readonly clientUserId: string;
  readonly email?: string | undefined;
  readonly managedAppleId?: string | undefined;
}

type Target = { clientUserId: string } | { serialNumber: string };

function targetsOf(request: ManageRequest): Target[] {
  const users = request.clientUserIds.map((clientUserId) => ({ clientUserId }));
  return [...users, ...request.serialNumbers.map((serialNumber) => ({ serialNumber }))];
}

function holderOf(location: Location, target: Target): Holder | null {
  return 'serialNumber' in target ? target.serialNumber : location.activeUser(target.clientUserId);
}

/** How many more licences an asset would need for all these targets. */
function needed(location: Location, asset: Asset, targets: readonly Target[]): number {
  return targets.filter((target) => {
    const holder = holderOf(location, target);
    return holder !== null && !location.holds(asset, holder);
  }).length;
}

/** Assets times targets, asset by asset. */
export function* associateTasks(location: Location, request: ManageRequest, switches: AppleSwitches): Generator<Task> {
  const targets = targetsOf(request);
  for (const name of request.assets) {
    const asset = location.asset(name);
    const whole = switches.notEnoughAssets === 'whole-asset';
    const short = asset !== null && whole && needed(location, asset, targets) > location.available(asset);
    for (const target of targets)
      yield {
        asset: name,
        ...target,
        run: () => {
          const holder = holderOf(location, target);
          if (holder === null) return 9609;
          if (asset === null) return 9709;
          if (location.holds(asset, holder)) return switches.associateExisting === 'success' ? null : 9616;
          if (short || location.available(asset) <= 0) return 9709;
          location.assign(asset, holder);
          return null;
        },
      };
  }
}

/** Assets times targets, asset by asset. */
export function* disassociateTasks(
  location: Location,
  request: ManageRequest,
  switches: AppleSwitches,
): Generator<Task> {
  const missing: ErrorNumber | null = switches.disassociateMissing === 'success' ? null : 9619;
  for (const name of request.assets)
    for (const target of targetsOf(request))
      yield {
        asset: name,
        ...target,
        run: () => {
          const holder = holderOf(location, target);
          if (holder === null) return 9609;
          const asset = location.asset(name);
          return asset !== null && location.unassign(asset, holder) ? null : missing;
        },
      };
}

/** What a revoke would take: every revocable assignment of these users and devices at this moment. */
export function revocable(location: Location, request: Omit<ManageRequest, 'assets'>): Assignment[] {
  const users = request.clientUserIds.map((clientUserId) => location.activeUser(clientUserId));
  const holders: Holder[] = [...users.filter((user) => user !== null), ...request.serialNumbers];
  return holders.flatMap((holder) => location.revocableOf(holder));
}

/** One task per assignment; one that is gone meanwhile counts as done. */
export function* revokeTasks(location: Location, assignments: readonly Assignment[]): Generator<Task> {
  for (const { asset, holder } of assignments)
    yield {
      asset: assetName(asset),
      ...(typeof holder === 'string' ? { serialNumber: holder } : { clientUserId: holder.clientUserId }),
      run: () => {
        location.unassign(asset, holder);
        return null;
      },
    };
}

/** Ties a Managed Apple Account to a user at once, without an invitation. */
function bindManaged(location: Location, user: User, managedAppleId: string): ErrorNumber | null {
  const refusal = managedRefusal(location, user, managedAppleId);
  if (refusal !== null) return refusal;
  user.managedAppleId = managedAppleId;
  location.associate(user, managedAppleId);
  return null;
}

function managedRefusal(location: Location, user: User | null, managedAppleId: string): ErrorNumber | null {
  const domain = managedAppleId.slice(managedAppleId.lastIndexOf('@') + 1).toLowerCase();
  if (!location.facts.managedDomains.includes(domain)) return 9635;
  const holder = location.userOf(managedAppleId);
  return holder !== null && holder !== user ? 9641 : null;
}

/** Empty text is no address. */
const storedEmail = (email: string | undefined): string | null => (email === undefined || email === '' ? null : email);

/** A user whose Managed Apple Account is refused is not made at all. */
export function* createTasks(location: Location, users: readonly RequestedUser[]): Generator<Task> {
  for (const { clientUserId, email, managedAppleId } of users)
    yield {
      clientUserId,
      run: () => {
        if (location.activeUser(clientUserId) !== null) return 9716;
        const refusal = managedAppleId === undefined ? null : managedRefusal(location, null, managedAppleId);
        if (refusal !== null) return refusal;
        const user = location.addUser(clientUserId, storedEmail(email));
        return managedAppleId === undefined ? null : bindManaged(location, user, managedAppleId);
      },
    };
}

export function* updateTasks(location: Location, users: readonly RequestedUser[]): Generator<Task> {
  for (const { clientUserId, email, managedAppleId } of users)
    yield {
      clientUserId,
      run: () => {
        const user = location.activeUser(clientUserId);
        if (user === null) return 9609;
        const refusal = managedAppleId === undefined ? null : bindManaged(location, user, managedAppleId);
        if (refusal !== null) return refusal;
        if (email !== undefined) user.email = storedEmail(email);
        location.users.touch(user);
        return null;
      },
    };
}

export function* retireTasks(location: Location, users: readonly RequestedUser[]): Generator<Task> {
  for (const { clientUserId } of users)
    yield {
      clientUserId,
      run: () => {
        const user = location.activeUser(clientUserId);
        if (user === null) return 9609;
        location.retire(user);
        return null;
      },
    };
}
