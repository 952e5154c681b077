import { z } from 'zod';

/** Rows of one notification: a hundred (Apple documents since 2026), and room for more. */
const MOST_ROWS = 1_000;

/** Opaque. Version 1 and subscriptions write numbers (Apple documents). */
const adamId = z.union([z.string().regex(/^[\w-]{1,64}$/), z.int().nonnegative().transform(String)]);
const rows = <Row extends z.ZodType>(row: Row) => z.array(row).max(MOST_ROWS);
const clientUserId = z.string().min(1).max(255).nullish();

const user = z.object({ clientUserId });
const assignment = z.object({ adamId, clientUserId });

/** What a notification names; all else in it is passed over. */
export interface WireNotification {
  notification: { adamIds: string[]; clientUserIds: string[] };
}

type Holder = z.output<typeof user>;

const holders = (found: readonly Holder[]): string[] => found.flatMap(({ clientUserId: id }) => id ?? []);

/** By its type, in the shapes that Apple documents. */
export const notificationSchema: z.ZodType<WireNotification> = z.discriminatedUnion('notificationType', [
  z.object({
    notificationType: z.literal('ASSET_COUNT'),
    notification: z.object({ adamId }).transform((body) => ({ adamIds: [body.adamId], clientUserIds: [] })),
  }),
  z.object({
    notificationType: z.literal('ASSET_MANAGEMENT'),
    notification: z.object({ assignments: rows(assignment) }).transform(({ assignments }) => ({
      adamIds: assignments.map((row) => row.adamId),
      clientUserIds: holders(assignments),
    })),
  }),
  z.object({
    notificationType: z.literal('USER_MANAGEMENT'),
    notification: z.object({ users: rows(user) }).transform(({ users }) => ({
      adamIds: [],
      clientUserIds: holders(users),
    })),
  }),
  z.object({
    notificationType: z.literal('USER_ASSOCIATED'),
    notification: z.object({ associatedUsers: rows(user) }).transform(({ associatedUsers }) => ({
      adamIds: [],
      clientUserIds: holders(associatedUsers),
    })),
  }),
]);
