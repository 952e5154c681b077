import type { CoverageRow } from './coverage.js';
import type { SwitchName } from './switches.js';

const supported = (test: string): CoverageRow => ({ state: 'supported', test });
const limits = supported('more than the limits are 9700, 9701 and 9702');
const settings = supported('notification settings are incomplete 9710, too long 9711 or not https 9712');
const order = supported('the order of the checks is a switch');
const eventTime = supported('an event is PENDING, grows task by task and completes when the clock has passed');
const replaced = supported('by switch a request replaces everything, and an empty list keeps the types');
const rate = supported('too many requests of one location are 9646 and hurt no other');
const unreachable = supported('an address that does not answer 2xx is 9728 and nothing of the body is stored');
const oldVersions = supported('a version can grow too old, or end at a removal');

export const switchCoverage: Readonly<Record<SwitchName, CoverageRow>> = {
  tokenExpirationDate: supported('the expiry is shown always, or in the last fifteen days by switch'),
  tokenFileDates: supported('a token file can carry another offset and end its line'),
  tokenFileNewline: supported('a token file can carry another offset and end its line'),
  invalidTokenStatus: supported('an unknown token is 9622 inside HTTP 200, or 401 by switch'),
  checkOrder: order,
  bodyCheckOrder: order,
  synchronousErrorInfo: supported('an unknown user is 9609, names its culprits and changes nothing'),
  unknownUser: supported('one unknown user fails two of sixteen tasks when the check is asynchronous'),
  unknownAsset: supported('an asset that the location does not hold is 9602, or fails later by switch'),
  mixedTargets: supported('users and devices in one request are accepted, or 9602 by switch'),
  associateExisting: supported('associating again costs nothing, and is 9616 by switch'),
  disassociateMissing: supported('disassociating what is not there is done, and 9619 by switch'),
  notEnoughAssets: supported('by switch an asset that falls short gives none at all'),
  failureGrouping: supported('one unknown user fails two of sixteen tasks when the check is asynchronous'),
  eventLatencyMilliseconds: eventTime,
  eventMillisecondsPerTask: eventTime,
  eventOrder: supported('two events on one asset run in the order of arrival, or the other way round by switch'),
  eventLifetimeMilliseconds: supported('an event that is not known is 9708'),
  pageSize: supported('pages cover every row once and the last one names no next'),
  pageIndexZero: supported('a page that is not there is 9650'),
  versionHistory: oldVersions,
  deltaAfterRemoval: oldVersions,
  clientConfigPost: replaced,
  explicitNull: supported('what a request leaves out is kept, null clears, and an empty list unsubscribes'),
  emptyNotificationTypes: replaced,
  unsetMdmInfo: supported('client config tells the location, and nobody claims it at first'),
  mdmInfoOnEveryAnswer: supported('a claim stands on every answer, and any holder of a token may overwrite it'),
  notificationUrlScheme: settings,
  unreachableNotificationUrl: unreachable,
  testNotificationAttempts: unreachable,
  testNotificationTimeoutMilliseconds: supported('an address that does not answer in time is 9728'),
  notificationAttempts: supported('what is not answered 2xx is tried three times within minutes and then lost'),
  notificationRetryMilliseconds: supported(
    'what is not answered 2xx is tried three times within minutes and then lost',
  ),
  notificationLatencyMilliseconds: supported('a notification can come long after the event is complete'),
  notificationTimeoutMilliseconds: supported('a subscriber that does not answer in time has not been reached'),
  notificationElements: supported('finished tasks come in notifications of at most a hundred'),
  notificationGrouping: supported('finished tasks are grouped by outcome and app, or by outcome only by switch'),
  notificationDuplicates: supported('notifications can be doubled, lost and shuffled, the same in every run'),
  notificationLoss: supported('notifications can be doubled, lost and shuffled, the same in every run'),
  notificationOrder: supported('notifications can be doubled, lost and shuffled, the same in every run'),
  notificationSeed: supported('notifications can be doubled, lost and shuffled, the same in every run'),
  totalCountIncludesRetired: supported('a refund moves licences to the retired ones'),
  unlimitedAvailableCount: supported('free content says by switch what is available'),
  refundBelowAssigned: supported('a refund of more than is free is negative, zero or takes assignments, by switch'),
  includeRetired: supported('users show several rows of one clientUserId, and filters choose among them'),
  managedAppleIdFilter: supported('users can be found by their Managed Apple Account'),
  legacyToken: supported('a legacy token is 9647 everywhere, or at writes only by switch'),
  revokeLimits: limits,
  downloadRevokesOlderTokens: supported('a newer download ends the older tokens only by switch'),
  rateLimit: rate,
  rateBurst: rate,
  rateLimitRetryAfter: rate,
  maxRequestBytes: supported('a body that is no JSON, of another shape or too long is 9602'),
  lookupManyIds: supported('several ids in one call give nothing, or all by switch'),
  lookupArtwork: supported('with the cookie the artwork is one template and the id is text'),
  limits,
};
