import { z } from 'zod';
import type { SendOutcome } from '../licensing/ports/devices.js';
import { boundedText, isEnrolmentId } from './bounds.js';
import { commandPlist } from './commands.js';
import type { MdmAnswer, MdmWire } from './exchange.js';
import type { MdmServer } from './mdm-server.js';
import { looked, unanswered } from './no-answer.js';

const words = z.string().min(1).nullish().catch(null);

/** NanoMDM's APIResult; every member may be absent, whatever the status (read in its source, and tried). */
const apiResult = z.object({
  status: z.record(z.string(), z.object({ push_error: words, command_error: words })).nullish(),
  no_push: z.boolean().nullish(),
  push_error: words,
  command_error: words,
  command_uuid: words,
});

type ApiResult = z.output<typeof apiResult>;

/**
 * What only a text tells, because NanoMDM hands on what its storage says. Each pattern with the storages that say so
 * (read in the source of NanoMDM and of the databases' drivers; the first and the third also tried).
 */
const texts = {
  'queued-before': [
    // inmem, filekv, diskv
    /command already exists: /,
    // mysql
    /Error 1062\b.*\bDuplicate entry\b/,
    // pgsql
    /duplicate key value violates unique constraint "commands_pkey"/,
  ],
  'unknown-device': [
    // Its push service, where it never got a TokenUpdate of that id.
    /push data missing for id/,
    // mysql
    /Error 1452\b.*\bforeign key constraint\b/,
    // pgsql
    /insert or update on table "enrollment_queue" violates foreign key constraint/,
  ],
} as const satisfies Record<string, readonly RegExp[]>;

const says = (meaning: keyof typeof texts, text: string): boolean => texts[meaning].some((one) => one.test(text));

/** Nobody is enrolled under it, so asking to wake it only shows whether the server lets us. */
const NOBODY = 'vpp-bot-checkup';

/**
 * NanoMDM. Its status says nothing: with a push that failed it is 500 and the command IS queued (tried). The same
 * CommandUUID again is refused while the server knows it, so a send may be repeated; only its file storage and SQL
 * storages that delete what is done take an answered one again (read in its source), and then the first answer counts.
 */
export function nanomdm(wire: MdmWire): MdmServer {
  const push = (id: string) => wire.exchange({ method: 'GET', path: `/v1/push/${encodeURIComponent(id)}` });
  return {
    kind: 'nanomdm',
    async send(enrolmentId, commandUuid, command) {
      if (!isEnrolmentId(enrolmentId)) return { result: 'refused', message: 'This is no enrolment id' };
      const answer = await wire.exchange({
        method: 'PUT',
        path: `/v1/enqueue/${encodeURIComponent(enrolmentId)}`,
        body: commandPlist(commandUuid, command),
        contentType: 'application/xml',
      });
      const result = resultOf(answer);
      return result === null ? unanswered(answer) : outcomeOf(result, commandUuid);
    },
    async wake(enrolmentId) {
      if (!isEnrolmentId(enrolmentId)) return { result: 'not-woken', message: 'This is no enrolment id' };
      const answer = await push(enrolmentId);
      const result = resultOf(answer);
      if (result === null) return { result: 'not-woken', message: unanswered(answer).message };
      const [trouble] = pushErrorsOf(result);
      return trouble === undefined ? { result: 'woken' } : { result: 'not-woken', message: boundedText(trouble) };
    },
    async lookInQueue() {
      return 'send-again';
    },
    async look() {
      const answer = await push(NOBODY);
      return looked(answer, resultOf(answer) !== null);
    },
  };
}

/** `null`: no answer, or one of something else such as a proxy. */
function resultOf(answer: MdmAnswer): ApiResult | null {
  if (answer.result !== 'answered') return null;
  const result = apiResult.safeParse(answer.json).data;
  const isOurs = result !== undefined && Object.values(result).some((value) => value !== null && value !== undefined);
  return isOurs && !(answer.status in notItsOwn) ? result : null;
}

/** NanoMDM itself answers these without an APIResult. */
const notItsOwn: Readonly<Record<number, true>> = { 401: true, 403: true, 404: true };

function outcomeOf(result: ApiResult, commandUuid: string): SendOutcome {
  const commandError = commandErrorOf(result);
  if (commandError !== null) {
    if (says('queued-before', commandError)) return { result: 'queued', woken: false, pushError: null };
    if (says('unknown-device', commandError)) return { result: 'unknown-device' };
    return { result: 'refused', message: boundedText(commandError) };
  }
  if (result.command_uuid !== commandUuid) {
    return { result: 'unknown', message: 'The MDM server answered about another command' };
  }
  const pushErrors = pushErrorsOf(result);
  if (pushErrors.some((text) => says('unknown-device', text))) return { result: 'unknown-device' };
  const [pushError = null] = pushErrors;
  return {
    result: 'queued',
    woken: pushError === null && result.no_push !== true,
    pushError: pushError === null ? null : boundedText(pushError),
  };
}

/** Some storages put the error under the command's id instead of the device's (read in its source). One id was sent, so any counts. */
function commandErrorOf({ command_error, status }: ApiResult): string | null {
  return command_error ?? Object.values(status ?? {}).find((one) => one.command_error)?.command_error ?? null;
}

function pushErrorsOf({ push_error, status }: ApiResult): string[] {
  const all = [push_error, ...Object.values(status ?? {}).map((one) => one.push_error)];
  return all.filter((text) => typeof text === 'string');
}
