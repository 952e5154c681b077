import { z } from 'zod';
import { type Answer, refused } from '../answers.js';
import { type Call, enveloped, flag, id, int32, pricing } from '../call.js';
import type { Assignment, Location } from '../location.js';
import { pageOf } from '../paging.js';

const querySchema = z.object({
  adamId: id.optional(),
  clientUserId: id.optional(),
  serialNumber: id.optional(),
  pricingParam: pricing.optional(),
  pageIndex: int32.optional(),
  sinceVersionId: id.optional(),
  includeUserState: flag.optional(),
  excludeInactiveUsers: flag.optional(),
});
type Query = z.output<typeof querySchema>;

/** The smallest index that holds everything the filters can want, or null for "no filter narrows". */
function indexed(location: Location, query: Query): Assignment[] | null {
  if (query.serialNumber !== undefined) return location.assignmentsOf(query.serialNumber);
  if (query.clientUserId !== undefined)
    return location.rowsOf(query.clientUserId).flatMap((user) => location.assignmentsOf(user));
  if (query.adamId !== undefined) return location.assetsOf(query.adamId).flatMap((asset) => [...asset.assignments]);
  return null;
}

function wanted({ asset, holder }: Assignment, query: Query): boolean {
  const isUser = typeof holder !== 'string';
  return (
    (query.adamId === undefined || asset.product.adamId === query.adamId) &&
    (query.pricingParam === undefined || asset.pricingParam === query.pricingParam) &&
    (query.serialNumber === undefined || holder === query.serialNumber) &&
    (query.clientUserId === undefined || (isUser && holder.clientUserId === query.clientUserId)) &&
    (query.excludeInactiveUsers !== true || !isUser || holder.status !== 'Retired')
  );
}

const narrows = (query: Query): boolean =>
  query.adamId !== undefined ||
  query.pricingParam !== undefined ||
  query.serialNumber !== undefined ||
  query.clientUserId !== undefined ||
  query.excludeInactiveUsers === true;

function view({ asset, holder }: Assignment, userState: boolean): Record<string, unknown> {
  const name = { adamId: asset.product.adamId, pricingParam: asset.pricingParam };
  if (typeof holder === 'string') return { ...name, serialNumber: holder };
  const state = { userStatus: holder.status, ...(holder.idHash === null ? {} : { idHash: holder.idHash }) };
  return { ...name, clientUserId: holder.clientUserId, ...(userState ? state : {}) };
}

/** `GET assignments`: what stands now, or with `sinceVersionId` what was added since; a removal is never shown. */
export function getAssignments(call: Call): Answer {
  const parsed = querySchema.safeParse(Object.fromEntries(call.query));
  if (!parsed.success) return refused(9602);
  const query = parsed.data;
  const { location } = call.place;
  const { assignments } = location;
  let rows: readonly Assignment[];
  if (query.sinceVersionId === undefined) rows = indexed(location, query) ?? assignments.list;
  else {
    const rule = { history: call.switches.versionHistory, removals: call.switches.deltaAfterRemoval };
    const changes = assignments.changedSince(query.sinceVersionId, rule);
    if (changes.result === 'invalid-version') return refused(9721);
    rows = changes.rows;
  }
  const found = narrows(query) ? rows.filter((row) => wanted(row, query)) : rows;
  const page = pageOf(found, query.pageIndex, assignments.versionId, call.switches);
  if (page.result === 'refused') return page;
  const listed = page.rows.map((row) => view(row, query.includeUserState === true));
  return enveloped(call, { assignments: listed, ...page.members });
}
