import type { AssignmentReason } from '../../licensing/rules/assignment.js';
import type { DeploymentState } from '../../licensing/rules/deployment.js';
import type { LicenceState } from '../../licensing/rules/people-filter.js';

/** A deployment's state for administrators. */
export const deploymentStateWords = {
  'awaiting-approval': 'Awaiting approval',
  active: 'Active',
  closed: 'Closed',
  denied: 'Denied',
  expired: 'Expired without an answer',
  withdrawn: 'Withdrawn',
} satisfies Record<DeploymentState, string>;

/** How a person stands with an app, for administrators. */
export const licenceStateWords = {
  none: 'Nothing yet',
  reserved: 'Reserved',
  'waiting-for-licences': 'Waiting for a licence',
  licensing: 'Being given',
  licensed: 'Has the licence',
  removing: 'To be removed',
  releasing: 'Being taken back',
  released: 'Taken back',
  failed: 'Failed',
  rejected: 'Declined by the person',
  'given-back': 'Given back: terms not accepted',
  lost: 'Lost at Apple',
} satisfies Record<LicenceState, string>;

/** Why it came to rest or does not move, as part of a sentence. */
export const reasonWords = {
  uninstalled: 'the app is gone from the devices',
  'removal-overridden': 'a custodian took it back without the person’s answer',
  'deployment-ended': 'the deployment that wanted it ended',
  left: 'the person left',
  'terms-not-accepted': 'Apple’s terms were not accepted in time',
  'rejected-by-person': 'the person said no',
  'not-revocable': 'Apple never takes licences of this app back',
  'refused-by-apple': 'Apple refused it',
  'person-unknown-at-apple': 'Apple does not know the person',
  'lost-unknown': 'it went at Apple without this bot, nobody knows why',
  'lost-retired': 'the person was retired at Apple by somebody else',
  'lost-refunded': 'Apple took licences of the app back',
} satisfies Record<AssignmentReason, string>;
