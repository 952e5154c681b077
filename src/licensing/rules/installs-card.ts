import type { Installation } from './installation.js';
import type { InstallationLine } from './installation-card.js';

/** Why an installation waits for an administrator. */
export type InstallTrouble =
  | 'failed'
  /** The same install went round, and was stopped. */
  | 'loop'
  /** The MDM server did not take the command. */
  | 'refused'
  /** The device has answered NotNow for too long. */
  | 'locked'
  /** The device has not answered for too long. */
  | 'silent'
  /** The device left management while the app was on it: its licence stays until somebody releases it. */
  | 'left';

/** In the order of the card. */
export const installTroubles = [
  'refused',
  'loop',
  'failed',
  'locked',
  'silent',
  'left',
] as const satisfies InstallTrouble[];

/** Milliseconds after which a device that is locked, or silent, is on the administrators' card. */
export const PATIENCE = 3 * 86_400_000;

/** Lines of one kind of trouble on the card. */
export const INSTALLS_SHOWN = 3;

/** An installation at rest that needs an administrator, so that they are found among many. Id: the installation's. */
export interface InstallationTrouble {
  since: number;
}

/** What an installation at rest needs an administrator for; `null`: nothing. */
export function troubleAtRest({ state, reason }: Pick<Installation, 'state' | 'reason'>): InstallTrouble | null {
  if (state === 'left-management') return 'left';
  if (state !== 'failed') return null;
  if (reason === 'loop') return 'loop';
  return reason === 'refused-by-server' ? 'refused' : 'failed';
}

/** Why an installation in motion waits too long from `at` on; `null`: it does not wait for a device. */
export function troubleInMotion(one: Installation): { trouble: InstallTrouble; at: number } | null {
  const { state, notNowSince, seenAt, since, reason } = one;
  if (state === 'wanted') return null;
  if (notNowSince !== null) return { trouble: 'locked', at: notNowSince + PATIENCE };
  const quietSince = Math.max(seenAt ?? since, since);
  return { trouble: 'silent', at: reason === 'no-answer' ? since : quietSince + PATIENCE };
}

/** One installation on the card, with its person. */
export interface InstallsLine extends InstallationLine {
  userId: string;
  appName: string | null;
}

/** Everything of one kind of trouble. */
export interface InstallsGroup {
  trouble: InstallTrouble;
  count: number;
  /** The first ones, longest waiting first. */
  lines: readonly InstallsLine[];
}

/** The administrators' living card; over when it has neither groups nor a gap. There is one at most. */
export interface InstallsState {
  subject: string;
  groups: readonly InstallsGroup[];
  /** Since when the MDM server cannot be reached; `null`: it can, or nobody tried. */
  unreachableSince: number | null;
}
