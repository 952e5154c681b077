import { z } from 'zod';
import { type Answer, answered, firstRefusal, type Refusal, refused } from '../answers.js';
import { type Call, envelopeOf } from '../call.js';
import { uuidOf } from '../ids.js';
import type { MdmInfo, NotificationSettings } from '../location-rows.js';
import { postNotification } from '../notification-sender.js';
import type { AppleSwitches } from '../switches.js';

/** What one may subscribe to. TEST_NOTIFICATION may be named and is sent anyway (Apple documents). */
export const notificationTypes = [
  'ASSET_COUNT',
  'ASSET_MANAGEMENT',
  'USER_MANAGEMENT',
  'USER_ASSOCIATED',
  'SUBSCRIPTION_MANAGEMENT',
  'SUBSCRIPTION_COUNT',
  'UNLIMITED_ASSET',
] as const;

const text = z.string().max(65_536).nullable().optional();
const bodySchema = z.object({
  mdmInfo: z.object({ id: text, name: text, metadata: text }).nullable().optional(),
  notificationUrl: text,
  notificationAuthToken: text,
  notificationTypes: z
    .array(z.enum([...notificationTypes, 'TEST_NOTIFICATION']))
    .nullable()
    .optional(),
});
type Body = z.output<typeof bodySchema>;

function clientConfig(call: Call): Answer {
  const { location } = call.place;
  const { facts, notifications } = location;
  const unset = call.switches.unsetMdmInfo === 'null' ? { mdmInfo: null } : {};
  return answered({
    ...envelopeOf(call.place, call.token, call.switches, call.now),
    countryISO2ACode: facts.countryISO2ACode,
    defaultPlatform: facts.defaultPlatform,
    locationName: facts.name,
    ...(location.mdmInfo === null ? unset : { mdmInfo: location.mdmInfo }),
    ...(notifications.url === null ? {} : { notificationUrl: notifications.url }),
    ...(notifications.token === null ? {} : { notificationAuthToken: notifications.token }),
    subscribedNotificationTypes: notifications.types,
    websiteURL: facts.websiteURL,
  });
}

/** `GET client/config`. */
export const getClientConfig = (call: Call): Answer => clientConfig(call);

function acceptableUrl(address: string, switches: AppleSwitches): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:') return true;
  const loopback = hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
  return switches.notificationUrlScheme === 'https-or-loopback-http' && protocol === 'http:' && loopback;
}

const isSet = (value: string | null | undefined): value is string => typeof value === 'string' && value !== '';

function notificationRefusal(body: Body, switches: AppleSwitches): Refusal | null {
  const { notificationUrl: url, notificationAuthToken: token } = body;
  if (isSet(url) !== isSet(token)) return refused(9710);
  if (!isSet(url) || !isSet(token)) return null;
  const { maxNotificationLength } = switches.limits;
  if (url.length > maxNotificationLength || token.length > maxNotificationLength) return refused(9711);
  return acceptableUrl(url, switches) ? null : refused(9712);
}

function mdmInfoRefusal(body: Body, { limits }: AppleSwitches): Refusal | null {
  const { mdmInfo } = body;
  if (mdmInfo === null || mdmInfo === undefined) return null;
  const { id, name, metadata } = mdmInfo;
  if (!isSet(id) || !isSet(name) || !isSet(metadata)) return refused(9723);
  if (id.length > limits.maxMdmIdLength) return refused(9724);
  if (name.length > limits.maxMdmNameLength) return refused(9725);
  return metadata.length > limits.maxMdmMetadataLength ? refused(9713) : null;
}

const wantsNull = (body: Body): boolean => Object.values(body).some((value) => value === null);

/** The member's new value: what was sent; nothing when it was cleared; else the old one, or nothing by 'replace'. */
function member<Value>(sent: Value | null | undefined, before: Value, none: Value, switches: AppleSwitches): Value {
  if (sent === null) return none;
  if (sent !== undefined) return sent;
  return switches.clientConfigPost === 'merge' ? before : none;
}

function nextTypes(body: Body, before: string[], switches: AppleSwitches): string[] {
  const sent = body.notificationTypes?.filter((type) => type !== 'TEST_NOTIFICATION');
  if (sent?.length === 0 && switches.emptyNotificationTypes === 'keep') return before;
  return member<string[]>(body.notificationTypes === null ? null : sent, before, [], switches);
}

function nextNotifications(body: Body, before: NotificationSettings, switches: AppleSwitches): NotificationSettings {
  const blank = (value: string | null | undefined) => (value === '' ? null : value);
  return {
    url: member<string | null>(blank(body.notificationUrl), before.url, null, switches),
    token: member<string | null>(blank(body.notificationAuthToken), before.token, null, switches),
    types: nextTypes(body, before.types, switches),
  };
}

function nextMdmInfo(body: Body, before: MdmInfo | null, switches: AppleSwitches): MdmInfo | null {
  const sent = body.mdmInfo;
  const whole = sent && { id: sent.id ?? '', name: sent.name ?? '', metadata: sent.metadata ?? '' };
  return member<MdmInfo | null>(whole, before, null, switches);
}

function testNotification(call: Call, url: string): string {
  const { uId } = call.place.location.facts;
  const notificationId = uuidOf(`test:${uId}:${url}:${call.now}`);
  return JSON.stringify({ notification: {}, notificationId, notificationType: 'TEST_NOTIFICATION', uId });
}

/** Any 2xx within the allowed tries. Without an address there is nothing to reach. */
async function reachable(call: Call, settings: NotificationSettings): Promise<boolean> {
  const { testNotificationAttempts: attempts, testNotificationTimeoutMilliseconds: timeout } = call.switches;
  if (settings.url === null || attempts === 0) return true;
  const text = testNotification(call, settings.url);
  for (let attempt = 0; attempt < attempts; attempt += 1)
    if (await postNotification(settings, text, timeout)) return true;
  return false;
}

/**
 * `POST client/config`: validates, sends TEST_NOTIFICATION when notification settings were sent, and stores all or
 * nothing. Whoever holds a token may overwrite another's `mdmInfo` (Apple has no lock for it).
 */
export async function postClientConfig(call: Call): Promise<Answer> {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) return refused(9602);
  const { switches } = call;
  const body = parsed.data;
  const refusal = firstRefusal([
    () => (wantsNull(body) && switches.explicitNull === 'refused' ? refused(9602) : null),
    () => notificationRefusal(body, switches),
    () => mdmInfoRefusal(body, switches),
  ]);
  if (refusal !== null) return refusal;
  const { location } = call.place;
  const settings = nextNotifications(body, location.notifications, switches);
  const touched = isSet(body.notificationUrl) || (body.notificationTypes ?? []).length > 0;
  if (touched && !(await reachable(call, settings))) return refused(switches.unreachableNotificationUrl);
  location.notifications = nextNotifications(body, location.notifications, switches);
  location.mdmInfo = nextMdmInfo(body, location.mdmInfo, switches);
  return clientConfig(call);
}
