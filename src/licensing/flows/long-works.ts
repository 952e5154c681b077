import { decommissionWork } from './carry-out-decommission.js';
import { checkupWork } from './checkup.js';
import { cleanUpCountWork } from './count-clean-up.js';
import type { LongWork } from './long-work.js';
import { cleanUpWork } from './run-clean-up.js';
import { notificationWork } from './settle-notifications.js';
import { takeBackWork } from './settle-take-back.js';
import { subscriptionWork } from './subscribe.js';

/** By the name that stands in the log. At most one of each runs at a time. */
export const longWorks: Readonly<Record<string, LongWork>> = {
  'take-back': takeBackWork,
  decommission: decommissionWork,
  subscription: subscriptionWork,
  notifications: notificationWork,
  'clean-up-count': cleanUpCountWork,
  'clean-up': cleanUpWork,
  checkup: checkupWork,
};
