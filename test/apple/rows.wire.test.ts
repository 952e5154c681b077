import { describe, expect, it } from 'vitest';
import type { Asset, Assignment } from '../../src/licensing/rules/asset.js';
import { pageIndex, startClient } from './support.js';

describe('rows', () => {
  const list = (member: string, rows: unknown[], extra: object = {}) => ({
    json: { versionId: 'v', totalPages: 1, currentPageIndex: 0, size: rows.length, [member]: rows, ...extra },
  });
  const limited = {
    adamId: '408709785',
    pricingParam: 'STDQ',
    productType: 'App',
    assignedCount: 3,
    availableCount: 4,
    retiredCount: 0,
    totalCount: 7,
    deviceAssignable: true,
    revocable: true,
    supportedPlatforms: ['iOS', 'visionOS'],
  };

  it('of assets keep both qualities, odd counts and unlimited ones apart', async () => {
    const plus = { ...limited, pricingParam: 'PLUS', totalCount: 99, somethingNew: true };
    const endless = { adamId: '1', productType: 'App', assignedCount: 5, totalCount: 2_147_483_647 };
    const free = { adamId: '2', productType: 'App', assignedCount: 6, revocable: true, deviceAssignable: true };
    const { location, server } = await startClient(() =>
      list('assets', [limited, plus, endless], { unlimitedAssets: [free, { ...limited, assignedCount: 1 }] }),
    );
    const found: Asset[] = [];
    await location.assets((rows) => found.push(...rows));
    expect(found).toEqual([
      { ...limited, unlimited: false },
      { ...limited, pricingParam: 'PLUS', totalCount: 99, unlimited: false },
      expect.objectContaining({ adamId: '1', pricingParam: 'STDQ', unlimited: true, availableCount: 2_147_483_642 }),
      expect.objectContaining({ adamId: '2', unlimited: true, totalCount: 2_147_483_647, supportedPlatforms: [] }),
    ]);
    expect(await location.assetsOf('408709785')).toMatchObject({ result: 'ok', value: { length: 4 } });
    expect(server.seen.at(-1)?.query.get('adamId')).toBe('408709785');
  });

  it('of assignments name a person or a device', async () => {
    const user = { adamId: '1', pricingParam: 'PLUS', clientUserId: 'u', serialNumber: null, idHash: 'h' };
    const device = { adamId: '1', serialNumber: 's' };
    const { location } = await startClient(({ query }) =>
      list('assignments', query.get('adamId') === 'bad' ? [{ adamId: '1' }] : [user, device]),
    );
    const expected: Assignment[] = [
      { adamId: '1', pricingParam: 'PLUS', clientUserId: 'u', serialNumber: null },
      { adamId: '1', pricingParam: 'STDQ', clientUserId: null, serialNumber: 's' },
    ];
    expect(await location.assignmentsOf('1')).toEqual({ result: 'ok', readAt: 42, value: expected });
    expect(await location.assignmentsOf('bad')).toMatchObject({ cause: 'bad-answer' });
  });

  it('of a short list that changed are read again, at most three times', async () => {
    const rows = [{ adamId: '1', serialNumber: 's' }];
    const { location, server } = await startClient(({ query }, count) => {
      const index = pageIndex(query);
      const next = index === 0 ? { nextPageIndex: 1 } : {};
      return list('assignments', rows, { versionId: `v${count}`, totalPages: 2, currentPageIndex: index, ...next });
    });
    expect(await location.assignmentsOf('1')).toMatchObject({ result: 'ok', value: { length: 2 } });
    expect(server.seen).toHaveLength(6);
  });

  it('of users say null where nothing stands', async () => {
    const { location } = await startClient(() =>
      list('users', [{ clientUserId: 'u', status: 'Associated', idHash: 'h' }]),
    );
    const found: unknown[] = [];
    await location.users({}, (rows) => found.push(...rows));
    expect(found).toEqual([{ clientUserId: 'u', email: null, status: 'Associated', idHash: 'h', inviteCode: null }]);
  });
});
