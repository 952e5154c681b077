import type { AssetName } from './answers.js';
import type { Outbox } from './deliveries.js';
import { errorNumberEntry } from './error-numbers.js';
import type { EventReport, EventType, Task } from './events.js';
import { uuidOf } from './ids.js';
import type { Location } from './location.js';
import { assetKey, type User } from './location-rows.js';
import type { AppleSwitches } from './switches.js';
import { userView } from './user-view.js';

type NotificationType = 'ASSET_COUNT' | 'ASSET_MANAGEMENT' | 'USER_MANAGEMENT' | 'USER_ASSOCIATED';

const managed: Readonly<Record<EventType, 'ASSET_MANAGEMENT' | 'USER_MANAGEMENT'>> = {
  ASSOCIATE: 'ASSET_MANAGEMENT',
  DISASSOCIATE: 'ASSET_MANAGEMENT',
  REVOKE: 'ASSET_MANAGEMENT',
  CREATE: 'USER_MANAGEMENT',
  UPDATE: 'USER_MANAGEMENT',
  RETIRE: 'USER_MANAGEMENT',
};

/** Finished tasks of one event that go into one notification: the same outcome, and the same asset unless by switch. */
interface Batch {
  readonly type: EventType;
  readonly eventId: string;
  readonly errorNumber: number | null;
  elements: Record<string, unknown>[];
}

/** What one location tells its subscriber, in the envelopes that Apple documents. */
export class Announcements implements EventReport {
  readonly #key: string;
  readonly #location: Location;
  readonly #switches: AppleSwitches;
  readonly #outbox: Outbox;
  readonly #batches = new Map<string, Map<string, Batch>>();
  #count = 0;

  constructor(key: string, location: Location, switches: AppleSwitches, outbox: Outbox) {
    this.#key = key;
    this.#location = location;
    this.#switches = switches;
    this.#outbox = outbox;
  }

  /** A purchase, a refund or a transfer; never an assignment (Apple documents). */
  assetCount({ adamId, pricingParam }: AssetName, countDelta: number): void {
    if (countDelta !== 0) this.#announce('ASSET_COUNT', { adamId, countDelta, pricingParam });
  }

  /** A user accepted an invitation. The sample still carries the code. */
  userAssociated(user: User): void {
    const associatedUsers = [{ ...userView(user), inviteCode: user.inviteCode }];
    this.#announce('USER_ASSOCIATED', { associatedUsers });
  }

  finished(event: { id: string; type: EventType }, task: Task, errorNumber: number | null): void {
    if (!this.#subscribed(managed[event.type])) return;
    const byAsset = this.#switches.notificationGrouping === 'per-error-and-asset' && task.asset !== undefined;
    const key = `${errorNumber}:${byAsset && task.asset !== undefined ? assetKey(task.asset) : ''}`;
    const batches = this.#batches.get(event.id) ?? new Map<string, Batch>();
    const batch = batches.get(key) ?? { type: event.type, eventId: event.id, errorNumber, elements: [] };
    this.#batches.set(event.id, batches.set(key, batch));
    batch.elements.push(this.#elementOf(event.type, task));
    if (batch.elements.length >= this.#switches.notificationElements) this.#flush(batch);
  }

  ended(event: { id: string }): void {
    for (const batch of this.#batches.get(event.id)?.values() ?? []) this.#flush(batch);
    this.#batches.delete(event.id);
  }

  #elementOf(type: EventType, { asset, clientUserId, serialNumber }: Task): Record<string, unknown> {
    if (managed[type] === 'ASSET_MANAGEMENT') {
      const target = serialNumber === undefined ? { clientUserId } : { serialNumber };
      return { adamId: asset?.adamId, pricingParam: asset?.pricingParam, ...target };
    }
    const id = clientUserId ?? '';
    const row = this.#location.activeUser(id) ?? this.#location.rowsOf(id).at(-1);
    return row === undefined ? { clientUserId: id } : userView(row);
  }

  #flush(batch: Batch): void {
    const { type, eventId, errorNumber, elements } = batch;
    if (elements.length === 0) return;
    batch.elements = [];
    const member = managed[type] === 'ASSET_MANAGEMENT' ? { assignments: elements } : { users: elements };
    const result = errorNumber === null ? 'SUCCESS' : 'FAILURE';
    const error =
      errorNumber === null ? {} : { error: { errorMessage: errorNumberEntry(errorNumber).message, errorNumber } };
    this.#announce(managed[type], { type, result, eventId, ...member, ...error });
  }

  #subscribed(type: NotificationType): boolean {
    const { url, types } = this.#location.notifications;
    return url !== null && types.includes(type);
  }

  #announce(type: NotificationType, notification: Record<string, unknown>): void {
    if (!this.#subscribed(type)) return;
    this.#count += 1;
    const notificationId = uuidOf(`notification:${this.#key}:${this.#count}`);
    const { uId } = this.#location.facts;
    const text = JSON.stringify({ notification, notificationId, notificationType: type, uId });
    const settings = () => this.#location.notifications;
    this.#outbox.put({ type, notificationId, location: this.#key, text, settings });
  }
}
