import { z } from 'zod';
import { type Answer, answered } from './answers.js';
import type { AppleSwitches } from './switches.js';
import { appleDate, type ContentToken } from './tokens.js';
import type { Place } from './world.js';

/** One authenticated request that has passed every check before its route. */
export interface Call {
  readonly place: Place;
  readonly token: ContentToken;
  readonly switches: AppleSwitches;
  readonly query: URLSearchParams;
  /** The parsed JSON of a POST; undefined when there was none or it was not JSON. */
  readonly body: unknown;
  /** Business time in milliseconds since the epoch. */
  readonly now: number;
  /** Whether `tokenExpirationDate` may be shown now is decided here, once for every answer. */
  readonly envelope: Record<string, unknown>;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

const fifteenDays = 15 * 86_400_000;

/** Members that every authenticated answer may carry. */
export function envelopeOf(place: Place, token: ContentToken, switches: AppleSwitches, now: number) {
  const { facts, mdmInfo } = place.location;
  const shown = switches.tokenExpirationDate === 'always' || token.expires - now <= fifteenDays;
  return {
    ...(facts.uId === null ? {} : { uId: facts.uId }),
    ...(shown ? { tokenExpirationDate: appleDate(token.expires) } : {}),
    ...(mdmInfo !== null && switches.mdmInfoOnEveryAnswer ? { mdmInfo } : {}),
  };
}

export const enveloped = (call: Call, body: Record<string, unknown>): Answer => answered({ ...call.envelope, ...body });

/** Query values as Apple documents them: `true` or `false`, and 32-bit integers. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
export const int32 = z
  .string()
  .regex(/^-?\d{1,10}$/)
  .transform(Number)
  .pipe(z.int32());
export const id = z.string().min(1).max(255);
export const pricing = z.enum(['STDQ', 'PLUS']);
