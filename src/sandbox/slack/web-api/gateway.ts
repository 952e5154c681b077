import type { JsonObject } from '../json.js';
import type { Transcript } from '../transcript.js';
import { type Arguments, argumentsOf } from './arguments.js';
import { type ApiReply, type Faults, faultReply, rateLimited, replyOf } from './faults.js';
import { type ApiContext, type Method, needAnyScope, needScope } from './method.js';
import { methodOf } from './methods.js';
import type { RateLimits } from './rate-limits.js';
import { Refusal } from './refusal.js';
import { releaseDue } from './schedule.js';

export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

export interface Gateway {
  /** `null` means that no answer is ever sent. */
  call(method: string, raw: JsonObject, bearer: string | null): ApiReply | null;
}

interface Parts {
  context: ApiContext;
  tokens: Tokens;
  limits: RateLimits;
  faults: Faults;
  transcript: Transcript;
}

/** The one way into the Web API: token, faults, rate limits, scopes, then the method. */
export function openGateway({ context, tokens, limits, faults, transcript }: Parts): Gateway {
  function answer(name: string, raw: JsonObject, bearer: string | null): ApiReply | null {
    const method = methodOf(name);
    if (method === undefined) return replyOf({ ok: false, error: 'unknown_method', req_method: name });
    const call = argumentsOf(raw);
    const channelId = call.text('channel') ?? call.text('channel_id');
    const fault = faults.take(name, channelId);
    const instead = faultReply(fault);
    if (instead !== 'work') return instead;
    const holder = holderOf(bearer ?? call.text('token'), tokens, context);
    const headers = scopeHeaders(holder, method, context);
    const reply = refusing(headers, () => {
      refuseHolder(holder, method);
      const wait = limits.take({ method: name, tier: method.tier, channelId });
      if (wait !== null) return rateLimited(wait);
      return replyOf(work(method, call), 200, headers);
    });
    return { ...reply, lost: fault?.kind === 'lost' };
  }

  function work(method: Method, call: Arguments): JsonObject {
    for (const scope of method.scopes) needScope(context, scope);
    if (method.anyScope !== undefined) needAnyScope(context, method.anyScope);
    releaseDue(context.store);
    return { ok: true, ...method.run(context, call) };
  }

  return {
    call(name, raw, bearer) {
      const result = answer(name, raw, bearer);
      const { token: _token, ...shown } = raw;
      const { status, body } = result ?? { status: 0, body: null };
      transcript.add({ kind: 'call', method: name, arguments: shown, status, answer: body });
      return result;
    },
  };
}

function refusing(headers: Record<string, string>, run: () => ApiReply): ApiReply {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return replyOf({ ok: false, error: error.code, ...error.details }, 200, headers);
    throw error;
  }
}

/** Whose token a call carries. */
type Holder = 'bot' | 'app' | 'not_authed' | 'invalid_auth' | 'token_revoked';

function holderOf(token: string | null, tokens: Tokens, { settings }: ApiContext): Holder {
  if (token === null) return 'not_authed';
  if (token === tokens.app) return 'app';
  if (token !== tokens.bot) return 'invalid_auth';
  return settings.botToken === 'revoked' ? 'token_revoked' : 'bot';
}

function refuseHolder(holder: Holder, { token }: Method): void {
  if (token === 'none' || token === holder) return;
  throw new Refusal(holder === 'bot' || holder === 'app' ? 'not_allowed_token_type' : holder);
}

/** What Slack tells of scopes beside every answer to a good token, refusals included. */
function scopeHeaders(holder: Holder, method: Method, { settings }: ApiContext): Record<string, string> {
  if (holder !== 'bot' && holder !== 'app') return {};
  const granted = holder === 'app' ? ['connections:write'] : [...settings.scopes];
  const accepted = [...method.scopes, ...(method.anyScope ?? [])];
  return { 'x-oauth-scopes': granted.join(','), 'x-accepted-oauth-scopes': accepted.join(',') };
}
