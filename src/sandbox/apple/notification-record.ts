/** One notification as it went, or is still to go. Never its address, its credential or its body. */
export interface NotificationRecord {
  readonly type: string;
  readonly notificationId: string;
  /** Key of the location in the seed. */
  readonly location: string;
  /** When what it tells happened; milliseconds since the epoch, business time. */
  readonly at: number;
  /** A second copy of a notification that was sent already. */
  readonly duplicate: boolean;
  attempts: number;
  outcome: 'pending' | 'delivered' | 'lost';
}

export interface NotificationCounts {
  pending: number;
  delivered: number;
  lost: number;
}

export function countsOf(records: readonly NotificationRecord[]): NotificationCounts {
  const counts = { pending: 0, delivered: 0, lost: 0 };
  for (const { outcome } of records) counts[outcome] += 1;
  return counts;
}
