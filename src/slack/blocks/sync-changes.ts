import { UNLIMITED_TOTAL_COUNT } from '../../licensing/rules/asset.js';
import type { AssetLine, CountChange, SyncDiff, SyncOutcome } from '../../licensing/rules/sync-report.js';
import { counted, dateToken, external, formatNumber, listed } from './format.js';

type Complete = Extract<SyncOutcome, { result: 'complete' }>;

/** How many names one line holds. */
const NAMED = 6;

/** What changed since the sync before, one line per kind of change. */
export function changeLines(diff: SyncDiff): string[] {
  return [
    ...assets('New', diff.appeared, diff.appearedCount, licencesOf),
    ...assets('Gone from Apple', diff.gone, diff.goneCount, () => null),
    ...counts('Licences bought or lost', diff.totals, diff.totalsCount),
    ...counts('Given out or taken back', diff.assigned, diff.assignedCount),
    ...diff.location.map(
      ({ attribute, before, after }) => `• ${attribute}: was ${external(before)}, is now ${external(after)}`,
    ),
  ];
}

function assets(
  title: string,
  lines: readonly AssetLine[],
  all: number,
  detail: (line: AssetLine) => string | null,
): string[] {
  const named = lines.slice(0, NAMED).map((line) => {
    const more = detail(line);
    return `${external(line.name, 60)}${more === null ? '' : ` (${more})`}`;
  });
  return line(title, named, all);
}

function counts(title: string, changes: readonly CountChange[], all: number): string[] {
  const named = changes
    .slice(0, NAMED)
    .map(
      (change) =>
        `${external(change.name, 60)} ${signed(change.after - change.before)} (now ${formatNumber(change.after)})`,
    );
  return line(title, named, all);
}

function line(title: string, named: readonly string[], all: number): string[] {
  if (all === 0 && named.length === 0) return [];
  const rest = all - named.length;
  return [`• ${title}: ${listed(rest > 0 ? [...named, `${formatNumber(rest)} more`] : named)}`];
}

function signed(count: number): string {
  return count < 0 ? `−${formatNumber(-count)}` : `+${formatNumber(count)}`;
}

/** What a complete sync is not sure of. */
export function doubtLines(outcome: Complete): string[] {
  const { unsettled, suspect, removals, readAgain, catalogueTrouble } = outcome;
  return [
    ...(suspect.length === 0
      ? []
      : [
          `• Fell sharply or were missing from Apple’s list, so Apple is asked again before it is believed: ${names(suspect)}`,
        ]),
    ...(removals.verified
      ? []
      : [
          `• Apple’s list of people kept changing while it was read, so people removed there may still be counted here: removals not verified ${removals.since === null ? 'yet' : `since ${dateToken(removals.since)}`}. The next sync reads it again.`,
        ]),
    ...(unsettled.length === 0
      ? []
      : [
          `• Counts did not agree, so licences taken back may be missing here: ${names(unsettled)}. The next sync reads them again.`,
        ]),
    ...(readAgain === 0 || unsettled.length > 0
      ? []
      : [
          `• Apple’s lists changed while they were read; what mattered was read again (${counted(readAgain, 'time')}).`,
        ]),
    ...(catalogueTrouble === null
      ? []
      : [
          `• Names and icons could not be looked up (${external(catalogueTrouble, 200)}); the last known ones are shown.`,
        ]),
  ];
}

function names(lines: readonly AssetLine[]): string {
  const shown = lines.slice(0, NAMED).map((one) => external(one.name, 60));
  const rest = lines.length - shown.length;
  return listed(rest > 0 ? [...shown, `${formatNumber(rest)} more`] : shown);
}

function licencesOf({ totalCount }: AssetLine): string {
  return totalCount === UNLIMITED_TOTAL_COUNT ? 'no limit' : counted(totalCount, 'licence');
}
