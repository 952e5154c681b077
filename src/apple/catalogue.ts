import { z } from 'zod';
import type { Catalogue, CatalogueQuestion } from '../licensing/ports/catalogue.js';
import type { Trouble } from '../licensing/rules/apple-answer.js';
import type { CatalogueEntry } from '../licensing/rules/asset.js';
import { isLoopback, pinnedAddress } from './addresses.js';
import { bounded } from './bounded-text.js';
import type { AppleOptions } from './client.js';
import { type ExchangeContext, exchange } from './exchange.js';
import { LocationGate, wireTime } from './gate.js';
import { badAnswer } from './verdict.js';
import { defaultTimeouts, MAX_CONNECTIONS, openWire } from './wire.js';

export type CatalogueOptions = Required<Pick<AppleOptions, 'catalogUrl'>> &
  Omit<AppleOptions, 'catalogUrl' | 'serviceUrl' | 'invitationHost'> & {
    /** As service config says of the licensing service when left out; the catalogue names no limit. */
    requestsPerSecond?: number;
  };

/** A run of failures that ends a lookup early: the catalogue is down, not one product odd. */
const FAILURES_BEFORE_GIVING_UP = 5;

const MAX_NAME_CHARACTERS = 200;
const MAX_URL_CHARACTERS = 2000;
const ICON_PIXELS = 100;

/**
 * Apple's metadata lookup with the content token as the cookie `itvt` (Apple documents), so that custom and withdrawn
 * apps are found too. One id a request: lists of ids are not documented. What some requests bring is answered even when
 * others fail. Throws `AppleAddressError` for an address that must not be used.
 */
export function appleCatalogue(options: CatalogueOptions): Catalogue & { close(): Promise<void> } {
  const url = pinnedAddress('the address of the catalogue', options.catalogUrl);
  const closing = new AbortController();
  const time = wireTime(options.wireNow, closing.signal);
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const context: ExchangeContext = {
    wire: openWire({ origin: url.origin, userAgent: options.userAgent, timeouts }),
    time: options.sleep === undefined ? time : { ...time, sleep: options.sleep },
    random: options.random,
    log: options.log ?? ((): void => {}),
  };
  const gate = new LocationGate(context.time);
  if (options.requestsPerSecond !== undefined) gate.pace(options.requestsPerSecond);
  return {
    async lookup(question) {
      const readAt = options.now();
      const found = await lookUpAll(question, (adamId) => lookUp(adamId, question, url, gate, context));
      return found.result === 'ok' ? { ...found, readAt } : found;
    },
    async close() {
      closing.abort();
      await context.wire.close();
    },
  };
}

type One = { result: 'ok'; value: CatalogueEntry | null } | Trouble;
type All = { result: 'ok'; value: readonly CatalogueEntry[] } | Trouble;

async function lookUpAll(question: CatalogueQuestion, one: (adamId: string) => Promise<One>): Promise<All> {
  const waiting = [...new Set(question.adamIds)].values();
  const entries: CatalogueEntry[] = [];
  let answered = 0;
  let failuresInARow = 0;
  const troubles: Trouble[] = [];
  const worker = async (): Promise<void> => {
    for (const adamId of waiting) {
      const reply = await one(adamId);
      failuresInARow = reply.result === 'ok' ? 0 : failuresInARow + 1;
      if (reply.result === 'ok') answered += 1;
      else troubles.push(reply);
      if (reply.result === 'ok' && reply.value !== null) entries.push(reply.value);
      if (failuresInARow >= FAILURES_BEFORE_GIVING_UP) return;
    }
  };
  await Promise.all(Array.from({ length: MAX_CONNECTIONS }, worker));
  const [trouble] = troubles;
  return trouble === undefined || answered > 0 ? { result: 'ok', value: entries } : trouble;
}

async function lookUp(
  adamId: string,
  question: CatalogueQuestion,
  url: URL,
  gate: LocationGate,
  context: ExchangeContext,
): Promise<One> {
  const query = new URLSearchParams({
    version: '2',
    id: adamId,
    p: 'mdm-lockup',
    caller: 'MDM',
    platform: question.platform,
    cc: question.country.toLowerCase(),
    l: 'en',
  });
  const headers = { cookie: `itvt=${question.token}` };
  const answer = await exchange({ method: 'GET', path: `${url.pathname}?${query}`, headers }, gate, context);
  if (answer.result !== 'body') return answer;
  const parsed = answerSchema.safeParse(answer.body);
  if (!parsed.success) return { ...badAnswer('the catalogue answered in another shape'), effect: 'none' };
  const product = parsed.data.results?.[adamId];
  return { result: 'ok', value: product === undefined ? null : entryOf(adamId, product, isLoopback(url.hostname)) };
}

interface WireAnswer {
  results?: Record<string, unknown> | null | undefined;
}

interface WireArtwork {
  url: string;
  width?: number | null | undefined;
}

interface WireProduct {
  name: string;
  bundleId?: string | null | undefined;
  artwork?: WireArtwork | WireArtwork[] | null | undefined;
}

const answerSchema: z.ZodType<WireAnswer> = z.object({ results: z.record(z.string(), z.unknown()).nullish() });
const artworkSchema = z.object({ url: z.string(), width: z.number().nullish().catch(null) });
const productSchema: z.ZodType<WireProduct> = z.object({
  name: z.string(),
  bundleId: z.string().nullish().catch(null),
  artwork: z
    .union([artworkSchema, z.array(artworkSchema)])
    .nullish()
    .catch(null),
});

function entryOf(adamId: string, wire: unknown, sandbox: boolean): CatalogueEntry | null {
  const product = productSchema.safeParse(wire);
  if (!product.success || product.data.name.trim() === '') return null;
  const { name, bundleId, artwork } = product.data;
  const bundle = bundleId && bundleId.length <= MAX_NAME_CHARACTERS ? bundleId : null;
  return {
    adamId,
    name: bounded(name.trim(), MAX_NAME_CHARACTERS),
    bundleId: bundle,
    iconUrl: iconOf(artwork, sandbox),
  };
}

/** Apple's samples have a list of sizes in one answer and a template in the other. */
function iconOf(artwork: WireProduct['artwork'], sandbox: boolean): string | null {
  const images = artwork ? [artwork].flat() : [];
  const bySize = images.toSorted((one, other) => (one.width ?? 0) - (other.width ?? 0));
  const image = bySize.find(({ width }) => (width ?? 0) >= ICON_PIXELS) ?? bySize.at(-1);
  if (image === undefined) return null;
  const filled = image.url
    .replaceAll('{w}', String(ICON_PIXELS))
    .replaceAll('{h}', String(ICON_PIXELS))
    .replaceAll('{c}', 'bb')
    .replaceAll('{f}', 'png');
  if (filled.length > MAX_URL_CHARACTERS || !URL.canParse(filled)) return null;
  const icon = new URL(filled);
  const allowed = icon.protocol === 'https:' || (sandbox && icon.protocol === 'http:' && isLoopback(icon.hostname));
  return allowed ? icon.href : null;
}
