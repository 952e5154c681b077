import type { Catalogue } from '../../src/licensing/ports/catalogue.js';
import type {
  ClientConfig,
  EventStatus,
  Expectation,
  Licences,
  LocationConnection,
  NewUser,
  NotificationSettings,
  TokenFlaw,
  TokenInspection,
  WalkEnd,
  WalkOptions,
} from '../../src/licensing/ports/licences.js';
import type { Answer, RefusalReason, Refused, Trouble, Unreachable } from '../../src/licensing/rules/apple-answer.js';
import type { MdmInfo } from '../../src/licensing/rules/binding.js';
import { rowsOf, ScriptedHoldings, type Versioned } from './core-apple-holdings.js';
import { ScriptedWrites, type WriteCall } from './core-apple-writes.js';

export type Call =
  | 'clientConfig'
  | 'claim'
  | 'unsubscribe'
  | 'subscribe'
  | 'usersOf'
  | 'release'
  | 'assets'
  | 'assetsOf'
  | 'users'
  | 'assignments'
  | 'assignmentsOf'
  | 'retireUsers'
  | 'associate'
  | 'disassociate'
  | 'createUsers'
  | 'updateUsers'
  | 'assignmentsOfUser'
  | 'revokeDevices'
  | 'eventStatus'
  | 'lookup';

/** What happens to one request. `before`: it never reached Apple. `after`: it did its work, then the answer was lost. */
export type Interference = { before: Trouble } | { after: Trouble } | undefined;

export const unreachable = (given: Partial<Unreachable> = {}): Unreachable => ({
  result: 'unreachable',
  cause: 'timeout',
  retryAt: null,
  effect: 'unknown',
  detail: 'no answer',
  ...given,
});

export const refused = (reason: RefusalReason, errorNumber: number): Refused => ({
  result: 'refused',
  reason,
  errorNumber,
  httpStatus: 400,
  message: `error ${errorNumber}`,
});

interface IssuedToken {
  token: string;
  organizationName: string;
  expires: number;
  fingerprint: string;
}

/** One location at Apple as the licensing core sees it through its ports: stateful, and as bad as a test wants it. */
export class ScriptedApple extends ScriptedHoldings implements Licences, Catalogue {
  uId: string | null = '2049025000431439';
  locationName: string | null = 'Northwind Stockholm';
  country: string | null = 'SE';
  platform: string | null = 'enterprisestore';
  mdmInfo: MdmInfo | null = null;
  notificationHost: string | null = null;
  /** What notifications are sent with, as it was asked for last. */
  notificationSettings: NotificationSettings | null = null;
  /** TEST_NOTIFICATION, sent while the request is open; `false` is an address that cannot be reached. */
  testNotification: (settings: NotificationSettings) => Promise<boolean> = async () => true;
  /** The notification address stays whatever is asked. */
  stubbornWebhook = false;
  /** Service config names the address of invitations. */
  invitations = true;
  /** A claim is not cleared, whatever is asked. */
  keepsClaim = false;
  tokenExpires: number | null = null;
  tokenRefusal: Refused | null = null;
  readonly names = new Map<string, string>();
  pageSize = 3;
  readonly writes = new ScriptedWrites();
  /** Every request in order. */
  readonly calls: Call[] = [];
  /** Asked before each request; `count` is how often this kind was asked, from 1. */
  interfere: (call: Call, count: number) => Interference = () => undefined;
  /** Called after each page of a walk, so that a test can change the list under it. */
  afterPage: (call: Call, page: number) => void = () => undefined;
  readonly #issued = new Map<string, IssuedToken>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    super();
    this.#clock = clock;
  }

  /** The text of a token file. */
  issue(token: string, expires: number, organizationName = 'Northwind'): string {
    const text = `file of ${token}`;
    this.#issued.set(text, { token, organizationName, expires, fingerprint: `fp-${this.#issued.size}` });
    return text;
  }

  inspect(text: string): TokenInspection {
    const flaw = flaws.find((one) => text === `flawed: ${one}`);
    if (flaw !== undefined) return { result: 'refused', reason: flaw };
    const issued = this.#issued.get(text);
    return issued === undefined ? { result: 'refused', reason: 'not-base64' } : { result: 'token', ...issued };
  }

  location(_token: string, expect: Expectation): LocationConnection {
    return {
      clientConfig: () => this.#request('clientConfig', expect, () => this.#config()),
      claim: (mdmInfo) =>
        this.#request('claim', expect, () => {
          this.mdmInfo = mdmInfo;
          return this.#config();
        }),
      unsubscribe: () =>
        this.#request('unsubscribe', expect, () => {
          if (!this.stubbornWebhook) this.notificationHost = null;
          this.notificationSettings = null;
          return this.#config();
        }),
      release: () =>
        this.#request('release', expect, () => {
          if (!this.keepsClaim) this.mdmInfo = null;
          if (!this.stubbornWebhook) this.notificationHost = null;
          return this.#config();
        }),
      subscribe: (settings) => this.#subscribe(settings, expect),
      assets: (visit) => this.#walk('assets', expect, {}, () => this.assetRows, visit),
      users: (options, visit) => this.#walk('users', expect, options, () => this.listedUsers(options), visit),
      assignments: (options, visit) => this.#walk('assignments', expect, options, () => this.assignmentRows, visit),
      assetsOf: (adamId) => this.#request('assetsOf', expect, () => rowsOf(this.assetRows, adamId)),
      usersOf: (clientUserId) => this.#request('usersOf', expect, () => this.rowsOfUser(clientUserId)),
      assignmentsOf: (adamId) => this.#request('assignmentsOf', expect, () => rowsOf(this.assignmentRows, adamId)),
      assignmentsOfUser: (clientUserId) =>
        this.#request('assignmentsOfUser', expect, () =>
          this.assignmentRows.flatMap(({ row }) => (row.clientUserId === clientUserId ? [row] : [])),
        ),
      associate: (product, ids) => this.#write('associate', expect, ids, (id) => this.give(product, id)),
      disassociate: (product, ids) => this.#write('disassociate', expect, ids, (id) => this.take(product, id)),
      createUsers: (users) =>
        this.#write('createUsers', expect, users.map(idOf), (id) => this.create(users.find((one) => idOf(one) === id))),
      updateUsers: (users) =>
        this.#write('updateUsers', expect, users.map(idOf), (id) => this.update(users.find((one) => idOf(one) === id))),
      invitationUrl: async (code) => (this.invitations ? `https://buy.example.com/join?inviteCode=${code}` : null),
      writeLimits: async () => this.writes.limits,
      retireUsers: (ids) => this.#write('retireUsers', expect, ids, (id) => this.retire(id)),
      revokeDevices: (serials) => this.#write('revokeDevices', expect, serials, (serial) => this.revoke(serial)),
      eventStatus: (eventId) => this.#eventStatus(expect, eventId),
    };
  }

  #write(call: WriteCall, expect: Expectation, ids: readonly string[], task: (id: string) => number | null) {
    this.writes.named.push({ call, ids });
    return this.#request(call, expect, () => this.writes.accept(call, ids, task));
  }

  async #eventStatus(expect: Expectation, eventId: string): Promise<Answer<EventStatus>> {
    const answer = await this.#request('eventStatus', expect, () => this.writes.status(eventId));
    if (answer.result !== 'ok') return answer;
    return answer.value === null ? refused('other', 9708) : { ...answer, value: answer.value };
  }

  lookup: Catalogue['lookup'] = async ({ adamIds }) =>
    this.#request('lookup', { uId: null, mdmId: null }, () =>
      adamIds.flatMap((adamId) => {
        const name = this.names.get(adamId);
        return name === undefined ? [] : [{ adamId, name, bundleId: `com.example.a${adamId}`, iconUrl: null }];
      }),
    );

  async #subscribe(settings: NotificationSettings, expect: Expectation): Promise<Answer<ClientConfig>> {
    const reached = await this.testNotification(settings);
    const answer = await this.#request('subscribe', expect, () => {
      if (reached) {
        this.notificationSettings = settings;
        if (!this.stubbornWebhook) this.notificationHost = new URL(settings.url).host;
      }
      return this.#config();
    });
    return reached || answer.result !== 'ok' ? answer : refused('other', 9728);
  }

  #config(): ClientConfig {
    return {
      uId: this.uId,
      locationName: this.locationName,
      countryISO2ACode: this.country,
      defaultPlatform: this.platform,
      websiteURL: null,
      mdmInfo: this.mdmInfo,
      notificationHost: this.notificationHost,
      tokenExpires: this.tokenExpires,
    };
  }

  async #request<T>(call: Call, expect: Expectation, act: () => T): Promise<Answer<T>> {
    const readAt = this.#clock();
    await Promise.resolve();
    this.calls.push(call);
    const interference = this.interfere(call, this.calls.filter((one) => one === call).length);
    if (interference !== undefined && 'before' in interference) return interference.before;
    if (call !== 'lookup') {
      if (this.tokenRefusal !== null) return this.tokenRefusal;
      if (expect.uId !== null && this.uId !== null && this.uId !== expect.uId)
        return { result: 'other-location', uId: this.uId };
      if (expect.mdmId !== null && this.mdmInfo !== null && this.mdmInfo.id !== expect.mdmId)
        return { result: 'in-use-elsewhere', mdmInfo: this.mdmInfo };
    }
    const value = act();
    return interference === undefined ? { result: 'ok', value, readAt } : interference.after;
  }

  /** Pages by position, as a server would that keeps no snapshot: what moves under the reader is skipped or repeated. */
  async #walk<Row>(
    call: Call,
    expect: Expectation,
    options: WalkOptions,
    rows: () => readonly Versioned<Row>[],
    visit: (page: readonly Row[]) => void,
  ): Promise<Answer<WalkEnd>> {
    const since = Number(options.sinceVersionId ?? 0);
    const list = (): readonly Row[] => rows().flatMap(({ row, version }) => (version > since ? [row] : []));
    const start = await this.#request(call, expect, () => this.version);
    if (start.result !== 'ok') return start;
    let read = 0;
    for (let page = 0; ; page += 1) {
      const found = list().slice(page * this.pageSize, (page + 1) * this.pageSize);
      visit(found);
      read += found.length;
      const totalPages = Math.max(1, Math.ceil(list().length / this.pageSize));
      options.onProgress?.({ pages: page + 1, totalPages });
      this.afterPage(call, page);
      await Promise.resolve();
      if ((page + 1) * this.pageSize < list().length) continue;
      const value = {
        versionId: String(start.value),
        changedDuringWalk: this.version !== start.value,
        pages: page + 1,
        rows: read,
      };
      return { result: 'ok', value, readAt: start.readAt };
    }
  }
}

const idOf = ({ clientUserId }: NewUser): string => clientUserId;

const flaws: readonly TokenFlaw[] = [
  'empty',
  'too-long',
  'html-page',
  'not-base64',
  'not-json',
  'missing-token',
  'missing-expiry',
  'missing-organization',
  'bad-expiry',
];
