import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { build, type PlistValue } from 'plist';
import { describe, expect, it, onTestFinished } from 'vitest';
import { mdmChecks } from '../../src/mdm/checks.js';
import { commandPlist } from '../../src/mdm/commands.js';
import { type MdmDevices, mdmDevices } from '../../src/mdm/devices.js';
import type { MdmEvent } from '../../src/mdm/exchange.js';
import type { AppleWindow } from '../../src/sandbox/mdm/apple-window.js';
import { startMdmStandIn } from '../../src/sandbox/mdm/server.js';
import { type DevicesSubject, devicesContract } from '../contracts/devices.js';
import type { Script, ScriptedAnswer } from '../support/scripted-apple.js';
import { scriptedMdm } from '../support/scripted-mdm.js';
import { micromdmScript } from './scripted-micromdm.js';

const common = { userAgent: 'vpp-bot/test', wireNow: () => 0, log: () => undefined };

const noApple: AppleWindow = {
  hasLicence: () => false,
  product: () => null,
  isInvitation: () => false,
  accept: () => 'unknown',
  accountHash: () => null,
};

/** Clients of one server, closed together. */
function clients(kind: 'nanomdm' | 'micromdm', url: string) {
  const opened: MdmDevices[] = [];
  const withKey = (apiKey: string) => {
    const devices = mdmDevices({ ...common, kind, url, apiKey });
    opened.push(devices);
    return devices;
  };
  return { withKey, close: async () => void (await Promise.all(opened.map((one) => one.close()))) };
}

/** A silent phone before the stand-in, so that its queue stays as it is. */
async function standIn(
  switches: Parameters<typeof startMdmStandIn>[0]['switches'] & object = {},
): Promise<DevicesSubject> {
  const server = await startMdmStandIn({ now: () => 0, apple: noApple, switches });
  server.enrolAll();
  const phone = server.levers.view()[0];
  if (phone === undefined) throw new Error('The stand-in has no phone.');
  server.levers.setSilent(phone.id, true);
  const { withKey, close } = clients('nanomdm', server.url);
  return {
    ...{ withKey, devices: withKey(server.apiKey), enrolmentId: phone.id },
    queued: () => server.levers.view()[0]?.queued ?? null,
    close: async () => {
      await close();
      await server.stop();
    },
  };
}

devicesContract('the stand-in', () => standIn());
devicesContract('the stand-in without a push certificate', () => standIn({ pushCertificate: false }));
devicesContract('the stand-in with an SQL storage', () => standIn({ unknownEnrolment: 'refused' }));

devicesContract('MicroMDM as it was seen', async () => {
  const { script, queueOf } = micromdmScript('key', ['udid-1']);
  const server = await scriptedMdm(script);
  const { withKey, close } = clients('micromdm', server.url);
  return {
    ...{ withKey, devices: withKey('key'), enrolmentId: 'udid-1' },
    queued: () => queueOf('udid-1').length,
    close: async () => {
      await close();
      await server.close();
    },
  };
});

const { NANOMDM_URL, NANOMDM_API_KEY, NANOMDM_ENROLMENT_ID } = process.env;

/** A real NanoMDM with a device that never answers: one that is enrolled by its `-migration`, or one that is named. */
describe.skipIf(NANOMDM_URL === undefined)('in the environment', () => {
  devicesContract('a real NanoMDM', async () => {
    const [url = '', apiKey = ''] = [NANOMDM_URL, NANOMDM_API_KEY];
    const { withKey, close } = clients('nanomdm', url);
    const enrolmentId = NANOMDM_ENROLMENT_ID ?? (await migrate(url, apiKey));
    return { withKey, devices: withKey(apiKey), enrolmentId, queued: () => null, close };
  });
});

/** Enrols a device that there is not. */
async function migrate(url: string, apiKey: string): Promise<string> {
  const device = { UDID: randomUUID().toUpperCase(), Topic: 'com.apple.mgmt.External.contract' };
  const messages: PlistValue[] = [
    { ...device, MessageType: 'Authenticate', SerialNumber: 'CONTRACT0001' },
    { ...device, MessageType: 'TokenUpdate', PushMagic: 'magic', Token: randomBytes(32) },
  ];
  const authorization = `Basic ${Buffer.from(`nanomdm:${apiKey}`).toString('base64')}`;
  for (const message of messages) {
    const { status } = await fetch(`${url}/migration`, {
      method: 'PUT',
      headers: { authorization },
      body: build(message),
    });
    if (status !== 200) throw new Error(`Start it with -migration, or set NANOMDM_ENROLMENT_ID (${status})`);
  }
  return device.UDID;
}

/** One client before a server that says what it is told to. */
async function scripted(kind: 'nanomdm' | 'micromdm', script: Script, timeouts = {}) {
  const server = await scriptedMdm(script);
  const events: MdmEvent[] = [];
  const clock = { now: 0 };
  const devices = mdmDevices({
    ...{ kind, url: `${server.url}/below`, apiKey: 'the-key', userAgent: 'vpp-bot/test', timeouts },
    wireNow: () => clock.now,
    log: (event) => events.push(event),
  });
  onTestFinished(async () => {
    await devices.close();
    await server.close();
  });
  return { server, devices, events, clock };
}

const install = { act: 'install', adamId: '1', takeOver: false } as const;
const queued = { command_uuid: 'C-1', request_type: 'InstallApplication' };
const broken = { raw: (response: ServerResponse) => void response.destroy() };

describe('NanoMDM’s answer to a command', () => {
  const sure = { result: 'queued', woken: true, pushError: null };
  const noPush = 'retrieving push cert for topic "x": not found';
  it.each<[string, ScriptedAnswer, object]>([
    ['queued and pushed', { json: { ...queued, status: { 'udid-1': { push_result: 'p' } } } }, sure],
    [
      'queued, no certificate',
      { status: 500, json: { ...queued, push_error: noPush } },
      { ...sure, woken: false, pushError: noPush },
    ],
    [
      'queued, its push failed',
      { status: 500, json: { ...queued, status: { 'udid-1': { push_error: 'Unregistered' } } } },
      { ...sure, woken: false, pushError: 'Unregistered' },
    ],
    ['queued without a push', { json: { ...queued, no_push: true } }, { ...sure, woken: false }],
    [
      'known before',
      { status: 500, json: { command_error: 'command already exists: C-1' } },
      { ...sure, woken: false },
    ],
    [
      'known before in MySQL',
      {
        status: 500,
        json: { ...queued, command_error: "Error 1062 (23000): Duplicate entry 'C-1' for key 'commands.PRIMARY'" },
      },
      { ...sure, woken: false },
    ],
    [
      'known before in PostgreSQL',
      { status: 500, json: { command_error: 'pq: duplicate key value violates unique constraint "commands_pkey"' } },
      { ...sure, woken: false },
    ],
    [
      'of an unknown device',
      { status: 500, json: { ...queued, status: { 'udid-1': { push_error: 'push data missing for id' } } } },
      { result: 'unknown-device' },
    ],
    [
      'of a device unknown to MySQL',
      {
        status: 500,
        json: {
          ...queued,
          command_error: 'Error 1452 (23000): Cannot add or update a child row: a foreign key constraint fails (…)',
        },
      },
      { result: 'unknown-device' },
    ],
    [
      'of a device unknown to PostgreSQL',
      {
        status: 500,
        json: {
          command_error:
            'pq: insert or update on table "enrollment_queue" violates foreign key constraint "enrollment_queue_id_fkey"',
        },
      },
      { result: 'unknown-device' },
    ],
    [
      'not taken',
      { status: 500, json: { command_error: 'decoding command: invalid command' } },
      { result: 'refused', message: 'decoding command: invalid command' },
    ],
    [
      'not taken for that id',
      { status: 207, json: { ...queued, status: { 'C-1': { command_error: 'enqueue: disk full' } } } },
      { result: 'refused', message: 'enqueue: disk full' },
    ],
    ['about another command', { json: { command_uuid: 'C-2' } }, { result: 'unknown' }],
    ['wrong credentials', { status: 401, text: 'Unauthorized' }, { result: 'unreachable', why: 'unauthorized' }],
    ['unavailable', { status: 503, text: 'no' }, { result: 'unreachable', why: 'unavailable' }],
    ['not there', { status: 404, json: { error: 'no such page' } }, { result: 'unreachable', why: 'unavailable' }],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://elsewhere.example/' }, text: '' },
      { result: 'unreachable', why: 'unavailable' },
    ],
    ['a gateway that lost it', { status: 502, text: 'bad gateway' }, { result: 'unknown' }],
    ['a fault without words', { status: 500, text: 'oops' }, { result: 'unknown' }],
    ['a web page', { text: '<html>' }, { result: 'unknown' }],
    ['JSON of somebody else', { json: { hello: 'world' } }, { result: 'unknown' }],
    ['an endless answer', { text: 'x'.repeat(5_000_000) }, { result: 'unknown' }],
    ['a broken connection', broken, { result: 'unknown' }],
  ])('%s', async (_name, answer, expected) => {
    const { devices } = await scripted('nanomdm', () => answer);
    expect(await devices.send('udid-1', 'C-1', install)).toMatchObject(expected);
  });

  it('is asked for once, with its credentials, which no event holds', async () => {
    const { server, devices, events } = await scripted('nanomdm', () => ({ json: queued }));
    await devices.send('udid-1:user', 'C-1', install);
    expect(server.seen).toMatchObject([
      {
        ...{ method: 'PUT', path: '/below/v1/enqueue/udid-1%3Auser', body: commandPlist('C-1', install) },
        headers: {
          authorization: `Basic ${Buffer.from('nanomdm:the-key').toString('base64')}`,
          'user-agent': 'vpp-bot/test',
        },
      },
    ]);
    expect(events).toEqual([{ request: 'PUT /v1/enqueue/udid-1%3Auser', status: 200, fault: null }]);
  });

  it('that never comes is an unknown outcome, and a server that is not there is not', async () => {
    const { server, devices } = await scripted('nanomdm', () => ({ raw: () => undefined }), { total: 50 });
    expect(await devices.send('udid-1', 'C-1', install)).toMatchObject({ result: 'unknown' });
    await server.close();
    expect(await devices.send('udid-1', 'C-1', install)).toMatchObject({ result: 'unreachable', why: 'no-connection' });
    expect(await devices.wake('udid-1')).toMatchObject({ result: 'not-woken' });
  });
});

describe('MicroMDM', () => {
  it('is asked for a device before the first command and not again for a while', async () => {
    const { script } = micromdmScript('the-key', ['udid-1'], '/below');
    const { server, devices, clock } = await scripted('micromdm', script);
    const paths = () => server.seen.splice(0).map(({ method, path }) => `${method} ${path}`);
    await devices.send('udid-1', 'C-1', install);
    await devices.send('udid-1', 'C-2', install);
    const send = 'PUT /below/v1/commands/udid-1';
    expect(paths()).toEqual(['POST /below/v1/devices', send, send]);
    clock.now += 3_600_000;
    await devices.send('udid-1', 'C-3', install);
    expect(paths()).toEqual(['POST /below/v1/devices', send]);
  });

  it('has user channels and User Enrolments in no list, only among what can be woken', async () => {
    const { script, queueOf } = micromdmScript('the-key', [], '/below', ['user-1']);
    const { devices } = await scripted('micromdm', script);
    expect(await devices.send('user-1', 'C-1', install)).toMatchObject({ result: 'queued' });
    expect(queueOf('user-1')).toHaveLength(1);
  });

  it.each<[string, ScriptedAnswer, object]>([
    ['not taken', { status: 500, json: { error: 'decode command' } }, { result: 'refused', message: 'decode command' }],
    ['unavailable', { status: 503, text: '' }, { result: 'unreachable', why: 'unavailable' }],
    ['lost', broken, { result: 'unknown' }],
    ['about another command', { status: 201, json: { payload: { command_uuid: 'C-2' } } }, { result: 'unknown' }],
  ])('whose answer to a command is %s', async (_name, answer, expected) => {
    const list = { json: { devices: [{ udid: 'udid-1' }] } };
    const { devices } = await scripted('micromdm', ({ path }) => (path.endsWith('/devices') ? list : answer));
    expect(await devices.send('udid-1', 'C-1', install)).toMatchObject(expected);
  });

  it.each<[string, ScriptedAnswer]>([
    ['fails', { status: 500, json: { error: 'database not open' } }],
    ['is lost', broken],
    ['is a web page', { text: '<html>' }],
  ])('whose list of devices %s gets no command', async (_name, answer) => {
    const { server, devices } = await scripted('micromdm', () => answer);
    expect(await devices.send('udid-1', 'C-1', install)).toMatchObject({ result: 'unreachable', why: 'unavailable' });
    expect(server.seen.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it.each<[ScriptedAnswer, string]>([
    [{ json: { commands: [{ uuid: 'C-1', payload: '' }] } }, 'queued'],
    [{ json: { commands: [{ uuid: 'C-2', payload: '' }] } }, 'not-queued'],
    [{ json: { commands: null } }, 'not-queued'],
    [{ json: {} }, 'not-queued'],
    [{ status: 500, json: { error: 'database not open' } }, 'unreachable'],
    [{ text: '<html>' }, 'unreachable'],
    [broken, 'unreachable'],
  ])('whose queue is %j: the command is %s', async (answer, look) => {
    const { devices } = await scripted('micromdm', () => answer);
    expect(await devices.lookInQueue('udid-1', 'C-1')).toBe(look);
  });
});

describe('a look at the server', () => {
  const nobody = { status: 500, json: { status: { x: { push_error: 'push data missing for id' } } } };
  it.each<['nanomdm' | 'micromdm', ScriptedAnswer, string]>([
    ['nanomdm', nobody, 'answers'],
    ['nanomdm', { status: 401, text: 'Unauthorized' }, 'unauthorized'],
    ['nanomdm', { status: 404, text: 'not found' }, 'other'],
    ['nanomdm', { text: '<html>' }, 'other'],
    ['nanomdm', { json: { devices: null } }, 'other'],
    ['nanomdm', { status: 503, text: '' }, 'unreachable'],
    ['nanomdm', broken, 'unreachable'],
    ['micromdm', { json: { devices: null } }, 'answers'],
    ['micromdm', { status: 401, json: { error: 'you need to log in' } }, 'unauthorized'],
    ['micromdm', nobody, 'other'],
    ['micromdm', broken, 'unreachable'],
  ])('%s, %j: %s', async (kind, answer, state) => {
    const { devices } = await scripted(kind, () => answer);
    expect(await devices.look()).toMatchObject({ state });
    const verdict = state === 'answers' ? 'ok' : 'wrong';
    expect(await mdmChecks(devices).mdm()).toMatchObject({ name: 'mdm', verdict, facts: { kind, state } });
  });

  it('is none without a server', async () => {
    expect(await mdmChecks(null).mdm()).toMatchObject({ verdict: 'ok', facts: { kind: 'none' } });
  });
});
