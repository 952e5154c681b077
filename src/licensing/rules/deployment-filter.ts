import type { Deployment, DeploymentState } from './deployment.js';

export type DeploymentGroup = 'awaiting' | 'active' | 'ended';

/** Which deployments somebody wants to see. */
export interface DeploymentFilter {
  /** `null`: all. */
  group: DeploymentGroup | null;
  /** Only those that they asked for or edited. */
  mine: boolean;
  /** Words of the app's name; empty = any app. */
  app: string;
}

const words: ReadonlyMap<string, Partial<DeploymentFilter>> = new Map<string, Partial<DeploymentFilter>>([
  ['awaiting', { group: 'awaiting' }],
  ['waiting', { group: 'awaiting' }],
  ['active', { group: 'active' }],
  ['ended', { group: 'ended' }],
  ['closed', { group: 'ended' }],
  ['mine', { mine: true }],
  ['all', { group: null }],
]);

const groups = {
  'awaiting-approval': 'awaiting',
  active: 'active',
  closed: 'ended',
  denied: 'ended',
  expired: 'ended',
  withdrawn: 'ended',
} as const satisfies Record<DeploymentState, DeploymentGroup>;

/** Words in front choose states and people, what follows is part of an app's name: `active mine microsoft word`. */
export function parseDeploymentFilter(typed: string): DeploymentFilter {
  const parts = typed
    .trim()
    .slice(0, 100)
    .split(/\s+/)
    .filter((part) => part !== '');
  const first = parts.findIndex((part) => !words.has(part.toLowerCase()));
  const known = first === -1 ? parts : parts.slice(0, first);
  const chosen = known.map((part) => words.get(part.toLowerCase()) ?? {});
  return Object.assign({ group: null, mine: false, app: first === -1 ? '' : parts.slice(first).join(' ') }, ...chosen);
}

/** As it is typed. */
export function filterText({ group, mine, app }: DeploymentFilter): string {
  return [...(group === null ? [] : [group]), ...(mine ? ['mine'] : []), app].join(' ').trim();
}

/** Without its app. One that waits for the approval of a change is both active and awaiting. */
export function fitsDeployment(deployment: Deployment, { group, mine }: DeploymentFilter, actor: string): boolean {
  const { state, pending, inForce, requestedBy } = deployment;
  const inGroup = group === null || groups[state] === group || (group === 'awaiting' && pending !== null);
  const own = requestedBy === actor || [pending?.revision, inForce].some((one) => one?.writtenBy.includes(actor));
  return inGroup && (!mine || own);
}
