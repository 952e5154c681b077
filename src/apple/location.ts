import type { z } from 'zod';
import type {
  AcceptedWrite,
  ClientConfig,
  EventStatus,
  Expectation,
  LocationConnection,
  NewUser,
  NotificationSettings,
  Product,
  WalkEnd,
  WalkOptions,
  WriteLimits,
} from '../licensing/ports/licences.js';
import type { Answer } from '../licensing/rules/apple-answer.js';
import type { AppleUser, Asset, Assignment } from '../licensing/rules/asset.js';
import type { MdmInfo } from '../licensing/rules/binding.js';
import { type ExchangeContext, exchange } from './exchange.js';
import type { LocationGate } from './gate.js';
import { type List, lists } from './lists.js';
import { clientConfigOf, mdmInfoOf } from './rows.js';
import { clientConfigSchema, type WireEnvelope, type WirePage } from './schemas.js';
import type { Endpoint, ServiceConfig } from './service-config.js';
import { badAnswer } from './verdict.js';
import { type Reply, walk } from './walk.js';
import { eventSchema, eventStatusOf, manageBody, retireBody, statusSchema, usersBody } from './writes.js';

export interface LocationContext extends ExchangeContext {
  /** Business time. */
  now: () => number;
  serviceConfig: ServiceConfig;
  /** Called when an answer names its location. */
  onLocation: (uId: string) => void;
}

type Query = Readonly<Record<string, string | undefined>>;

interface Question<Wire> {
  endpoint: Endpoint;
  schema: z.ZodType<Wire>;
  query?: Query;
  /** Makes it a POST. */
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** How often a short list that changes while it is read is read. */
const FILTERED_READS = 3;

/** One location through one token: every answer is checked against what is expected of it. */
export class AppleLocation implements LocationConnection {
  readonly #token: string;
  readonly #expect: Expectation;
  readonly #gate: LocationGate;
  readonly #context: LocationContext;
  #learned: string | null = null;

  constructor(token: string, expect: Expectation, gate: LocationGate, context: LocationContext) {
    this.#token = token;
    this.#expect = expect;
    this.#gate = gate;
    this.#context = context;
  }

  clientConfig(): Promise<Answer<ClientConfig>> {
    return this.#clientConfig();
  }

  claim({ id, name, metadata }: MdmInfo): Promise<Answer<ClientConfig>> {
    return this.#clientConfig({ mdmInfo: { id, name, metadata } });
  }

  unsubscribe(): Promise<Answer<ClientConfig>> {
    return this.#clientConfig({ notificationTypes: [] });
  }

  release(): Promise<Answer<ClientConfig>> {
    return this.#clientConfig({ mdmInfo: null, notificationTypes: [] });
  }

  subscribe({ url, bearer, types }: NotificationSettings): Promise<Answer<ClientConfig>> {
    const settings = { notificationUrl: url, notificationAuthToken: bearer, notificationTypes: types };
    return this.#clientConfig(settings);
  }

  assets(visit: (page: readonly Asset[]) => void): Promise<Answer<WalkEnd>> {
    return this.#walk(lists.assets, {}, {}, visit);
  }

  assetsOf(adamId: string): Promise<Answer<readonly Asset[]>> {
    return this.#collect(lists.assets, { adamId });
  }

  users(options: WalkOptions, visit: (page: readonly AppleUser[]) => void): Promise<Answer<WalkEnd>> {
    const activeOnly = options.activeOnly === true ? 'true' : undefined;
    return this.#walk(lists.users, { sinceVersionId: options.sinceVersionId, activeOnly }, options, visit);
  }

  assignments(options: WalkOptions, visit: (page: readonly Assignment[]) => void): Promise<Answer<WalkEnd>> {
    return this.#walk(lists.assignments, { sinceVersionId: options.sinceVersionId }, options, visit);
  }

  assignmentsOf(adamId: string): Promise<Answer<readonly Assignment[]>> {
    return this.#collect(lists.assignments, { adamId });
  }

  usersOf(clientUserId: string): Promise<Answer<readonly AppleUser[]>> {
    return this.#collect(lists.users, { clientUserId });
  }

  assignmentsOfUser(clientUserId: string): Promise<Answer<readonly Assignment[]>> {
    return this.#collect(lists.assignments, { clientUserId });
  }

  associate(product: Product, clientUserIds: readonly string[]): Promise<Answer<AcceptedWrite>> {
    return this.#write('associateAssets', manageBody(product, clientUserIds));
  }

  disassociate(product: Product, clientUserIds: readonly string[]): Promise<Answer<AcceptedWrite>> {
    return this.#write('disassociateAssets', manageBody(product, clientUserIds));
  }

  createUsers(users: readonly NewUser[]): Promise<Answer<AcceptedWrite>> {
    return this.#write('createUsers', usersBody(users));
  }

  updateUsers(users: readonly NewUser[]): Promise<Answer<AcceptedWrite>> {
    return this.#write('updateUsers', usersBody(users));
  }

  async invitationUrl(inviteCode: string): Promise<string | null> {
    await this.#context.serviceConfig.refresh(this.#gate);
    return this.#context.serviceConfig.invitationUrl(inviteCode);
  }

  async writeLimits(): Promise<WriteLimits> {
    await this.#context.serviceConfig.refresh(this.#gate);
    return this.#context.serviceConfig.writeLimits;
  }

  retireUsers(clientUserIds: readonly string[]): Promise<Answer<AcceptedWrite>> {
    return this.#write('retireUsers', retireBody(clientUserIds));
  }

  revokeDevices(serialNumbers: readonly string[]): Promise<Answer<AcceptedWrite>> {
    return this.#write('revokeAssets', { serialNumbers });
  }

  async eventStatus(eventId: string): Promise<Answer<EventStatus>> {
    const readAt = this.#context.now();
    const reply = await this.#ask({ endpoint: 'eventStatus', schema: statusSchema, query: { eventId } });
    return reply.result === 'ok' ? { result: 'ok', value: eventStatusOf(reply.value), readAt } : reply;
  }

  async #write(endpoint: Endpoint, body: unknown): Promise<Answer<AcceptedWrite>> {
    const readAt = this.#context.now();
    const reply = await this.#ask({ endpoint, schema: eventSchema, body });
    return reply.result === 'ok' ? { result: 'ok', value: { eventId: reply.value.eventId }, readAt } : reply;
  }

  async #clientConfig(body?: unknown): Promise<Answer<ClientConfig>> {
    const readAt = this.#context.now();
    const question = { endpoint: 'clientConfig', schema: clientConfigSchema } as const;
    const reply = await this.#ask(body === undefined ? question : { ...question, body });
    return reply.result === 'ok' ? { result: 'ok', value: clientConfigOf(reply.value), readAt } : reply;
  }

  async #walk<Page extends WirePage, Row>(
    list: List<Page, Row>,
    query: Query,
    options: WalkOptions,
    visit: (rows: readonly Row[]) => void,
  ): Promise<Answer<WalkEnd>> {
    const readAt = this.#context.now();
    const { endpoint, schema, rows, sizes } = list;
    const { onProgress, signal } = options;
    const ask = (index: number, signal: AbortSignal): Promise<Reply<Page>> =>
      this.#ask({ endpoint, schema, query: { ...query, pageIndex: pageIndexOf(index) }, signal });
    const reply = await walk({ ask, rows, sizes, visit, onProgress, signal });
    return reply.result === 'ok' ? { ...reply, readAt } : reply;
  }

  /** A list short enough to hold. One that kept changing is the last reading; the caller compares counts anyway. */
  async #collect<Page extends WirePage, Row>(list: List<Page, Row>, query: Query): Promise<Answer<readonly Row[]>> {
    for (let read = 1; ; read += 1) {
      const found: Row[] = [];
      const answer = await this.#walk(list, query, {}, (rows) => {
        for (const row of rows) found.push(row);
      });
      if (answer.result !== 'ok') return answer;
      if (!answer.value.changedDuringWalk || read >= FILTERED_READS) return { ...answer, value: found };
    }
  }

  async #ask<Wire extends WireEnvelope>(question: Question<Wire>): Promise<Reply<Wire>> {
    const { endpoint, schema, query, body, signal } = question;
    const { serviceConfig } = this.#context;
    await serviceConfig.refresh(this.#gate);
    const path = serviceConfig.pathOf(endpoint) + queryOf(query ?? {});
    const method = body === undefined ? 'GET' : 'POST';
    const headers = { authorization: `Bearer ${this.#token}` };
    const answer = await exchange({ method, path, headers, body, signal }, this.#gate, this.#context);
    if (answer.result !== 'body') return answer;
    const parsed = schema.safeParse(answer.body);
    if (parsed.success) return this.#check(parsed.data);
    const where = parsed.error.issues[0];
    const detail = `unexpected ${where?.code ?? 'shape'} at ${where?.path.join('.') ?? 'the top'}`;
    return { ...badAnswer(detail), effect: method === 'GET' ? 'none' : 'unknown' };
  }

  /** Both members may be absent on any answer, which means nothing (Apple documents neither as required). */
  #check<Wire extends WireEnvelope>(wire: Wire): Reply<Wire> {
    const { uId, mdmId } = this.#expect;
    if (wire.uId && wire.uId !== this.#learned) this.#context.onLocation(wire.uId);
    this.#learned = wire.uId ?? this.#learned;
    if (uId !== null && wire.uId && wire.uId !== uId) return { result: 'other-location', uId: wire.uId };
    const mdmInfo = mdmInfoOf(wire.mdmInfo);
    if (mdmId !== null && mdmInfo !== null && mdmInfo.id !== mdmId) return { result: 'in-use-elsewhere', mdmInfo };
    return { result: 'ok', value: wire };
  }
}

/** The text of 9650 forbids 0, which is the default anyway. */
function pageIndexOf(index: number): string | undefined {
  return index === 0 ? undefined : String(index);
}

function queryOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, value);
  return search.size === 0 ? '' : `?${search}`;
}
