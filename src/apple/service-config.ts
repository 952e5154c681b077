import type { WriteLimits } from '../licensing/ports/licences.js';
import { isLoopback } from './addresses.js';
import { type ExchangeContext, type ExchangeResult, exchange } from './exchange.js';
import { DEFAULT_REQUESTS_PER_SECOND, type LocationGate } from './gate.js';
import { serviceConfigSchema } from './schemas.js';

/** The addresses that we use, with their paths below the pinned service address (Apple documents both). */
export const endpointPaths = {
  clientConfig: '/client/config',
  getAssets: '/assets',
  getUsers: '/users',
  getAssignments: '/assignments',
  associateAssets: '/assets/associate',
  disassociateAssets: '/assets/disassociate',
  createUsers: '/users/create',
  updateUsers: '/users/update',
  retireUsers: '/users/retire',
  revokeAssets: '/assets/revoke',
  eventStatus: '/status',
} as const;

export type Endpoint = keyof typeof endpointPaths;

/** Values of Apple's sample (Apple documents that they may change at any time). */
export const documentedWriteLimits: WriteLimits = {
  maxClientUserIds: 1000,
  maxUsers: 100,
  maxRevokeSerialNumbers: 100,
};

/** What stands in the invitation address in place of the code, as Apple writes it (Apple documents). */
const CODE_PLACE = '%25inviteCode%25';

/** Apple says: every five minutes. */
export const REREAD_AFTER = 5 * 60_000;
const REREAD_AFTER_FAILURE = 30_000;

/** Hosts that service config may name for each kind of address. */
export interface PinnedHosts {
  service: URL;
  catalog: URL;
  invitationHost: string;
}

export interface ServiceConfigReading {
  /** Why it could not be read last; `null` when it was. */
  unread: string | null;
  /** Addresses outside the allow-list, of the last one that was read. They are not used. */
  elsewhere: readonly { name: string; host: string }[];
}

/**
 * Apple's service config: limits and addresses, read without a token. An address counts only on its pinned host; one
 * elsewhere is reported once and the documented path is used. A service config that cannot be read changes nothing.
 */
export class ServiceConfig {
  readonly #pinned: PinnedHosts;
  readonly #context: ExchangeContext;
  readonly #reported = new Set<string>();
  #paths = new Map<string, string>();
  #unread: string | null = 'not read yet';
  #elsewhere: { name: string; host: string }[] = [];
  #invitation: string | null = null;
  #requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND;
  #writeLimits: WriteLimits = documentedWriteLimits;
  #rereadAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(pinned: PinnedHosts, context: ExchangeContext) {
    this.#pinned = pinned;
    this.#context = context;
  }

  /** Reads it again when it is due and sets the gate's pace; never fails and never waits out a pause. */
  async refresh(gate: LocationGate): Promise<void> {
    if (this.#context.time.now() >= this.#rereadAt) {
      this.#reading ??= this.#read(gate).finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
    gate.pace(this.#requestsPerSecond);
  }

  /** As they were read last; read them again with `refresh`. */
  get writeLimits(): WriteLimits {
    return this.#writeLimits;
  }

  /** Where the person with that code accepts the terms; `null` while no address on the invitation host is known. */
  invitationUrl(inviteCode: string): string | null {
    if (this.#invitation === null || !this.#invitation.includes(CODE_PLACE)) return null;
    return this.#invitation.replaceAll(CODE_PLACE, encodeURIComponent(inviteCode));
  }

  /** How the last reading went. Call it after `refresh`. */
  get reading(): ServiceConfigReading {
    return { unread: this.#unread, elsewhere: this.#elsewhere };
  }

  /** Path of an endpoint on the pinned origin. */
  pathOf(endpoint: Endpoint): string {
    return this.#paths.get(endpoint) ?? this.#pinned.service.pathname.replace(/\/$/, '') + endpointPaths[endpoint];
  }

  async #read(gate: LocationGate): Promise<void> {
    const { log, time } = this.#context;
    const path = `${this.#pinned.service.pathname.replace(/\/$/, '')}/service/config`;
    const answer = await exchange({ method: 'GET', path, headers: {}, attempts: 1, patience: 0 }, gate, this.#context);
    const config = answer.result === 'body' ? serviceConfigSchema.safeParse(answer.body) : null;
    this.#rereadAt = time.now() + (config?.success === true ? REREAD_AFTER : REREAD_AFTER_FAILURE);
    this.#unread = config?.success === true ? null : whyUnread(answer);
    if (config?.success !== true) {
      log({ kind: 'service-config-unread', detail: whyUnread(answer) });
      return;
    }
    this.#requestsPerSecond = paceOf(config.data.limits?.maxRequestPerSecond);
    this.#writeLimits = writeLimitsOf(config.data.limits ?? {});
    this.#takeAddresses(config.data.urls ?? {});
  }

  #takeAddresses(urls: Readonly<Record<string, string>>): void {
    this.#paths = new Map();
    this.#invitation = null;
    this.#elsewhere = [];
    for (const [name, text] of Object.entries(urls).slice(0, 100)) {
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url === null || !this.#isPinned(name, url)) this.#report(name, url?.host ?? 'unreadable');
      else if (name === 'invitationEmail') this.#invitation = text;
      else if (Object.hasOwn(endpointPaths, name)) this.#paths.set(name, url.pathname);
    }
  }

  #isPinned(name: string, url: URL): boolean {
    if (name === 'invitationEmail') {
      const secure = url.protocol === 'https:' || isLoopback(url.hostname);
      return secure && url.host === this.#pinned.invitationHost;
    }
    return url.origin === (name === 'contentMetadataLookup' ? this.#pinned.catalog : this.#pinned.service).origin;
  }

  #report(name: string, host: string): void {
    this.#elsewhere.push({ name: name.slice(0, 100), host: host.slice(0, 255) });
    const oddity = `${name.slice(0, 100)} ${host.slice(0, 255)}`;
    if (this.#reported.has(oddity) || this.#reported.size >= 100) return;
    this.#reported.add(oddity);
    this.#context.log({ kind: 'service-config-oddity', name: name.slice(0, 100), host: host.slice(0, 255) });
  }
}

/** A pace out of all reason is not believed. */
function paceOf(limit: number | undefined): number {
  if (limit === undefined || !Number.isFinite(limit) || limit < 1) return DEFAULT_REQUESTS_PER_SECOND;
  return Math.min(Math.floor(limit), 1000);
}

function writeLimitsOf(limits: Readonly<Record<string, number>>): WriteLimits {
  return {
    maxClientUserIds: limitOf(limits.maxClientUserIds, documentedWriteLimits.maxClientUserIds),
    maxUsers: limitOf(limits.maxUsers, documentedWriteLimits.maxUsers),
    maxRevokeSerialNumbers: limitOf(limits.maxRevokeSerialNumbers, documentedWriteLimits.maxRevokeSerialNumbers),
  };
}

/** A limit out of all reason is not believed. */
function limitOf(limit: number | undefined, documented: number): number {
  if (limit === undefined || !Number.isFinite(limit) || limit < 1) return documented;
  return Math.min(Math.floor(limit), 10_000);
}

function whyUnread(answer: ExchangeResult): string {
  if (answer.result === 'body') return 'not of the documented shape';
  return answer.result === 'refused' ? answer.reason : answer.cause;
}
