import type { Act, PageState } from './protocol.js';
import { isRecord, type Json, record, text } from './read.js';
import { Refused } from './refused.js';

/** `GET /state` for one person, or for the first one. Throws `Refused`. */
export async function fetchState(as: string | null): Promise<PageState> {
  const response = await reach(as === null ? '/state' : `/state?as=${encodeURIComponent(as)}`, {});
  return response.json();
}

/** Sends one act of one person and answers what the stand-in answered. Throws `Refused`. */
export async function sendAct(as: string, act: Act): Promise<unknown> {
  const answer = await post('/act', { as, ...act });
  return answer.result;
}

/** Sends a JSON body and answers the JSON object that came back. Throws `Refused`. */
export async function post(path: string, body: Json): Promise<Json> {
  const response = await reach(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return isRecord(answer) ? answer : {};
}

/** Calls `changed` now and whenever something changed, and `reached` with whether the server can be heard. */
export function listen(changed: () => void, reached: (online: boolean) => void): void {
  const source = new EventSource('/events');
  source.addEventListener('open', () => {
    reached(true);
    changed();
  });
  source.addEventListener('change', changed);
  source.addEventListener('error', () => reached(false));
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init).catch(() => undefined);
  if (!response) throw new Refused('offline', 'The sandbox does not answer. Is it still running?');
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => ({}));
  const error = record(body, 'error');
  throw new Refused(
    text(error, 'code') || `status_${response.status}`,
    text(error, 'message') || `The sandbox answered ${response.status}.`,
  );
}
