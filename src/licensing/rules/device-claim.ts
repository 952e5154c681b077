import type { EnrolmentType } from './device.js';

/** Working days that a claim waits for an administrator. */
export const CLAIM_WORKING_DAYS = 5;
/** Claims of one person that may wait at a time. */
export const MOST_CLAIMS = 5;

/** Somebody says that a device is theirs, and no administrator has answered. Id: `claimId`. */
export interface OpenClaim {
  userId: string;
  /** `null`: no device with this serial number is enrolled yet. */
  enrolmentId: string | null;
  /** In capitals; `null` = the device hides it. */
  serialNumber: string | null;
  /** Whose it is, as the card says: somebody who confirms has read that. */
  owner: string | null;
  askedAt: number;
  /** When it ends by itself. */
  until: number;
}

/** What names the device of a claim: all claims of one device have it in common. */
export function claimedThing({ serialNumber, enrolmentId }: Pick<OpenClaim, 'serialNumber' | 'enrolmentId'>): string {
  return serialNumber ?? enrolmentId ?? '';
}

/** One claim of a person for each device. */
export function claimId(claim: Pick<OpenClaim, 'serialNumber' | 'enrolmentId' | 'userId'>): string {
  return `${claimedThing(claim)}/${claim.userId}`;
}

/** What a button carries: a later claim of the same person for the same device has another key. */
export function claimKey(claim: OpenClaim): string {
  return `${claim.askedAt}:${claimId(claim)}`;
}

/** `null`: no button of ours carries that. */
export function parseClaimKey(value: string): { id: string; askedAt: number } | null {
  const [, askedAt = '', id = ''] = /^(\d{1,16}):(.{1,600})$/s.exec(value) ?? [];
  return id === '' ? null : { id, askedAt: Number(askedAt) };
}

/** How a claim ended. */
export type ClaimEnd =
  | { result: 'confirmed' | 'denied'; by: string; at: number }
  /** It was given to somebody else. */
  | { result: 'lost'; to: string; by: string; at: number }
  | { result: 'expired' | 'withdrawn' | 'retired'; at: number };

/** What people see of a device that somebody claims. */
export interface ClaimedDevice {
  /** What buttons carry to look at it; `null` = not enrolled yet. */
  enrolmentId: string | null;
  serialNumber: string | null;
  name: string | null;
  model: string | null;
  osVersion: string | null;
  type: EnrolmentType;
  seenAt: number | null;
}

/** A claim as cards show it. */
export interface ClaimFacts {
  key: string;
  userId: string;
  device: ClaimedDevice;
  owner: string | null;
  /** Who else claims it now. */
  rivals: readonly string[];
  askedAt: number;
  until: number;
  /** `null`: an administrator is to answer. */
  end: ClaimEnd | null;
}

/** What somebody is told whose device an administrator gave or took. */
export interface OwnershipFacts {
  device: ClaimedDevice;
  change: 'given' | 'taken';
  by: string;
  at: number;
}
