import { describe, expect, it } from 'vitest';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { requestSync, runSync } from '../../../src/licensing/flows/sync.js';
import type { TestHouse } from '../../support/core.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { MINUTE } from '../../support/core-samples.js';
import { asset, stock, syncNow, syncState } from '../../support/core-sync.js';

class DiskFull extends Error {
  readonly code = 'DISK_FULL';
}

const breakAt = (house: TestHouse, call: string, fault: () => unknown) => {
  house.apple.afterPage = (walked) => {
    if (walked === call) throw fault();
  };
};

describe('a sync that a fault of our own stops', () => {
  it('has failed there, says whose fault it is, and is in the log with the reference', async () => {
    const house = await boundHouse(stock);
    const logged: unknown[] = [];
    const { onTrouble } = house.core;
    house.core = {
      ...house.core,
      onTrouble: (event, facts) => {
        logged.push([event, facts.reference, facts.code]);
        onTrouble(event, facts);
      },
    };
    breakAt(house, 'users', () => new DiskFull('no space'));
    const report = await syncNow(house);
    expect(report.outcome).toEqual({
      result: 'failed',
      stage: 'users',
      trouble: { result: 'own-fault', code: 'DISK_FULL' },
      nextTry: house.now + 15 * MINUTE,
    });
    expect(logged).toEqual([['sync.broken', report.reference, 'DISK_FULL']]);
    expect(await syncState(house)).toMatchObject({ running: null, last: report });
    const now = await readHouse(house.core);
    expect(now.state === 'bound' && now.actions).toContainEqual({ kind: 'sync-failed', since: report.finishedAt });
    const [card] = (await house.noticesOf('sync-card')).slice(-1);
    expect(card?.facts).toMatchObject({ stage: 'done', report: { outcome: { result: 'failed' } } });
  });

  it.each([
    { what: 'a bug', fault: () => new TypeError('x is not a function'), code: 'TypeError' },
    { what: 'something that is no error', fault: () => 'oh', code: 'unknown' },
  ])('knows $what by its name', async ({ fault, code }) => {
    const house = await boundHouse(stock);
    breakAt(house, 'assets', fault);
    expect((await syncNow(house)).outcome).toMatchObject({ stage: 'assets', trouble: { result: 'own-fault', code } });
  });

  it('in the key that opens the token is one too', async () => {
    const house = await boundHouse(stock);
    const open = () => {
      throw new DiskFull('box broken');
    };
    house.core = { ...house.core, secrets: { ...house.core.secrets, open } };
    expect((await syncNow(house)).outcome).toMatchObject({ stage: 'service-config', trouble: { code: 'DISK_FULL' } });
  });

  it('asks Apple nothing at the bells before its next try, and then goes on by itself', async () => {
    const house = await boundHouse(stock);
    house.apple.buy('3', 10);
    breakAt(house, 'users', () => new DiskFull('no space'));
    await syncNow(house);
    house.apple.calls.length = 0;
    house.now += 14 * MINUTE;
    await house.ring();
    expect(house.apple.calls).toEqual([]);
    house.apple.afterPage = () => undefined;
    house.now += MINUTE;
    await house.ring();
    expect(await syncState(house)).toMatchObject({
      running: null,
      last: { trigger: 'person', outcome: { result: 'complete' } },
    });
    expect((await asset(house, '3.STDQ')).totalCount).toBe(30);
  });

  it('that keeps even the failure from being stored is thrown, and the next bell runs the sync again', async () => {
    const house = await boundHouse(stock);
    await requestSync(house.core, house.asked('OPERATOR'));
    const { core } = house;
    const broken = {
      ...core,
      records: { ...core.records, commit: () => Promise.reject(new DiskFull('no space')) },
    };
    await expect(runSync(broken, 'R')).rejects.toThrow(DiskFull);
    expect((await syncState(house)).running).not.toBeNull();
    await house.ring();
    expect(await syncState(house)).toMatchObject({ running: null, last: { outcome: { result: 'complete' } } });
  });
});
