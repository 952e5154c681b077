import { z } from 'zod';
import { type Answer, refused } from '../answers.js';
import { type Call, enveloped, flag, id, int32 } from '../call.js';
import type { User } from '../location.js';
import { pageOf } from '../paging.js';

const querySchema = z.object({
  clientUserId: id.optional(),
  activeOnly: flag.optional(),
  retiredOnly: flag.optional(),
  managedAppleId: id.optional(),
  includeRetired: z.enum(['0', '1']).optional(),
  pageIndex: int32.optional(),
  sinceVersionId: id.optional(),
});

/** ResponseUser (Apple documents). The invitation code stands there while the user is Registered. */
function userView(user: User): Record<string, unknown> {
  return {
    clientUserId: user.clientUserId,
    ...(user.email === null ? {} : { email: user.email }),
    ...(user.idHash === null ? {} : { idHash: user.idHash }),
    ...(user.status === 'Registered' ? { inviteCode: user.inviteCode } : {}),
    status: user.status,
  };
}

/** `GET users`: retired rows included unless a filter says otherwise. */
export function getUsers(call: Call): Answer {
  const parsed = querySchema.safeParse(Object.fromEntries(call.query));
  if (!parsed.success) return refused(9602);
  const query = parsed.data;
  const { switches } = call;
  const { location } = call.place;
  const { users } = location;
  let rows: readonly User[];
  if (query.sinceVersionId === undefined)
    rows = query.clientUserId === undefined ? users.list : location.rowsOf(query.clientUserId);
  else {
    const rule = { history: switches.versionHistory, removals: switches.deltaAfterRemoval };
    const changes = users.changedSince(query.sinceVersionId, rule);
    if (changes.result === 'invalid-version') return refused(9721);
    rows = changes.rows.filter((user) => query.clientUserId === undefined || user.clientUserId === query.clientUserId);
  }
  const active = query.activeOnly === true || (switches.includeRetired === 'honoured' && query.includeRetired === '0');
  if (active) rows = rows.filter((user) => user.status !== 'Retired');
  if (query.retiredOnly === true) rows = rows.filter((user) => user.status === 'Retired');
  const { managedAppleId } = query;
  if (managedAppleId !== undefined && switches.managedAppleIdFilter)
    rows = rows.filter((user) => user.managedAppleId?.toLowerCase() === managedAppleId.toLowerCase());
  const page = pageOf(rows, query.pageIndex, users.versionId, switches);
  if (page.result === 'refused') return page;
  return enveloped(call, { users: page.rows.map(userView), ...page.members });
}
