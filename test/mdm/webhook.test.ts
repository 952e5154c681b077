import { createHmac } from 'node:crypto';
import { build, buildBinary, type PlistValue } from 'plist';
import { describe, expect, it } from 'vitest';
import type { DeviceEvent } from '../../src/licensing/rules/device-answer.js';
import { type MdmWebhookEvent, mdmWebhookHandler } from '../../src/mdm/webhook.js';
import { captured, fixture } from './fixtures.js';

const SECRET = 'a-secret-of-thirty-two-characters';

interface Given {
  method?: string;
  path?: string;
  signature?: string[];
  body?: unknown;
  read?: 'too-long' | 'broken';
}

const bytesOf = (body: unknown) =>
  Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
const sign = (bytes: Buffer, secret = SECRET) => createHmac('sha256', secret).update(bytes).digest('base64');

class Webhook {
  readonly taken: DeviceEvent[] = [];
  readonly events: MdmWebhookEvent[] = [];
  rings = 0;
  bodiesRead = 0;
  refuses: Error | null = null;
  readonly #kind: 'nanomdm' | 'micromdm';
  readonly #handle;

  constructor(kind: 'nanomdm' | 'micromdm') {
    this.#kind = kind;
    this.#handle = mdmWebhookHandler({
      kind,
      secret: SECRET,
      take: async (event) => {
        if (this.refuses !== null) throw this.refuses;
        const known = this.taken.some(({ id }) => id === event.id);
        if (!known) this.taken.push(event);
        return { result: known ? 'known' : 'stored' };
      },
      onStored: () => {
        this.rings += 1;
      },
      log: (event) => void this.events.push(event),
    });
  }

  async send(given: Given = {}): Promise<string> {
    const bytes = bytesOf(given.body ?? idle);
    const nano = this.#kind === 'nanomdm';
    const { method = 'POST', path = nano ? '/' : `/${SECRET}`, signature = nano ? [sign(bytes)] : [], read } = given;
    const { status } = await this.#handle({
      ...{ method, path, headers: { 'x-hmac-signature': signature } },
      body: async (limit) => {
        this.bodiesRead += 1;
        if (read !== undefined) return { result: read };
        return bytes.length > limit ? { result: 'too-long' } : { result: 'body', bytes };
      },
    });
    return `${status} ${this.events.at(-1)?.outcome}`;
  }
}

const payload = (plist: PlistValue) => Buffer.from(build(plist)).toString('base64');
const connect = (plist: PlistValue, more: object = {}) => ({
  topic: 'mdm.Connect',
  event_id: 'e-1',
  created_at: '2026-11-22T17:24:36.782009683Z',
  acknowledge_event: { ids: { id: 'udid-1', type: 'Device' }, status: 'Idle', raw_payload: payload(plist), ...more },
});
const idle = connect({ Status: 'Idle', UDID: 'udid-1' });
const checkin = (topic: string, more: object = {}, plist: PlistValue = { UDID: 'udid-1' }) => ({
  ...{ topic, event_id: 'e-2', created_at: '2026-11-22T17:24:36Z' },
  checkin_event: { ids: { id: 'udid-1', type: 'Device' }, raw_payload: payload(plist), ...more },
});

describe('a request that is not NanoMDM’s', () => {
  it.each<[string, Given, string]>([
    ['another path', { path: '/x' }, '404 unknown-path'],
    ['the path of MicroMDM', { path: `/${SECRET}` }, '404 unknown-path'],
    ['a GET', { method: 'GET' }, '405 not-a-post'],
    ['no signature', { signature: [] }, '401 no-signature'],
    ['two signatures', { signature: [sign(bytesOf(idle)), 'x'] }, '401 no-signature'],
    ['no Base64', { signature: ['sha256=abc'] }, '401 no-signature'],
    ['an endless signature', { signature: ['A'.repeat(9_000)] }, '401 no-signature'],
    ['another secret', { signature: [sign(bytesOf(idle), 'another')] }, '403 wrong-signature'],
    ['the signature of another body', { signature: [sign(Buffer.from('{}'))] }, '403 wrong-signature'],
  ])('is refused: %s', async (_name, given, answer) => {
    const webhook = new Webhook('nanomdm');
    expect(await webhook.send(given)).toBe(answer);
    expect(webhook.taken).toEqual([]);
    expect(webhook.bodiesRead).toBe(answer.endsWith('wrong-signature') ? 1 : 0);
  });
});

describe('a request that is not MicroMDM’s', () => {
  it.each<[string, Given, string]>([
    ['no secret', { path: '/' }, '404 unknown-path'],
    ['another secret', { path: '/another' }, '404 unknown-path'],
    ['the beginning of the secret', { path: `/${SECRET.slice(0, -1)}` }, '404 unknown-path'],
    ['a longer path', { path: `/${SECRET}/` }, '404 unknown-path'],
    ['a GET', { method: 'GET' }, '405 not-a-post'],
  ])('is refused before its body is read: %s', async (_name, given, answer) => {
    const webhook = new Webhook('micromdm');
    expect(await webhook.send(given)).toBe(answer);
    expect(webhook).toMatchObject({ taken: [], bodiesRead: 0 });
    expect(JSON.stringify(webhook.events)).not.toContain(SECRET.slice(0, -1));
  });
});

describe('a body', () => {
  it.each<[string, Given, string]>([
    ['that is no JSON', { body: '<plist/>' }, '400 unreadable'],
    ['that is no object', { body: '[]' }, '400 unreadable'],
    ['without an event', { body: { ...idle, acknowledge_event: undefined } }, '400 unreadable'],
    ['with the event of another topic', { body: { ...idle, topic: 'mdm.CheckOut' } }, '400 unreadable'],
    ['of nobody', { body: connect({ Status: 'Idle' }, { ids: undefined }) }, '400 unreadable'],
    [
      'of an id with a comma',
      { body: connect({ Status: 'Idle' }, { ids: { id: 'a,b', type: 'Device' } }) },
      '400 unreadable',
    ],
    [
      'of an id that is a path',
      { body: connect({ Status: 'Idle' }, { ids: { id: '..', type: 'Device' } }) },
      '400 unreadable',
    ],
    ['with an unknown status', { body: connect({ Status: 'Fine' }) }, '400 unreadable'],
    ['without a property list', { body: connect({}, { raw_payload: '' }) }, '400 plist-refused'],
    [
      'with a hostile property list',
      {
        body: connect(
          {},
          {
            raw_payload: Buffer.from('<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>').toString(
              'base64',
            ),
          },
        ),
      },
      '400 plist-refused',
    ],
    ['that is too long', { body: `"${'x'.repeat(2_200_000)}"` }, '413 too-long'],
    ['that stops', { read: 'broken' }, '400 unreadable'],
    ['of a topic that is not used', { body: { ...idle, topic: 'mdm.GetBootstrapToken' } }, '200 not-used'],
    ['of a topic of the language', { body: { ...idle, topic: 'constructor' } }, '200 not-used'],
  ])('%s is not stored', async (_name, given, answer) => {
    const webhook = new Webhook('nanomdm');
    expect(await webhook.send(given)).toBe(answer);
    expect(webhook).toMatchObject({ taken: [], rings: 0 });
  });

  it('is answered after it is stored, and rings once however often it comes', async () => {
    const webhook = new Webhook('nanomdm');
    expect([await webhook.send(), await webhook.send(), await webhook.send()]).toEqual([
      '200 stored',
      '200 known',
      '200 known',
    ]);
    expect(webhook).toMatchObject({ rings: 1, taken: { length: 1 } });
  });

  it('that the store refuses is not taken', async () => {
    const webhook = new Webhook('nanomdm');
    webhook.refuses = new Error('full');
    expect(await webhook.send()).toBe('503 not-stored');
    expect(webhook).toMatchObject({ rings: 0, events: [{ fault: webhook.refuses }] });
  });

  it.each([undefined, null, '', 'x'.repeat(200), 7])(
    'without an id that can be kept (%j) has one of its own, the same each time',
    async (event_id) => {
      const webhook = new Webhook('nanomdm');
      await webhook.send({ body: { ...idle, event_id } });
      await webhook.send({ body: { ...idle, event_id, created_at: '2026-11-22T17:24:37Z' } });
      expect(await webhook.send({ body: { ...idle, event_id } })).toBe('200 known');
      expect(webhook.taken.map(({ id }) => id)).toEqual([
        expect.stringMatching(/^body-[\da-f]{64}$/),
        expect.any(String),
      ]);
    },
  );

  it('that repeats an invitation is kept without its code: the link is a credential', async () => {
    const link = 'https://buy.itunes.apple.com/WebObjects/x/associate?cc=us&inviteCode=s3cret-code&mt=8';
    const texts = [`“${link}” is no address (inviteCode=s3cret-code).`, `${'x'.repeat(440)} ${link}`];
    const webhook = new Webhook('nanomdm');
    const ErrorChain = texts.map((text) => ({ ErrorCode: 12_008, ErrorDomain: text, LocalizedDescription: text }));
    await webhook.send({ body: connect({ Status: 'Error', CommandUUID: 'C-1', ErrorChain, InvitationResult: link }) });
    expect(webhook.taken).toHaveLength(1);
    expect(JSON.stringify(webhook.taken)).not.toMatch(/s3cret|associate/);
    expect(webhook.taken[0]).toMatchObject({
      answer: { errors: [{ text: '“https://buy.itunes.apple.com/…” is no address (inviteCode=…).' }, {}] },
    });
  });

  it('may hold a binary property list', async () => {
    const raw_payload = Buffer.from(buildBinary({ Status: 'NotNow', CommandUUID: 'C-1' })).toString('base64');
    const webhook = new Webhook('nanomdm');
    await webhook.send({ body: connect({}, { raw_payload }) });
    expect(webhook.taken).toMatchObject([{ topic: 'connect', answer: { status: 'not-now', commandUuid: 'C-1' } }]);
  });
});

describe('who an event is about', () => {
  const withIds = (ids: object, more: object = {}) => connect({ Status: 'Idle' }, { ids, ...more });
  const taken = async (kind: 'nanomdm' | 'micromdm', body: unknown) => {
    const webhook = new Webhook(kind);
    await webhook.send({ body });
    return webhook.taken[0];
  };

  it.each([
    [
      { id: 'u', type: 'Device' },
      { enrolmentId: 'u', type: 'device', parentId: null },
    ],
    [
      { id: 'u:1', type: 'User', parent_id: 'u' },
      { enrolmentId: 'u:1', type: 'user', parentId: 'u' },
    ],
    [
      { id: 'e', type: 'User Enrollment (Device)' },
      { enrolmentId: 'e', type: 'user-enrolment', parentId: null },
    ],
    [
      { id: 'e:1', type: 'User Enrollment', parent_id: 'e' },
      { enrolmentId: 'e:1', type: 'user', parentId: 'e' },
    ],
    [
      { id: 'u:anna@x.example', type: 'Shared iPad', parent_id: 'u' },
      { enrolmentId: 'u:anna@x.example', type: 'shared-ipad', parentId: 'u' },
    ],
    [{ id: 'u', type: 'Fridge' }, { type: 'device' }],
    [{ id: 'u:1', type: 'Fridge', parent_id: 'u' }, { type: 'user' }],
  ])('NanoMDM’s %j', async (ids, expected) => {
    expect(await taken('nanomdm', withIds(ids))).toMatchObject(expected);
  });

  const micro = (from: object, plist: Record<string, PlistValue> = {}) => ({
    ...{ topic: 'mdm.TokenUpdate', event_id: 'e-3', created_at: '2026-11-22T17:24:36Z' },
    checkin_event: { ...from, url_params: null, raw_payload: payload({ MessageType: 'TokenUpdate', ...plist }) },
  });

  it.each<[string, object, object]>([
    ['a device', micro({ udid: 'u' }), { enrolmentId: 'u', type: 'device', parentId: null, tally: null }],
    [
      'a User Enrolment',
      micro({ udid: '', enrollment_id: 'e' }),
      { enrolmentId: 'e', type: 'user-enrolment', parentId: null },
    ],
    [
      'a user of a Mac',
      micro({ udid: 'u' }, { UserID: 'user-1' }),
      { enrolmentId: 'user-1', type: 'user', parentId: 'u' },
    ],
    [
      'a user of a Shared iPad',
      micro({ udid: 'u' }, { UserID: 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF', UserShortName: 'anna@x.example' }),
      { enrolmentId: 'u:anna@x.example', type: 'shared-ipad', parentId: 'u' },
    ],
  ])('MicroMDM’s %s', async (_name, body, expected) => {
    expect(await taken('micromdm', body)).toMatchObject(expected);
  });

  it.each<[unknown, string | null]>([
    [{ user: 'U0000ANNA' }, 'U0000ANNA'],
    [{ user: 'x'.repeat(900) }, 'x'.repeat(500)],
    [{ user: '' }, null],
    [{ user: ['a'] }, null],
    [{ other: 'x' }, null],
    [null, null],
    [undefined, null],
    ['user=anna', null],
  ])('the address of the profile names a user: %j', async (url_params, urlUser) => {
    expect(await taken('nanomdm', checkin('mdm.Authenticate', { url_params }))).toMatchObject({ urlUser });
  });

  it.each<[unknown, number | null]>([
    ['2026-11-22T17:24:36.782009683Z', Date.UTC(2026, 10, 22, 17, 24, 36, 782)],
    ['2026-11-22T18:24:36+01:00', Date.UTC(2026, 10, 22, 17, 24, 36)],
    ['yesterday', null],
    ['2026-99-22T18:24:36Z', null],
    [7, null],
    [undefined, null],
  ])('the server says when: %j', async (created_at, at) => {
    expect(await taken('nanomdm', { ...idle, created_at })).toMatchObject({ at });
  });

  it('a TokenUpdate counts, a CheckOut says nothing more', async () => {
    expect(await taken('nanomdm', checkin('mdm.TokenUpdate', { token_update_tally: 1 }))).toMatchObject({
      topic: 'token-update',
      tally: 1,
    });
    expect(await taken('nanomdm', checkin('mdm.CheckOut'))).toMatchObject({
      topic: 'check-out',
      enrolmentId: 'udid-1',
    });
  });
});

describe('a captured event', () => {
  const sim = '8b3b8ba3783e9ade1dae4fbb944ab3afc0ce5b69';
  const micro = '5C090016-E5A9-4A67-9C5C-3DC1C11D14A2';
  const expected: Record<string, object> = {
    'micromdm-mdm.Authenticate.json': {
      topic: 'authenticate',
      enrolmentId: micro,
      information: { serialNumber: '3MR7MCCHTUWB', name: "3MR7MCCHTUWB's Computer", platform: null },
    },
    'micromdm-mdm.Connect-Acknowledged.json': {
      topic: 'connect',
      answer: { status: 'acknowledged', information: { serialNumber: '3MR7MCCHTUWB' } },
    },
    'micromdm-mdm.Connect-Error.json': {
      topic: 'connect',
      answer: {
        status: 'error',
        errors: [
          { code: 12_021, domain: 'MCMDMErrorDomain', text: 'Unknown command: InstallApplication <MDMClientError:91>' },
        ],
      },
    },
    'micromdm-mdm.Connect-Idle.json': { topic: 'connect', answer: { status: 'idle', commandUuid: null } },
    'micromdm-mdm.TokenUpdate.json': { topic: 'token-update', type: 'device', tally: null },
    'nanomdm-mdm.Authenticate.json': {
      topic: 'authenticate',
      enrolmentId: sim,
      information: { serialNumber: 'F9FXH0AAJCM0', model: 'iPad14,3', platform: 'iPadOS', osVersion: '17.5' },
    },
    'nanomdm-mdm.Connect-Acknowledged-InvitationResult.json': {
      answer: { status: 'acknowledged', invitationResult: 'Acknowledged' },
    },
    'nanomdm-mdm.Connect-Acknowledged-ManagedApplicationList.json': {
      answer: { managedApps: [{ bundleId: 'com.example.app361309726', status: 'Managed' }] },
    },
    'nanomdm-mdm.Connect-Acknowledged-State.json': {
      id: 'bdab2886f2ec9e15',
      answer: {
        commandUuid: 'DEBCBB98-DB5E-4DB7-87F9-1FDFE8B08187',
        installState: 'Installing',
        identifier: 'com.example.app361309726',
      },
    },
    'nanomdm-mdm.Connect-Acknowledged.json': {
      enrolmentId: 'udid-q2',
      answer: { status: 'acknowledged', managedApps: null },
    },
    'nanomdm-mdm.Connect-Error-install-12064.json': { answer: { status: 'error', errors: [{ code: 12_064 }] } },
    'nanomdm-mdm.Connect-Error-remove-12029.json': {
      answer: { status: 'error', errors: [{ code: 12_029, text: 'App not managed' }] },
    },
    'nanomdm-mdm.Connect-Idle.json': { answer: { status: 'idle' } },
    'nanomdm-mdm.Connect-NotNow.json': {
      answer: { status: 'not-now', commandUuid: '5E36B172-0C43-4CB8-A8FE-1520121AB994' },
    },
    'nanomdm-mdm.TokenUpdate.json': { topic: 'token-update', type: 'device', tally: 1 },
  };

  it.each(captured)('%s', async (name) => {
    const webhook = new Webhook(name.startsWith('nanomdm') ? 'nanomdm' : 'micromdm');
    expect(await webhook.send({ body: fixture(name) })).toBe('200 stored');
    expect(webhook.taken).toMatchObject([expected[name] ?? { topic: 'not expected' }]);
  });

  it('is one of each kind that was captured', () => {
    expect([...captured].sort()).toEqual(Object.keys(expected).sort());
  });
});
