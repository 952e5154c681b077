import { z } from 'zod';
import type { DeviceEvent } from '../licensing/rules/device-answer.js';
import { answerOf, informationOf } from './answers.js';
import { boundedText, isEnrolmentId } from './bounds.js';
import { parsePlist } from './plist.js';

const id = z.string().refine(isEnrolmentId);
const given = id.nullish().catch(null);

/** The same in both servers but for `ids`, which only NanoMDM has. Go writes absent members as null or not at all. */
const message = z.object({
  ids: z.object({ id, type: z.string().max(64).nullish(), parent_id: id.nullish() }).nullish(),
  udid: given,
  enrollment_id: given,
  url_params: z
    .object({ user: z.string().min(1).nullish().catch(null) })
    .nullish()
    .catch(null),
  token_update_tally: z.number().int().nonnegative().nullish().catch(null),
  raw_payload: z.string().max(1_500_000),
});

type Message = z.output<typeof message>;

/** Around the event, the same for both servers: what is too long is refused, a time that is none is left out. */
export const envelopeSchema = z.object({
  topic: z.string().max(64),
  created_at: z
    .string()
    .max(64)
    .nullish()
    .catch(null)
    .transform((text) => instantOf(text ?? '')),
  event_id: z.string().min(1).max(128).nullish().catch(null),
  acknowledge_event: message.nullish(),
  checkin_event: message.nullish(),
});

/** Go writes up to nine digits of a second, of which three are read. `null`: no instant. */
function instantOf(text: string): number | null {
  const [, second, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const instant = second === undefined ? Number.NaN : Date.parse(`${second}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(instant) || instant < 0 ? null : instant;
}

type Origin = Pick<DeviceEvent, 'id' | 'enrolmentId' | 'type' | 'parentId' | 'urlUser' | 'at'>;

type Reader = (origin: Origin, plist: unknown, from: Message) => DeviceEvent | null;

/** What the bot listens to; every other topic is dropped. */
const topics: Readonly<Record<string, { of: 'acknowledge_event' | 'checkin_event'; read: Reader }>> = {
  'mdm.Authenticate': {
    of: 'checkin_event',
    read: (origin, plist) => ({ ...origin, topic: 'authenticate', information: informationOf(plist) }),
  },
  'mdm.TokenUpdate': {
    of: 'checkin_event',
    read: (origin, _plist, from) => ({ ...origin, topic: 'token-update', tally: from.token_update_tally ?? null }),
  },
  'mdm.CheckOut': { of: 'checkin_event', read: (origin) => ({ ...origin, topic: 'check-out' }) },
  'mdm.Connect': {
    of: 'acknowledge_event',
    read: (origin, plist) => {
      const answer = answerOf(plist);
      return answer === null ? null : { ...origin, topic: 'connect', answer };
    },
  },
};

/** Whether anything is done with events of that topic. */
export function isUsedTopic(topic: string): boolean {
  return Object.hasOwn(topics, topic);
}

/**
 * The event of a webhook's body, under an id that is the same for the same event; `null` where it is not made as it
 * should be. Throws `PlistRefused`.
 */
export function eventOf(envelope: z.output<typeof envelopeSchema>, eventId: string): DeviceEvent | null {
  const topic = Object.hasOwn(topics, envelope.topic) ? topics[envelope.topic] : undefined;
  const from = topic === undefined ? null : (envelope[topic.of] ?? null);
  if (topic === undefined || from === null) return null;
  const plist = parsePlist(Buffer.from(from.raw_payload, 'base64'));
  const who = fromIds(from) ?? fromPlist(from, plist);
  if (who === null) return null;
  const user = from.url_params?.user ?? null;
  const urlUser = user === null ? null : boundedText(user);
  return topic.read({ id: eventId, ...who, urlUser, at: envelope.created_at }, plist, from);
}

type Who = Pick<Origin, 'enrolmentId' | 'type' | 'parentId'>;

/** NanoMDM's own types of enrolments (read in its source). */
const types: Readonly<Record<string, Who['type']>> = {
  Device: 'device',
  User: 'user',
  'User Enrollment (Device)': 'user-enrolment',
  'User Enrollment': 'user',
  'Shared iPad': 'shared-ipad',
};

function fromIds({ ids, enrollment_id }: Message): Who | null {
  if (ids === null || ids === undefined) return null;
  const parentId = ids.parent_id ?? null;
  const known = Object.hasOwn(types, ids.type ?? '') ? types[ids.type ?? ''] : undefined;
  const guessed = parentId !== null ? 'user' : enrollment_id ? 'user-enrolment' : 'device';
  return { enrolmentId: ids.id, type: known ?? guessed, parentId };
}

/** What every user of a Shared iPad has as its id (Apple documents). */
const SHARED_IPAD_USER = 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF';

const channel = z.object({ UserID: given, UserShortName: given });

/**
 * MicroMDM names no channel, and queues by the user's id for a user channel, by the EnrollmentID with User Enrolment and
 * by the UDID else (read in its source). Users of a Shared iPad share one id there, so nothing can be sent to one of them.
 */
function fromPlist({ udid, enrollment_id }: Message, plist: unknown): Who | null {
  const device = enrollment_id ?? udid ?? null;
  if (device === null) return null;
  const user = channel.safeParse(plist).data;
  const userId = user?.UserID ?? null;
  if (userId === null)
    return { enrolmentId: device, type: enrollment_id ? 'user-enrolment' : 'device', parentId: null };
  if (userId !== SHARED_IPAD_USER) return { enrolmentId: userId, type: 'user', parentId: device };
  return { enrolmentId: `${device}:${user?.UserShortName ?? userId}`, type: 'shared-ipad', parentId: device };
}
