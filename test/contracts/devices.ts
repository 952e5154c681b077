import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceCommand, Devices } from '../../src/licensing/ports/devices.js';

export interface DevicesSubject {
  devices: Devices;
  /** The same server with another key. */
  withKey(apiKey: string): Devices;
  /** Enrolled, and can be woken if the server has a push certificate. */
  enrolmentId: string;
  /** How many commands wait for that device; `null` where nobody can see. */
  queued(): number | null;
  close(): Promise<void>;
}

const commands: readonly DeviceCommand[] = [
  { act: 'install', adamId: '361309726', takeOver: false },
  { act: 'install', adamId: '361309726', takeOver: true },
  { act: 'remove', bundleId: 'com.example.app361309726' },
  { act: 'invite', invitationUrl: 'https://buy.itunes.apple.com/x?cc=us&inviteCode=a&mt=8' },
  { act: 'managed-apps', bundleIds: [] },
  { act: 'installed-apps', bundleIds: ['com.example.app361309726'] },
  { act: 'device-information' },
];

const ask: DeviceCommand = { act: 'device-information' };

/** What every implementation of `Devices` keeps to, whichever server stands behind it. Nobody may answer the commands meanwhile. */
export function devicesContract(name: string, setUp: () => Promise<DevicesSubject>): void {
  describe(`devices of ${name}`, () => {
    let subject: DevicesSubject;

    beforeAll(async () => {
      subject = await setUp();
    });
    afterAll(() => subject.close());

    const newId = () => randomUUID().toUpperCase();
    const stranger = () => `nobody-${newId()}`;

    /** How many more commands wait after some work, or what was expected where nobody can see. */
    const growth = async (work: () => Promise<unknown>, expected: number): Promise<number> => {
      const before = subject.queued();
      await work();
      const after = subject.queued();
      return before === null || after === null ? expected : after - before;
    };

    it.each(commands)('queues %j', async (command) => {
      const send = async () =>
        expect(await subject.devices.send(subject.enrolmentId, newId(), command)).toMatchObject({ result: 'queued' });
      expect(await growth(send, 1)).toBe(1);
    });

    it('never has a command twice that was sent again because a look said so', async () => {
      const { devices, enrolmentId } = subject;
      const uuid = newId();
      const lostAndFound = async () => {
        await devices.send(enrolmentId, uuid, ask);
        const look = await devices.lookInQueue(enrolmentId, uuid);
        expect(['queued', 'send-again']).toContain(look);
        if (look === 'send-again')
          expect(await devices.send(enrolmentId, uuid, ask)).toMatchObject({ result: 'queued' });
      };
      expect(await growth(lostAndFound, 1)).toBe(1);
    });

    it('says of a command that was never sent that it may be sent', async () => {
      const look = await subject.devices.lookInQueue(subject.enrolmentId, newId());
      expect(['not-queued', 'send-again']).toContain(look);
    });

    it('finds out that a device is unknown', async () => {
      expect(await subject.devices.send(stranger(), newId(), ask)).toEqual({ result: 'unknown-device' });
      expect(await subject.devices.wake(stranger())).toEqual({ result: 'not-woken', message: expect.any(String) });
    });

    it('wakes a device, or says why not', async () => {
      const woken = await subject.devices.wake(subject.enrolmentId);
      expect([{ result: 'woken' }, { result: 'not-woken', message: expect.any(String) }]).toContainEqual(woken);
    });

    it.each(['', '..', 'a,b', 'a/b', 'a b', 'a?b', 'a\n', 'x'.repeat(300)])('sends nothing to %j', async (id) => {
      expect(await subject.devices.send(id, newId(), ask)).toMatchObject({ result: 'refused' });
      expect(await subject.devices.wake(id)).toMatchObject({ result: 'not-woken' });
    });

    it('sends nothing with wrong credentials', async () => {
      const send = async () => {
        const outcome = await subject.withKey('wrong').send(subject.enrolmentId, newId(), ask);
        expect(outcome).toMatchObject({ result: 'unreachable', why: 'unauthorized' });
      };
      expect(await growth(send, 0)).toBe(0);
    });
  });
}
