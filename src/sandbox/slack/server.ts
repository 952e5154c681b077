import { createServer, type Server } from 'node:http';
import { actAs } from './acting/act-as.js';
import { type AssemblyOptions, assemble } from './assembly.js';
import type { SlackLevers } from './levers.js';
import { readManifest, type SlackManifest } from './manifest.js';
import type { TranscriptEntry } from './transcript.js';
import { BodyTooLarge } from './transport/body.js';
import type { Transport } from './transport/dispatch.js';
import { answerRequest, type RouteContext } from './transport/routes.js';
import type { SignedHttp } from './transport/signed-http.js';
import type { SocketMode } from './transport/socket-mode.js';
import { releaseDue } from './web-api/schedule.js';
import type { Actor } from './workspace.js';

export interface SlackStandInOptions extends AssemblyOptions {
  /** The installed app: its manifest, or the path of `manifest.yml`. */
  manifest: SlackManifest | string;
  /** 0, the default, takes a free port. */
  port?: number;
}

export interface SlackStandIn {
  /** How envelopes reach the app. */
  readonly transport: Transport;
  /** For `slackApiUrl`, with the slash at the end. */
  readonly apiUrl: string;
  /** Where files are downloaded from. */
  readonly filesUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly levers: SlackLevers;
  /** Requests made by hand, for attacks: forged, stale, from the future, sent twice. They need an address, not the transport. */
  readonly signedHttp: Pick<SignedHttp, 'send' | 'replay' | 'sent'>;
  /** Acts as one person; throws `ActFailed` when there is nobody of this id. */
  actAs(userId: string): Actor;
  /** Tells of every change of the workspace; answers how to stop listening. */
  onChange(listener: () => void): () => void;
  transcript(): readonly TranscriptEntry[];
  stop(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function serve(server: Server, context: RouteContext, socketMode: SocketMode): void {
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.setHeader('date', new Date(context.store.now()).toUTCString());
    answerRequest(context, { request, response, url }).catch((error: unknown) => {
      const status = error instanceof BodyTooLarge ? 413 : 500;
      if (!response.headersSent) response.writeHead(status, { connection: 'close' });
      response.end();
    });
  });
  server.on('upgrade', (request, socket, head) => socketMode.upgrade(request, socket, head));
}

/** Starts a whole Slack for one app on a loopback port. */
export async function startSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const manifest = typeof options.manifest === 'string' ? await readManifest(options.manifest) : options.manifest;
  const server = createServer();
  const port = await listen(server, options.port ?? 0);
  const parts = assemble(options, manifest, port);
  serve(server, parts.routes, parts.socketMode);
  const scheduled = setInterval(() => releaseDue(parts.store), 1000);
  scheduled.unref();
  return {
    transport: parts.transport,
    apiUrl: `http://127.0.0.1:${port}/api/`,
    filesUrl: `http://127.0.0.1:${port}/files-pri/`,
    botToken: parts.tokens.bot,
    appToken: parts.tokens.app,
    signingSecret: parts.signingSecret,
    levers: parts.levers,
    signedHttp: {
      send: (request) => parts.signedHttp.send(request),
      replay: (sent) => parts.signedHttp.replay(sent),
      sent: () => parts.signedHttp.sent(),
    },
    actAs: (userId) => actAs(parts.stage, userId),
    onChange: parts.store.onChange,
    transcript: parts.transcript.entries,
    async stop() {
      clearInterval(scheduled);
      parts.events.stop();
      await parts.socketMode.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
