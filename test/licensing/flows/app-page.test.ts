import { describe, expect, it } from 'vitest';
import { type AppPage, appPage } from '../../../src/licensing/flows/app-page.js';
import { listApps } from '../../../src/licensing/flows/list-apps.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import type { Deployment } from '../../../src/licensing/rules/deployment.js';
import { emptyLedger } from '../../../src/licensing/rules/ledger.js';
import { TestHouse } from '../../support/core.js';
import { assigned } from '../../support/core-alerts.js';
import { boundHouse } from '../../support/core-ceremony.js';
import { DAY, NOON } from '../../support/core-samples.js';

const shop = (house: TestHouse) => {
  house.apple.buy('1', 10, { totalCount: 30, assignedCount: 20 });
  house.apple.names.set('1', 'Keynote');
  house.apple.buy('2', 5, { productType: 'Book' });
};

async function page(house: TestHouse, key = '1.STDQ', actor = 'OPERATOR'): Promise<AppPage> {
  const found = await appPage(house.core, house.asked(actor), key);
  if (found.result !== 'app') throw new Error(found.result);
  return found;
}

const aDeployment = (given: Partial<Deployment> & { startAt?: number | null } = {}): Deployment => {
  const { startAt = null, ...head } = given;
  return {
    key: '1.STDQ',
    state: 'active',
    requestedBy: 'OPERATOR',
    requestedAt: NOON,
    inForce: {
      number: 1,
      action: 'required',
      audience: { kind: 'snapshot', from: ['people'] },
      reason: 'for the talk',
      startAt,
      writtenBy: ['OPERATOR'],
      writtenAt: NOON,
      people: 12,
    },
    pending: null,
    decided: null,
    endedAt: null,
    endedBy: null,
    stopped: null,
    applying: null,
    ...head,
  };
};

describe('the page of an app', () => {
  it('accounts for every licence', async () => {
    const house = await boundHouse(shop);
    await assigned(
      house,
      { userId: 'U1', state: 'reserved' },
      { userId: 'U2', state: 'licensing' },
      { userId: 'U3', state: 'waiting-for-licences' },
      { userId: 'U4', state: 'licensed' },
    );
    await house.records.commit({
      put: [{ kind: 'ledger', id: '1.STDQ', value: { ...emptyLedger, holds: { 'D-1': 3 } } }],
    });
    expect((await page(house)).app.figures).toMatchObject({
      totalCount: 30,
      availableCount: 10,
      assignedForeign: 20,
      reserved: 4,
      inFlight: 1,
      waiting: 1,
      free: 5,
      shortBy: 0,
      readAt: house.now,
    });
  });

  it('says how many are short when Apple took what was promised', async () => {
    const house = await boundHouse(shop);
    const people = Array.from({ length: 12 }, (_, index) => ({ userId: `U${index}`, state: 'reserved' }) as const);
    await assigned(house, ...people);
    expect((await page(house)).app.figures).toMatchObject({ free: -2, shortBy: 2 });
    expect(await readHouse(house.core)).toMatchObject({ needs: [{ key: '1.STDQ', need: 'short' }] });
  });

  it('names the deployments in force, newest first, with the day that one begins', async () => {
    const house = await boundHouse(shop);
    const later = house.now + DAY;
    const put = (id: string, value: Deployment) => ({ kind: 'deployment', id, value }) as const;
    await house.records.commit({
      put: [
        put('D-1', aDeployment()),
        put('D-2', aDeployment({ state: 'closed' })),
        put('D-9', aDeployment({ key: '2.STDQ' })),
        put('D-10', aDeployment({ startAt: later })),
      ],
    });
    expect(await page(house)).toMatchObject({
      deployments: [
        { id: 'D-10', action: 'required', people: 12, startAt: later },
        { id: 'D-1', startAt: null },
      ],
      deploymentCount: 2,
      awaitingApproval: 0,
    });
  });

  it.each([
    { actor: 'VIEWER', may: { deploy: false, seeHolders: true, uninstall: false, snooze: false, sync: false } },
    { actor: 'OPERATOR', may: { deploy: true, seeHolders: true, uninstall: true, snooze: true, sync: true } },
    { actor: 'APPROVER', may: { deploy: true, seeHolders: true, uninstall: false, snooze: true, sync: true } },
  ])('offers $actor what they may do', async ({ actor, may }) => {
    expect((await page(await boundHouse(shop), '1.STDQ', actor)).may).toEqual(may);
  });

  it('offers no deployment of a book', async () => {
    expect((await page(await boundHouse(shop), '2.STDQ')).may).toMatchObject({ deploy: false, uninstall: false });
  });

  it('is not for people without a role, and not of what nobody knows', async () => {
    const house = await boundHouse(shop);
    expect((await appPage(house.core, house.asked('EMPLOYEE'), '1.STDQ')).result).toBe('not-allowed');
    expect((await appPage(house.core, house.asked('VIEWER'), '77.STDQ')).result).toBe('unknown-app');
    expect((await appPage(new TestHouse().core, house.asked('VIEWER'), '1.STDQ')).result).toBe('unknown-app');
  });
});

describe('the list of apps', () => {
  it('counts what is reserved as gone, in figures and order', async () => {
    const house = await boundHouse((one) => {
      shop(one);
      one.apple.buy('3', 9, { totalCount: 30, assignedCount: 21 });
    });
    const keys = async () => {
      const list = await listApps(house.core, house.asked('VIEWER'), '', 0);
      return list.result === 'apps' ? list.apps.map(({ asset, level }) => `${asset.adamId} ${level}`) : [];
    };
    expect(await keys()).toEqual(['3 null', '1 null', '2 null']);
    const people = Array.from({ length: 8 }, (_, index) => ({ userId: `U${index}`, state: 'reserved' }) as const);
    await assigned(house, ...people);
    expect(await keys()).toEqual(['1 very-low', '3 null', '2 null']);
    expect(await readHouse(house.core)).toMatchObject({ needs: [{ need: 'very-low', availableCount: 2 }] });
  });

  it('goes by the configured thresholds, as the alerts do', async () => {
    const house = await boundHouse(shop);
    expect(await readHouse(house.core)).toMatchObject({ needs: [] });
    house.core.settings.alerts = { shares: [50, 40], counts: null, minimumPool: 10, runwayDays: 14 };
    expect(await readHouse(house.core)).toMatchObject({ needs: [{ key: '1.STDQ', need: 'very-low' }] });
  });

  it('keeps the level that was told until it is clearly left', async () => {
    const house = await boundHouse(({ apple }) => {
      apple.buy('1', 19, { totalCount: 100, assignedCount: 81 });
    });
    await house.ring();
    house.apple.assetRows = house.apple.assetRows.map((held) => ({
      ...held,
      row: { ...held.row, availableCount: 22, assignedCount: 78 },
    }));
    await house.records.commit({
      put: (await house.records.list('asset')).map(({ id, value }) => ({
        kind: 'asset',
        id,
        value: { ...value, availableCount: 22, assignedCount: 78 },
      })),
    });
    expect(await readHouse(house.core)).toMatchObject({ needs: [{ need: 'low', availableCount: 22 }] });
  });
});
