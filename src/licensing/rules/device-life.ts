import type { DeviceMarks, DeviceState } from './device.js';

/** The MDM server's clock and ours are believed to differ by less; a webhook that comes later than that is taken as so late. */
const BELIEVED = 3_600_000;

/** Nothing was said yet. */
export const noMarks: DeviceMarks = { authenticated: null, token: null, contact: null, left: null };

/** What an event says about the life of a device, whatever else is in it. */
export type Sign =
  /** An enrolment began. */
  | 'authenticate'
  /** The first `TokenUpdate` of an enrolment, where the server counts them. */
  | 'first-token'
  /** Anything else that only an enrolled device says. */
  | 'contact'
  | 'check-out';

const markOf = {
  authenticate: 'authenticated',
  'first-token': 'token',
  contact: 'contact',
  'check-out': 'left',
} as const satisfies Record<Sign, keyof DeviceMarks>;

/**
 * When something happened, by the server's clock as far as it can be believed. Without one the order in which it was
 * received counts.
 */
export function eventTime(at: number | null, receivedAt: number, marks: DeviceMarks): number {
  if (at === null) return Math.max(receivedAt, ...Object.values(marks).map((mark) => (mark ?? 0) + 1));
  return Math.min(Math.max(at, receivedAt - BELIEVED), receivedAt + BELIEVED);
}

/** What a sign makes of a life. `begins`: another enrolment, so what was commanded before is void. */
export interface Life {
  marks: DeviceMarks;
  state: Exclude<DeviceState, 'retired'>;
  begins: boolean;
}

/** The same signs in any order, and any of them again, come to the same marks and state. */
export function afterSign(marks: DeviceMarks, sign: Sign, at: number): Life {
  const mark = markOf[sign];
  const after = { ...marks, [mark]: later(marks[mark], at) ? marks[mark] : at };
  return { marks: after, state: stateOf(after), begins: beginsAnew(marks, sign, at) };
}

function stateOf({ authenticated, token, contact, left }: DeviceMarks): Life['state'] {
  if (left !== null && [authenticated, token, contact].every((mark) => later(left, mark))) return 'checked-out';
  const isProved = !later(authenticated, token) || !later(authenticated, contact);
  return isProved ? 'enrolled' : 'enrolling';
}

/**
 * An enrolment is told twice, by `Authenticate` and by its first token, in any order, and one of the two may be lost.
 * Whichever comes first begins it, unless it is that of the one enrolment that is known.
 */
function beginsAnew({ authenticated, token, contact }: DeviceMarks, sign: Sign, at: number): boolean {
  if (sign !== 'authenticate' && sign !== 'first-token') return false;
  // Only heard of so far: this is how the enrolment began in which it was heard of.
  if (authenticated === null && token === null && later(contact, at)) return false;
  if (sign === 'authenticate') return later(at, authenticated) && !later(token, at);
  return later(at, token) && !later(authenticated, token);
}

function later(one: number | null, other: number | null): boolean {
  return one !== null && (other === null || one > other);
}
