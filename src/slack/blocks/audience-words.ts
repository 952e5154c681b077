import type { DeploymentAudience, DeploymentRevision } from '../../licensing/rules/deployment.js';
import { counted, external, formatNumber, listed } from './format.js';

/** `12 people`, or `follows @sales, 30 people now, at most 50`. `groups`: handles by id; an unknown one is said so. */
export function audienceWords(
  { audience, people }: Pick<DeploymentRevision, 'audience' | 'people'>,
  groups: ReadonlyMap<string, string>,
): string {
  const now = counted(people, 'person', 'people');
  if (audience.kind === 'snapshot') return now;
  return `follows ${groupWords(audience, groups)}, ${now} now, at most ${formatNumber(audience.ceiling)}`;
}

function groupWords(
  { groupIds }: Extract<DeploymentAudience, { kind: 'follows' }>,
  groups: ReadonlyMap<string, string>,
): string {
  const names = groupIds.slice(0, 3).map((id) => {
    const handle = groups.get(id);
    return handle === undefined ? `the group ${external(id, 30)}` : `@${external(handle, 40)}`;
  });
  const rest = groupIds.length - names.length;
  return listed(rest > 0 ? [...names, `${formatNumber(rest)} more`] : names);
}
