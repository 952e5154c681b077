import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'plist';
import { beforeEach, describe, expect, test } from 'vitest';
import { microEnvelope, nanoEnvelope } from '../../../src/sandbox/mdm/events.js';
import { changeSwitches, switchesOf } from '../../../src/sandbox/mdm/switches.js';
import { Webhook, type WebhookStyle } from '../../../src/sandbox/mdm/webhook.js';
import { emma, isRecord, mdmScene, type Scene, start } from './support.js';

interface Posted {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  value: Record<string, unknown>;
}

let scene: Scene;
let id: string;
const posted: Posted[] = [];
let answers: (number | null)[] = [];
const switches = switchesOf();

const nano: WebhookStyle = { envelope: nanoEnvelope, signed: true, taken: (status) => status === 200 };
const micro: WebhookStyle = { envelope: microEnvelope, signed: false, taken: (status) => status < 400 };

function webhook(style = nano) {
  const post = async (url: string, headers: Readonly<Record<string, string>>, body: string) => {
    const value: unknown = JSON.parse(body);
    posted.push({ url, headers, body, value: isRecord(value) ? value : {} });
    return answers.length > 0 ? (answers.shift() ?? null) : 200;
  };
  const made = new Webhook({ now: () => start, switches, style, secret: 'shared', post }, 'salt');
  made.url = 'http://bot.example/mdm/webhook';
  return made;
}

/** What the phone of the scene has said so far. */
async function told(style = nano, url: string | null = 'http://bot.example/mdm/webhook'): Promise<Webhook> {
  const made = webhook(style);
  made.url = url;
  for (const event of scene.events) made.tell(event);
  await made.settled();
  return made;
}

const part = (value: Record<string, unknown> | undefined, name: string): Record<string, unknown> => {
  const found = value?.[name];
  return isRecord(found) ? found : {};
};

beforeEach(() => {
  scene = mdmScene();
  id = scene.enrolled();
  posted.length = 0;
  answers = [];
  changeSwitches(switches, { ...switchesOf() });
});

describe('an event', () => {
  test('goes out as NanoMDM writes it, signed over the body', async () => {
    scene.command(id, 'DeviceInformation', { Queries: ['DeviceName'] });
    const { serialNumber } = scene.view(id);
    await told();
    const [authenticate, tokenUpdate, idle, answer] = posted;
    for (const { body, headers } of posted) {
      expect(headers['x-hmac-signature']).toBe(createHmac('sha256', 'shared').update(body).digest('base64'));
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    }
    expect(authenticate?.value).toMatchObject({
      topic: 'mdm.Authenticate',
      event_id: expect.stringMatching(/^[\da-f]{16}$/),
      created_at: '2026-09-01T08:00:00.000000001Z',
      checkin_event: { ids: { id, type: 'Device' }, udid: id, url_params: { user: emma } },
    });
    expect(part(authenticate?.value, 'checkin_event')).not.toHaveProperty('token_update_tally');
    const payload = Buffer.from(String(part(authenticate?.value, 'checkin_event').raw_payload), 'base64');
    expect(parse(payload.toString('utf8'))).toMatchObject({ MessageType: 'Authenticate', SerialNumber: serialNumber });
    expect(part(tokenUpdate?.value, 'checkin_event').token_update_tally).toBe(1);
    expect(part(idle?.value, 'acknowledge_event')).toMatchObject({ status: 'Idle', udid: id });
    expect(part(idle?.value, 'acknowledge_event')).not.toHaveProperty('command_uuid');
    expect(part(answer?.value, 'acknowledge_event')).toMatchObject({ status: 'Acknowledged', command_uuid: 'c1' });
    expect(new Set(posted.map(({ value }) => value.event_id)).size).toBe(4);
  });

  test('has the members of the captured ones, and no others', async () => {
    scene = mdmScene();
    id = scene.enrolled({ urlUser: null });
    scene.command(id, 'InviteToProgram', { ProgramID: 'x', InvitationURL: 'y' });
    const captured = (name: string): unknown =>
      JSON.parse(readFileSync(new URL(`../../fixtures/mdm/${name}.json`, import.meta.url), 'utf8'));
    const shape = (value: unknown): unknown =>
      isRecord(value)
        ? Object.fromEntries(
            Object.keys(value)
              .toSorted()
              .map((key) => [key, shape(value[key])]),
          )
        : typeof value;
    await told();
    const names = ['Authenticate', 'TokenUpdate', 'Connect-Idle', 'Connect-Acknowledged-InvitationResult'];
    expect(posted.map(({ value }) => shape(value))).toEqual(
      names.map((name) => shape(captured(`nanomdm-mdm.${name}`))),
    );
    posted.length = 0;
    await told(micro);
    const micros = ['Authenticate', 'TokenUpdate', 'Connect-Idle', 'Connect-Acknowledged'];
    expect(posted.map(({ value }) => shape(value))).toEqual(
      micros.map((name) => shape(captured(`micromdm-mdm.${name}`))),
    );
  });

  test('goes out as MicroMDM writes it, unsigned and without ids', async () => {
    const made = await told(micro);
    expect(posted[0]?.headers).not.toHaveProperty('x-hmac-signature');
    expect(posted[0]?.body).toContain('\n "topic"');
    expect(posted[0]?.value).toMatchObject({ checkin_event: { udid: id, url_params: { user: emma } } });
    expect(part(posted[0]?.value, 'checkin_event')).not.toHaveProperty('ids');
    expect(made.records().map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered']);
  });

  test('carries a binary plist by switch', async () => {
    changeSwitches(switches, { plistFormat: 'binary' });
    await told();
    const raw = Buffer.from(String(part(posted[0]?.value, 'checkin_event').raw_payload), 'base64');
    expect(raw.subarray(0, 6).toString()).toBe('bplist');
    expect(parse(raw)).toMatchObject({ UDID: id });
  });
});

describe('its way', () => {
  test('is tried once: anything but 200 is lost for good', async () => {
    answers = [204, null];
    const made = await told();
    expect(made.records().map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
    await made.settled();
    expect(posted).toHaveLength(2);
    answers = [204];
    expect((await told(micro)).records()[0]?.outcome).toBe('delivered');
  });

  test('leads nowhere without an address or after the end', async () => {
    expect((await told(nano, null)).records().map(({ outcome }) => outcome)).toEqual(['lost', 'lost']);
    const made = webhook();
    await made.stop();
    for (const event of scene.events) made.tell(event);
    await made.settled();
    expect(posted).toEqual([]);
  });

  test('loses, doubles and shuffles by switch', async () => {
    changeSwitches(switches, { webhookLoss: 100 });
    expect((await told()).records().map(({ outcome }) => outcome)).toEqual(['lost', 'lost']);
    expect(posted).toEqual([]);
    changeSwitches(switches, { webhookLoss: 0, webhookDuplicates: 100 });
    const doubled = await told();
    expect(doubled.records().map(({ duplicate }) => duplicate)).toEqual([false, true, false, true]);
    expect(posted[0]?.body).toBe(posted[1]?.body);
    for (let index = 0; index < 6; index += 1) scene.command(id, 'DeviceInformation');
    changeSwitches(switches, { webhookDuplicates: 0, webhookOrder: 'shuffled' });
    const ordered = async (webhookSeed: number) => {
      changeSwitches(switches, { webhookSeed });
      posted.length = 0;
      await told();
      return posted.map(({ value }) => String(value.created_at));
    };
    const first = await ordered(1);
    expect(first).not.toEqual(first.toSorted());
    expect(first.toSorted()).toEqual(Array.from(new Set(first)).toSorted());
    expect(await ordered(1)).toEqual(first);
    expect(await ordered(2)).not.toEqual(first);
  });

  test('switches refuse what they do not know', () => {
    expect(() => changeSwitches(switches, { webhookLoss: 101 })).toThrow();
    expect(() => changeSwitches(switches, { nonsense: true })).toThrow();
    expect(switches).toEqual(switchesOf());
  });
});
