import type { JsonObject } from '../json.js';
import type { SlackManifest } from '../manifest.js';
import type { Store } from '../state/store.js';
import type { Tickets } from '../state/tickets.js';
import type { Arguments } from './arguments.js';
import { Refusal } from './refusal.js';

/** Slack's rate tiers; `post` is the one of chat.postMessage, `none` is not limited. */
export type Tier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'post' | 'none';

/** What a lever may turn while the stand-in runs. */
export interface Settings {
  /** Scopes of the bot token. */
  scopes: Set<string>;
  /** User groups exist on paid plans only. */
  paidPlan: boolean;
  /** `generous` lets a test hurry, `strict` is what Slack writes of. */
  rateLimits: 'off' | 'generous' | 'strict';
  botToken: 'valid' | 'revoked';
  /** Seconds by which Slack's clock is ahead of the app's; negative when it is behind. */
  clockSkew: number;
  /** What `views.open` calls a stale or spent trigger id: `method` as its own page lists them, `guide` as the guide to interactivity does. */
  triggerErrors: 'method' | 'guide';
  /** Which `image_url`s Slack cannot fetch; blocks that carry one are refused. Nothing is ever fetched here. */
  unfetchableImages: (url: string) => boolean;
}

export interface ApiContext {
  readonly store: Store;
  readonly tickets: Tickets;
  readonly manifest: SlackManifest;
  readonly settings: Settings;
  /** Without a slash at the end. */
  baseUrl(): string;
  /** Answers the address of a new Socket Mode connection. */
  openConnection(): string;
}

/** One method of the Web API. `run` answers what stands beside `ok: true`, or throws a `Refusal`. */
export interface Method {
  token: 'bot' | 'app' | 'none';
  /** All of them are needed. */
  scopes: readonly string[];
  /** One of them is needed at least; which one may depend on what is asked for. */
  anyScope?: readonly string[];
  tier: Tier;
  run(context: ApiContext, call: Arguments): JsonObject;
}

/** Throws `missing_scope` as Slack words it. */
export function needScope(context: ApiContext, scope: string): void {
  if (context.settings.scopes.has(scope)) return;
  throw new Refusal('missing_scope', { needed: scope, provided: [...context.settings.scopes].join(',') });
}

/** Throws `missing_scope` when none of these is granted. */
export function needAnyScope(context: ApiContext, scopes: readonly string[]): void {
  if (!scopes.some((scope) => context.settings.scopes.has(scope))) needScope(context, scopes.join(','));
}

/** One page of a list by an opaque cursor; `limit` 0 means everything. */
export function pageOf<Item>(
  items: readonly Item[],
  call: Arguments,
  whole: { max: number; byDefault: number },
): { page: readonly Item[]; cursor: string } {
  const asked = call.integer('limit') ?? whole.byDefault;
  if (asked < 0 || asked > whole.max) throw new Refusal('invalid_limit');
  const size = asked === 0 ? items.length : asked;
  const start = startOf(call.text('cursor'));
  if (start > items.length) throw new Refusal('invalid_cursor');
  const next = start + size;
  const cursor = next < items.length ? Buffer.from(`next:${next}`).toString('base64') : '';
  return { page: items.slice(start, next), cursor };
}

function startOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match === null) throw new Refusal('invalid_cursor');
  return Number(match[1]);
}
