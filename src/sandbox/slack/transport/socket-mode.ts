import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isObject, parseJson } from '../json.js';
import type { Transcript } from '../transcript.js';
import { acknowledgementOf, type Delivery, type Dispatcher, type Envelope } from './dispatch.js';

/** Slack allows ten connections of one app at once [from memory, not checked on a real workspace]. */
const CONNECTION_LIMIT = 10;
const SERVER_PING = 10_000;
const CLOSE_PATIENCE = 300;

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled';

export interface SocketModeOptions {
  appId: string;
  /** Milliseconds that the app has for its acknowledgement. */
  ackTimeout: number;
  secret(): string;
  transcript: Transcript;
  /** Called when a connection comes or goes. */
  onConnections(): void;
}

interface Waiting {
  socket: WebSocket;
  settle(delivery: Delivery): void;
  sentAt: number;
}

/** The server side of Socket Mode: tickets, hello, envelopes and their acknowledgements, pings, disconnects. */
export class SocketMode implements Dispatcher {
  private readonly options: SocketModeOptions;
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
  private readonly tickets = new Set<string>();
  private readonly open = new Set<WebSocket>();
  /** Those that were told to go: nothing more is sent over them. */
  private readonly leaving = new Set<WebSocket>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly pings: NodeJS.Timeout;
  private turn = 0;

  constructor(options: SocketModeOptions) {
    this.options = options;
    this.pings = setInterval(() => {
      for (const socket of this.open) socket.ping();
    }, SERVER_PING);
    this.pings.unref();
  }

  /** Sends over one of the connections in turn; resolves with what came back, at the latest after `ackTimeout`. */
  async deliver(envelope: Envelope): Promise<Delivery> {
    const ready = this.ready();
    this.turn += 1;
    const socket = ready[this.turn % Math.max(1, ready.length)];
    return socket === undefined ? { result: 'not-connected', latency: 0 } : this.send(socket, envelope);
  }

  /** Answers a ticket that opens one connection, once. */
  issueTicket(): string {
    const ticket = this.options.secret();
    this.tickets.add(ticket);
    return ticket;
  }

  /** Takes a WebSocket request with a ticket; any other is answered 401. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'ws://localhost').searchParams.get('ticket') ?? '';
    if (!this.tickets.delete(ticket) || this.open.size >= CONNECTION_LIMIT) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.server.handleUpgrade(request, socket, head, (accepted) => this.welcome(accepted));
  }

  /** Tells every connection to go, as Slack does routinely. */
  disconnect(reason: DisconnectReason): void {
    for (const socket of this.open) {
      this.leaving.add(socket);
      socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'stand-in' } }));
    }
    this.options.transcript.add({ kind: 'socket', event: `disconnect ${reason}` });
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const socket of this.open) socket.terminate();
  }

  connections(): number {
    return this.ready().length;
  }

  /** Closes every connection and resolves when they are gone. */
  async stop(): Promise<void> {
    clearInterval(this.pings);
    const gone = [...this.open].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.open) socket.close(1001);
    const late = setTimeout(() => this.drop(), CLOSE_PATIENCE);
    await Promise.all(gone);
    clearTimeout(late);
    this.server.close();
  }

  private ready(): WebSocket[] {
    return [...this.open].filter((socket) => !this.leaving.has(socket) && socket.readyState === socket.OPEN);
  }

  private welcome(socket: WebSocket): void {
    this.open.add(socket);
    socket.on('message', (data) => this.answered(socket, data));
    socket.on('close', () => this.gone(socket));
    socket.on('error', () => socket.terminate());
    socket.send(JSON.stringify(hello(this.options.appId, this.open.size)));
    this.options.transcript.add({ kind: 'socket', event: 'hello' });
    this.options.onConnections();
  }

  private send(socket: WebSocket, envelope: Envelope): Promise<Delivery> {
    const id = this.options.secret();
    const sentAt = performance.now();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.waiting.delete(id);
        resolve({ result: 'timeout', latency: performance.now() - sentAt });
      }, this.options.ackTimeout);
      const settle = (delivery: Delivery): void => {
        clearTimeout(timer);
        resolve(delivery);
      };
      this.waiting.set(id, { socket, settle, sentAt });
      socket.send(JSON.stringify(frameOf(id, envelope)));
    });
  }

  private answered(socket: WebSocket, data: RawData): void {
    const message = parseJson(String(data));
    if (!isObject(message) || typeof message.envelope_id !== 'string') return;
    const entry = this.waiting.get(message.envelope_id);
    if (entry === undefined || entry.socket !== socket) return;
    this.waiting.delete(message.envelope_id);
    const latency = performance.now() - entry.sentAt;
    entry.settle({ result: 'acknowledged', payload: acknowledgementOf(message.payload), latency });
  }

  private gone(socket: WebSocket): void {
    this.open.delete(socket);
    this.leaving.delete(socket);
    for (const [id, entry] of this.waiting) {
      if (entry.socket !== socket) continue;
      this.waiting.delete(id);
      entry.settle({ result: 'dropped', latency: performance.now() - entry.sentAt });
    }
    this.options.transcript.add({ kind: 'socket', event: 'closed' });
    this.options.onConnections();
  }
}

function hello(appId: string, connections: number): object {
  return {
    type: 'hello',
    num_connections: connections,
    debug_info: { host: 'stand-in', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function frameOf(id: string, envelope: Envelope): object {
  const retry = envelope.retry;
  return {
    envelope_id: id,
    type: envelope.type,
    payload: envelope.payload,
    accepts_response_payload: envelope.acceptsResponsePayload,
    ...(envelope.type === 'events_api'
      ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }
      : {}),
  };
}
