import { z } from 'zod';
import { type Answer, refused } from '../answers.js';
import { type Call, enveloped, flag, id, int32 } from '../call.js';
import type { User } from '../location-rows.js';
import { pageOf } from '../paging.js';
import type { Rows } from '../rows.js';
import type { AppleSwitches } from '../switches.js';
import { userView } from '../user-view.js';

const querySchema = z.object({
  clientUserId: id.optional(),
  activeOnly: flag.optional(),
  retiredOnly: flag.optional(),
  managedAppleId: id.optional(),
  includeRetired: z.enum(['0', '1']).optional(),
  pageIndex: int32.optional(),
  sinceVersionId: id.optional(),
});
type Query = z.output<typeof querySchema>;

type Test = (user: User) => boolean;

/** What the filters ask of a user, and whether a generated one that nobody touched can pass. */
function filters(query: Query, switches: AppleSwitches): { passes: Test; untouched: boolean; every: boolean } {
  const active = query.activeOnly === true || (switches.includeRetired === 'honoured' && query.includeRetired === '0');
  const managed = switches.managedAppleIdFilter ? query.managedAppleId?.toLowerCase() : undefined;
  const tests: Test[] = [
    ...(active ? [(user: User) => user.status !== 'Retired'] : []),
    ...(query.retiredOnly === true ? [(user: User) => user.status === 'Retired'] : []),
    ...(managed === undefined ? [] : [(user: User) => user.managedAppleId?.toLowerCase() === managed]),
  ];
  return {
    passes: (user) => tests.every((test) => test(user)),
    untouched: query.retiredOnly !== true && managed === undefined,
    every: tests.length === 0,
  };
}

/** What a query wants, in order; null for a version that is not known. */
function found({ place, switches }: Call, query: Query): Rows<User> | null {
  const { location } = place;
  const { clientUserId, sinceVersionId } = query;
  const { passes, untouched, every } = filters(query, switches);
  if (sinceVersionId !== undefined) {
    const rule = { history: switches.versionHistory, removals: switches.deltaAfterRemoval };
    const changes = location.usersSince(sinceVersionId, rule);
    if (changes.result === 'invalid-version') return null;
    return changes.rows.filter((user) => user.clientUserId === (clientUserId ?? user.clientUserId) && passes(user));
  }
  if (clientUserId !== undefined) return location.rowsOf(clientUserId).filter(passes);
  return every ? location.users : location.usersWhere(passes, untouched);
}

/** `GET users`: retired rows included unless a filter says otherwise. */
export function getUsers(call: Call): Answer {
  const parsed = querySchema.safeParse(Object.fromEntries(call.query));
  if (!parsed.success) return refused(9602);
  const rows = found(call, parsed.data);
  if (rows === null) return refused(9721);
  const page = pageOf(rows, parsed.data.pageIndex, call.place.location.users.versionId, call.switches);
  if (page.result === 'refused') return page;
  return enveloped(call, { users: page.rows.map(userView), ...page.members });
}
