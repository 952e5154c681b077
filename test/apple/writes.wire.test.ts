import { describe, expect, it, onTestFinished } from 'vitest';
import { appleLicences } from '../../src/apple/client.js';
import type { AppleEvent } from '../../src/apple/exchange.js';
import type { AppleUser, Assignment } from '../../src/licensing/rules/asset.js';
import { startAppleStandIn } from '../../src/sandbox/apple/server.js';
import { answered, collected } from '../contracts/licences.js';

const start = Date.UTC(2026, 8, 1, 8);

type Switches = NonNullable<Parameters<typeof startAppleStandIn>[0]['switches']>;

async function startUp(switches: Switches = {}) {
  let now = start;
  const apple = await startAppleStandIn({
    now: () => now,
    switches: { rateLimit: false, ...switches, limits: { maxRequestPerSecond: 1000, ...switches.limits } },
  });
  const events: AppleEvent[] = [];
  const licences = appleLicences({
    serviceUrl: apple.url,
    catalogUrl: apple.catalogUrl,
    invitationHost: new URL(apple.invitationUrl).host,
    now: () => now,
    wireNow: () => Date.now(),
    random: () => 0,
    userAgent: 'vpp-bot/test',
    log: (event) => events.push(event),
  });
  onTestFinished(async () => {
    await licences.close();
    await apple.stop();
  });
  const location = licences.location(apple.token, { uId: null, mdmId: null });
  const active = async () => (await collected<AppleUser>((visit) => location.users({ activeOnly: true }, visit))).rows;
  const later = (milliseconds: number) => {
    now += milliseconds;
  };
  return { apple, location, events, active, later };
}

const idsOf = (users: readonly AppleUser[]) => users.map(({ clientUserId }) => clientUserId);

describe('writes', () => {
  it('know how much Apple takes at once, and the documented values where it does not say', async () => {
    const { location } = await startUp({ limits: { maxClientUserIds: 9, maxUsers: 7, maxRevokeSerialNumbers: 3 } });
    expect(await location.writeLimits()).toEqual({ maxClientUserIds: 9, maxUsers: 7, maxRevokeSerialNumbers: 3 });
    const { location: other, apple: silent } = await startUp();
    silent.faults.failNext(1, { status: 503, pathStartsWith: 'service/config' });
    expect(await other.writeLimits()).toEqual({ maxClientUserIds: 1000, maxUsers: 100, maxRevokeSerialNumbers: 100 });
  });

  it('retire users, and the event says when it is done', async () => {
    const { location, active, later } = await startUp();
    const ids = idsOf(await active()).slice(0, 3);
    const { eventId } = answered(await location.retireUsers(ids));
    expect(answered(await location.eventStatus(eventId))).toEqual({
      state: 'pending',
      numRequested: 3,
      numCompleted: 0,
      failures: [],
    });
    later(60_000);
    expect(answered(await location.eventStatus(eventId))).toMatchObject({ state: 'complete', numCompleted: 3 });
    expect(idsOf(await active()).filter((id) => ids.includes(id))).toEqual([]);
  });

  it('revoke the licences of devices', async () => {
    const { location, later } = await startUp();
    const rows = () => collected<Assignment>((visit) => location.assignments({}, visit));
    const serial = (await rows()).rows.find(({ serialNumber }) => serialNumber !== null)?.serialNumber ?? '';
    const { eventId } = answered(await location.revokeDevices([serial]));
    later(60_000);
    expect(answered(await location.eventStatus(eventId)).state).toBe('complete');
    expect((await rows()).rows.filter(({ serialNumber }) => serialNumber === serial)).toEqual([]);
  });

  it('read a failed event by number, with whom it is about', async () => {
    const { location, active, later } = await startUp({ unknownUser: 'asynchronous' });
    const [known = ''] = idsOf(await active());
    const { eventId } = answered(await location.retireUsers([known, 'nobody']));
    later(60_000);
    expect(answered(await location.eventStatus(eventId))).toEqual({
      state: 'failed',
      numRequested: 2,
      numCompleted: 1,
      failures: [{ errorNumber: 9609, clientUserIds: ['nobody'], serialNumbers: [] }],
    });
  });

  it('are refused as a whole, with whom Apple names', async () => {
    const { location, active, events } = await startUp({ limits: { maxUsers: 2 } });
    const ids = idsOf(await active());
    const culprits = { clientUserIds: ['nobody'], serialNumbers: [] };
    const unknown = await location.retireUsers([ids[0] ?? '', 'nobody']);
    expect(unknown).toMatchObject({ result: 'refused', errorNumber: 9609, culprits });
    const tooMany = await location.retireUsers(ids.slice(0, 3));
    expect(tooMany).toMatchObject({ result: 'refused', errorNumber: 9714 });
    expect(tooMany).not.toHaveProperty('culprits');
    expect(idsOf(await active())).toEqual(ids);
    expect(JSON.stringify(events)).not.toMatch(/nobody|oldmdm/);
  });

  it('are unknown when the answer is lost, and are never sent again by themselves', async () => {
    const { location, apple, active, events } = await startUp({
      eventLatencyMilliseconds: 0,
      eventMillisecondsPerTask: 0,
    });
    const [first = '', second = ''] = idsOf(await active());
    apple.faults.cutConnection(1, { pathStartsWith: 'users/retire', when: 'after' });
    expect(await location.retireUsers([first])).toMatchObject({ result: 'unreachable', effect: 'unknown' });
    expect(idsOf(await active())).not.toContain(first);
    apple.faults.failNext(1, { status: 503, errorNumber: 9603, pathStartsWith: 'users/retire' });
    expect(await location.retireUsers([second])).toMatchObject({ result: 'unreachable', effect: 'none' });
    expect(idsOf(await active())).toContain(second);
    const posts = events.filter((event) => event.kind === 'request' && event.method === 'POST');
    expect(posts).toHaveLength(2);
  });

  it('say that an event is not known', async () => {
    const { location } = await startUp();
    const answer = await location.eventStatus('00000000-0000-4000-8000-000000000000');
    expect(answer).toMatchObject({ result: 'refused', errorNumber: 9708 });
  });
});
