import { z } from 'zod';
import { type Answer, refused } from '../answers.js';
import { type Call, enveloped, flag, id, int32, pricing } from '../call.js';
import type { Location } from '../location.js';
import type { Assignment } from '../location-rows.js';
import { pageOf } from '../paging.js';
import { concat, type Rows } from '../rows.js';

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

/** What the filters find, by the smallest index that holds it all. A generated row is STDQ, and its holder active. */
function found(location: Location, query: Query): Rows<Assignment> {
  const passes = (row: Assignment) => wanted(row, query);
  const { adamId, clientUserId, serialNumber, pricingParam } = query;
  if (serialNumber !== undefined) return location.assignmentsOf(serialNumber).filter(passes);
  if (clientUserId !== undefined)
    return location
      .rowsOf(clientUserId)
      .flatMap((user) => location.assignmentsOf(user))
      .filter(passes);
  if (adamId !== undefined) {
    const assets = location
      .assetsOf(adamId)
      .filter((asset) => (pricingParam ?? asset.pricingParam) === asset.pricingParam);
    return concat(assets.map((asset) => location.assignmentsOfAsset(asset, passes)));
  }
  if (pricingParam === undefined && query.excludeInactiveUsers !== true) return location.assignments;
  return location.assignmentsWhere(passes, pricingParam !== 'PLUS');
}

function view({ asset, holder }: Assignment, userState: boolean): Record<string, unknown> {
  const { adamId } = asset.product;
  const { pricingParam } = asset;
  if (typeof holder === 'string') return { adamId, pricingParam, serialNumber: holder };
  const { clientUserId } = holder;
  if (!userState) return { adamId, pricingParam, clientUserId };
  const idHash = holder.idHash === null ? {} : { idHash: holder.idHash };
  return { adamId, pricingParam, clientUserId, userStatus: holder.status, ...idHash };
}

/** `GET assignments`: what stands now, or with `sinceVersionId` what was added since; a removal is never shown. */
export function getAssignments(call: Call): Answer {
  const parsed = querySchema.safeParse(Object.fromEntries(call.query));
  if (!parsed.success) return refused(9602);
  const query = parsed.data;
  const { location } = call.place;
  const { assignments } = location;
  let rows: Rows<Assignment>;
  if (query.sinceVersionId === undefined) rows = found(location, query);
  else {
    const rule = { history: call.switches.versionHistory, removals: call.switches.deltaAfterRemoval };
    const changes = assignments.changedSince(query.sinceVersionId, rule);
    if (changes.result === 'invalid-version') return refused(9721);
    rows = changes.rows.filter((row) => wanted(row, query));
  }
  const page = pageOf(rows, query.pageIndex, assignments.versionId, call.switches);
  if (page.result === 'refused') return page;
  const listed = page.rows.map((row) => view(row, query.includeUserState === true));
  return enveloped(call, { assignments: listed, ...page.members });
}
