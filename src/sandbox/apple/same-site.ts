import type { IncomingMessage } from 'node:http';

/**
 * Whether a request was meant for us: addressed by a loopback name of our own port (a foreign page that resolves its
 * name to 127.0.0.1 is not), and not sent by a page of another origin. For what people do, not for clients of Apple.
 */
export function sameSite(request: Pick<IncomingMessage, 'headers'>, origin: string): boolean {
  const { host } = new URL(origin);
  const names = [host, host.replace('127.0.0.1', 'localhost')];
  const { host: asked = '', origin: from } = request.headers;
  return names.includes(asked) && (from === undefined || names.some((name) => from === `http://${name}`));
}
