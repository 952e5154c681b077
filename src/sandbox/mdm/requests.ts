import type { IncomingMessage, ServerResponse } from 'node:http';
import { textAnswer, type WireAnswer } from './answers.js';
import type { Dialect } from './call.js';
import { readCommand } from './command.js';
import type { MdmFaults } from './faults.js';
import type { Fleet } from './fleet.js';
import { microMdm } from './micromdm.js';
import { uuidOf } from './names.js';
import { nanoMdm } from './nanomdm.js';
import { answerRequest } from './serve.js';
import type { MdmSwitches } from './switches.js';

/** What requests are answered from. */
export interface RequestScene {
  kind: 'nanomdm' | 'micromdm';
  fleet: Fleet;
  switches: MdmSwitches;
  faults: MdmFaults;
  /** Business time in milliseconds since the epoch. */
  now: () => number;
  apiKey: string;
}

/** One request as it was asked. Never a header, so never a key. */
export interface MdmRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** The command in its body; `null`: there is none. */
  readonly command: { readonly uuid: string; readonly requestType: string } | null;
  /** 0 while it is open or when its connection was cut. */
  status: number;
}

const kept = 10_000;
const longestBody = 4_194_304;

const dialects: Readonly<Record<RequestScene['kind'], Dialect>> = { nanomdm: nanoMdm, micromdm: microMdm };

/** `null` when it is longer than anything that belongs here. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longestBody) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function commandIn(body: Buffer | null): MdmRequest['command'] {
  const read = body === null || body.length === 0 ? 'parse' : readCommand(body);
  return typeof read === 'string' ? null : { uuid: read.uuid, requestType: read.requestType };
}

/** Takes a request, does it and answers, as far as the faults let it; remembers the last 10,000. */
export function requestsOf({ faults, fleet, switches, kind, now, apiKey }: RequestScene) {
  const records: MdmRequest[] = [];
  let pushes = 0;
  const newId = () => {
    pushes += 1;
    return uuidOf(`push:${pushes}`);
  };
  const answer = async (request: IncomingMessage): Promise<{ given: WireAnswer | null; record: MdmRequest }> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { method = 'GET' } = request;
    const body = await readBody(request);
    const record: MdmRequest = { method, path: `${url.pathname}${url.search}`, command: commandIn(body), status: 0 };
    records.push(record);
    if (records.length > kept) records.shift();
    await faults.delay(url.pathname);
    const { cut, failure } = faults.take(url.pathname);
    if (cut === 'before') return { given: null, record };
    if (failure !== null) return { given: textAnswer(failure.status, 'unavailable'), record };
    if (body === null) return { given: textAnswer(413, 'Request Entity Too Large'), record };
    const asked = { method, url, authorization: request.headers.authorization, body };
    const given = answerRequest(dialects[kind], apiKey, asked, { fleet, switches, now, newId });
    return { given: cut === 'after' ? null : given, record };
  };
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { given, record } = await answer(request);
    if (given === null) {
      response.destroy();
      return;
    }
    record.status = given.status;
    response.writeHead(given.status, given.headers).end(given.body);
  };
  return { records, respond };
}
