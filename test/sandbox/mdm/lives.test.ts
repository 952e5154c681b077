import { beforeEach, describe, expect, test } from 'vitest';
import { northwindPhones } from '../../../src/sandbox/mdm/seed.js';
import { emma, mdmScene, type Scene } from './support.js';

let scene: Scene;
let id: string;
beforeEach(() => {
  scene = mdmScene();
  id = scene.enrolled();
  scene.apple.licences.add(`${emma} 1`);
});

const refusal = (code: string) => expect.objectContaining({ code });

describe('enrolment', () => {
  test('a device says who it is, and the server tells what the profile’s address says', () => {
    const { serialNumber } = scene.view(id);
    expect(scene.events).toMatchObject([
      {
        topic: 'mdm.Authenticate',
        ...{ enrolmentId: id, type: 'Device', udid: id, userEnrolmentId: null, urlParams: { user: emma }, tally: null },
        payload: { UDID: id, SerialNumber: serialNumber, ProductName: 'iPhone17,3', OSVersion: '18.6' },
      },
      { topic: 'mdm.TokenUpdate', tally: 1, payload: { UDID: id, MessageType: 'TokenUpdate' } },
    ]);
  });

  test('User Enrolment hides what tells devices apart, and each time is another enrolment', () => {
    const own = scene.enrolled({ name: 'Own', kind: 'own-iphone', urlUser: null });
    const [said] = scene.events.slice(-2);
    expect(said).toMatchObject({ type: 'User Enrollment (Device)', udid: null, userEnrolmentId: own, urlParams: null });
    expect(said?.payload).toMatchObject({ EnrollmentID: own });
    expect(Object.keys(said?.payload ?? {})).not.toEqual(expect.arrayContaining(['UDID']));
    expect(Object.keys(said?.payload ?? {})).not.toEqual(expect.arrayContaining(['SerialNumber']));
    expect(scene.view(own)).toMatchObject({ enrolment: 'user-enrolment', serialNumber: null });
    scene.levers.enrol(own);
    const again = scene.events.at(-1)?.enrolmentId ?? '';
    expect(again).not.toBe(own);
    expect(scene.levers.setLocked(own, true)).toContain('Own is locked');
    expect(scene.view(again).locked).toBe(true);
  });

  test('enrolling again keeps the serial number and clears what was managed', () => {
    scene.levers.installByHand(id, '2');
    const shelf = scene.enrolled({ name: 'Shelf', kind: 'supervised-iphone' });
    scene.install(shelf, 1);
    scene.levers.installByHand(shelf, '2');
    const { serialNumber } = scene.view(shelf);
    expect(scene.levers.enrol(shelf)).toContain('enrolled again');
    expect(scene.view(shelf)).toMatchObject({
      serialNumber,
      apps: [{ bundleId: 'com.example.a2', state: 'unmanaged' }],
    });
    expect(scene.events.slice(-2)).toMatchObject([{ topic: 'mdm.Authenticate' }, { tally: 1 }]);
  });

  test('a check-out is told when the profile says so and the phone is in reach', () => {
    expect(scene.levers.checkOut(id)).toContain('left management');
    expect(scene.statuses().at(-1)).toBe('CheckOut');
    expect(scene.view(id).enrolment).toBe('none');
    expect(() => scene.levers.checkOut(id)).toThrow(refusal('not_enrolled'));
    scene.levers.enrol(id);
    scene.switches.checkOutWhenRemoved = false;
    scene.levers.checkOut(id);
    expect(scene.statuses().at(-1)).toBe('TokenUpdate');
  });
});

describe('being reached', () => {
  test('a locked phone answers NotNow to what iOS puts off, and asks again when it is unlocked', () => {
    scene.levers.setLocked(id, true);
    expect(scene.command(id, 'ManagedApplicationList')).toMatchObject({ Status: 'NotNow', CommandUUID: 'c1' });
    expect(scene.view(id).queued).toBe(1);
    expect(() => scene.levers.installByHand(id, '1')).toThrow(refusal('locked'));
    scene.levers.setLocked(id, false);
    scene.pushed();
    expect(scene.view(id).queued).toBe(0);
    scene.levers.setLocked(id, true);
    expect(scene.command(id, 'DeviceInformation')).toMatchObject({ Status: 'Acknowledged' });
    scene.levers.setLocked(id, false);
    const before = scene.events.length;
    scene.pushed();
    expect(scene.events.length).toBe(before);
    expect(() => scene.levers.setLocked(id, false)).toThrow(refusal('already_so'));
  });

  test('a silent phone hears a push when it is back, and nothing else', () => {
    scene.levers.setSilent(id, true);
    const before = scene.events.length;
    scene.send(id, 'DeviceInformation');
    scene.pushed();
    scene.fleet.connect(scene.fleet.find(id));
    expect(scene.events.length).toBe(before);
    expect(scene.view(id)).toMatchObject({ silent: true, queued: 1 });
    expect(() => scene.levers.enrol(id)).toThrow(refusal('silent'));
    expect(scene.levers.setSilent(id, false)).toContain('switched on');
    scene.pushed();
    expect(scene.statuses().slice(before)).toEqual(['Connect Idle', 'Connect Acknowledged']);
    scene.levers.setSilent(id, true);
    scene.levers.setSilent(id, false);
    scene.pushed();
    expect(scene.events.length).toBe(before + 2);
  });
});

describe('hands', () => {
  test('a new phone lies there until somebody enrols it', () => {
    expect(scene.levers.add('U1', 'Second')).toContain('not enrolled');
    expect(scene.levers.add(null, 'Spare', 'supervised-ipad')).toContain('Spare');
    const [, second, spare] = scene.levers.view();
    expect(second).toMatchObject({ enrolment: 'none', personId: 'U1', appleAccount: emma, supervised: false });
    expect(spare).toMatchObject({ personId: null, appleAccount: null, supervised: true, model: 'iPad Air' });
    expect(scene.levers.enrol(spare?.id ?? '')).toContain('is enrolled');
    expect(scene.events.at(-1)?.urlParams).toBeNull();
    expect(() => scene.levers.setLocked('nobody', true)).toThrow(refusal('no_phone'));
    expect(new Set(scene.levers.view().map(({ serialNumber }) => serialNumber)).size).toBe(3);
  });

  test('what is not there cannot be pressed, deleted or installed', () => {
    expect(() => scene.levers.answer(id, 'install-1', 'Install')).toThrow(refusal('no_prompt'));
    expect(() => scene.levers.deleteApp(id, 'com.example.a1')).toThrow(refusal('no_app'));
    expect(() => scene.levers.installByHand(id, '9')).toThrow(refusal('no_product'));
    scene.levers.installByHand(id, '1');
    expect(() => scene.levers.installByHand(id, '1')).toThrow(refusal('already_so'));
    expect(scene.levers.deleteApp(id, 'com.example.a1')).toContain('was deleted');
    expect(scene.view(id).apps).toEqual([]);
    scene.install(id, 1);
    expect(() => scene.press(id, 'install', 'Explode')).toThrow(refusal('no_choice'));
    expect(() => scene.press(id, 'install', 'constructor')).toThrow(refusal('no_choice'));
    expect(() => scene.levers.deleteApp(id, 'com.example.a1')).toThrow(refusal('no_app'));
    scene.levers.signIn(id, null);
    expect(() => scene.levers.signIn(id, null)).toThrow(refusal('already_so'));
    expect(() => scene.levers.installByHand(id, '2')).toThrow(refusal('no_account'));
  });

  test('whoever looks is told of every act', () => {
    const before = scene.clock.changes;
    scene.levers.setLocked(id, true);
    expect(scene.clock.changes).toBeGreaterThan(before);
    const locked = scene.clock.changes;
    scene.command(id, 'DeviceInformation');
    expect(scene.clock.changes).toBeGreaterThan(locked);
  });

  test('the shelf of the small organisation has every kind of owner', () => {
    for (const seed of northwindPhones) scene.enrolled(seed);
    const shelf = scene.levers.view().slice(1);
    expect(shelf.map(({ personId, enrolment }) => `${personId} ${enrolment}`)).toEqual([
      'U0000EMMA device',
      'U0000FILI device',
      'U0000DORA device',
      'U0000CARL user-enrolment',
      'null device',
    ]);
  });
});
