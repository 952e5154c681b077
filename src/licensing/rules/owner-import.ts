import { type KnownPeople, resolvePeople } from './audience-resolution.js';
import type { LeftOutReason } from './deployment.js';
import type { OwnerLine } from './owner-list.js';

/** Why a line does nothing. */
export type OwnerFault =
  | LeftOutReason
  | 'no-serial-number'
  | 'no-owner'
  /** The same serial number stands in an earlier line with the same owner, or anywhere with another one. */
  | 'same-serial-number';

/** A line that is left out. */
export interface WrongLine {
  line: number;
  text: string;
  fault: OwnerFault;
}

/** One device that gets an owner. */
export interface ImportedOwner {
  serialNumber: string;
  userId: string;
  /** Whose it was when somebody looked at the list; another one at the end is left alone. */
  before: string | null;
}

/** What a list says, against whose devices are whose now. */
export interface OwnersRead {
  wrong: readonly WrongLine[];
  /** Lines that change something. */
  changes: readonly ImportedOwner[];
  /** Lines that say what is so already. */
  same: number;
}

/** What a list of owners would do. `ownerOf`: whose a device is now, by serial number; `ownTeam`: of the organisation. */
export function readOwners(
  lines: readonly OwnerLine[],
  known: KnownPeople,
  ownTeam: string | null,
  ownerOf: (serialNumber: string) => string | null,
): OwnersRead {
  const judged = lines.map((line) => ({ line, judged: judge(line, known, ownTeam) }));
  const people = new Map<string, Set<string>>();
  for (const { judged: one } of judged) {
    if ('fault' in one) continue;
    people.set(one.serialNumber, (people.get(one.serialNumber) ?? new Set()).add(one.userId));
  }
  const wrong: WrongLine[] = [];
  const changes: ImportedOwner[] = [];
  const taken = new Set<string>();
  let same = 0;
  for (const { line, judged: one } of judged) {
    const wrongLine = (fault: OwnerFault) => wrong.push({ line: line.line, text: line.text, fault });
    if ('fault' in one) wrongLine(one.fault);
    else if (taken.has(one.serialNumber) || (people.get(one.serialNumber)?.size ?? 0) > 1) {
      wrongLine('same-serial-number');
    } else {
      taken.add(one.serialNumber);
      const before = ownerOf(one.serialNumber);
      if (before === one.userId) same += 1;
      else changes.push({ ...one, before });
    }
  }
  return { wrong, changes, same };
}

function judge(
  { line, text, serialNumber, owner }: OwnerLine,
  known: KnownPeople,
  ownTeam: string | null,
): { fault: OwnerFault } | { serialNumber: string; userId: string } {
  if (serialNumber === null) return { fault: 'no-serial-number' };
  if (owner === null) return { fault: 'no-owner' };
  const meant = 'userId' in owner ? owner : { line, text, address: owner.address };
  const { people, leftOut } = resolvePeople([meant], [], known, ownTeam);
  const [userId] = people;
  return userId === undefined ? { fault: leftOut[0]?.reason ?? 'unknown-person' } : { serialNumber, userId };
}

/** Wrong lines and devices that a dialogue names. */
export const WRONG_LINES_SHOWN = 20;
export const CHANGED_OWNERS_SHOWN = 10;

/** How much came of an import so far. */
export interface ImportCounts {
  /** Devices that are enrolled and have another owner now. */
  set: number;
  /** Kept for devices that may enrol later. */
  kept: number;
  /** It was so already. */
  same: number;
  /** Left alone: the device has got another owner since the list was looked at. */
  changed: number;
  /** Left alone: the person is no active full member any more. */
  left: number;
}

export const noCounts: ImportCounts = { set: 0, kept: 0, same: 0, changed: 0, left: 0 };

/** A list that somebody looked at, or that is being put into effect. Its owners stand in slices of their own. */
export interface OwnerImport {
  by: string;
  at: number;
  reference: string;
  /** `shown`: nothing was done yet. */
  stage: 'shown' | 'going';
  /** Owners in all slices. */
  total: number;
  /** Of them, devices that belong to somebody else now. */
  changing: number;
  wrong: number;
  counts: ImportCounts;
}

/** A part of an import, put into effect in one go. Id: the import's and a number, `<id>/00004`. */
export interface OwnerImportSlice {
  owners: readonly ImportedOwner[];
}

/** The living card of an import. */
export interface OwnerImportFacts {
  total: number;
  wrong: number;
  counts: ImportCounts;
  done: boolean;
  at: number;
}
