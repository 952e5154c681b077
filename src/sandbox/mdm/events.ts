import { hexOf, uuidOf } from './names.js';
import type { Dictionary } from './plist.js';

export type Topic = 'mdm.Authenticate' | 'mdm.TokenUpdate' | 'mdm.CheckOut' | 'mdm.Connect';

/** What the server heard from a device. */
export interface MdmEvent {
  topic: Topic;
  enrolmentId: string;
  /** As NanoMDM names it. */
  type: 'Device' | 'User Enrollment (Device)';
  /** `null` with User Enrolment. */
  udid: string | null;
  /** Only with User Enrolment. */
  userEnrolmentId: string | null;
  /** The query of the address in the enrolment profile. */
  urlParams: Readonly<Record<string, string>> | null;
  /** Only of TokenUpdate: how often it came since Authenticate. */
  tally: number | null;
  payload: Dictionary;
}

/** An event as it goes out. */
export interface Told {
  event: MdmEvent;
  /** The n-th event of this server. */
  number: number;
  /** What the ids of this server's events are made from. */
  salt: string;
  /** ISO 8601 with nine digits of fraction. */
  createdAt: string;
  /** The device's plist. */
  raw: Buffer;
}

/** Leaves out what is `null`. */
function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined));
}

function statusOf({ Status, CommandUUID }: Dictionary) {
  return { status: Status, command_uuid: CommandUUID };
}

/** NanoMDM's envelope, as captured. */
export function nanoEnvelope({ event, number, salt, createdAt, raw }: Told): string {
  const connect = event.topic === 'mdm.Connect';
  const body = present({
    ...(connect ? statusOf(event.payload) : {}),
    ids: { id: event.enrolmentId, type: event.type },
    udid: event.udid,
    enrollment_id: event.userEnrolmentId,
    url_params: event.urlParams,
    token_update_tally: event.tally,
    raw_payload: raw.toString('base64'),
  });
  return JSON.stringify({
    topic: event.topic,
    event_id: hexOf(`${salt}:event:${number}`).slice(0, 16),
    created_at: createdAt,
    [connect ? 'acknowledge_event' : 'checkin_event']: body,
  });
}

/** MicroMDM's envelope, as captured: no `ids`, no tally, printed over several lines. */
export function microEnvelope({ event, number, salt, createdAt, raw }: Told): string {
  const connect = event.topic === 'mdm.Connect';
  const who = present({ udid: event.udid, enrollment_id: event.userEnrolmentId });
  const rest = connect ? present(statusOf(event.payload)) : { url_params: event.urlParams };
  const envelope = {
    topic: event.topic,
    event_id: uuidOf(`${salt}:event:${number}`).toLowerCase(),
    created_at: createdAt,
    [connect ? 'acknowledge_event' : 'checkin_event']: { ...who, ...rest, raw_payload: raw.toString('base64') },
  };
  return `${JSON.stringify(envelope, null, 1)}\n`;
}
