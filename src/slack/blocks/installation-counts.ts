import type { InstallationCounts } from '../../licensing/rules/installation-counts.js';
import { counted, formatNumber } from './format.js';
import { installationCountWords } from './installation-words.js';

const places = {
  installed: installationCountWords.installed,
  pending: installationCountWords.pending,
  failed: installationCountWords.failed,
  notInstalled: installationCountWords['not-installed'],
  notApplicable: installationCountWords['not-applicable'],
} as const satisfies Record<Exclude<keyof InstallationCounts, 'withoutDevice'>, string>;

/** `Installed: 12 · Pending: 3 · 2 people without a device`: what there is of it. */
export function countsText(counts: InstallationCounts): string {
  const said = Object.entries(counts).flatMap(([place, count]) => {
    const words = Object.entries(places).find(([name]) => name === place)?.[1];
    return words === undefined || count === 0 ? [] : [`${words}: ${formatNumber(count)}`];
  });
  const people = counts.withoutDevice;
  const without = people === 0 ? [] : [`${counted(people, 'person', 'people')} without a device that can take it`];
  const all = [...said, ...without];
  return all.length === 0 ? 'nothing was sent to a device yet' : all.join(' · ');
}

/** What the first figure stands for. */
export const installedMeans = '“Installed” is only what the device itself says is there and managed.';
