import type { Clock } from '../licensing/ports/clock.js';
import type { People } from '../licensing/ports/people.js';
import type { Change, Put, RecordRef, Records } from '../licensing/ports/records.js';
import type { Audience } from '../licensing/rules/audience.js';
import type { Role } from '../licensing/rules/policy.js';
import { deliveryId, forgetOldCopies } from './deliveries.js';
import type { Place } from './outbox-delivery.js';
import { cardsAbove, dropSuperseded, finalFailure, type Job, type Pending, replacementKey } from './outbox-pending.js';
import { type PermanentError, permanentError } from './permanent-errors.js';
import type { SlackLog } from './slack-log.js';

export interface OutboxQueueOptions {
  records: Records;
  people: Pick<People, 'holders'>;
  /** The configured channel's id. */
  channelId: string;
  /** The id of the channel where deployments are approved. */
  approvalsChannelId: string;
  log: SlackLog;
  now: Clock;
}

/** Who is told when a channel takes nothing. */
const insteadOfChannel: { readonly [To in Audience['to']]?: Role } = { channel: 'custodian', approvers: 'approver' };

const failuresKept = 200;
const day = 86_400_000;

/** The sender's view of the stored `outbox`: who waits for what, and what became of it. */
export class OutboxQueue {
  readonly #options: OutboxQueueOptions;
  /** By record id, in order of commit. */
  readonly #pending = new Map<string, Pending>();
  /** Copies whose place the store has not taken yet. */
  readonly #unrecorded = new Map<string, Place>();
  /** Ids of records that failed for good, by what replaces them. */
  #failed = new Map<string, string[]>();
  /** Business time when old copies were last forgotten. */
  #forgotAt: number | null = null;

  constructor(options: OutboxQueueOptions) {
    this.#options = options;
  }

  /** In order of commit. */
  get pending(): readonly Pending[] {
    return [...this.#pending.values()];
  }

  /** What failed because of the installation or its token gets another chance: a restart follows its repair. */
  async forgive(): Promise<void> {
    const put: Put[] = [];
    for (const { id, value } of await this.#options.records.list('outbox')) {
      const scope = value.failure === null ? null : permanentError(value.failure)?.scope;
      if (scope === 'bot') put.push({ kind: 'outbox', id, value: { ...value, failure: null } });
    }
    if (put.length > 0) await this.#options.records.commit({ put });
  }

  /** Reads new records, drops what is superseded, closes what nobody waits for and, once a day, forgets old copies. */
  async refresh(isInFlight: (job: Job) => boolean): Promise<void> {
    const failed = new Map<string, string[]>();
    const failedIds: string[] = [];
    for (const { id, value } of await this.#options.records.list('outbox')) {
      if (value.failure === null) {
        if (!this.#pending.has(id)) await this.#take(id, value);
        continue;
      }
      const key = replacementKey(value);
      failed.set(key, [...(failed.get(key) ?? []), id]);
      failedIds.push(id);
    }
    this.#failed = failed;
    await this.#forget(failedIds.slice(0, -failuresKept));
    dropSuperseded(this.pending, isInFlight);
    for (const pending of this.pending) {
      if (pending.targets.size === 0) await this.#close(pending, []);
    }
    await this.#orderReplies();
    await this.#forgetOldCopies();
  }

  async standing({ pending, target }: Job): Promise<Place | null> {
    return this.#placeOf(deliveryId(pending.entry.notice.subject, target));
  }

  /** The card in whose thread a reply stands; `null` = it is nowhere, or the notice stands on its own. */
  async above({ pending, target }: Job): Promise<Place | null> {
    const { thread } = pending.entry.notice;
    return thread === undefined ? null : this.#placeOf(deliveryId(thread, target));
  }

  async #placeOf(key: string): Promise<Place | null> {
    const known = await this.#options.records.get('delivery', key);
    return this.#unrecorded.get(key) ?? known?.value ?? null;
  }

  /** A reply waits for its card as long as that is to be posted itself. */
  async #orderReplies(): Promise<void> {
    const coming = new Set(
      this.pending.flatMap(({ entry, targets }) =>
        [...targets].map((target) => deliveryId(entry.notice.subject, target)),
      ),
    );
    for (const pending of this.pending) {
      const behind = new Set<string>();
      for (const { target, key } of cardsAbove(pending))
        if (coming.has(key) && (await this.#placeOf(key)) === null) behind.add(target);
      pending.behind = behind;
    }
  }

  /** Stores where the copy stands; with the last copy the record goes in the same commit. */
  async sent({ pending, target }: Job, { conversation, ts }: Place): Promise<void> {
    const { subject } = pending.entry.notice;
    const id = deliveryId(subject, target);
    const value = { subject, target, conversation, ts, at: this.#options.now() };
    const put: Put[] = [{ kind: 'delivery', id, value }];
    this.#unrecorded.set(id, { conversation, ts });
    pending.delivered += 1;
    if (pending.targets.size === 1) await this.#close(pending, put);
    else await this.#options.records.commit({ put });
    pending.targets.delete(target);
    this.#unrecorded.delete(id);
  }

  /** Final for this target. A channel that takes nothing is replaced by its people. */
  async refused({ pending, target }: Job, error: string, permanent: PermanentError): Promise<void> {
    const { notice } = pending.entry;
    const { log, people } = this.#options;
    const refusal = { target, error, permanent };
    log.error(
      { reference: notice.reference, notice: notice.kind, target, slackError: error, remedy: permanent.remedy },
      'A notice can not be delivered there',
    );
    const role = insteadOfChannel[notice.audience.to] ?? null;
    const replaceable = role !== null && pending.insteadOf === null && permanent.scope === 'conversation';
    const instead = replaceable ? await people.holders(role) : [];
    pending.refusals.push(refusal);
    if (instead.length > 0) pending.insteadOf = refusal;
    for (const userId of instead) pending.targets.add(userId);
    pending.targets.delete(target);
  }

  /** Counts a try whose outcome is not known. */
  async tried({ pending }: Job): Promise<void> {
    pending.entry = { ...pending.entry, attempts: pending.entry.attempts + 1 };
    await this.#options.records.commit({ put: [{ kind: 'outbox', id: pending.id, value: pending.entry }] });
  }

  async #take(id: string, entry: Pending['entry']): Promise<void> {
    const { reference, kind, audience } = entry.notice;
    const targets = await this.#targetsOf(audience);
    if (targets === null) {
      this.#options.log.warn({ reference, notice: kind }, 'Nobody holds the role of custodian now; the notice waits');
      return;
    }
    if (targets.length === 0) this.#options.log.warn({ reference, notice: kind }, 'A notice is for nobody');
    const fresh = { delivered: 0, refusals: [], behind: new Set<string>(), insteadOf: null };
    this.#pending.set(id, { id, entry, targets: new Set(targets), ...fresh });
  }

  /** `null` = nobody is known now, ask again later. */
  async #targetsOf(audience: Audience): Promise<readonly string[] | null> {
    switch (audience.to) {
      case 'person':
        return [audience.userId];
      case 'channel':
        return [this.#options.channelId];
      case 'approvers':
        return [this.#options.approvalsChannelId];
      case 'custodians': {
        const custodians = await this.#options.people.holders('custodian');
        return custodians.length === 0 ? null : custodians.filter((userId) => !audience.except.includes(userId));
      }
    }
  }

  async #close(pending: Pending, put: readonly Put[]): Promise<void> {
    const { id, entry } = pending;
    const failure = finalFailure(pending);
    const replaced = (this.#failed.get(replacementKey(entry)) ?? []).filter((older) => older < id);
    const change: Change =
      failure === null
        ? { put, remove: [id, ...replaced].map(outboxRef) }
        : { put: [...put, { kind: 'outbox', id, value: { ...entry, failure } }] };
    await this.#options.records.commit(change);
    this.#pending.delete(id);
  }

  async #forgetOldCopies(): Promise<void> {
    const now = this.#options.now();
    if (this.#forgotAt !== null && Math.abs(now - this.#forgotAt) < day) return;
    this.#forgotAt = now;
    const named = this.pending.flatMap((pending) => [
      ...[...pending.targets].map((target) => deliveryId(pending.entry.notice.subject, target)),
      ...cardsAbove(pending).map(({ key }) => key),
    ]);
    await forgetOldCopies(this.#options.records, now, new Set(named));
  }

  async #forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#options.records.commit({ remove: ids.map(outboxRef) });
  }
}

function outboxRef(id: string): RecordRef {
  return { kind: 'outbox', id };
}
