import { beforeEach, describe, expect, test } from 'vitest';
import { binary, mdmScene, type Scene, xml } from './support.js';

let scene: Scene;
let id: string;
beforeEach(() => {
  scene = mdmScene();
  id = scene.enrolled();
});

const information = (uuid: string) => ({ CommandUUID: uuid, Command: { RequestType: 'DeviceInformation' } });
const waiting = () => scene.view(id).queued;
const put = (path: string, body: Buffer | string = '') => scene.ask('PUT', path, body);

describe('enqueue', () => {
  test('a command is queued and pushed, as XML and as binary plist, by PUT and by POST', () => {
    expect(put(`/v1/enqueue/${id}`, xml(information('a')))).toMatchObject({
      status: 200,
      body: { status: { [id]: { push_result: 'push-1' } }, command_uuid: 'a', request_type: 'DeviceInformation' },
    });
    expect(scene.ask('POST', `/v1/enqueue/${id}`, binary(information('b')))).toMatchObject({ status: 200 });
    expect(waiting()).toBe(2);
    scene.pushed();
    expect(waiting()).toBe(0);
  });

  test('without a push nothing is said of anybody, and the phone does not ask', () => {
    const answer = put(`/v1/enqueue/${id}?nopush=1`, xml(information('a')));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ no_push: true, command_uuid: 'a', request_type: 'DeviceInformation' });
    scene.pushed();
    expect(waiting()).toBe(1);
  });

  test('without a push certificate the answer is 500 and the command is queued all the same', () => {
    scene.switches.pushCertificate = false;
    const answer = put(`/v1/enqueue/${id}`, xml(information('a')));
    expect(answer).toMatchObject({ status: 500, body: { command_uuid: 'a' } });
    expect(answer.body.push_error).toContain('retrieving push cert for topic');
    expect(answer.body.command_error).toBeUndefined();
    expect(waiting()).toBe(1);
    expect(scene.ask('GET', `/v1/push/${id}`).status).toBe(500);
    expect(scene.ask('GET', '/v1/pushcert').status).toBe(500);
  });

  test('an enrolment that nobody made is pushed in vain, and some of several is 207', () => {
    const nobody = put('/v1/enqueue/NOPE', xml(information('a')));
    expect(nobody).toMatchObject({ status: 500, body: { command_uuid: 'a' } });
    expect(nobody.body.status).toEqual({ NOPE: { push_error: 'push data missing for id' } });
    expect(put('/v1/enqueue/NOPE?nopush=1', xml(information('b'))).status).toBe(200);
    const mixed = put(`/v1/enqueue/NOPE,${id}`, xml(information('c')));
    expect(mixed.status).toBe(207);
    expect(mixed.body.status).toEqual({ NOPE: { push_error: expect.any(String) }, [id]: { push_result: 'push-1' } });
    expect(waiting()).toBe(1);
  });

  test('an SQL storage refuses an enrolment that nobody made, for everybody named', () => {
    scene.switches.unknownEnrolment = 'refused';
    const answer = put(`/v1/enqueue/NOPE,${id}`, xml(information('a')));
    expect(answer).toMatchObject({ status: 500, body: { command_error: expect.stringContaining('foreign key') } });
    expect(waiting()).toBe(0);
    expect(put(`/v1/enqueue/${id}`, xml(information('a'))).status).toBe(200);
  });

  test('the same CommandUUID again is refused and queued once', () => {
    put(`/v1/enqueue/${id}`, xml(information('a')));
    const again = put(`/v1/enqueue/${id}`, xml(information('a')));
    expect(again).toMatchObject({ status: 500, body: { command_error: 'command already exists: a' } });
    expect(waiting()).toBe(1);
    scene.pushed();
    expect(put(`/v1/enqueue/${id}`, xml(information('a'))).body.command_error).toBe('command already exists: a');
  });

  test('what is no command is refused and nothing is queued', () => {
    const errors = ['{"json":1}', xml(['list']), xml({ Command: { RequestType: 'A' } }), xml({ CommandUUID: 'a' })].map(
      (body) => put(`/v1/enqueue/${id}`, body),
    );
    expect(errors.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
    const texts = errors.map(({ body }) => String(body.command_error));
    expect(texts.slice(0, 2).every((text) => text.startsWith('decoding command: parse error'))).toBe(true);
    expect(texts.slice(2)).toEqual(['decoding command: invalid command', 'decoding command: invalid command']);
    expect(put(`/v1/enqueue/${id}?nopush=1`).body.command_error).toBe('must enqueue or push');
    expect(put(`/v1/enqueue/${id}`)).toMatchObject({
      status: 200,
      body: { status: { [id]: { push_result: 'push-1' } } },
    });
    expect(waiting()).toBe(0);
  });

  test('a device that has checked out is taken like any other', () => {
    scene.levers.checkOut(id);
    expect(put(`/v1/enqueue/${id}`, xml(information('a'))).status).toBe(200);
    scene.pushed();
    expect(scene.statuses().at(-1)).toBe('CheckOut');
  });
});

describe('the other routes', () => {
  test('a push makes a phone ask, and an unknown one is an error', () => {
    expect(scene.ask('GET', `/v1/push/${id}`)).toMatchObject({ status: 200 });
    scene.pushed();
    expect(scene.statuses().at(-1)).toBe('Connect Idle');
    expect(scene.ask('GET', '/v1/push/NOPE').status).toBe(500);
  });

  test('only the version is told without the key', () => {
    const wrong = scene.ask('PUT', `/v1/enqueue/${id}`, xml(information('a')), 'Basic bm86bm8=');
    expect(wrong.status).toBe(401);
    expect(wrong.headers['www-authenticate']).toBe('Basic realm="nanomdm"');
    expect(wrong.headers['content-type']).toContain('text/plain');
    expect(scene.ask('GET', '/version', '', '')).toMatchObject({ status: 200, body: { version: 'v0.9.0' } });
    expect(scene.ask('GET', '/v1/pushcert', '', '').status).toBe(401);
    expect(waiting()).toBe(0);
  });

  test('the push certificate has a topic and an end, and cannot be set here', () => {
    expect(scene.ask('GET', '/v1/pushcert').body).toEqual({
      topic: expect.any(String),
      not_after: '2027-09-01T08:00:00.000Z',
    });
    expect(scene.ask('PUT', '/v1/pushcert', 'pem').status).toBe(405);
    expect(scene.ask('GET', '/v1/enrollments').status).toBe(404);
  });
});

describe('the queue', () => {
  const queue = (...types: string[]) => {
    for (const type of types) scene.send(id, type, { Identifier: 'com.example.a1' });
  };
  const delivered = () =>
    scene.events.flatMap(({ payload }) => (payload.CommandUUID === undefined ? [] : [payload.CommandUUID]));

  test('what was put off is passed over after NotNow and offered again after an answer', () => {
    scene.levers.setLocked(id, true);
    queue('RemoveApplication', 'DeviceInformation', 'InstalledApplicationList');
    scene.fleet.connect(scene.fleet.find(id));
    expect(delivered()).toEqual(['c1', 'c2', 'c1', 'c3', 'c1']);
    expect(waiting()).toBe(1);
    scene.levers.setLocked(id, false);
    scene.fleet.connect(scene.fleet.find(id));
    expect(waiting()).toBe(0);
  });

  test('its fault delivers an answered last command once more, unless something was queued behind it', () => {
    scene.switches.queueRedelivers = true;
    scene.levers.setLocked(id, true);
    queue('RemoveApplication', 'DeviceInformation');
    scene.fleet.connect(scene.fleet.find(id));
    expect(delivered()).toEqual(['c1', 'c2', 'c1', 'c2', 'c1']);
    scene.switches.queueRedelivers = false;
    queue('DeviceInformation');
    scene.fleet.connect(scene.fleet.find(id));
    expect(delivered().slice(5)).toEqual(['c1', 'c3', 'c1']);
  });

  test('an enrolment that begins anew empties it', () => {
    queue('DeviceInformation', 'DeviceInformation');
    scene.levers.enrol(id);
    expect(waiting()).toBe(0);
    scene.pushed();
    expect(delivered()).toEqual([]);
  });
});
