import { z } from 'zod';
import { jsonAnswer, type WireAnswer } from './answers.js';
import type { Call, Dialect, Route } from './call.js';
import { readCommand } from './command.js';

const wrong = (error: string): WireAnswer => jsonAnswer(500, { error });

/** A repeated uuid and an unknown device are taken, and how the push went is never said (seen by running MicroMDM). */
function enqueue({ caught, body, fleet, switches }: Call): WireAnswer {
  const udid = caught[0] ?? '';
  const command = readCommand(body);
  if (command === 'parse') return wrong('decode command: not a property list');
  if (command === 'invalid') return wrong('decode command: CommandUUID or RequestType is missing');
  fleet.enrolments.enqueue([udid], command);
  if (switches.pushCertificate) fleet.push(udid);
  const { uuid, requestType, raw } = command;
  const payload = { udid, command_uuid: uuid, command: { request_type: requestType }, payload: raw.toString('base64') };
  return jsonAnswer(201, { payload });
}

function showQueue({ caught, fleet }: Call): WireAnswer {
  const waiting = fleet.enrolments.queueOf(caught[0] ?? '').commands();
  return jsonAnswer(200, {
    commands: waiting.map(({ uuid, raw }) => ({ uuid, payload: raw.toString('base64') })),
  });
}

function clearQueue({ caught, fleet }: Call): WireAnswer {
  fleet.enrolments.queueOf(caught[0] ?? '').clear();
  return jsonAnswer(200, {});
}

/** Whoever never told how to push it is not found (read in its source); the other refusal was seen by running it. */
function push({ caught, fleet, switches, newId }: Call): WireAnswer {
  const udid = caught[0] ?? '';
  if (fleet.enrolments.find(udid)?.pushable !== true)
    return wrong(`retrieving PushInfo by UDID: not found: PushInfo udid ${udid}`);
  if (!switches.pushCertificate) return wrong('invalid push token');
  fleet.push(udid);
  return jsonAnswer(200, { status: 'success', push_notification_id: newId() });
}

const filters = z.object({
  filter_serial: z.array(z.string()).optional(),
  filter_udid: z.array(z.string()).optional(),
  page: z.int().min(0).default(0),
  per_page: z.int().min(1).max(10_000).default(10_000),
});

function filtersOf(body: Buffer) {
  try {
    return filters.safeParse(JSON.parse(body.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** `devices` is null when there is none (seen by running it). */
function listDevices({ body, fleet }: Call): WireAnswer {
  const asked = filtersOf(body);
  if (asked === null) return wrong('decode request: not the expected JSON');
  const { filter_serial: serials, filter_udid: udids, page, per_page: size } = asked;
  const devices = [...fleet.enrolments.all()]
    .map(([udid, { serialNumber, enrolled, lastSeen }]) => ({
      serial_number: serialNumber,
      udid,
      enrollment_status: enrolled,
      last_seen: new Date(lastSeen).toISOString(),
      dep_profile_status: '',
    }))
    .filter(({ serial_number: serial }) => serials === undefined || serials.includes(serial))
    .filter(({ udid }) => udids === undefined || udids.includes(udid))
    .slice(page * size, (page + 1) * size);
  return jsonAnswer(200, { devices: devices.length === 0 ? null : devices });
}

const queuePath = /^\/v1\/commands\/([^/]+)$/;

/** What MicroMDM answers, as it was seen by running it. */
export const microRoutes = {
  'POST /v1/commands/{udid}': { methods: ['POST', 'PUT'], path: queuePath, answer: enqueue },
  'GET /v1/commands/{udid}': { methods: ['GET'], path: queuePath, answer: showQueue },
  'DELETE /v1/commands/{udid}': { methods: ['DELETE'], path: queuePath, answer: clearQueue },
  'POST /v1/devices': { methods: ['POST'], path: /^\/v1\/devices$/, answer: listDevices },
  'GET /push/{udid}': { methods: ['GET'], path: /^\/push\/([^/]+)$/, answer: push },
  'POST /v1/push/{udid}': { methods: ['POST'], path: /^\/v1\/push\/([^/]+)$/, answer: push },
} as const satisfies Record<string, Route>;

/** MicroMDM: takes a command for any device, known or not, and signs nothing. */
export const microMdm: Dialect = {
  user: 'micromdm',
  routes: microRoutes,
  unauthorized: jsonAnswer(401, { error: 'you need to log in' }),
};
