import { decommissionWork } from './carry-out-decommission.js';
import { checkupWork } from './checkup.js';
import type { Core } from './core.js';
import { cleanUpCountWork } from './count-clean-up.js';
import { cleanUpWork } from './run-clean-up.js';
import { notificationWork } from './settle-notifications.js';
import { takeBackWork } from './settle-take-back.js';
import { subscriptionWork } from './subscribe.js';

/** Work that takes longer than a ring: recorded before it begins, so that a restart goes on with it. */
export interface LongWork {
  /** Whether something is recorded that nobody has finished. Asked at every ring, so it must be cheap. */
  due(core: Core): Promise<boolean>;
  /** Does it, or as much of it as is possible now. */
  run(core: Core, reference: string): Promise<unknown>;
}

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
