import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type IncomingNotification, isNotificationKind } from '../licensing/rules/notification.js';
import { notificationSchema, type WireNotification } from './notification-schema.js';

/** A request to the notification address, below its mount. */
export interface NotificationRequest {
  method: string;
  path: string;
  /** Every value of a header, by its name in small letters. */
  headers: Readonly<Record<string, string[] | undefined>>;
  /** Reads at most so many bytes. */
  body(limit: number): Promise<{ result: 'body'; bytes: Buffer } | { result: 'too-long' | 'broken' }>;
}

/** Who may send, as the bot knows it now. */
export interface Expected {
  installationId: string;
  uId: string;
  /** What Apple was given to show us. */
  bearer: string;
}

export interface NotificationOptions {
  /** `null` while no notification is awaited. */
  expected(): Promise<Expected | null>;
  /** Durable when it resolves. */
  take(incoming: IncomingNotification): Promise<{ result: 'stored' | 'known' }>;
  /** Something new was stored. */
  onStored(): void;
  /** Never holds the bearer or a body. */
  log(event: NotificationEvent): void;
}

export interface NotificationEvent {
  outcome: Outcome;
  /** `null` before the body was read. */
  id: string | null;
  kind: string | null;
  fault?: unknown;
}

export type Outcome =
  | 'stored'
  | 'known'
  | 'test'
  | 'not-used'
  | 'unknown-path'
  | 'not-a-post'
  | 'no-bearer'
  | 'wrong-bearer'
  | 'not-json'
  | 'too-long'
  | 'unreadable'
  | 'wrong-location'
  | 'not-stored';

const statuses: Record<Outcome, number> = {
  stored: 200,
  known: 200,
  test: 200,
  'not-used': 200,
  unreadable: 400,
  'no-bearer': 401,
  'wrong-bearer': 403,
  'wrong-location': 403,
  'unknown-path': 404,
  'not-a-post': 405,
  'too-long': 413,
  'not-json': 415,
  'not-stored': 503,
};

/** A hundred rows are a notification at most (Apple documents), of a few hundred bytes each. */
const BODY_LIMIT = 256 * 1024;

export type NotificationHandler = (request: NotificationRequest) => Promise<{ status: number }>;

/**
 * Takes Apple's notifications. The bearer is all that tells Apple from anybody else (Apple documents no signature and no
 * sender addresses), so it is looked at before the body is read. Apple counts any 2xx as delivered and tries others
 * again up to three times in a few minutes (Apple documents).
 */
export function notificationHandler(options: NotificationOptions): NotificationHandler {
  return async (request) => {
    const answer = await answerTo(request, options);
    options.log(answer);
    return { status: statuses[answer.outcome] };
  };
}

const bare = (outcome: Outcome): NotificationEvent => ({ outcome, id: null, kind: null });

async function answerTo(request: NotificationRequest, options: NotificationOptions): Promise<NotificationEvent> {
  const expected = await options.expected();
  if (expected === null || request.path !== `/${expected.installationId}`) return bare('unknown-path');
  const refused = refusalOf(request, expected);
  if (refused !== null) return bare(refused);
  const read = await request.body(BODY_LIMIT);
  if (read.result !== 'body') return bare(read.result === 'too-long' ? 'too-long' : 'unreadable');
  const wire = parse(read.bytes);
  return wire === null ? bare('unreadable') : takeFrom(wire, expected, options);
}

function refusalOf({ method, headers }: NotificationRequest, { bearer }: Expected): Outcome | null {
  if (method !== 'POST') return 'not-a-post';
  const [authorization, ...others] = headers.authorization ?? [];
  const [, given] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization ?? '') ?? [];
  if (given === undefined || others.length > 0) return 'no-bearer';
  if (!sameSecret(given, bearer)) return 'wrong-bearer';
  const [contentType = ''] = headers['content-type'] ?? [];
  return /^application\/json(;|$)/i.test(contentType.trim()) ? null : 'not-json';
}

/** In a time that tells neither where they differ nor how long ours is. */
function sameSecret(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

const envelope = z.object({ notificationId: z.string().min(1).max(128), notificationType: z.string().max(64) });

function parse(bytes: Buffer): { id: string; kind: string; wire: WireNotification | null; uId: string } | null {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    const head = envelope.extend({ uId: z.string().max(64) }).safeParse(json);
    if (!head.success) return null;
    const { notificationId: id, notificationType: kind, uId } = head.data;
    if (!isNotificationKind(kind)) return { id, kind, wire: null, uId };
    const body = notificationSchema.safeParse(json);
    return body.success ? { id, kind, wire: body.data, uId } : null;
  } catch {
    return null;
  }
}

type Parsed = NonNullable<ReturnType<typeof parse>>;

async function takeFrom(
  { id, kind, wire, uId }: Parsed,
  expected: Expected,
  { take, onStored }: NotificationOptions,
): Promise<NotificationEvent> {
  if (uId !== expected.uId) return { outcome: 'wrong-location', id, kind };
  if (kind === 'TEST_NOTIFICATION') return { outcome: 'test', id, kind };
  if (wire === null || !isNotificationKind(kind)) return { outcome: 'not-used', id, kind };
  try {
    const { result } = await take({ id, kind, ...wire.notification });
    if (result === 'stored') onStored();
    return { outcome: result, id, kind };
  } catch (fault) {
    return { outcome: 'not-stored', id, kind, fault };
  }
}
