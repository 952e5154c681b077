import { z } from 'zod';

const count = z.int().min(0).max(2_147_483_647);

/** service config's limits with the values of Apple's sample (dynamic, to be read again every 5 minutes). */
export const limitsSchema = z.strictObject({
  maxAssets: count.default(25),
  maxClientUserIds: count.default(1000),
  maxSerialNumbers: count.default(1000),
  maxRevokeClientUserIds: count.default(100),
  maxRevokeSerialNumbers: count.default(100),
  maxUsers: count.default(100),
  maxNotificationLength: count.default(512),
  maxMdmNameLength: count.default(100),
  maxMdmMetadataLength: count.default(255),
  maxMdmIdLength: count.default(100),
  maxRequestPerSecond: count.min(1).default(15),
  maxSubscriptions: count.default(25),
  maxSubscriptionClientUserIds: count.default(1000),
});
