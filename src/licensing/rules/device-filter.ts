import type { Device } from './device.js';
import { folded } from './folded.js';

const deviceLists = ['all', 'unclaimed', 'mine', 'left'] as const;

/** Which devices are listed. */
export type DeviceFilter =
  | { kind: (typeof deviceLists)[number] }
  | { kind: 'person'; userId: string }
  /** Part of a name, a model or a serial number, or of the owner's name. */
  | { kind: 'search'; text: string };

/** Characters of a search. */
const SEARCH_LENGTH = 100;

/** What was typed behind `/vpp devices`, or stands on a button. */
export function deviceFilter(typed: string): DeviceFilter {
  const text = typed.trim().slice(0, SEARCH_LENGTH);
  const word = text.toLowerCase();
  const kind = deviceLists.find((one) => one === word);
  if (kind !== undefined) return { kind };
  if (text === '') return { kind: 'all' };
  const userId = /^(?:<@)?([UW][A-Z0-9]{5,30})(?:\|[^>]*)?>$/.exec(text)?.[1];
  return userId === undefined ? { kind: 'search', text } : { kind: 'person', userId };
}

/** As it can be typed again. */
export function deviceFilterText(filter: DeviceFilter): string {
  if (filter.kind === 'search') return filter.text;
  return filter.kind === 'person' ? `<@${filter.userId}>` : filter.kind;
}

/** Whether a device is meant. `ownerName`: empty where nobody owns it; `self`: whoever looks. */
export function fitsFilter(device: Device, ownerName: string, filter: DeviceFilter, self: string): boolean {
  if (filter.kind === 'person') return device.owner?.userId === filter.userId;
  if (filter.kind !== 'search') return lists[filter.kind](device, self);
  const text = folded(filter.text);
  const said = [device.name, device.model, device.serialNumber, device.enrolmentId, ownerName];
  return said.some((one) => one !== null && folded(one).includes(text));
}

const lists = {
  all: () => true,
  unclaimed: (device) => device.owner === null && !hasLeft(device) && device.type !== 'shared-ipad',
  mine: ({ owner }, self) => owner?.userId === self,
  left: (device) => hasLeft(device),
} satisfies Record<(typeof deviceLists)[number], (device: Device, self: string) => boolean>;

function hasLeft({ state }: Device): boolean {
  return state === 'checked-out' || state === 'retired';
}
