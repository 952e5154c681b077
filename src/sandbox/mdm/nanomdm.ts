import { jsonAnswer, textAnswer, type WireAnswer } from './answers.js';
import type { Call, Dialect, Route } from './call.js';
import { type Command, readCommand } from './command.js';

/** Says of one enrolment what became of it. */
interface IdResult {
  push_result?: string;
  push_error?: string;
  command_error?: string;
}

interface ApiResult {
  status?: Record<string, IdResult>;
  no_push?: true;
  push_error?: string;
  command_error?: string;
  command_uuid?: string;
  request_type?: string;
}

const topic = 'com.apple.mgmt.External.sandbox';
const year = 365 * 86_400_000;

/** 500 for any error on top or when everybody failed, 207 when some did. */
function apiAnswer(result: ApiResult): WireAnswer {
  const each = Object.values(result.status ?? {});
  const bad = each.filter((one) => one.push_error !== undefined || one.command_error !== undefined).length;
  const whole = result.push_error !== undefined || result.command_error !== undefined;
  if (whole || (bad > 0 && bad === each.length)) return jsonAnswer(500, result);
  return jsonAnswer(bad > 0 ? 207 : 200, result);
}

const idsOf = ({ caught }: Call): string[] => (caught[0] ?? '').split(',').filter((id) => id !== '');

/** Pushes everybody who can be pushed. */
function push({ fleet, switches, newId }: Call, ids: readonly string[]): ApiResult {
  const status: Record<string, IdResult> = {};
  for (const id of ids) {
    if (fleet.enrolments.find(id)?.pushable !== true) status[id] = { push_error: 'push data missing for id' };
    else if (switches.pushCertificate) {
      fleet.push(id);
      status[id] = { push_result: newId() };
    }
  }
  const result: ApiResult = Object.keys(status).length === 0 ? {} : { status };
  if (switches.pushCertificate) return result;
  return { ...result, push_error: `retrieving push cert for topic "${topic}": certificate not found` };
}

/** Why a command is not taken, or `null`. */
function commandError({ fleet, switches, body }: Call, ids: readonly string[], command: Command | string) {
  if (body.length === 0) return 'must enqueue or push';
  if (command === 'parse') return 'decoding command: parse error: not a property list';
  if (typeof command === 'string') return 'decoding command: invalid command';
  if (fleet.enrolments.has(command.uuid)) return `command already exists: ${command.uuid}`;
  const stranger = ids.some((id) => fleet.enrolments.find(id) === null);
  return stranger && switches.unknownEnrolment === 'refused'
    ? 'Error 1452 (23000): Cannot add or update a child row: a foreign key constraint fails (enrollment_queue)'
    : null;
}

function enqueue(call: Call): WireAnswer {
  const ids = idsOf(call);
  const silently = (call.query.get('nopush') ?? '') !== '';
  if (call.body.length === 0 && !silently) return apiAnswer(push(call, ids));
  const command = readCommand(call.body);
  const error = commandError(call, ids, command);
  if (error !== null || typeof command === 'string') {
    const named = typeof command === 'string' ? {} : { command_uuid: command.uuid, request_type: command.requestType };
    return apiAnswer({ ...(silently ? { no_push: true } : {}), command_error: error ?? '', ...named });
  }
  call.fleet.enrolments.enqueue(ids, command);
  const pushed: ApiResult = silently ? { no_push: true } : push(call, ids);
  return apiAnswer({ ...pushed, command_uuid: command.uuid, request_type: command.requestType });
}

function pushCertificate({ switches, now }: Call): WireAnswer {
  if (!switches.pushCertificate) return jsonAnswer(500, { error: 'certificate not found' });
  return jsonAnswer(200, { topic, not_after: new Date(now() + year).toISOString() });
}

/** What NanoMDM answers, as it was seen by running it. */
export const nanoRoutes = {
  'PUT /v1/enqueue/{ids}': { methods: null, path: /^\/v1\/enqueue\/([^/]+)$/, answer: enqueue },
  'GET /v1/push/{ids}': {
    methods: null,
    path: /^\/v1\/push\/([^/]+)$/,
    answer: (call) => apiAnswer(push(call, idsOf(call))),
  },
  'GET /v1/pushcert': { methods: ['GET'], path: /^\/v1\/pushcert$/, answer: pushCertificate },
  'GET /version': {
    methods: null,
    path: /^\/version$/,
    open: true,
    answer: () => jsonAnswer(200, { version: 'v0.9.0' }),
  },
} as const satisfies Record<string, Route>;

/** NanoMDM: commands go in as plists, and events are signed. */
export const nanoMdm: Dialect = {
  user: 'nanomdm',
  routes: nanoRoutes,
  unauthorized: textAnswer(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="nanomdm"' }),
};
