import { z } from 'zod';
import type { SendOutcome } from '../licensing/ports/devices.js';
import { boundedText, isEnrolmentId } from './bounds.js';
import { commandPlist } from './commands.js';
import type { MdmAnswer, MdmWire } from './exchange.js';
import type { MdmServer } from './mdm-server.js';
import { looked, unanswered } from './no-answer.js';

/** What it answers to nearly everything that it refuses, with status 500 (tried). */
const refusal = z.object({ error: z.string().min(1) });
const queued = z.object({ payload: z.object({ command_uuid: z.string() }) });
/** `null` when there are none. */
const deviceList = z.object({ devices: z.array(z.object({ udid: z.string() })).nullable() });
const queue = z.object({ commands: z.array(z.object({ uuid: z.string() })).nullish() });

/** What its push store says of an id without a token (read in its source); no field tells it. */
const NO_PUSH_TOKEN = /retrieving PushInfo by UDID: not found/;

/** Milliseconds for which a device that was there counts as there. */
const KNOWN_FOR = 10 * 60_000;
const MOST_KNOWN = 10_000;

/** Devices of which the server was asked lately whether it knows them. */
function knownDevices(wire: MdmWire, wireNow: () => number) {
  const seen = new Map<string, number>();
  /** An answer: nothing can be said. */
  return async (id: string): Promise<'known' | 'unknown' | MdmAnswer> => {
    if (wireNow() - (seen.get(id) ?? Number.NEGATIVE_INFINITY) < KNOWN_FOR) return 'known';
    const answer = await list(wire, id);
    const devices = read(deviceList, answer)?.devices;
    if (devices === undefined) return answer;
    const found = devices?.some(({ udid }) => udid === id) === true;
    // User channels and User Enrolments are in no list, only among those that can be woken.
    if (!found && NO_PUSH_TOKEN.test(refusalOf(await push(wire, id)) ?? '')) return 'unknown';
    if (seen.size >= MOST_KNOWN) seen.clear();
    seen.set(id, wireNow());
    return 'known';
  };
}

const list = (wire: MdmWire, udid: string) =>
  wire.exchange({
    method: 'POST',
    path: '/v1/devices',
    body: JSON.stringify({ filter_udid: [udid] }),
    contentType: 'application/json',
  });

const push = (wire: MdmWire, id: string) => wire.exchange({ method: 'GET', path: `/push/${encodeURIComponent(id)}` });

/**
 * MicroMDM. It takes commands for devices it has never heard of, and the same CommandUUID twice is done twice (tried), so
 * it is asked for the device before, and a send with a lost answer is looked for in its queue. That queue does not show
 * what a device put off with NotNow (read in its source), so `not-queued` may be a command that waits on a locked device.
 */
export function micromdm(wire: MdmWire, wireNow: () => number): MdmServer {
  const isKnown = knownDevices(wire, wireNow);
  return {
    kind: 'micromdm',
    async send(enrolmentId, commandUuid, command) {
      if (!isEnrolmentId(enrolmentId)) return { result: 'refused', message: 'This is no enrolment id' };
      const device = await isKnown(enrolmentId);
      if (device === 'unknown') return { result: 'unknown-device' };
      if (device !== 'known') return notAsked(device);
      const answer = await wire.exchange({
        method: 'PUT',
        path: `/v1/commands/${encodeURIComponent(enrolmentId)}`,
        body: commandPlist(commandUuid, command),
        contentType: 'application/xml',
      });
      return outcomeOf(answer, commandUuid);
    },
    async wake(enrolmentId) {
      if (!isEnrolmentId(enrolmentId)) return { result: 'not-woken', message: 'This is no enrolment id' };
      const answer = await push(wire, enrolmentId);
      if (isOk(answer)) return { result: 'woken' };
      return { result: 'not-woken', message: refusalOf(answer) ?? unanswered(answer).message };
    },
    async lookInQueue(enrolmentId, commandUuid) {
      if (!isEnrolmentId(enrolmentId)) return 'not-queued';
      const path = `/v1/commands/${encodeURIComponent(enrolmentId)}`;
      const found = read(queue, await wire.exchange({ method: 'GET', path }));
      if (found === null) return 'unreachable';
      return found.commands?.some(({ uuid }) => uuid === commandUuid) === true ? 'queued' : 'not-queued';
    },
    async look() {
      const answer = await list(wire, 'vpp-bot-checkup');
      return looked(answer, read(deviceList, answer) !== null);
    },
  };
}

const isOk = (answer: MdmAnswer): boolean =>
  answer.result === 'answered' && answer.status >= 200 && answer.status < 300;

/** `null`: refused, or not as it should be. */
function read<T>(schema: z.ZodType<T>, answer: MdmAnswer): T | null {
  if (answer.result !== 'answered' || !isOk(answer)) return null;
  return schema.safeParse(answer.json).data ?? null;
}

/** `null`: these are not the words of MicroMDM. */
function refusalOf(answer: MdmAnswer): string | null {
  if (answer.result !== 'answered' || isOk(answer) || answer.status === 401) return null;
  const error = refusal.safeParse(answer.json).data?.error;
  return error === undefined ? null : boundedText(error);
}

function outcomeOf(answer: MdmAnswer, commandUuid: string): SendOutcome {
  const taken = read(queued, answer);
  if (taken?.payload.command_uuid === commandUuid) return { result: 'queued', woken: true, pushError: null };
  const message = refusalOf(answer);
  return message === null ? unanswered(answer) : { result: 'refused', message };
}

/** The device could not be asked for, so nothing was sent. */
function notAsked(answer: MdmAnswer): SendOutcome {
  const message = refusalOf(answer);
  const outcome = message === null ? unanswered(answer) : ({ result: 'unknown', message } as const);
  return outcome.result === 'unreachable' ? outcome : { ...outcome, result: 'unreachable', why: 'unavailable' };
}
