import type { Deployment } from '../rules/deployment.js';
import { assetName } from '../rules/needs.js';
import type { Core } from './core.js';

/** An app's name for people; its key when nobody knows it any more. */
export async function appNameOf(core: Core, key: string): Promise<string> {
  const asset = (await core.records.get('asset', key))?.value;
  return asset === undefined ? key : assetName(asset);
}

/** Handles of the groups that deployments follow, by id. Slack is asked only if there is one. */
export async function groupHandles(
  core: Core,
  deployments: readonly Deployment[],
): Promise<ReadonlyMap<string, string>> {
  const followed = deployments.some(({ inForce, pending }) =>
    [inForce?.audience, pending?.revision.audience].some((audience) => audience?.kind === 'follows'),
  );
  const groups = followed ? ((await core.people.groups()) ?? []) : [];
  return new Map(groups.map(({ id, handle }) => [id, handle]));
}
