import { timingSafeEqual } from 'node:crypto';
import { textAnswer, type WireAnswer } from './answers.js';
import type { Call, Dialect, Route } from './call.js';
import { hexOf } from './names.js';

/** A request as it came. */
export interface Asked {
  method: string;
  url: URL;
  authorization: string | undefined;
  body: Buffer;
}

function isKey(authorization: string | undefined, user: string, apiKey: string): boolean {
  const given = Buffer.from(hexOf(authorization ?? ''));
  const expected = `Basic ${Buffer.from(`${user}:${apiKey}`).toString('base64')}`;
  return timingSafeEqual(given, Buffer.from(hexOf(expected)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The route of a request, or the answer that there is none. */
function routeOf(dialect: Dialect, { method, url }: Asked): Route | WireAnswer {
  const here = Object.values(dialect.routes).filter(({ path }) => path.test(url.pathname));
  const route = here.find(({ methods }) => methods === null || methods.includes(method));
  if (route !== undefined) return route;
  return here.length > 0 ? textAnswer(405, 'Method Not Allowed') : textAnswer(404, '404 page not found');
}

/** Answers one request to the server's interface. */
export function answerRequest(
  dialect: Dialect,
  apiKey: string,
  asked: Asked,
  rest: Omit<Call, 'method' | 'caught' | 'query' | 'body'>,
): WireAnswer {
  const route = routeOf(dialect, asked);
  if (!('answer' in route)) return route;
  if (route.open !== true && !isKey(asked.authorization, dialect.user, apiKey)) return dialect.unauthorized;
  const caught = (route.path.exec(asked.url.pathname) ?? []).slice(1).map(decoded);
  const { method, url, body } = asked;
  return route.answer({ ...rest, method, caught, query: url.searchParams, body });
}
