import { beforeEach, describe, expect, test } from 'vitest';
import { microMdm } from '../../../src/sandbox/mdm/micromdm.js';
import { mdmScene, type Scene, xml } from './support.js';

let scene: Scene;
let id: string;
beforeEach(() => {
  scene = mdmScene({ dialect: microMdm });
  id = scene.enrolled();
});

const command = (uuid: string) => xml({ CommandUUID: uuid, Command: { RequestType: 'DeviceInformation' } });
const answers = () => scene.events.flatMap(({ payload }) => (payload.CommandUUID === undefined ? [] : [payload]));

describe('the MicroMDM dialect', () => {
  test('takes a repeated uuid and delivers it twice', () => {
    const taken = scene.ask('PUT', `/v1/commands/${id}`, command('a'));
    expect(taken).toMatchObject({
      status: 201,
      body: { payload: { udid: id, command_uuid: 'a', command: { request_type: 'DeviceInformation' } } },
    });
    expect(scene.ask('POST', `/v1/commands/${id}`, command('a')).status).toBe(201);
    scene.pushed();
    expect(answers().map(({ CommandUUID }) => CommandUUID)).toEqual(['a', 'a']);
    for (const body of ['{}', xml({ CommandUUID: 'b' })])
      expect(scene.ask('POST', `/v1/commands/${id}`, body)).toMatchObject({
        status: 500,
        body: { error: expect.any(String) },
      });
  });

  test('its queue can be read and cleared, and an unknown device has one too', () => {
    scene.switches.pushCertificate = false;
    scene.ask('POST', `/v1/commands/${id}`, command('a'));
    expect(scene.ask('POST', '/v1/commands/NOPE', command('b')).status).toBe(201);
    expect(scene.ask('GET', `/v1/commands/${id}`).body).toEqual({
      commands: [{ uuid: 'a', payload: command('a').toString('base64') }],
    });
    expect(scene.ask('GET', '/v1/commands/NOPE').body).toMatchObject({ commands: [{ uuid: 'b' }] });
    expect(scene.ask('DELETE', `/v1/commands/${id}`)).toMatchObject({ status: 200, body: {} });
    expect(scene.ask('GET', `/v1/commands/${id}`).body).toEqual({ commands: [] });
    scene.pushed();
    expect(answers()).toEqual([]);
  });

  test('a push needs a certificate and a device', () => {
    expect(scene.ask('GET', `/push/${id}`)).toMatchObject({ status: 200, body: { status: 'success' } });
    scene.pushed();
    expect(scene.statuses().at(-1)).toBe('Connect Idle');
    expect(scene.ask('POST', `/v1/push/${id}`).status).toBe(200);
    expect(scene.ask('GET', '/push/NOPE').body).toEqual({
      error: 'retrieving PushInfo by UDID: not found: PushInfo udid NOPE',
    });
    scene.switches.pushCertificate = false;
    expect(scene.ask('GET', `/push/${id}`).status).toBe(500);
  });

  test('devices can be listed and filtered, and none is null', () => {
    const second = scene.enrolled({ name: 'Second' });
    const { serialNumber } = scene.view(second);
    const list = (body: unknown) => scene.ask('POST', '/v1/devices', JSON.stringify(body)).body.devices;
    expect(list({})).toMatchObject([{ udid: id, enrollment_status: true }, { udid: second }]);
    expect(list({ filter_serial: [serialNumber] })).toMatchObject([{ udid: second, serial_number: serialNumber }]);
    expect(list({ filter_udid: [id], page: 1, per_page: 1 })).toBeNull();
    scene.levers.checkOut(id);
    expect(list({ filter_udid: [id] })).toMatchObject([{ enrollment_status: false }]);
    expect(scene.ask('POST', '/v1/devices', 'no JSON').status).toBe(500);
    expect(scene.ask('POST', '/v1/devices', '{}', 'Basic bm86bm8=')).toMatchObject({
      status: 401,
      body: { error: expect.any(String) },
    });
  });
});
