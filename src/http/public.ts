import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';

/** What answers below one path. Express takes the path off before the handler sees it. */
export interface Mount {
  path: string;
  handle: RequestHandler;
}

export interface PublicServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Path of the public address, without a slash at its end: a proxy may leave it in front or take it off. */
  basePath: string;
  mounts: readonly Mount[];
  onFault: (fault: unknown) => void;
  limits?: Partial<PublicLimits>;
}

/** Milliseconds, except for the number of connections. */
export interface PublicLimits {
  /** A whole request with its body; ends slow ones. */
  requestTimeout: number;
  headersTimeout: number;
  keepAliveTimeout: number;
  connections: number;
  /** How long `stop` waits for what is under way before it cuts. */
  stopTimeout: number;
}

export interface PublicServer {
  /** Resolves with the port it listens on; rejects with the system's error. */
  start(): Promise<number>;
  /** Takes nothing new, waits for what is under way. */
  stop(): Promise<void>;
}

const defaults: PublicLimits = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connections: 256,
  stopTimeout: 15_000,
};

const HEADER_BYTES = 16 * 1024;

/** The one server for everybody who calls the bot. Whatever is not mounted is 404, and no answer says what runs here. */
export function createPublicServer(options: PublicServerOptions): PublicServer {
  const limits = { ...defaults, ...options.limits };
  const server = createServer(
    {
      requestTimeout: limits.requestTimeout,
      headersTimeout: limits.headersTimeout,
      keepAliveTimeout: limits.keepAliveTimeout,
      connectionsCheckingInterval: Math.min(1_000, limits.requestTimeout),
      maxHeaderSize: HEADER_BYTES,
    },
    appOf(options),
  );
  server.maxConnections = limits.connections;
  // Without a listener, one connection that the system refuses would end the process.
  server.on('error', (fault) => server.listening && options.onFault(fault));
  return {
    start: () => listen(server, options.host, options.port),
    stop: () => close(server, limits.stopTimeout),
  };
}

function appOf({ basePath, mounts, onFault }: PublicServerOptions): Express {
  const app = express().disable('x-powered-by').disable('etag');
  // The longer ones first: the path of the public address may begin like a mount.
  for (const base of basePath === '' ? [''] : [basePath, '']) {
    for (const { path, handle } of mounts) app.use(`${base}${path}`, handle);
  }
  app.use((_request, response) => void response.status(404).end());
  const hide: ErrorRequestHandler = (fault, _request, response, _next) => {
    if (isServerFault(fault)) onFault(fault);
    if (response.headersSent) response.destroy();
    else response.status(isServerFault(fault) ? 500 : 400).end();
  };
  return app.use(hide);
}

/** Express marks what the caller did wrong, such as an address that cannot be decoded, with a status below 500. */
function isServerFault(fault: unknown): boolean {
  const status = fault instanceof Error && 'status' in fault ? fault.status : null;
  return typeof status !== 'number' || status >= 500;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Connections that Slack or Apple keep open are closed as soon as they rest. */
function close(server: Server, patience: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const resting = setInterval(() => server.closeIdleConnections(), 50);
    const cut = setTimeout(() => server.closeAllConnections(), patience);
    server.close(() => {
      clearInterval(resting);
      clearTimeout(cut);
      resolve();
    });
  });
}
