import type { Exclusion } from './policy.js';
import type { SignInGap } from './sign-in.js';
import { nextSlot, type SlotSchedule } from './slots.js';

/** What each check found; never a secret, and no path but that of the data folder. */
export interface CheckFacts {
  'slack-scopes': { missing: readonly string[] };
  /** `state`: of the connection, in the adapter's own word. */
  transport: { kind: 'socket' | 'http'; state: string };
  channel: { channelId: string; problem: 'not-found' | 'archived' | 'not-a-member' | null };
  /** Where deployments are approved. */
  'approvals-channel': CheckFacts['channel'];
  /** Milliseconds that this machine is ahead of Slack; negative when it is behind. */
  clock: { ahead: number };
  /** `problem`: the system's code. */
  folder: { folder: string; problem: string | null };
  'disk-space': { folder: string; freeBytes: number };
  /** Names of files and folders in it that others may read or write. */
  'folder-rights': { folder: string; open: readonly string[] };
  audit: { entries: number; broken: { line: number; reason: string } | null };
  key: { seals: boolean; token: 'opens' | 'none' | 'broken' };
  'apple-service': { detail: string | null };
  /** Addresses of service config outside the allow-list; they are not used. */
  'apple-addresses': { elsewhere: readonly { name: string; host: string }[] };
  location: { state: 'ours' | 'nobody' | 'other' | 'refused' | 'unreachable'; detail: string | null };
  slots: { timeZone: string; times: readonly string[]; next: number };
  /** Milliseconds of wire time since the last ring, or since the start. */
  bell: { silentFor: number };
  'last-sync': { at: number | null };
  custodians: { active: readonly string[] };
  /** Configured people who hold no role, because they are no active members. */
  people: { gone: readonly { userId: string; reason: Exclusion }[] };
  'user-groups': { unreadable: readonly string[] };
  /** `needed`: as many as the configuration asks to approve one deployment. */
  approvers: { active: number; needed: 1 | 2 };
  'sign-in': { gaps: readonly SignInGap[] };
  notifications: {
    state: 'off' | 'not-asked' | 'asking' | 'subscribed' | 'refused';
    errorNumber: number | null;
    detail: string | null;
  };
  /** `listensAt`: host and port; `null` when nobody calls the bot. */
  addresses: { listensAt: string | null; publicUrl: string | null };
  confirmations: { confirmations: 'one' | 'two' };
  /** `other`: what answers at that address is no such MDM server. */
  mdm: {
    kind: 'none' | 'nanomdm' | 'micromdm';
    state: 'none' | 'answers' | 'unauthorized' | 'unreachable' | 'other';
    detail: string | null;
  };
}

export type CheckName = keyof CheckFacts;

/** Why nothing can be said. */
export type NotChecked = 'late' | 'failed' | 'not-bound' | 'not-told' | 'sync-runs' | 'nothing-to-read';

/** One line of a checkup. `hint`: nothing is wrong, but somebody may want to know. */
export type CheckLine =
  | { [K in CheckName]: { name: K; verdict: 'ok' | 'wrong' | 'hint'; facts: CheckFacts[K] } }[CheckName]
  | { name: CheckName; verdict: 'not-checked'; why: NotChecked };

/** What is remembered between two checkups. */
export interface CheckupMemory {
  ranAt: number;
  /** Names of the lines that are wrong as far as is known; empty once all was well again. */
  wrong: readonly string[];
  toldAt: number | null;
}

/** From one checkup to the next, and before the same lines are told again. */
export const CHECKUP_EVERY = 86_400_000;
/** A clock may be off by this much: signatures are refused from five minutes on (Slack documents). */
export const CLOCK_TOLERANCE = 60_000;
/** Free bytes that the data folder needs. */
export const DISK_NEEDED = 200 * 1024 * 1024;
/** Milliseconds without a ring after which the bell counts as silent. */
export const BELL_SILENCE = 5 * 60_000;
/** A sync takes its time after its slot. */
const SYNC_TAKES = 3_600_000;

/** Whether two slots have passed without a complete sync. */
export function isSyncOld(schedule: SlotSchedule, lastComplete: number, now: number): boolean {
  return nextSlot(schedule, nextSlot(schedule, lastComplete)) + SYNC_TAKES <= now;
}

/** Time for a checkup: a day has passed, or the clock went back by more than that. */
export function isCheckupDue(memory: CheckupMemory | null, now: number): boolean {
  return memory === null || Math.abs(now - memory.ranAt) >= CHECKUP_EVERY;
}

export interface Telling {
  tell: 'wrong' | 'well-again' | 'nothing';
  /** To be remembered: what is wrong, and what was wrong and could not be looked at now. */
  wrong: readonly string[];
}

/** What custodians are told: what is wrong, the same at most once a day, and once that all is well again. */
export function whatToTell(memory: CheckupMemory | null, lines: readonly CheckLine[], now: number): Telling {
  const named = (verdict: CheckLine['verdict']) => lines.filter((line) => line.verdict === verdict);
  const before = memory?.wrong ?? [];
  const unknown = named('not-checked').flatMap(({ name }) => (before.includes(name) ? [name] : []));
  const present = named('wrong');
  const wrong = [...present.map(({ name }) => name), ...unknown].sort();
  if (wrong.length === 0) return { tell: before.length === 0 ? 'nothing' : 'well-again', wrong };
  if (present.length === 0) return { tell: 'nothing', wrong };
  const same = wrong.length === before.length && wrong.every((name) => before.includes(name));
  const toldAt = memory?.toldAt ?? null;
  return { tell: same && toldAt !== null && Math.abs(now - toldAt) < CHECKUP_EVERY ? 'nothing' : 'wrong', wrong };
}
