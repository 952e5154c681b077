import { build, buildBinary, type PlistValue } from 'plist';
import type { AppleWindow } from '../../../src/sandbox/mdm/apple-window.js';
import type { Dialect } from '../../../src/sandbox/mdm/call.js';
import type { MdmEvent } from '../../../src/sandbox/mdm/events.js';
import { MdmFaults } from '../../../src/sandbox/mdm/faults.js';
import { Fleet } from '../../../src/sandbox/mdm/fleet.js';
import { phoneLevers } from '../../../src/sandbox/mdm/levers.js';
import { nanoMdm } from '../../../src/sandbox/mdm/nanomdm.js';
import type { PhoneSeed } from '../../../src/sandbox/mdm/phone.js';
import { answerRequest } from '../../../src/sandbox/mdm/serve.js';
import { type MdmSwitchChanges, switchesOf } from '../../../src/sandbox/mdm/switches.js';
import type { Phone } from '../../../src/sandbox/mdm/view.js';

/** 2026-09-01 08:00 UTC. */
export const start = Date.UTC(2026, 8, 1, 8);

export const emma = 'emma@me.example';
export const invitation = 'http://apple.example/invite?inviteCode=1';

/** Three apps: 1 and 2 on iPhones, and any other number is nothing. */
export class FakeApple implements AppleWindow {
  /** `<account> <adamId>`. */
  readonly licences = new Set<string>();
  readonly accepted: string[] = [];
  outcome: 'accepted' | 'unknown' | 'taken' = 'accepted';

  hasLicence(appleAccount: string, adamId: string): boolean {
    return this.licences.has(`${appleAccount} ${adamId}`);
  }
  product(adamId: string) {
    if (adamId !== '1' && adamId !== '2') return null;
    return { name: `App ${adamId}`, bundleId: `com.example.a${adamId}`, iconUrl: null, version: '2.0' };
  }
  isInvitation(url: string): boolean {
    return url.startsWith('http://apple.example/invite?');
  }
  accept(url: string, appleAccount: string) {
    this.accepted.push(`${url} ${appleAccount}`);
    return this.outcome;
  }
  accountHash(appleAccount: string): string {
    return `hash of ${appleAccount}`;
  }
}

export const seedOf = (more: Partial<PhoneSeed> = {}): PhoneSeed => ({
  name: 'Emma’s iPhone',
  kind: 'iphone',
  personId: 'U1',
  urlUser: emma,
  ownAccount: emma,
  signedIn: true,
  ...more,
});

export const xml = (value: PlistValue): Buffer => Buffer.from(build(value));
export const binary = (value: PlistValue): Buffer => Buffer.from(buildBinary(value));

export interface Api {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Record<string, unknown>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : { value };
  } catch {
    return { text };
  }
}

interface Setting {
  switches?: MdmSwitchChanges;
  dialect?: Dialect;
}

/** The server and its phones without sockets; pushes and wire time move by hand. */
export function mdmScene({ switches: changes = {}, dialect = nanoMdm }: Setting = {}) {
  const clock = { at: start, wire: 0, changes: 0 };
  const now = () => clock.at;
  const changed = () => {
    clock.changes += 1;
  };
  const apple = new FakeApple();
  const faults = new MdmFaults();
  const switches = switchesOf({ installMilliseconds: 0, ...changes });
  const events: MdmEvent[] = [];
  const later: (() => void)[] = [];
  const fleet = new Fleet({
    ...{ now, apple, faults, switches, changed, wire: () => clock.wire },
    tell: (event) => void events.push(event),
    soon: (act) => void later.push(act),
  });
  const levers = phoneLevers({ fleet, changed, emailOf: (personId) => (personId === 'U1' ? emma : null) });
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `push-${ids}`;
  };
  const key = `Basic ${Buffer.from(`${dialect.user}:key`).toString('base64')}`;
  const ask = (method: string, path: string, body: Buffer | string = '', authorization = key): Api => {
    const asked = { method, url: new URL(path, 'http://mdm.example'), authorization, body: Buffer.from(body) };
    const answer = answerRequest(dialect, 'key', asked, { fleet, switches, now, newId });
    return { status: answer.status, headers: answer.headers ?? {}, body: json(answer.body) };
  };
  /** A phone under management; answers its id. */
  const enrolled = (more: Partial<PhoneSeed> = {}): string => {
    const phone = fleet.add(seedOf(more));
    fleet.enrol(phone);
    return phone.enrolmentId;
  };
  const view = (id: string): Phone => {
    const found = levers.view().find((phone) => phone.id === id);
    if (found === undefined) throw new Error(`There is no phone ${id}.`);
    return found;
  };
  let commands = 0;
  const send = (id: string, requestType: string, fields: Record<string, PlistValue> = {}, query = ''): Api => {
    commands += 1;
    const Command = { RequestType: requestType, ...fields };
    return ask('PUT', `/v1/enqueue/${id}${query}`, xml({ CommandUUID: `c${commands}`, Command }));
  };
  /** What was pushed asks now. */
  const pushed = () => {
    for (const act of later.splice(0)) act();
  };
  /** Sends one command, lets the phone answer and answers the last thing that it said to one. */
  const command = (id: string, requestType: string, fields: Record<string, PlistValue> = {}) => {
    send(id, requestType, fields);
    pushed();
    const said = events.filter(({ payload }) => payload.CommandUUID !== undefined);
    return said.at(-1)?.payload ?? {};
  };
  const install = (id: string, adamId: number, more: Record<string, PlistValue> = {}) =>
    command(id, 'InstallApplication', { iTunesStoreID: adamId, Options: { PurchaseMethod: 1 }, ...more });
  /** What ManagedApplicationList says of each app. */
  const managed = (id: string, fields: Record<string, PlistValue> = {}): Record<string, unknown> => {
    const list = command(id, 'ManagedApplicationList', fields).ManagedApplicationList;
    if (!isRecord(list)) throw new TypeError('The phone gave no list.');
    return Object.fromEntries(Object.entries(list).map(([name, app]) => [name, isRecord(app) ? app.Status : app]));
  };
  const statuses = () => events.map(({ topic, payload }) => `${topic.slice(4)} ${String(payload.Status ?? '')}`.trim());
  const press = (id: string, kind: string, choice: string): string => {
    const prompt = view(id).prompts.find((one) => one.kind === kind);
    return levers.answer(id, prompt?.id ?? '', choice);
  };
  return {
    ...{ clock, apple, faults, switches, events, fleet, levers, ask, enrolled, view, send, pushed, command },
    ...{ install, managed, statuses, press },
  };
}

export type Scene = ReturnType<typeof mdmScene>;

/** The code of the first error of a chain, or `null`. */
export function firstError(payload: Record<string, unknown>): unknown {
  const chain = payload.ErrorChain;
  const first: unknown = Array.isArray(chain) ? chain[0] : null;
  return isRecord(first) ? first.ErrorCode : null;
}
