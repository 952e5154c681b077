import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Apple, rows, startApple, text } from './support.js';

let apple: Apple;
beforeEach(async () => {
  apple = await startApple();
});
afterEach(async () => {
  await apple.stop();
});

const things = { adamId: '904230707', pricingParam: 'STDQ' };
const keynote = { adamId: '361280101', pricingParam: 'STDQ' };
const people = ['oldmdm-1001', 'oldmdm-1002', 'oldmdm-1003', 'oldmdm-1006'];

async function event(path: string, body: unknown): Promise<string> {
  return text((await apple.post(path, body)).body, 'eventId');
}
const status = async (eventId: string) => (await apple.ask(`status?eventId=${eventId}`)).body;
const outcome = async (path: string, body: unknown) => status(await event(path, body));

async function asset(adamId: string): Promise<Record<string, unknown>> {
  return rows((await apple.ask(`assets?adamId=${adamId}`)).body, 'assets')[0] ?? {};
}

describe('assets', () => {
  test('two assets for four users and four devices are sixteen tasks', async () => {
    const serialNumbers = ['s1', 's2', 's3', 's4'];
    const result = await outcome('assets/associate', {
      assets: [things, keynote],
      clientUserIds: people,
      serialNumbers,
    });
    expect(result).toMatchObject({
      eventStatus: 'COMPLETE',
      eventType: 'ASSOCIATE',
      numRequested: 16,
      numCompleted: 16,
    });
    expect(result).not.toHaveProperty('failures');
    expect(await asset(things.adamId)).toMatchObject({ assignedCount: 11, availableCount: 14, totalCount: 25 });
  });

  test('one unknown user fails two of sixteen tasks when the check is asynchronous', async () => {
    apple.switches.unknownUser = 'asynchronous';
    apple.switches.failureGrouping = 'per-error';
    const clientUserIds = [...people.slice(0, 3), 'nobody'];
    const body = { assets: [things, keynote], clientUserIds, serialNumbers: ['s1', 's2', 's3', 's4'] };
    const result = await outcome('assets/associate', body);
    expect(result).toMatchObject({ eventStatus: 'FAILED', numRequested: 16, numCompleted: 14 });
    const failures = rows(result, 'failures');
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ errorNumber: 9609, errorInfo: { clientUserIds: ['nobody'] } });
    apple.switches.failureGrouping = 'per-error-and-asset';
    expect(rows(await outcome('assets/associate', body), 'failures')).toHaveLength(2);
  });

  test('where licences run out the remaining tasks fail with 9709 and the earlier ones stay', async () => {
    const pcalc = { adamId: '284660909', pricingParam: 'STDQ' };
    const body = { assets: [pcalc, things], serialNumbers: ['s1', 's2', 's3'] };
    const result = await outcome('assets/associate', body);
    expect(result).toMatchObject({ eventStatus: 'FAILED', numRequested: 6, numCompleted: 4 });
    expect(rows(result, 'failures')).toEqual([
      {
        errorNumber: 9709,
        errorMessage: expect.any(String),
        errorInfo: { assets: [pcalc], serialNumbers: ['s2', 's3'] },
      },
    ]);
    expect(await asset(pcalc.adamId)).toMatchObject({ availableCount: 0, assignedCount: 15 });
  });

  test('by switch an asset that falls short gives none at all', async () => {
    apple.switches.notEnoughAssets = 'whole-asset';
    const body = { assets: [{ adamId: '284660909' }], serialNumbers: ['s1', 's2'] };
    expect(await outcome('assets/associate', body)).toMatchObject({ numCompleted: 0, numRequested: 2 });
    expect(await asset('284660909')).toMatchObject({ availableCount: 1 });
  });

  test('associating again costs nothing, and is 9616 by switch', async () => {
    const body = { assets: [{ adamId: '284660909' }], serialNumbers: ['again'] };
    await outcome('assets/associate', body);
    expect(await outcome('assets/associate', body)).toMatchObject({ eventStatus: 'COMPLETE', numCompleted: 1 });
    apple.switches.associateExisting = 'failure';
    expect(rows(await outcome('assets/associate', body), 'failures')[0]).toMatchObject({ errorNumber: 9616 });
  });

  test('disassociating what is not there is done, and 9619 by switch', async () => {
    const body = { assets: [things], serialNumbers: ['never'] };
    expect(await outcome('assets/disassociate', body)).toMatchObject({ eventStatus: 'COMPLETE', numCompleted: 1 });
    apple.switches.disassociateMissing = 'failure';
    expect(rows(await outcome('assets/disassociate', body), 'failures')[0]).toMatchObject({ errorNumber: 9619 });
  });

  test('the two qualities of one product are separate', async () => {
    const plus = { adamId: '1500112015', pricingParam: 'PLUS' };
    await outcome('assets/associate', { assets: [plus], clientUserIds: ['oldmdm-1002'] });
    const { body } = await apple.ask('assets?adamId=1500112015');
    expect(rows(body, 'assets').map((row) => row.assignedCount)).toEqual([3, 3]);
  });

  test('a revoke takes every revocable licence and leaves books', async () => {
    const result = await outcome('assets/revoke', { clientUserIds: ['oldmdm-1009'] });
    expect(result).toMatchObject({ eventType: 'REVOKE', numRequested: 2, numCompleted: 2 });
    const left = rows((await apple.ask('assignments?clientUserId=oldmdm-1009')).body, 'assignments');
    expect(left.map((row) => row.adamId)).toEqual(['1500112015', '1500112116']);
  });

  test('an invented serial number is accepted', async () => {
    const result = await outcome('assets/associate', { assets: [things], serialNumbers: ['no such device'] });
    expect(result).toMatchObject({ eventStatus: 'COMPLETE' });
  });
});

describe('events take business time', () => {
  beforeEach(() => {
    apple.switches.eventLatencyMilliseconds = 1000;
    apple.switches.eventMillisecondsPerTask = 100;
  });

  test('an event is PENDING, grows task by task and completes when the clock has passed', async () => {
    const eventId = await event('assets/associate', { assets: [things], serialNumbers: ['a', 'b', 'c'] });
    expect(await status(eventId)).toMatchObject({ eventStatus: 'PENDING', numCompleted: 0, numRequested: 3 });
    expect(await asset(things.adamId)).toMatchObject({ assignedCount: 3 });
    apple.clock.at += 1250;
    expect(await status(eventId)).toMatchObject({ eventStatus: 'PENDING', numCompleted: 2 });
    expect(await asset(things.adamId)).toMatchObject({ assignedCount: 5 });
    apple.clock.at += 50;
    expect(await status(eventId)).toMatchObject({ eventStatus: 'COMPLETE', numCompleted: 3 });
    apple.clock.at -= 10_000;
    expect(await status(eventId)).toMatchObject({ eventStatus: 'COMPLETE' });
  });

  test('an event without tasks takes its time too', async () => {
    const eventId = await event('assets/revoke', { serialNumbers: ['holds nothing'] });
    expect(await status(eventId)).toMatchObject({ eventStatus: 'PENDING', numRequested: 0 });
    apple.clock.at += 1000;
    expect(await status(eventId)).toMatchObject({ eventStatus: 'COMPLETE', numCompleted: 0 });
  });

  test('a lever sees what was due before it', async () => {
    await event('users/create', { users: [{ clientUserId: 'new' }] });
    expect(apple.levers.acceptInvitation('new')).toContain('no invited user');
    apple.clock.at += 1100;
    expect(apple.levers.acceptInvitation('new')).toContain('accepted with');
  });

  test('failures are told when the event ends', async () => {
    const body = { assets: [{ adamId: '144400606' }], serialNumbers: ['a', 'b'] };
    const eventId = await event('assets/associate', body);
    apple.clock.at += 1100;
    expect(await status(eventId)).not.toHaveProperty('failures');
    apple.clock.at += 100;
    expect(await status(eventId)).toMatchObject({ eventStatus: 'FAILED', numCompleted: 0 });
  });

  test('two events on one asset run in the order of arrival, or the other way round by switch', async () => {
    const body = { assets: [things], serialNumbers: ['a'] };
    const both = async () => {
      await event('assets/disassociate', body);
      await event('assets/associate', body);
      apple.clock.at += 10_000;
      return rows((await apple.ask('assignments?serialNumber=a')).body, 'assignments').length;
    };
    expect(await both()).toBe(1);
    apple.switches.eventOrder = 'newest-first';
    expect(await both()).toBe(0);
  });
});

describe('events that fail whole', () => {
  test('maintenance (9644) and an internal error (9603) fail every task of an event', async () => {
    for (const errorNumber of [9644, 9603]) {
      apple.faults.failEvents(1, errorNumber);
      const result = await outcome('assets/associate', { assets: [things], serialNumbers: ['a', 'b'] });
      expect(result).toMatchObject({ eventStatus: 'FAILED', numCompleted: 0 });
      expect(rows(result, 'failures')[0]).toMatchObject({ errorNumber, errorInfo: { serialNumbers: ['a', 'b'] } });
    }
    expect(await asset(things.adamId)).toMatchObject({ assignedCount: 3 });
  });
});

describe('users', () => {
  const rowsOf = async (clientUserId: string) =>
    rows((await apple.ask(`users?clientUserId=${clientUserId}`)).body, 'users');

  test('a created user is registered with an invitation code', async () => {
    const result = await outcome('users/create', { users: [{ clientUserId: 'new', email: 'new@northwind.example' }] });
    expect(result).toMatchObject({ eventStatus: 'COMPLETE', eventType: 'CREATE', numRequested: 1, numCompleted: 1 });
    expect(await rowsOf('new')).toEqual([
      {
        clientUserId: 'new',
        email: 'new@northwind.example',
        inviteCode: expect.stringMatching(/^[0-9a-f]{32}$/),
        status: 'Registered',
      },
    ]);
  });

  test('creating an active user again is 9716, beside users that are made', async () => {
    const users = [{ clientUserId: 'oldmdm-1001' }, { clientUserId: 'new' }];
    const result = await outcome('users/create', { users });
    expect(result).toMatchObject({ eventStatus: 'FAILED', numRequested: 2, numCompleted: 1 });
    expect(rows(result, 'failures')[0]).toMatchObject({
      errorNumber: 9716,
      errorInfo: { clientUserIds: ['oldmdm-1001'] },
    });
    expect(await rowsOf('new')).toHaveLength(1);
  });

  test('retiring frees revocable licences, and a user made again is a second row', async () => {
    const before = await asset('360591111');
    await outcome('users/retire', { users: [{ clientUserId: 'oldmdm-1009' }] });
    expect(await asset('360591111')).toMatchObject({ assignedCount: Number(before.assignedCount) - 1 });
    await outcome('users/create', { users: [{ clientUserId: 'oldmdm-1009' }] });
    const both = await rowsOf('oldmdm-1009');
    expect(both.map((user) => user.status)).toEqual(['Retired', 'Registered']);
    expect(both[0]).toHaveProperty('idHash');
    expect(both[1]).not.toHaveProperty('idHash');
  });

  test('a Managed Apple Account of the organisation associates at once', async () => {
    const users = [{ clientUserId: 'm', managedAppleId: 'mia@northwind.example' }];
    expect(await outcome('users/create', { users })).toMatchObject({ eventStatus: 'COMPLETE' });
    expect(await rowsOf('m')).toEqual([
      { clientUserId: 'm', idHash: expect.stringMatching(/=$/), status: 'Associated' },
    ]);
  });

  test('a foreign Managed Apple Account is 9635 and one that is taken 9641', async () => {
    const users = [
      { clientUserId: 'a', managedAppleId: 'mia@northwind.example' },
      { clientUserId: 'b', managedAppleId: 'mia@elsewhere.example' },
      { clientUserId: 'c', managedAppleId: 'MIA@northwind.example' },
    ];
    const result = await outcome('users/create', { users });
    expect(result).toMatchObject({ numRequested: 3, numCompleted: 1 });
    expect(rows(result, 'failures').map((failure) => failure.errorNumber)).toEqual([9635, 9641]);
    expect(await rowsOf('b')).toEqual([]);
    const update = { users: [{ clientUserId: 'oldmdm-1007', managedAppleId: 'mia@northwind.example' }] };
    expect(rows(await outcome('users/update', update), 'failures')[0]).toMatchObject({ errorNumber: 9641 });
  });

  test('a retired user’s Apple Account is free for another', async () => {
    const users = [{ clientUserId: 'a', managedAppleId: 'mia@northwind.example' }];
    await outcome('users/create', { users });
    expect(await outcome('users/update', { users })).toMatchObject({ eventStatus: 'COMPLETE' });
    await outcome('users/retire', { users: [{ clientUserId: 'a' }] });
    const next = [{ clientUserId: 'b', managedAppleId: 'mia@northwind.example' }];
    expect(await outcome('users/create', { users: next })).toMatchObject({ eventStatus: 'COMPLETE' });
  });

  test('an update changes the e-mail address and may bring a Managed Apple Account', async () => {
    const users = [
      { clientUserId: 'oldmdm-1007', email: 'g@northwind.example', managedAppleId: 'g@northwind.example' },
    ];
    expect(await outcome('users/update', { users })).toMatchObject({ eventStatus: 'COMPLETE', eventType: 'UPDATE' });
    expect(await rowsOf('oldmdm-1007')).toEqual([
      expect.objectContaining({ email: 'g@northwind.example', status: 'Associated' }),
    ]);
  });
});
