import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { DeviceEvent } from '../licensing/rules/device-answer.js';
import { envelopeSchema, eventOf, isUsedTopic } from './events.js';
import { PlistRefused } from './plist-refused.js';

/** A request to the webhook's address, below its mount. */
export interface MdmWebhookRequest {
  method: string;
  /** `/` for the mount itself. */
  path: string;
  /** Every value of a header, by its name in small letters. */
  headers: Readonly<Record<string, string[] | undefined>>;
  /** Reads at most so many bytes. */
  body(limit: number): Promise<{ result: 'body'; bytes: Buffer } | { result: 'too-long' | 'broken' }>;
}

/** Who calls, and where what is told goes. */
export interface MdmWebhookOptions {
  kind: 'nanomdm' | 'micromdm';
  secret: string;
  /** Durable when it resolves. */
  take(event: DeviceEvent): Promise<{ result: 'stored' | 'known' }>;
  /** Something new was stored. */
  onStored(): void;
  /** Never holds the secret, the path or a body. */
  log(event: MdmWebhookEvent): void;
}

/** One call, for the log. */
export interface MdmWebhookEvent {
  outcome: MdmWebhookOutcome;
  /** `null` before the body was read. */
  id: string | null;
  topic: string | null;
  /** Why a property list was refused. */
  reason?: string;
  fault?: unknown;
}

/** What became of one call; `statuses` says how each is answered. */
export type MdmWebhookOutcome =
  | 'stored'
  | 'known'
  | 'not-used'
  | 'unreadable'
  | 'plist-refused'
  | 'no-signature'
  | 'wrong-signature'
  | 'unknown-path'
  | 'not-a-post'
  | 'too-long'
  | 'not-stored';

const statuses: Record<MdmWebhookOutcome, number> = {
  stored: 200,
  known: 200,
  'not-used': 200,
  unreadable: 400,
  'plist-refused': 400,
  'no-signature': 401,
  'wrong-signature': 403,
  'unknown-path': 404,
  'not-a-post': 405,
  'too-long': 413,
  'not-stored': 503,
};

const BODY_LIMIT = 2 * 1024 * 1024;

/** Resolves when what was told is stored or refused: only then may the call be answered. */
export type MdmWebhookHandler = (request: MdmWebhookRequest) => Promise<{ status: number }>;

/**
 * Takes what the MDM server tells. NanoMDM signs the body, MicroMDM can only call an address that nobody else knows.
 * Answers 200 once the event is durable; neither server tries again whatever is answered (NanoMDM tried, MicroMDM read
 * in its source), so every other status is for whoever reads its log.
 */
export function mdmWebhookHandler(options: MdmWebhookOptions): MdmWebhookHandler {
  return async (request) => {
    const answer = await answerTo(request, options);
    options.log(answer);
    return { status: statuses[answer.outcome] };
  };
}

const bare = (outcome: MdmWebhookOutcome): MdmWebhookEvent => ({ outcome, id: null, topic: null });

async function answerTo(request: MdmWebhookRequest, options: MdmWebhookOptions): Promise<MdmWebhookEvent> {
  const proof = proofs[options.kind];
  const stranger = proof.beforeBody(request, options.secret);
  if (stranger !== null) return bare(stranger);
  if (request.method !== 'POST') return bare('not-a-post');
  const read = await request.body(BODY_LIMIT);
  if (read.result !== 'body') return bare(read.result === 'too-long' ? 'too-long' : 'unreadable');
  if (!proof.ofBody(request, options.secret, read.bytes)) return bare('wrong-signature');
  return takeFrom(read.bytes, options);
}

interface Proof {
  /** What is wrong before a stranger's body is read. */
  beforeBody(request: MdmWebhookRequest, secret: string): MdmWebhookOutcome | null;
  ofBody(request: MdmWebhookRequest, secret: string, bytes: Buffer): boolean;
}

/** How each server shows that it is itself. */
const proofs: Readonly<Record<MdmWebhookOptions['kind'], Proof>> = {
  nanomdm: {
    beforeBody(request) {
      if (request.path !== '/') return 'unknown-path';
      return signatureOf(request) === null ? 'no-signature' : null;
    },
    ofBody(request, secret, bytes) {
      const expected = createHmac('sha256', secret).update(bytes).digest('base64');
      return sameSecret(signatureOf(request) ?? '', expected);
    },
  },
  micromdm: {
    beforeBody: ({ path }, secret) => (sameSecret(path, `/${secret}`) ? null : 'unknown-path'),
    ofBody: () => true,
  },
};

/** Base64 of 32 bytes; `null` when there is none, or more than one. */
function signatureOf({ headers }: MdmWebhookRequest): string | null {
  const [signature, ...others] = headers['x-hmac-signature'] ?? [];
  const fits = signature !== undefined && others.length === 0 && /^[A-Za-z0-9+/]{43}=$/.test(signature);
  return fits ? signature : null;
}

/** In a time that tells neither where they differ nor how long ours is. */
function sameSecret(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

async function takeFrom(bytes: Buffer, { take, onStored }: MdmWebhookOptions): Promise<MdmWebhookEvent> {
  const envelope = envelopeOf(bytes);
  if (envelope === null) return bare('unreadable');
  const { topic } = envelope;
  const id = envelope.event_id ?? `body-${createHash('sha256').update(bytes).digest('hex')}`;
  if (!isUsedTopic(topic)) return { outcome: 'not-used', id, topic: 'other' };
  try {
    const event = eventOf(envelope, id);
    if (event === null) return { outcome: 'unreadable', id, topic };
    const { result } = await take(event);
    if (result === 'stored') onStored();
    return { outcome: result, id, topic };
  } catch (fault) {
    if (fault instanceof PlistRefused) return { outcome: 'plist-refused', id, topic, reason: fault.reason };
    return { outcome: 'not-stored', id, topic, fault };
  }
}

function envelopeOf(bytes: Buffer) {
  try {
    const json: unknown = JSON.parse(bytes.toString('utf8'));
    return envelopeSchema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}
