import { describe, expect, it } from 'vitest';
import { overdueCommands } from '../../../src/licensing/flows/device-commands.js';
import { mdmGap } from '../../../src/licensing/flows/device-hold.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { deviceCommandWork } from '../../../src/licensing/flows/send-commands.js';
import { silentSince } from '../../../src/licensing/rules/command-silence.js';
import {
  aCommand,
  answered,
  commandState,
  commands,
  houseOfPhone,
  houseWithDevices,
  tell,
  told,
  workOnCommands,
  workUntil,
} from '../../support/core-device-events.js';
import { aDevice } from '../../support/core-devices.js';
import { aMember } from '../../support/core-licences.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';

const unreachable = { result: 'unreachable', why: 'no-connection', message: 'connection refused' } as const;
const lost = { result: 'unknown', message: 'timed out' } as const;

describe('sending', () => {
  it('sends what is recorded once, and waits for its answer', async () => {
    const house = await houseOfPhone();
    const id = await aCommand(house, { act: 'install', adamId: '7', takeOver: true });
    await workOnCommands(house);
    expect(house.mdm.sent).toEqual([
      { enrolmentId: 'PHONE', commandUuid: id, command: { act: 'install', adamId: '7', takeOver: true } },
    ]);
    const [command] = await commands(house);
    expect(command?.value).toMatchObject({ state: 'queued', queuedAt: house.now, nextWake: house.now + 15 * MINUTE });
    await workOnCommands(house);
    expect(house.mdm.sent).toHaveLength(1);
  });

  it('makes of each record what it says', async () => {
    const house = await houseOfPhone();
    await aCommand(house, { act: 'remove', bundleIds: ['com.example.a7'] });
    await aCommand(house, { act: 'managed-apps', bundleIds: ['com.example.a7'] });
    await aCommand(house, { act: 'installed-apps' });
    await aCommand(house, { act: 'device-information' });
    await workOnCommands(house);
    expect(house.mdm.sent.map(({ command }) => command)).toEqual([
      { act: 'remove', bundleId: 'com.example.a7' },
      { act: 'managed-apps', bundleIds: ['com.example.a7'] },
      { act: 'installed-apps', bundleIds: [] },
      { act: 'device-information' },
    ]);
  });

  it('forgets an invitation that is not open any more', async () => {
    const house = await houseOfPhone();
    await aMember(house, 'EMMA');
    const id = await aCommand(house, { act: 'invite', userId: 'EMMA' });
    await workOnCommands(house);
    expect(await commandState(house, id)).toBe('ended');
    expect(house.mdm.sent).toEqual([]);
  });

  it.each([
    ['refused', { result: 'refused', message: 'malformed' }],
    ['unknown-device', { result: 'unknown-device' }],
  ] as const)('ends what the server does not take: %s', async (_result, outcome) => {
    const house = await houseOfPhone();
    const id = await aCommand(house);
    house.mdm.outcomes.push(outcome);
    await workOnCommands(house);
    expect(await commandState(house, id)).toBe('ended');
    expect(await mdmGap(house.core)).toBeNull();
  });

  it('waits until the device is enrolled', async () => {
    const house = await houseOfPhone();
    await tell(house, told({ topic: 'authenticate', at: house.now + 1 }));
    const id = await aCommand(house);
    await workOnCommands(house);
    expect(house.mdm.sent.map(({ commandUuid }) => commandUuid)).not.toContain(id);
    await tell(house, told({ topic: 'token-update', at: house.now + 2 }));
    await workOnCommands(house);
    expect(house.mdm.sent.map(({ commandUuid }) => commandUuid)).toContain(id);
  });

  it('sends nothing while everything is paused, wakes included', async () => {
    const house = await houseOfPhone();
    await aCommand(house);
    await workOnCommands(house);
    await setPaused(house.core, house.asked('U1'), true);
    const held = await aCommand(house);
    house.now += DAY;
    await workOnCommands(house);
    expect(await deviceCommandWork.nextDue?.(house.core)).toBeNull();
    expect(house.mdm.sent).toHaveLength(1);
    expect(house.mdm.woken).toEqual([]);
    await setPaused(house.core, house.asked('U1'), false);
    await workOnCommands(house);
    expect(await commandState(house, held)).toBe('queued');
    expect(house.mdm.woken).toEqual(['PHONE']);
  });

  it('sends nothing for a command that a pause overtakes', async () => {
    const house = await houseOfPhone();
    const id = await aCommand(house);
    const { records } = house.core;
    const { commit } = records;
    let pausing = true;
    records.commit = async (change) => {
      const isSend = change.put?.some((put) => put.kind === 'deviceCommand' && put.value.state === 'unknown');
      if (isSend === true && pausing) {
        pausing = false;
        await setPaused({ ...house.core, records: { ...records, commit } }, house.asked('U1'), true);
      }
      return commit(change);
    };
    await workOnCommands(house);
    expect(house.mdm.sent).toEqual([]);
    expect(await commandState(house, id)).toBe('recorded');
  });

  it('sends the others although one cannot be dealt with', async () => {
    const house = await houseOfPhone();
    await aDevice(house, 'OTHER', null);
    const broken = await aCommand(house);
    const id = await aCommand(house, { enrolmentId: 'OTHER', deviceId: 'OTHER' });
    const { send } = house.mdm;
    house.mdm.send = async (enrolmentId, uuid, command) => {
      if (uuid === broken) throw new TypeError('broken');
      return send.call(house.mdm, enrolmentId, uuid, command);
    };
    await expect(workOnCommands(house)).rejects.toThrow('broken');
    expect(await commandState(house, id)).toBe('queued');
    expect(await commandState(house, broken)).toBe('unknown');
  });

  it('sends nothing without a bound location, or without a server', async () => {
    const house = await houseOfPhone();
    await aCommand(house);
    const binding = await house.records.get('binding', 'location');
    await house.records.commit({ remove: [{ kind: 'binding', id: 'location' }] });
    expect(await deviceCommandWork.due(house.core)).toBe(false);
    if (binding !== null)
      await house.records.commit({ put: [{ kind: 'binding', id: 'location', value: binding.value }] });
    expect(await deviceCommandWork.due({ ...house.core, devices: null })).toBe(false);
    expect(await deviceCommandWork.due(house.core)).toBe(true);
  });
});

describe('an answer of the server that was lost', () => {
  it('or never came because the process ended is settled by its queue as well', async () => {
    const house = await houseOfPhone();
    const id = await aCommand(house);
    house.cutAt = (point) => point === 'device-command.sent';
    expect(await house.untilCut(() => workOnCommands(house))).toBe('cut');
    await house.restart();
    expect(house.mdm.sent).toHaveLength(1);
    house.mdm.looks.push('queued');
    await workUntil(house, house.now + 2 * MINUTE);
    expect(await commandState(house, id)).toBe('queued');
    expect(house.mdm.sent.filter(({ commandUuid }) => commandUuid === id)).toHaveLength(1);
  });

  it('is settled by its queue before anything is sent again', async () => {
    const house = await houseOfPhone();
    house.mdm.outcomes.push(lost);
    house.mdm.looks.push('queued');
    const id = await aCommand(house);
    await workOnCommands(house);
    expect(await commandState(house, id)).toBe('unknown');
    expect(await deviceCommandWork.nextDue?.(house.core)).toBe(house.now + MINUTE);
    await workUntil(house, house.now + 2 * MINUTE);
    expect(await commandState(house, id)).toBe('queued');
    expect(house.mdm.sent).toHaveLength(1);
  });

  it.each(['not-queued', 'send-again'] as const)(
    'is sent again with the same id when the queue says %s',
    async (look) => {
      const house = await houseOfPhone();
      house.mdm.outcomes.push(lost, lost);
      house.mdm.looks.push(look, look);
      const id = await aCommand(house);
      await workUntil(house, house.now + 2 * MINUTE);
      expect(house.mdm.sent.map(({ commandUuid }) => commandUuid)).toEqual([id, id]);
      expect(await commandState(house, id)).toBe('unknown');
      await workUntil(house, house.now + 5 * MINUTE);
      expect(await commandState(house, id)).toBe('queued');
    },
  );

  it('is as good as queued when the device answers', async () => {
    const house = await houseOfPhone();
    house.mdm.outcomes.push(lost);
    const id = await aCommand(house);
    await workOnCommands(house);
    await tell(house, answered(id, 'not-now'));
    expect(await commandState(house, id)).toBe('not-now');
    await tell(house, answered(id, 'acknowledged'));
    expect(await commandState(house, id)).toBe('ended');
    await workUntil(house, house.now + HOUR);
    expect(house.mdm.sent).toHaveLength(1);
  });
});

describe('a server that cannot be reached', () => {
  it('is not asked for every command, is said once, and everything goes on afterwards', async () => {
    const house = await houseWithDevices();
    for (let phone = 0; phone < 30; phone += 1) {
      await aDevice(house, `PHONE${phone}`, null);
      await aCommand(house, { enrolmentId: `PHONE${phone}`, deviceId: `PHONE${phone}` });
    }
    house.mdm.outcomes.push(...Array.from({ length: 10 }, () => unreachable));
    await workOnCommands(house);
    expect(house.mdm.sent).toHaveLength(5);
    expect(await mdmGap(house.core)).toEqual({ failures: 1, nextTry: house.now + MINUTE });
    await workUntil(house, house.now + 2 * MINUTE);
    expect(house.mdm.sent).toHaveLength(10);
    expect(house.troubles.filter((trouble) => trouble === 'devices.unreachable')).toHaveLength(1);
    await workUntil(house, house.now + HOUR);
    expect(await mdmGap(house.core)).toBeNull();
    expect((await commands(house)).filter(({ value }) => value.state !== 'queued')).toEqual([]);
    expect(new Set(house.mdm.sent.slice(10).map(({ enrolmentId }) => enrolmentId)).size).toBe(30);
  });

  it('is not asked about its queue any further either', async () => {
    const house = await houseOfPhone();
    house.mdm.outcomes.push(lost);
    house.mdm.looks.push('unreachable');
    const id = await aCommand(house);
    await workOnCommands(house);
    house.now += MINUTE;
    await workOnCommands(house);
    expect(await mdmGap(house.core)).toMatchObject({ failures: 1 });
    expect(await commandState(house, id)).toBe('unknown');
    await workUntil(house, house.now + HOUR);
    expect(await commandState(house, id)).toBe('queued');
  });
});

describe('a device that owes an answer', () => {
  it('is listed after three days, and its command stays open', async () => {
    const house = await houseOfPhone();
    const id = await aCommand(house);
    await workOnCommands(house);
    const since = house.now;
    expect(await overdueCommands(house.core)).toEqual([]);
    house.now += 3 * DAY;
    expect((await overdueCommands(house.core)).map((one) => one.id)).toEqual([id]);
    expect(await commandState(house, id)).toBe('queued');
    const [command] = await commands(house);
    expect(command === undefined ? null : silentSince(command.value)).toBe(since);
  });
});
