import type { Audience } from '../licensing/rules/audience.js';
import type { OutboxEntry } from '../licensing/rules/records.js';
import { deliveryId } from './deliveries.js';
import type { PermanentError } from './permanent-errors.js';

/** Why a notice could not go where it should have gone. */
export interface Refusal {
  target: string;
  error: string;
  permanent: PermanentError;
}

/** An `outbox` record being worked on. */
export interface Pending {
  /** The record's id; ids ascend in order of commit. */
  id: string;
  entry: OutboxEntry;
  /** Slack user and channel ids that still wait for it. */
  targets: Set<string>;
  /** How many got it. */
  delivered: number;
  refusals: Refusal[];
  /** Targets where the card in whose thread it stands is still to be posted. */
  behind: ReadonlySet<string>;
  /** The channel took nothing, so the custodians get it directly, with the repair. */
  insteadOf: Refusal | null;
}

/** One notice for one target. */
export interface Job {
  pending: Pending;
  target: string;
}

/** Only the newest notice of one subject and target is ever sent; the older ones stop waiting for that target. */
export function dropSuperseded(ascending: readonly Pending[], isInFlight: (job: Job) => boolean): void {
  const newer = new Set<string>();
  for (const pending of ascending.toReversed()) {
    for (const target of pending.targets) {
      const key = deliveryId(pending.entry.notice.subject, target);
      if (newer.has(key) && !isInFlight({ pending, target })) pending.targets.delete(target);
      newer.add(key);
    }
  }
}

/** The next job of every target, in order of commit, passing over cards that are not due and replies whose card is not there yet. */
export function nextJobs(ascending: readonly Pending[], isDue: (job: Job) => boolean): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>();
  for (const pending of ascending) {
    for (const target of pending.targets) {
      const job = { pending, target };
      if (!jobs.has(target) && !pending.behind.has(target) && isDue(job)) jobs.set(target, job);
    }
  }
  return jobs;
}

/** For each target the key of the card in whose thread it stands; none for what stands on its own. */
export function cardsAbove({ entry, targets }: Pending): readonly { target: string; key: string }[] {
  const { thread } = entry.notice;
  return thread === undefined ? [] : [...targets].map((target) => ({ target, key: deliveryId(thread, target) }));
}

/** What stays as the record's failure once nobody waits for it any more; `null` = the record can go. */
export function finalFailure({ insteadOf, refusals, delivered }: Pending): string | null {
  if (insteadOf !== null) return insteadOf.error;
  return delivered === 0 ? (refusals[0]?.error ?? null) : null;
}

/** Notices with the same key replace each other. */
export function replacementKey({ notice }: OutboxEntry): string {
  return `${notice.subject} ${audienceKey(notice.audience)}`;
}

function audienceKey(audience: Audience): string {
  return audience.to === 'person' ? `person:${audience.userId}` : audience.to;
}
