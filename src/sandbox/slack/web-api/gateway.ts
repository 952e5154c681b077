import type { JsonObject } from '../json.js';
import type { Transcript } from '../transcript.js';
import { argumentsOf } from './arguments.js';
import { type ApiReply, type Faults, faultReply, rateLimited, replyOf } from './faults.js';
import { type ApiContext, type Method, needScope } from './method.js';
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
    const fault = faults.take(name);
    const instead = faultReply(fault);
    if (instead !== 'work') return instead;
    const call = argumentsOf(raw);
    refuseToken(method, bearer ?? call.text('token'), tokens, context);
    const wait = limits.take({ method: name, tier: method.tier, channelId: call.text('channel') });
    if (wait !== null) return rateLimited(wait);
    for (const scope of method.scopes) needScope(context, scope);
    releaseDue(context.store);
    const scopes = {
      'x-oauth-scopes': [...context.settings.scopes].join(','),
      'x-accepted-oauth-scopes': method.scopes.join(','),
    };
    return { ...replyOf({ ok: true, ...method.run(context, call) }, 200, scopes), lost: fault?.kind === 'lost' };
  }

  return {
    call(name, raw, bearer) {
      const result = refusing(() => answer(name, raw, bearer));
      const { token: _token, ...shown } = raw;
      const { status, body } = result ?? { status: 0, body: null };
      transcript.add({ kind: 'call', method: name, arguments: shown, status, answer: body });
      return result;
    },
  };
}

function refusing(run: () => ApiReply | null): ApiReply | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return replyOf({ ok: false, error: error.code, ...error.details });
    throw error;
  }
}

function refuseToken(method: Method, token: string | null, tokens: Tokens, context: ApiContext): void {
  if (method.token === 'none') return;
  if (token === null) throw new Refusal('not_authed');
  const kind = token === tokens.bot ? 'bot' : token === tokens.app ? 'app' : null;
  if (kind === null) throw new Refusal('invalid_auth');
  if (kind === 'bot' && context.settings.botToken === 'revoked') throw new Refusal('token_revoked');
  if (kind !== method.token) throw new Refusal('not_allowed_token_type');
}
