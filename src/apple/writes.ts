import { z } from 'zod';
import type { EventStatus, NewUser, Product } from '../licensing/ports/licences.js';
import type { WireEnvelope } from './schemas.js';
import { culpritsOf, errorInfoSchema, type WireErrorInfo } from './verdict.js';

/** The answer to a write that Apple took (Apple documents). */
export interface WireEvent extends WireEnvelope {
  eventId: string;
}

interface WireFailure {
  errorNumber?: number | null | undefined;
  errorInfo?: WireErrorInfo | null | undefined;
}

export interface WireStatus extends WireEnvelope {
  eventStatus: 'PENDING' | 'COMPLETE' | 'FAILED';
  numRequested?: number | null | undefined;
  numCompleted?: number | null | undefined;
  failures?: WireFailure[] | null | undefined;
}

const id = z.string().min(1).max(500);
const text = z.string().nullish();
const envelope = { uId: id.nullish(), mdmInfo: z.object({ id: text, name: text, metadata: text }).nullish() };

export const eventSchema: z.ZodType<WireEvent> = z.object({ ...envelope, eventId: id });

export const statusSchema: z.ZodType<WireStatus> = z.object({
  ...envelope,
  eventStatus: z.enum(['PENDING', 'COMPLETE', 'FAILED']),
  numRequested: z.int().nullish(),
  numCompleted: z.int().nullish(),
  failures: z
    .array(z.object({ errorNumber: z.int().nullish(), errorInfo: errorInfoSchema }))
    .max(10_000)
    .nullish(),
});

/** `users/retire` wants objects where everything else wants ids (Apple documents). */
export function retireBody(clientUserIds: readonly string[]): { users: { clientUserId: string }[] } {
  return { users: clientUserIds.map((clientUserId) => ({ clientUserId })) };
}

/** One product for many people; `pricingParam` always stands there, as its default is only assumed (Apple's samples leave it out). */
export function manageBody({ adamId, pricingParam }: Product, clientUserIds: readonly string[]): object {
  return { assets: [{ adamId, pricingParam }], clientUserIds };
}

/** Members without a value are left out: an empty text may be no e-mail address to Apple. */
export function usersBody(users: readonly NewUser[]): { users: object[] } {
  return {
    users: users.map(({ clientUserId, email, managedAppleAccount }) => ({
      clientUserId,
      ...(email === null ? {} : { email }),
      ...(managedAppleAccount === null ? {} : { managedAppleId: managedAppleAccount }),
    })),
  };
}

const states = { PENDING: 'pending', COMPLETE: 'complete', FAILED: 'failed' } as const;

export function eventStatusOf(wire: WireStatus): EventStatus {
  return {
    state: states[wire.eventStatus],
    numRequested: Math.max(0, wire.numRequested ?? 0),
    numCompleted: Math.max(0, wire.numCompleted ?? 0),
    failures: (wire.failures ?? []).map(({ errorNumber, errorInfo }) => ({
      errorNumber: errorNumber ?? null,
      ...culpritsOf(errorInfo),
    })),
  };
}
