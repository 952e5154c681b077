import type { ErrorNumber } from './error-numbers.js';
import type { RoutePath, routes } from './routes/table.js';

/** How far the stand-in goes, and the name of the test that shows it. */
export type CoverageRow =
  | { readonly state: 'supported'; readonly test: string }
  | { readonly state: 'partial'; readonly test: string; readonly note: string }
  | { readonly state: 'not'; readonly note: string };

/** 'GET assets', 'POST client/config' …: every method of every path that the route table knows. */
export type RouteName =
  | 'GET service/config'
  | { [Path in RoutePath]: `${keyof (typeof routes)[Path] & string} ${Path}` }[RoutePath];

const supported = (test: string): CoverageRow => ({ state: 'supported', test });
const partial = (test: string, note: string): CoverageRow => ({ state: 'partial', test, note });
const not = (note: string): CoverageRow => ({ state: 'not', note });

export const routeCoverage: Readonly<Record<RouteName, CoverageRow>> = {
  'GET service/config': supported('service config needs no token and points to itself'),
  'GET client/config': supported('client config tells the location, and nobody claims it at first'),
  'POST client/config': supported('a claim stands on every answer, and any holder of a token may overwrite it'),
  'GET assets': supported('assets can be filtered by every documented member'),
  'POST assets/associate': supported('two assets for four users and four devices are sixteen tasks'),
  'POST assets/disassociate': supported('disassociating what is not there is done, and 9619 by switch'),
  'POST assets/revoke': supported('a revoke takes every revocable licence and leaves books'),
  'GET assignments': supported('assignments can be filtered and carry the state of their users when asked'),
  'GET users': partial(
    'users show several rows of one clientUserId, and filters choose among them',
    'The status Deleted is never shown: when Apple gives it is not known.',
  ),
  'POST users/create': partial(
    'retiring frees revocable licences, and a user made again is a second row',
    'An old row that comes alive again with the same Apple Account (known of the first version) is not modelled.',
  ),
  'POST users/update': supported('an update changes the e-mail address and may bring a Managed Apple Account'),
  'POST users/retire': supported('retiring frees revocable licences, and a user made again is a second row'),
  'GET status': supported('an event is PENDING, grows task by task and completes when the clock has passed'),
};

/** Around the interface. */
export const surroundings: Readonly<Record<string, CoverageRow>> = {
  contentMetadataLookup: partial(
    'a public app has a name, a bundle id and icons in a list without the cookie',
    'The members that a client of licences needs; prices, ratings and texts are missing.',
  ),
  'invitation page': supported(
    'the page shows who is invited, and accepting associates with the account that was given',
  ),
  'what a phone sees': partial(
    'a phone sees licences, products and invitations',
    'Licences of users only: a licence that is assigned to a serial number is not found.',
  ),
  'page walks': supported('pages cover every row once and the last one names no next'),
  'page walks under change': supported(
    'a row that goes between two pages makes the walk lose another, and the version tells',
  ),
  'deltas by sinceVersionId': supported('a delta shows what was added and changed, never what was removed'),
  TEST_NOTIFICATION: supported('a test notification is sent before settings are stored'),
  'ASSET_MANAGEMENT and USER_MANAGEMENT': supported(
    'finished tasks are grouped by outcome and app, or by outcome only by switch',
  ),
  USER_ASSOCIATED: supported('an accepted invitation is notified'),
  ASSET_COUNT: supported('purchases, refunds and transfers are notified, assignments never'),
  'notification deliveries': partial(
    'what is not answered 2xx is tried three times within minutes and then lost',
    'Address and credential are those that stand at the time of each try (assumed); hosts of reserved names are not dialled.',
  ),
  'a million assignments': supported('are paged through in slices of which each makes its own rows only'),
  UNLIMITED_ASSET: not('Its body is not documented; it may be subscribed to and never comes.'),
  'changes by another product': not(
    'They send no ASSET_MANAGEMENT or USER_MANAGEMENT: whether Apple does is not known.',
  ),
  subscriptions: not('New in 2026 and optional.'),
  'first version of the interface': not('A client of the second version never meets it.'),
  'metadata interface with a developer key': not('A self-hosted product has no such key.'),
};

/** 9811-9818 belong to subscriptions. */
type SubscriptionError = 9811 | 9812 | 9813 | 9814 | 9815 | 9816 | 9817 | 9818;

const byFault = 'numbers that nothing provokes are answered by a fault: 9601, 9603, 9623, 9634, 9729';
const onlyFault = 'Nothing provokes it; a fault answers it.';
const wholeEvent = 'maintenance (9644) and an internal error (9603) fail every task of an event';
const subscriptions = not('Subscriptions are not served.');
const limits = supported('more than the limits are 9700, 9701 and 9702');
const twice = supported('what stands twice is 9703, 9704 and 9705');
const userLists = supported('users are missing 9720, too many 9714, twice 9715 or without a proper e-mail 9717');
const mdmInfo = supported('an incomplete mdmInfo is 9723 and too long members are 9724, 9725 and 9713');
const settings = supported('notification settings are incomplete 9710, too long 9711 or not https 9712');
const books = supported('a book can not be taken back (9706) nor be given to a device (9707)');
const targets = supported('missing assets are 9718 and missing targets 9719');
const managed = supported('a foreign Managed Apple Account is 9635 and one that is taken 9641');

export const errorCoverage: Readonly<Record<ErrorNumber | SubscriptionError, CoverageRow>> = {
  9601: partial(byFault, onlyFault),
  9602: supported('a body that is no JSON, of another shape or too long is 9602'),
  9603: partial(wholeEvent, 'By lever only, synchronously and inside events.'),
  9609: supported('an unknown user is 9609, names its culprits and changes nothing'),
  9616: partial('associating again costs nothing, and is 9616 by switch', 'A number of the first version.'),
  9619: partial('disassociating what is not there is done, and 9619 by switch', 'A number of the first version.'),
  9621: supported('an expired token is 9621 from the second of its expiry on'),
  9622: supported('an unknown token is 9622 inside HTTP 200, or 401 by switch'),
  9623: partial(byFault, onlyFault),
  9625: supported('a revoked token is 9625'),
  9634: partial(byFault, onlyFault),
  9635: managed,
  9637: supported('a token without the right to manage reads, and writes are 9637'),
  9641: managed,
  9644: partial(wholeEvent, 'By lever only.'),
  9645: partial(
    'a location that Apple manages reads, and writes are 9645',
    'Documented for the first version; its HTTP status here (403) is assumed.',
  ),
  9646: supported('too many requests of one location are 9646 and hurt no other'),
  9647: supported('a legacy token is 9647 everywhere, or at writes only by switch'),
  9650: supported('a page that is not there is 9650'),
  9700: limits,
  9701: limits,
  9702: limits,
  9703: twice,
  9704: twice,
  9705: twice,
  9706: books,
  9707: books,
  9708: supported('an event that is not known is 9708'),
  9709: supported('where licences run out the remaining tasks fail with 9709 and the earlier ones stay'),
  9710: settings,
  9711: settings,
  9712: settings,
  9713: mdmInfo,
  9714: userLists,
  9715: userLists,
  9716: supported('creating an active user again is 9716, beside users that are made'),
  9717: userLists,
  9718: targets,
  9719: targets,
  9720: userLists,
  9721: supported('a version that Apple does not know is 9721'),
  9722: supported('no header, another scheme and an empty token are 9722'),
  9723: mdmInfo,
  9724: mdmInfo,
  9725: mdmInfo,
  9726: supported('another method is 9726'),
  9727: supported('a POST without JSON’s content type is 9727'),
  9728: supported('an address that does not answer 2xx is 9728 and nothing of the body is stored'),
  9729: partial(byFault, onlyFault),
  9811: subscriptions,
  9812: subscriptions,
  9813: subscriptions,
  9814: subscriptions,
  9815: subscriptions,
  9816: subscriptions,
  9817: subscriptions,
  9818: subscriptions,
};
