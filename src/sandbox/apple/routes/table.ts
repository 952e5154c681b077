import type { Handler } from '../call.js';
import { getAssets } from './assets.js';
import { getAssignments } from './assignments.js';
import { getClientConfig, postClientConfig } from './client-config.js';
import { associateAssets, disassociateAssets, revokeAssets } from './manage-assets.js';
import { createUsers, retireUsers, updateUsers } from './manage-users.js';
import { getStatus } from './status.js';
import { getUsers } from './users.js';

export type Route = Partial<Record<'GET' | 'POST', Handler>>;

/** Every path below the base address that asks for a token. `service/config` asks for none and stands apart. */
export const routes = {
  'client/config': { GET: getClientConfig, POST: postClientConfig },
  assets: { GET: getAssets },
  'assets/associate': { POST: associateAssets },
  'assets/disassociate': { POST: disassociateAssets },
  'assets/revoke': { POST: revokeAssets },
  assignments: { GET: getAssignments },
  users: { GET: getUsers },
  'users/create': { POST: createUsers },
  'users/update': { POST: updateUsers },
  'users/retire': { POST: retireUsers },
  status: { GET: getStatus },
} satisfies Record<string, Route>;

export type RoutePath = keyof typeof routes;

/** Null for a path that Apple does not have either. */
export function routeOf(path: string): Route | null {
  const table: Readonly<Record<string, Route>> = routes;
  return Object.hasOwn(table, path) ? (table[path] ?? null) : null;
}
