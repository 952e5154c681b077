import { describe, expect, it } from 'vitest';
import { goOnWithCleanUp, stopCleanUp } from '../../../src/licensing/flows/clean-up.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import {
  atApple,
  cleanUp,
  cleanUpOf,
  confirmedCleanUp,
  foreignNames,
  others,
  runOf,
} from '../../support/core-clean-up.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { syncState } from '../../support/core-sync.js';

const done = { others: [], devices: [], ours: ['vb1.ada', 'vb1.bo'] };

describe('a clean-up that two custodians confirmed', () => {
  it('retires the users of others and revokes the licences of devices, in batches that Apple takes', async () => {
    const house = await boundHouse(others);
    const run = await cleanUp(house);
    expect(run.progress).toMatchObject({ state: 'ended', end: 'clean', found: { keptAssignments: 1 } });
    expect(run).toMatchObject({
      confirmedBy: ['U1', 'U2'],
      users: { total: 5, left: 0, failures: [] },
      devices: { total: 4, left: 0, failures: [] },
      batch: null,
    });
    expect(atApple(house)).toMatchObject(done);
    expect(house.apple.writes.named.map(({ call, ids }) => `${call} ${ids.length}`)).toEqual([
      'retireUsers 3',
      'retireUsers 2',
      'revokeDevices 2',
      'revokeDevices 1',
    ]);
    expect(await house.audit()).toEqual(expect.arrayContaining(['U2 clean-up: begun', 'system clean-up: clean']));
  });

  it('keeps nothing of others anywhere, not even while it runs', async () => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    const seen: string[] = [];
    house.apple.afterPage = () => void house.stored().then((text) => seen.push(text));
    house.background.work();
    await house.drain();
    seen.push(await house.stored());
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter((text) => foreignNames.test(text))).toEqual([]);
    expect(house.troubles).toEqual([]);
  });

  it('ends with a complete sync, after which the house is clean', async () => {
    const house = await boundHouse(others);
    expect(await readHouse(house.core)).toMatchObject({
      cleanliness: 'needed',
      actions: expect.arrayContaining([{ kind: 'clean-up-needed', users: 5, assignments: 9, running: false }]),
    });
    await cleanUp(house);
    const { last, running } = await syncState(house);
    expect(running).toBeNull();
    expect(last).toMatchObject({
      trigger: 'clean-up',
      outcome: { result: 'complete', totals: { foreignUsers: 0, foreignRevocable: 0, foreignAssignments: 1 } },
    });
    const now = await readHouse(house.core);
    expect(now).toMatchObject({ cleanliness: 'clean', waiver: null });
    expect(JSON.stringify(now)).not.toContain('clean-up-needed');
  });

  it('asks for an event at once and then 30 seconds apart', async () => {
    const house = await boundHouse(others);
    house.apple.writes.pendingLooks = 2;
    const before = house.now;
    expect((await cleanUp(house)).progress).toMatchObject({ end: 'clean' });
    expect(house.now - before).toBe(4 * 2 * 30_000);
  });

  it('looks at the lists when Apple does not know its event any more', async () => {
    const house = await boundHouse(others);
    house.apple.writes.forgetsEvents = true;
    expect((await cleanUp(house)).progress).toMatchObject({ end: 'clean' });
    expect(house.apple.writes.named).toHaveLength(4);
  });

  it('does not wait for an event that stays pending longer than ten minutes', async () => {
    const house = await boundHouse(others);
    house.apple.writes.pendingLooks = 1_000;
    expect((await cleanUp(house)).progress).toMatchObject({ end: 'clean' });
    expect(house.apple.writes.named).toHaveLength(4);
  });
});

describe('an answer that was lost', () => {
  it('is settled by the list, and nothing is sent again', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call, count) =>
      (call === 'retireUsers' || call === 'revokeDevices') && count === 1 ? { after: unreachable() } : undefined;
    expect((await cleanUp(house)).progress).toMatchObject({ end: 'clean' });
    expect(house.apple.writes.named).toHaveLength(4);
    expect(new Set(atApple(house).named).size).toBe(8);
  });

  it('of a request that never arrived is sent again only after ten minutes', async () => {
    const house = await boundHouse(others);
    const sent: number[] = [];
    house.apple.interfere = (call, count) => {
      if (call === 'retireUsers') sent.push(house.now);
      return call === 'retireUsers' && count === 1 ? { before: unreachable() } : undefined;
    };
    expect((await cleanUp(house)).progress).toMatchObject({ end: 'clean' });
    expect(house.apple.writes.named.filter(({ ids }) => ids.includes('old-1'))).toHaveLength(2);
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
  });
});

describe('whoever Apple does not retire', () => {
  it('is left, with the number of its reason, and is not named again', async () => {
    const house = await boundHouse(others);
    house.apple.writes.failing.set('old-2', 9602);
    const run = await cleanUp(house);
    expect(run.progress).toMatchObject({ end: 'left', found: { users: 1, userAssignments: 1 } });
    expect(run.users).toEqual({ total: 5, left: 1, failures: [{ errorNumber: 9602, count: 1 }] });
    expect(atApple(house).named.filter((id) => id === 'old-2')).toHaveLength(1);
  });

  it('counts as done when they are retired already', async () => {
    const house = await boundHouse(others);
    house.apple.afterPage = (call) => {
      if (call === 'users' && house.apple.calls.at(-1) === 'users') house.apple.writes.failing.set('old-1', 9618);
    };
    const run = await cleanUp(house);
    expect(run.users.failures).toEqual([]);
  });

  it('is found by the names in a refusal, and the rest is sent', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call) => {
      const ids = house.apple.writes.named.at(-1)?.ids ?? [];
      if (call !== 'retireUsers' || !ids.includes('old-3')) return undefined;
      return { before: { ...refused('other', 9602), culprits: { clientUserIds: ['old-3'], serialNumbers: [] } } };
    };
    const run = await cleanUp(house);
    expect(atApple(house).others).toEqual(['old-3']);
    expect(run.progress).toMatchObject({ end: 'left', found: { users: 1 } });
    expect(run.users.failures).toEqual([{ errorNumber: 9602, count: 1 }]);
  });

  it('is found by halves when a refusal names nobody', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call) =>
      call === 'retireUsers' && house.apple.writes.named.at(-1)?.ids.includes('old-3')
        ? { before: refused('other', 9602) }
        : undefined;
    await cleanUp(house);
    expect(atApple(house).others).toEqual(['old-3']);
  });

  it('ends the clean-up when nothing moves although Apple says that it is done', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call) => {
      if (call !== 'users') return undefined;
      for (const held of house.apple.userRows)
        if (held.row.clientUserId === 'old-4') held.row = { ...held.row, status: 'Registered' };
      return undefined;
    };
    expect((await cleanUp(house)).progress).toMatchObject({ end: 'left', found: { users: 1 } });
    expect(atApple(house).named.filter((id) => id === 'old-4').length).toBeLessThan(4);
  });

  it('fails when every batch is refused, before Apple has been asked for each of many', async () => {
    const house = await boundHouse(others);
    house.apple.writes.limits = { maxClientUserIds: 4, maxUsers: 1_000, maxRevokeSerialNumbers: 100 };
    for (let index = 0; index < 300; index += 1) house.apple.register(`old-${index + 100}`);
    house.apple.interfere = (call) => (call === 'retireUsers' ? { before: refused('other', 9602) } : undefined);
    const run = await cleanUp(house);
    expect(run.progress).toMatchObject({ state: 'failed', why: { kind: 'refused', errorNumber: 9602 } });
    expect(house.apple.writes.named.length).toBeLessThan(50);
  });
});

describe('a clean-up that cannot go on', () => {
  it('waits for a pause to end, and goes on by itself', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call, count) => {
      if (call === 'eventStatus' && count === 1) void setPaused(house.core, house.asked('APPROVER'), true);
      return undefined;
    };
    const run = await cleanUp(house);
    expect(run.progress).toEqual({ state: 'running', waiting: { for: 'resume' } });
    expect(house.apple.writes.named).toHaveLength(1);
    house.now += HOUR;
    await house.ring();
    expect(house.apple.writes.named).toHaveLength(1);
    await setPaused(house.core, house.asked('U1'), false);
    await house.ring();
    expect((await runOf(house)).progress).toMatchObject({ end: 'clean' });
  });

  it('tries again with growing gaps while Apple cannot be reached', async () => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    house.apple.interfere = (call) =>
      call === 'retireUsers' ? { before: unreachable({ effect: 'none', cause: 'server-error' }) } : undefined;
    const gaps: number[] = [];
    for (let look = 0; look < 4; look += 1) {
      await house.ring();
      const { progress } = await runOf(house);
      if (progress.state !== 'running' || progress.waiting?.for !== 'apple') throw new Error(JSON.stringify(progress));
      gaps.push(progress.waiting.until - house.now);
      house.now = progress.waiting.until;
    }
    expect(gaps).toEqual([1, 2, 4, 8].map((minutes) => minutes * MINUTE));
    house.apple.interfere = () => undefined;
    await house.ring();
    expect(await runOf(house)).toMatchObject({ progress: { end: 'clean' }, attempts: 0 });
  });

  it('stops when another product takes the location, says so on the token’s card, and goes on by a press', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call, count) => {
      if (call === 'retireUsers' && count === 2) house.apple.mdmInfo = otherProduct;
      return undefined;
    };
    const ours = house.apple.mdmInfo;
    const run = await cleanUp(house);
    expect(run.progress).toMatchObject({ state: 'failed', why: { kind: 'hold', hold: 'not-ours' } });
    expect((await boundOf(house)).tokenState).toBe('in-use-elsewhere');
    expect(await house.noticesOf('token-trouble', 'channel')).toHaveLength(1);
    house.apple.mdmInfo = ours;
    await house.ring();
    expect((await runOf(house)).progress.state).toBe('failed');
    house.now += HOUR;
    await house.ring();
    expect(await goOnWithCleanUp(house.core, house.asked('U3'), run.id)).toEqual({ result: 'goes-on' });
    await house.ring();
    await house.ring();
    expect((await runOf(house)).progress).toMatchObject({ end: 'clean' });
  });

  it('stops by anybody’s button and goes on under the same confirmation for a day', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call, count) => {
      if (call === 'eventStatus' && count === 1)
        void runOf(house).then(({ id }) => stopCleanUp(house.core, house.asked('U3'), id));
      return undefined;
    };
    house.apple.writes.pendingLooks = 1;
    const run = await cleanUp(house);
    expect(run.progress).toMatchObject({ state: 'stopped', by: 'U3' });
    expect(house.apple.writes.named).toHaveLength(1);
    expect(await stopCleanUp(house.core, house.asked('U3'), run.id)).toEqual({ result: 'over' });
    const early = { ...house.core, clock: () => house.now + 2 * DAY };
    expect(await goOnWithCleanUp(early, house.asked('U2'), run.id)).toEqual({ result: 'too-old' });
    expect(await goOnWithCleanUp(house.core, house.asked('VIEWER'), run.id)).toMatchObject({ result: 'not-allowed' });
    expect(await goOnWithCleanUp(house.core, house.asked('U2'), run.id)).toEqual({ result: 'goes-on' });
    await house.ring();
    expect((await runOf(house)).progress).toMatchObject({ end: 'clean' });
  });

  it('ends before anything is written when there is far more than was confirmed, and asks anew', async () => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    for (let index = 0; index < 6; index += 1) house.apple.register(`old-${index + 10}`);
    await house.ring();
    const { run, count } = await cleanUpOf(house);
    expect(run?.progress).toMatchObject({ state: 'ended', end: 'changed', found: { users: 11 } });
    expect(count).toMatchObject({ state: 'counted', startedBy: 'U1', found: { users: 11 } });
    expect(house.apple.writes.named).toEqual([]);
  });

  it('leaves what it does when the bot ends, and goes on with the next start', async () => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    house.apple.interfere = (call) => {
      if (call === 'retireUsers') house.closing = true;
      return undefined;
    };
    house.background.work();
    await house.drain();
    expect(house.apple.writes.named).toHaveLength(1);
    expect((await runOf(house)).progress.state).toBe('running');
    house.apple.interfere = () => undefined;
    await house.restart();
    expect((await runOf(house)).progress).toMatchObject({ end: 'clean' });
  });
});
