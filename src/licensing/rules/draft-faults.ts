import { pastedAddresses } from './address-list.js';
import type { AssetRecord } from './asset.js';
import type { DraftEntries } from './draft.js';

/** Pasted addresses of one deployment: what fits into one of Slack's text fields. */
export const MOST_ADDRESSES = 90;
/** Lines of a file, its header not counted. */
export const MOST_LINES = 20_000;
/** People of one deployment. */
export const MOST_PEOPLE = 20_000;
/** Characters of a reason. */
export const REASON_LENGTH = { least: 3, most: 500 } as const;
/** How far ahead a deployment may start. */
export const FURTHEST_START = 30 * 24 * 60 * 60_000;

/** What of an entry cannot be right whatever the directory and Apple say. */
export type DraftFault =
  | { field: 'app'; fault: 'missing' }
  | { field: 'people'; fault: 'nobody' }
  /** Groups are followed, everything else is read once: both together have no meaning. */
  | { field: 'groups'; fault: 'mixed' }
  | { field: 'addresses'; fault: 'too-many'; count: number }
  | { field: 'file'; fault: 'too-many-lines'; count: number }
  | { field: 'reason'; fault: 'missing' | 'too-long' }
  | { field: 'start'; fault: 'past' | 'too-far' };

export type DraftField = DraftFault['field'];

/** Everything that can be said of a form by itself; empty when there is nothing. */
export function draftFaults(entries: DraftEntries, now: number): DraftFault[] {
  return [...audienceFaults(entries), ...whyAndWhen(entries, now)];
}

function audienceFaults(entries: DraftEntries): DraftFault[] {
  const { key, groupIds, file } = entries;
  const faults: DraftFault[] = key === '' ? [{ field: 'app', fault: 'missing' }] : [];
  const listed = namesSomebody(entries);
  if (!listed && groupIds.length === 0) faults.push({ field: 'people', fault: 'nobody' });
  if (listed && groupIds.length > 0) faults.push({ field: 'groups', fault: 'mixed' });
  const pasted = pastedAddresses(entries.addresses).length;
  if (pasted > MOST_ADDRESSES) faults.push({ field: 'addresses', fault: 'too-many', count: pasted });
  // One more, as a header may stand above them.
  const lines = file?.lines.length ?? 0;
  if (lines > MOST_LINES + 1) faults.push({ field: 'file', fault: 'too-many-lines', count: lines });
  return faults;
}

/** Whether anybody is meant who is not in a followed group. */
function namesSomebody({ people, channelId, addresses, file, keepPeople }: DraftEntries): boolean {
  return people.length > 0 || channelId !== null || addresses.trim() !== '' || file !== null || keepPeople;
}

function whyAndWhen({ reason, startAt }: DraftEntries, now: number): DraftFault[] {
  const faults: DraftFault[] = [];
  const length = [...reason.trim()].length;
  if (length < REASON_LENGTH.least) faults.push({ field: 'reason', fault: 'missing' });
  if (length > REASON_LENGTH.most) faults.push({ field: 'reason', fault: 'too-long' });
  if (startAt !== null && startAt < now) faults.push({ field: 'start', fault: 'past' });
  if (startAt !== null && startAt > now + FURTHEST_START) faults.push({ field: 'start', fault: 'too-far' });
  return faults;
}

/** Books are only listed, and of what is gone at Apple nothing can be given. */
export function isDeployable({ productType, presence }: Pick<AssetRecord, 'productType' | 'presence'>): boolean {
  return productType === 'App' && presence === 'listed';
}
