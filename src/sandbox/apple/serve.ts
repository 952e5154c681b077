import type { IncomingMessage } from 'node:http';
import { type Answer, jsonAnswer, refusalAnswer, refused, type WireAnswer } from './answers.js';
import { type Call, envelopeOf } from './call.js';
import { type FaultPlan, failureBody } from './faults.js';
import { iconPng } from './icons.js';
import { postInvitation, showInvitation } from './invitation-page.js';
import { lookup } from './lookup.js';
import { checkRequest } from './request-checks.js';
import { serviceConfig } from './routes/service-config.js';
import { routeOf } from './routes/table.js';
import { sameSite } from './same-site.js';
import type { Scene } from './scene.js';

/** A request that has arrived whole. `body` is null when it was longer than allowed. */
export interface Arrival {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** Below the base address, or `lookup`. */
  readonly path: string;
  readonly body: string | null;
  readonly plan: FaultPlan;
}

/** The whole body as text, or null beyond the limit. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length <= limit) parts.push(bytes);
  }
  return length > limit ? null : Buffer.concat(parts).toString('utf8');
}

function parsedJson(body: string | null): unknown {
  if (body === null || body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const notFound: WireAnswer = { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };

function failureAnswer(plan: FaultPlan): WireAnswer | null {
  const { failure } = plan;
  if (failure === null) return null;
  const type = failure.errorNumber === undefined ? 'text/html' : 'application/json;charset=UTF-8';
  const retry = failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) };
  return { status: failure.status, headers: { 'content-type': type, ...retry }, body: failureBody(failure) };
}

async function interfaceAnswer(scene: Scene, arrival: Arrival): Promise<WireAnswer> {
  const { request, url, path, body } = arrival;
  const { switches } = scene;
  const method = request.method ?? 'GET';
  if (path === 'service/config') {
    if (method === 'GET') return jsonAnswer(200, serviceConfig(scene.origin(), switches));
    return refusalAnswer(refused(9726), switches);
  }
  const route = routeOf(path);
  if (route === null) return notFound;
  const { authorization, 'content-type': contentType } = request.headers;
  const world = scene.world();
  const now = scene.now();
  const checked = checkRequest({ method, route, authorization, contentType }, world, scene.rate, now);
  if (checked.result === 'refused') return refusalAnswer(checked, switches);
  const { place, token } = checked;
  place.events.settle(now);
  const handler = method === 'POST' ? route.POST : route.GET;
  if (handler === undefined) return refusalAnswer(refused(9726), switches);
  const envelope = envelopeOf(place, token, switches, now);
  const call: Call = { place, token, switches, query: url.searchParams, body: parsedJson(body), now, envelope };
  const answer: Answer = await handler(call);
  return answer.result === 'refused' ? refusalAnswer(answer, switches) : jsonAnswer(200, answer.body);
}

function iconAnswer(path: string): WireAnswer {
  const [, adamId, side] = /^icons\/(\d{1,12})\/(\d{1,4})x\d{1,4}bb\.png$/.exec(path) ?? [];
  if (adamId === undefined || side === undefined) return notFound;
  const headers = { 'content-type': 'image/png', 'cache-control': 'public, max-age=86400' };
  return { status: 200, headers, body: iconPng(adamId, Number(side)) };
}

function invitationAnswer(scene: Scene, { request, url, body }: Arrival): WireAnswer {
  if (!sameSite(request, scene.origin())) return { ...notFound, status: 403, body: 'Refused' };
  const code = url.searchParams.get('inviteCode') ?? '';
  if (request.method === 'POST') return postInvitation(scene.world(), code, body ?? '');
  return showInvitation(scene.world(), code);
}

/** Everything that is Apple's: the interface, the catalogue, icons and the invitation page. */
export async function answerRequest(scene: Scene, arrival: Arrival): Promise<WireAnswer> {
  const { url, path, plan, request } = arrival;
  const failure = failureAnswer(plan);
  if (failure !== null) return failure;
  if (url.pathname.startsWith('/mdm/v2/')) return interfaceAnswer(scene, arrival);
  if (path === 'lookup') {
    const asked = { query: url.searchParams, cookie: request.headers.cookie, origin: scene.origin() };
    return jsonAnswer(200, lookup(asked, scene.world(), scene.now()));
  }
  if (url.pathname.endsWith('/wa/associateVPPUserWithITSAccount')) return invitationAnswer(scene, arrival);
  return iconAnswer(path);
}
