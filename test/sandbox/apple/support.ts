import { type AppleOptions, type AppleStandIn, startAppleStandIn } from '../../../src/sandbox/apple/server.js';

/** 2026-09-01 08:00 UTC. */
export const start = Date.UTC(2026, 8, 1, 8);
export const day = 86_400_000;

export interface Answered {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface Asking {
  method?: string;
  token?: string | null;
  authorization?: string;
  body?: unknown;
  raw?: string;
  contentType?: string | null;
}

export interface Apple extends AppleStandIn {
  clock: { at: number };
  ask(path: string, asking?: Asking): Promise<Answered>;
  post(path: string, body: unknown): Promise<Answered>;
}

/** Starts a stand-in that works events off at once and whose business time only moves by hand. */
export async function startApple(options: Partial<AppleOptions> = {}): Promise<Apple> {
  const clock = { at: start };
  const apple = await startAppleStandIn({
    now: () => clock.at,
    ...options,
    switches: { rateLimit: false, eventLatencyMilliseconds: 0, eventMillisecondsPerTask: 0, ...options.switches },
  });
  const ask = async (path: string, asking: Asking = {}): Promise<Answered> => {
    const { method = 'GET', token = apple.token, body, raw, contentType = 'application/json' } = asking;
    const headers = new Headers();
    if (asking.authorization !== undefined) headers.set('authorization', asking.authorization);
    else if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    if (contentType !== null && method !== 'GET') headers.set('content-type', contentType);
    const init = sent === undefined ? { method, headers } : { method, headers, body: sent };
    const response = await fetch(`${apple.url}/${path}`, init);
    return { status: response.status, headers: response.headers, body: record(await response.text()) };
  };
  return Object.assign(apple, {
    clock,
    ask,
    post: (path: string, body: unknown) => ask(path, { method: 'POST', body }),
  });
}

function record(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : { text };
  } catch {
    return { text };
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records of a list member. Throws when it is not one. */
export function rows(body: Record<string, unknown>, member: string): Record<string, unknown>[] {
  const list = body[member];
  if (!Array.isArray(list)) throw new TypeError(`${member} is no list.`);
  return list.filter(isRecord);
}

export const text = (body: Record<string, unknown>, member: string): string => {
  const value = body[member];
  if (typeof value !== 'string') throw new TypeError(`${member} is no text.`);
  return value;
};
