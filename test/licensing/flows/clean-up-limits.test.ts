import { describe, expect, it } from 'vitest';
import { beginnings } from '../../../src/licensing/flows/beginnings.js';
import { goOnWithCleanUp, stopCleanUp } from '../../../src/licensing/flows/clean-up.js';
import { confirmRequest } from '../../../src/licensing/flows/confirm-request.js';
import { renewToken } from '../../../src/licensing/flows/renew-token.js';
import { waiveCleanUp } from '../../../src/licensing/flows/waive-clean-up.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, TOKEN } from '../../support/core-ceremony.js';
import {
  askedForCleanUp,
  atApple,
  cleanUp,
  cleanUpOf,
  confirmedCleanUp,
  countOthers,
  others,
  runOf,
} from '../../support/core-clean-up.js';
import { openedRenewal } from '../../support/core-renewal.js';
import { DAY, HOUR, MINUTE } from '../../support/core-samples.js';

describe('what two custodians confirmed', () => {
  it('is the limit in the middle of the work too: who goes on making more ends it', async () => {
    const house = await boundHouse(others);
    house.apple.interfere = (call, count) => {
      if (call === 'retireUsers' && count === 2) {
        for (let index = 0; index < 40; index += 1) house.apple.register(`old-new-${index}`);
      }
      return undefined;
    };
    const run = await cleanUp(house);
    expect(run.progress).toMatchObject({ state: 'ended', end: 'changed', found: { users: 40 } });
    expect(atApple(house).named.filter((id) => id.startsWith('old-new'))).toEqual([]);
    expect((await cleanUpOf(house)).count).toMatchObject({ state: 'counted', found: { users: 40 } });
  });

  it('never reaches a row that names one of our people, whatever else it names', async () => {
    const house = await boundHouse((one) => {
      others(one);
      const row = { adamId: '2', pricingParam: 'STDQ', clientUserId: 'vb1.bo', serialNumber: 'OURS' } as const;
      one.apple.assign('2', row);
    });
    expect((await cleanUp(house)).progress).toMatchObject({ state: 'ended', end: 'clean' });
    expect(atApple(house).named).not.toContain('OURS');
    expect(atApple(house).devices).toEqual(['OURS']);
  });

  it('is decided once: a waiver that comes with the beginning is over', async () => {
    const house = await boundHouse(others);
    const requestId = await askedForCleanUp(house);
    const { count } = await cleanUpOf(house);
    const { records } = house.core;
    let looks = 0;
    house.core.records = {
      ...records,
      get: async (kind, id) => {
        if (kind === 'cleanUp') looks += 1;
        if (kind === 'cleanUp' && looks === 2)
          await confirmRequest(house.core, house.asked('U2'), requestId, beginnings);
        return records.get(kind, id);
      },
    };
    const outcome = await waiveCleanUp(house.core, house.asked('U3'), count?.id ?? '', 'we live with what is there');
    expect(outcome).toEqual({ result: 'over' });
    expect(await cleanUpOf(house)).toMatchObject({ waiver: null, run: { progress: { state: 'running' } } });
  });
});

describe('a write whose answer was lost', () => {
  it('is settled by the next clean-up too, and not sent again before ten minutes', async () => {
    const house = await boundHouse(others);
    const sent: number[] = [];
    house.apple.interfere = (call, count) => {
      if (call !== 'retireUsers') return undefined;
      sent.push(house.now);
      if (count > 1) return undefined;
      void runOf(house).then(({ id }) => stopCleanUp(house.core, house.asked('U3'), id));
      return { before: unreachable() };
    };
    expect((await cleanUp(house)).progress.state).toBe('stopped');
    expect((await cleanUp(house)).progress).toMatchObject({ state: 'ended', end: 'clean' });
    expect((sent[1] ?? 0) - (sent[0] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  it('leaves no card behind from which the clean-up before could go on', async () => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    const { id } = await runOf(house);
    await stopCleanUp(house.core, house.asked('U3'), id);
    await cleanUp(house);
    const before = (await house.noticesOf('clean-up-card')).filter(({ facts }) => facts.run.id === id);
    expect(before.at(-1)?.facts).toMatchObject({ over: true, run: { progress: { state: 'stopped' } } });
  });

  it('is waited for as long after the clock was set back', async () => {
    const house = await boundHouse(others);
    const waits: number[] = [];
    let waited = 0;
    house.apple.interfere = (call, count) => {
      if (call === 'retireUsers') waits.push(waited);
      if (call !== 'retireUsers' || count > 1) return undefined;
      house.now -= HOUR;
      return { before: unreachable() };
    };
    await confirmedCleanUp(house);
    const { wait } = house.core;
    house.core.wait = (milliseconds) => {
      waited += milliseconds;
      return wait(milliseconds);
    };
    house.background.work();
    await house.drain();
    expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeGreaterThanOrEqual(10 * MINUTE);
    expect((await runOf(house)).progress).toMatchObject({ end: 'clean' });
  });
});

describe('a renewal in the middle of a clean-up', () => {
  it('lets it go on with the new token when the old one is refused', async () => {
    const house = await boundHouse(others);
    await confirmedCleanUp(house);
    const renewalId = await openedRenewal(house);
    let renewed: Promise<unknown> | null = null;
    const { licences } = house.core;
    house.core.licences = {
      inspect: (text) => licences.inspect(text),
      location: (token, expect) => {
        const location = licences.location(token, expect);
        if (token !== TOKEN) return location;
        return {
          ...location,
          retireUsers: async () => {
            renewed ??= renewToken(house.core, house.asked('U1'), renewalId);
            await renewed;
            return refused('revoked', 9625);
          },
        };
      },
    };
    house.background.work();
    await house.drain();
    await house.ring();
    expect((await runOf(house)).progress).toMatchObject({ state: 'ended', end: 'clean' });
  });
});

describe('a clock that was half a year ahead', () => {
  it('keeps no clean-up waiting for Apple that long', async () => {
    const house = await boundHouse(others);
    const right = house.now;
    house.now += 180 * DAY;
    await confirmedCleanUp(house);
    house.apple.interfere = (call) =>
      call === 'retireUsers' ? { before: unreachable({ effect: 'none' }) } : undefined;
    await house.ring();
    expect((await runOf(house)).progress).toMatchObject({ waiting: { for: 'apple' } });
    house.apple.interfere = () => undefined;
    house.now = right + HOUR;
    await house.ring();
    expect((await runOf(house)).progress).toMatchObject({ state: 'ended', end: 'clean' });
  });

  it('makes no confirmation and no count good for that long', async () => {
    const house = await boundHouse(others);
    const right = house.now;
    house.now += 180 * DAY;
    await confirmedCleanUp(house);
    const { id } = await runOf(house);
    await stopCleanUp(house.core, house.asked('U1'), id);
    const count = await countOthers(house);
    house.now = right;
    expect(await goOnWithCleanUp(house.core, house.asked('U1'), id)).toEqual({ result: 'too-old' });
    expect(await waiveCleanUp(house.core, house.asked('U1'), count.id, 'we live with it now')).toEqual({
      result: 'too-old',
    });
  });
});
