import { beginCleanUp } from './clean-up.js';
import type { Beginnings } from './confirm-request.js';
import { beginDecommission } from './decommission.js';
import { beginTakeBack } from './take-back.js';

/** How each confirmed request begins. */
export const beginnings: Beginnings = {
  'take-back': beginTakeBack,
  'clean-up': beginCleanUp,
  decommission: beginDecommission,
};
