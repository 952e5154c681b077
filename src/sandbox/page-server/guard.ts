import type { IncomingMessage } from 'node:http';
import { RefusedRequest } from './refused-request.js';

/**
 * Refuses what another site or a rebound name could send: the Host must be our own loopback address, and a request that changes something
 * (or names an Origin at all) must come from our own page. Throws `RefusedRequest` with status 403.
 */
export function guard(request: IncomingMessage, port: number): void {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host, origin } = request.headers;
  if (host === undefined || !own.includes(host))
    throw new RefusedRequest(403, 'wrong_host', 'This page is served on its own loopback address only.');
  const changes = request.method !== 'GET' && request.method !== 'HEAD';
  if (origin === undefined && !changes) return;
  if (origin !== `http://${host}`)
    throw new RefusedRequest(403, 'wrong_origin', 'Only the sandbox page itself may ask for this.');
}

/** The headers of every answer. `icons` is the origin that serves the apps' icons, or `null`. */
export function securityHeaders(icons: string | null): Record<string, string> {
  const images = icons === null ? "'self'" : `'self' ${icons}`;
  return {
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src ${images}; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
  };
}
