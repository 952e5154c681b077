import { z } from 'zod';
import { eventSwitches } from './event-switches.js';
import { limitsSchema } from './limits.js';
import { notificationSwitches } from './notification-switches.js';

const count = z.int().min(0).max(2_147_483_647);
const positive = z.int().min(1).max(2_147_483_647);

/** The checks before a request reaches its route. */
export const wireChecks = ['authorization', 'token', 'method', 'contentType', 'rate', 'permission'] as const;
export type WireCheck = (typeof wireChecks)[number];

/** The checks of a write's body, after it was parsed (9602). */
export const bodyChecks = ['required', 'duplicates', 'limits', 'assets', 'users'] as const;
export type BodyCheck = (typeof bodyChecks)[number];

/**
 * Everything about Apple's behaviour that nobody could confirm, as named switches. Each entry says what it decides and
 * on what evidence its default stands; nothing else in the stand-in is a guess without being named here or in the
 * coverage table.
 */
export const switchSchema = z.strictObject({
  tokenExpirationDate: z
    .enum(['always', 'last-15-days'])
    .default('always')
    .describe(
      'Apple documents that it appears in the last 15 days only, yet every sample shows it and Zentral needs it.',
    ),
  tokenFileDates: z
    .enum(['+0000', '+02:00', '-0700', 'Z'])
    .default('+0000')
    .describe('The offset in the expiry of a token file. Samples differ in it, a client’s recorded file has a colon.'),
  tokenFileNewline: z
    .boolean()
    .default(false)
    .describe('Whether a token file ends its line. Not documented; clients strip it before use.'),
  invalidTokenStatus: z
    .union([z.literal(200), z.literal(401)])
    .default(200)
    .describe('HTTP status of 9622. Seen by Fleet as 200; Apple’s table has no such number.'),
  checkOrder: z
    .array(z.enum(wireChecks))
    .default([...wireChecks])
    .describe('Order of the checks before the route. The numbers are documented, the order is assumed.'),
  bodyCheckOrder: z
    .array(z.enum(bodyChecks))
    .default([...bodyChecks])
    .describe('Order of the checks of a write’s body. The numbers are documented, the order is assumed.'),
  synchronousErrorInfo: z
    .boolean()
    .default(true)
    .describe('Whether a synchronous refusal names its culprits. The member is documented, when it is filled is not.'),
  unknownUser: z
    .enum(['synchronous', 'asynchronous'])
    .default('synchronous')
    .describe('9609 for an unknown clientUserId. Apple’s pages disagree; Fleet saw it synchronously.'),
  unknownAsset: z
    .enum(['synchronous-9602', 'asynchronous-9709'])
    .default('synchronous-9602')
    .describe('An adamId that the location does not hold. Not documented; both numbers are possible by Apple’s table.'),
  mixedTargets: z
    .enum(['accepted', 'refused'])
    .default('accepted')
    .describe('Users and devices in one request. Apple’s samples do it, Fleet’s client says they exclude each other.'),
  associateExisting: z
    .enum(['success', 'failure'])
    .default('success')
    .describe('Associating again: success without another licence, or the first version’s 9616. Not documented.'),
  disassociateMissing: z
    .enum(['success', 'failure'])
    .default('success')
    .describe('Disassociating what is not there: success, or the first version’s 9619. Not documented.'),
  notEnoughAssets: z
    .enum(['remaining-tasks', 'whole-asset'])
    .default('remaining-tasks')
    .describe(
      '9709: earlier tasks of the asset stay done, or none is done. Partial failure is documented, the rule is assumed.',
    ),
  ...eventSwitches,
  pageSize: positive
    .default(1000)
    .describe('Records on a page. Documented as several hundred; samples show 549, 999, 1000.'),
  pageIndexZero: z
    .enum(['accepted', 'refused'])
    .default('accepted')
    .describe('pageIndex=0. The text of 9650 forbids it, everything else allows it.'),
  versionHistory: positive
    .nullable()
    .default(null)
    .describe('How many changes back a versionId stays valid before 9721; null is for ever. Not documented.'),
  deltaAfterRemoval: z
    .enum(['hidden', 'refused'])
    .default('hidden')
    .describe(
      'A removal since the version: not shown, or 9721 so that a full walk follows. No form of a removal is documented.',
    ),
  clientConfigPost: z
    .enum(['merge', 'replace'])
    .default('merge')
    .describe('Whether members that a POST leaves out keep their value. Not documented.'),
  explicitNull: z
    .enum(['clears', 'refused'])
    .default('clears')
    .describe('null for a member of POST client/config clears it, or is 9602. Not documented.'),
  emptyNotificationTypes: z
    .enum(['unsubscribe', 'keep'])
    .default('unsubscribe')
    .describe('An empty notificationTypes. Documented is only that the list is the complete set.'),
  unsetMdmInfo: z
    .enum(['null', 'absent'])
    .default('null')
    .describe('mdmInfo in client/config while nobody claimed the location. Samples of newer calls show null.'),
  mdmInfoOnEveryAnswer: z
    .boolean()
    .default(true)
    .describe('Whether lists and events carry mdmInfo once it is set. Documented in text, missing in most samples.'),
  ...notificationSwitches,
  totalCountIncludesRetired: z
    .boolean()
    .default(false)
    .describe('A sample of the first version says no, one client’s notes say yes.'),
  unlimitedAvailableCount: z
    .enum(['total-minus-assigned', 'total'])
    .default('total-minus-assigned')
    .describe('availableCount of free content, whose totalCount is 2147483647. Not documented.'),
  refundBelowAssigned: z
    .enum(['negative', 'zero', 'removes-newest'])
    .default('negative')
    .describe(
      'A refund that takes more than is free: a negative count, a count of 0, or lost assignments. Not documented.',
    ),
  includeRetired: z
    .enum(['ignored', 'honoured'])
    .default('ignored')
    .describe('includeRetired=0 on users stands on one page only and looks left over from the first version.'),
  managedAppleIdFilter: z
    .boolean()
    .default(true)
    .describe('managedAppleId on users. Not documented; Fleet relies on it.'),
  legacyToken: z
    .enum(['everything', 'writes'])
    .default('everything')
    .describe('What 9647 refuses. Documented as “operation not supported”, without a list.'),
  revokeLimits: z
    .boolean()
    .default(true)
    .describe(
      'Whether the smaller limits of revoke are enforced by 9701 and 9702. The limits are documented, the numbers assumed.',
    ),
  downloadRevokesOlderTokens: z
    .boolean()
    .default(false)
    .describe('Whether a newer token of a location ends the older ones. One client’s notes say so, Apple does not.'),
  rateLimit: z
    .boolean()
    .default(true)
    .describe('Whether more than maxRequestPerSecond per location, in wire time, is 9646. Documented.'),
  rateBurst: positive
    .default(30)
    .describe(
      'How many requests a rested location may send at once (a token bucket). How Apple counts is not documented.',
    ),
  rateLimitRetryAfter: count
    .nullable()
    .default(null)
    .describe('Seconds of Retry-After on 429; null sends none. Not documented.'),
  maxRequestBytes: positive.default(4_194_304).describe('Longest body; beyond it 9602. Not documented.'),
  lookupManyIds: z
    .enum(['empty', 'answered'])
    .default('empty')
    .describe('A comma list of ids in the catalogue lookup. Not confirmed by anybody; Zentral sends one id per call.'),
  lookupArtwork: z
    .enum(['as-documented', 'array', 'object'])
    .default('as-documented')
    .describe('An array without the cookie, an object with it, as the two samples show.'),
  limits: limitsSchema
    .prefault({})
    .describe('What service config says and what is enforced. Apple documents names and sample values.'),
});

export type AppleSwitches = z.output<typeof switchSchema>;
export type SwitchName = keyof AppleSwitches;

/** What may be changed at once; limits may be named singly. */
export type SwitchChanges = Partial<Omit<AppleSwitches, 'limits'>> & { limits?: Partial<AppleSwitches['limits']> };

/** The defaults with these changes. Throws ZodError on an unknown name or value. */
export function switchesOf(changes: unknown = {}): AppleSwitches {
  return switchSchema.parse(changes);
}

/** Changes the switches in place and leaves the others as they are. Throws ZodError and changes nothing otherwise. */
export function changeSwitches(switches: AppleSwitches, changes: Readonly<Record<string, unknown>>): void {
  const limits = z.record(z.string(), z.unknown()).optional().parse(changes.limits);
  Object.assign(switches, switchSchema.parse({ ...switches, ...changes, limits: { ...switches.limits, ...limits } }));
}
