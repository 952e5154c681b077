import type { Refused, Unreachable } from '../licensing/rules/apple-answer.js';
import { AppleClosedError, type LocationGate, MAX_PAUSE, type Pause, type WireTime } from './gate.js';
import { backoff, retryAfterInstant } from './retry-after.js';
import { errorNumberOf, judge, type Verdict } from './verdict.js';
import type { Wire, WireAnswer, WireRequest } from './wire.js';

/** What goes to the log. Never a token, a cookie or a body. */
export type AppleEvent =
  | {
      kind: 'request';
      method: 'GET' | 'POST';
      /** With the values of harmless query parameters only. */
      path: string;
      /** `null` when no answer came. */
      status: number | null;
      errorNumber: number | null;
      milliseconds: number;
      attempt: number;
      outcome: 'ok' | Refused['reason'] | Unreachable['cause'];
    }
  | { kind: 'paused'; until: number; cause: Unreachable['cause'] }
  | { kind: 'service-config-unread'; detail: string }
  /** Service config names an address elsewhere, which is not used. */
  | { kind: 'service-config-oddity'; name: string; host: string };

export interface ExchangeContext {
  wire: Wire;
  time: WireTime;
  random: () => number;
  log: (event: AppleEvent) => void;
}

export interface Exchange extends WireRequest {
  /** How often a read is sent at most; a write is sent once. */
  attempts?: number;
  /** How long to wait in all for pauses and further attempts, milliseconds. */
  patience?: number;
}

export type ExchangeResult = { result: 'body'; body: unknown } | Refused | Unreachable;

const MAX_ATTEMPTS = 5;
export const MAX_PATIENCE = 60_000;

/**
 * One request through a location's gate. Reads are sent again when that may help; a write never is, because Apple has
 * no idempotency key. Rejects only with the reason of the request's signal.
 */
export async function exchange(
  request: Exchange,
  gate: LocationGate,
  context: ExchangeContext,
): Promise<ExchangeResult> {
  try {
    return await attempts(request, gate, context);
  } catch (error) {
    if (!(error instanceof AppleClosedError)) throw error;
    return { result: 'unreachable', cause: 'network', retryAt: null, effect: 'none', detail: 'the client was closed' };
  }
}

async function attempts(request: Exchange, gate: LocationGate, context: ExchangeContext): Promise<ExchangeResult> {
  const { time } = context;
  const most = request.method === 'GET' ? (request.attempts ?? MAX_ATTEMPTS) : 1;
  const deadline = time.now() + (request.patience ?? MAX_PATIENCE);
  let last: Unreachable | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const turn = await gate.run(() => attemptOnce(request, attempt, gate, context), deadline, request.signal);
    if (turn.result === 'paused') return paused(last, turn.pause);
    const { verdict, retryAt } = turn.value;
    if (verdict.verdict === 'body') return { result: 'body', body: verdict.body };
    const trouble = settled(request.method, verdict.trouble, retryAt);
    if (verdict.verdict === 'final' || trouble.result === 'refused') return trouble;
    last = trouble;
    const until = time.now() + backoff(attempt, context.random, verdict.throttled ? 2_000 : 500, 20_000);
    if (verdict.throttled && retryAt === null) pause({ until, cause: 'throttled' }, gate, context);
    if (attempt >= most || until > deadline) return trouble;
    if (!verdict.throttled && retryAt === null) await time.sleep(until - time.now(), request.signal);
  }
}

/** A read has no effect and no culprits, and Apple's Retry-After goes with the trouble. */
function settled(method: WireRequest['method'], trouble: Refused | Unreachable, retryAt: number | null) {
  if (trouble.result === 'refused') return method === 'POST' ? trouble : withoutCulprits(trouble);
  return { ...trouble, retryAt, effect: method === 'GET' ? ('none' as const) : trouble.effect };
}

function withoutCulprits({ culprits: _dropped, ...refused }: Refused): Refused {
  return refused;
}

interface Attempt {
  verdict: Verdict;
  retryAt: number | null;
}

async function attemptOnce(
  request: WireRequest,
  attempt: number,
  gate: LocationGate,
  context: ExchangeContext,
): Promise<Attempt> {
  const started = context.time.now();
  const answer = await context.wire.exchange(request);
  const verdict = judge(answer);
  context.log({
    kind: 'request',
    method: request.method,
    path: loggedPath(request.path),
    status: answer.result === 'lost' ? null : answer.status,
    errorNumber: errorNumberOf(answer),
    milliseconds: context.time.now() - started,
    attempt,
    outcome: outcomeOf(verdict),
  });
  const retryAt = retryAtOf(answer, verdict, context.time.now());
  const cause = verdict.verdict === 'again' ? verdict.trouble.cause : 'server-error';
  if (retryAt !== null) pause({ until: retryAt, cause }, gate, context);
  return { verdict, retryAt };
}

/** Retry-After counts on redirects, 429, 5xx and temporary errors, and stops the whole location (Apple documents). */
function retryAtOf(answer: WireAnswer, verdict: Verdict, now: number): number | null {
  if (answer.result === 'lost' || verdict.verdict === 'body') return null;
  const { status } = answer;
  const counts = verdict.verdict === 'again' || (status >= 300 && status < 400) || status >= 500;
  const instant = counts ? retryAfterInstant(answer.retryAfter, now) : null;
  return instant === null || instant <= now ? null : Math.min(instant, now + MAX_PAUSE);
}

function pause(until: Pause, gate: LocationGate, context: ExchangeContext): void {
  gate.pause(until);
  context.log({ kind: 'paused', ...until });
}

function paused(last: Unreachable | null, pause: Pause): Unreachable {
  if (last !== null) return { ...last, retryAt: pause.until };
  const detail = 'Apple asked to send nothing until then';
  return { result: 'unreachable', cause: pause.cause, retryAt: pause.until, effect: 'none', detail };
}

function outcomeOf(verdict: Verdict): Extract<AppleEvent, { kind: 'request' }>['outcome'] {
  if (verdict.verdict === 'body') return 'ok';
  return verdict.trouble.result === 'refused' ? verdict.trouble.reason : verdict.trouble.cause;
}

const harmlessParameters: readonly string[] = ['pageIndex', 'adamId', 'pricingParam', 'id', 'platform', 'cc'];

function loggedPath(path: string): string {
  const [pathname = '', query = ''] = path.split('?', 2);
  const shown = [...new URLSearchParams(query)].map(([name, value]) =>
    harmlessParameters.includes(name) ? `${name}=${value}` : name,
  );
  return shown.length === 0 ? pathname : `${pathname}?${shown.join('&')}`;
}
