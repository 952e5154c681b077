import type { z } from 'zod';
import type { AppleUser, Asset, Assignment } from '../licensing/rules/asset.js';
import { assetRows, assetSizes, assignmentRows, userRows } from './rows.js';
import {
  assetsSchema,
  assignmentsSchema,
  usersSchema,
  type WireAssets,
  type WireAssignments,
  type WirePage,
  type WireUsers,
} from './schemas.js';
import type { Endpoint } from './service-config.js';

/** How one of Apple's paged lists is read. */
export interface List<Page extends WirePage, Row> {
  endpoint: Endpoint;
  schema: z.ZodType<Page>;
  /** `null`: a row is unusable. */
  rows: (page: Page) => readonly Row[] | null;
  /** The values of `size` that would be right. */
  sizes: (page: Page) => readonly number[];
}

export const lists: {
  assets: List<WireAssets, Asset>;
  users: List<WireUsers, AppleUser>;
  assignments: List<WireAssignments, Assignment>;
} = {
  assets: { endpoint: 'getAssets', schema: assetsSchema, rows: assetRows, sizes: assetSizes },
  users: {
    endpoint: 'getUsers',
    schema: usersSchema,
    rows: userRows,
    sizes: (page) => [page.users?.length ?? 0],
  },
  assignments: {
    endpoint: 'getAssignments',
    schema: assignmentsSchema,
    rows: assignmentRows,
    sizes: (page) => [page.assignments?.length ?? 0],
  },
};
