import { deploymentWork } from './apply-deployments.js';
import { decommissionWork } from './carry-out-decommission.js';
import { checkupWork } from './checkup.js';
import { cleanUpCountWork } from './count-clean-up.js';
import { deviceInvitationWork } from './device-invitations.js';
import { deviceNeedWork } from './device-needs.js';
import { followedGroupsWork } from './followed-groups.js';
import { ownerImportWork } from './import-owners.js';
import { installationCardWork } from './installation-cards.js';
import { installationWork } from './installation-work.js';
import { inventoryWork } from './inventory-work.js';
import { leaversWork } from './leavers.js';
import { licenceReadingWork } from './licence-readings.js';
import { licenceWork } from './licence-writes.js';
import type { LongWork } from './long-work.js';
import { lostLicenceWork } from './lost-licences.js';
import { membershipWork } from './membership-work.js';
import { offerWork } from './offer-cards.js';
import { removalWork } from './removals.js';
import { cleanUpWork } from './run-clean-up.js';
import { deviceCommandWork } from './send-commands.js';
import { deviceEventWork } from './settle-device-events.js';
import { notificationWork } from './settle-notifications.js';
import { takeBackWork } from './settle-take-back.js';
import { subscriptionWork } from './subscribe.js';
import { unusedWork } from './unused-work.js';
import { waitingListWork } from './waiting-list.js';
import { licenceAlertWork } from './watch-licences.js';

/** By the name that stands in the log. At most one of each runs at a time. */
export const longWorks: Readonly<Record<string, LongWork>> = {
  'take-back': takeBackWork,
  decommission: decommissionWork,
  subscription: subscriptionWork,
  notifications: notificationWork,
  'followed-groups': followedGroupsWork,
  deployments: deploymentWork,
  'waiting-list': waitingListWork,
  licences: licenceWork,
  'licence-readings': licenceReadingWork,
  'lost-licences': lostLicenceWork,
  memberships: membershipWork,
  'device-events': deviceEventWork,
  'device-invitations': deviceInvitationWork,
  installations: installationWork,
  inventory: inventoryWork,
  'device-commands': deviceCommandWork,
  'owner-import': ownerImportWork,
  removals: removalWork,
  unused: unusedWork,
  'device-needs': deviceNeedWork,
  'installation-cards': installationCardWork,
  'app-offers': offerWork,
  leavers: leaversWork,
  'clean-up-count': cleanUpCountWork,
  'clean-up': cleanUpWork,
  checkup: checkupWork,
  'licence-alerts': licenceAlertWork,
};
