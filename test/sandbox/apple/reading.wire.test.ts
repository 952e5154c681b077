import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Apple, rows, startApple, text } from './support.js';

let apple: Apple;
beforeEach(async () => {
  apple = await startApple();
});
afterEach(async () => {
  await apple.stop();
});

/** Walks every page of a list. */
async function walk(path: string, member: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let index: unknown = 0;
  while (typeof index === 'number') {
    const { body } = await apple.ask(`${path}${path.includes('?') ? '&' : '?'}pageIndex=${index}`);
    found.push(...rows(body, member));
    index = body.nextPageIndex;
  }
  return found;
}

describe('service/config', () => {
  test('service config needs no token and points to itself', async () => {
    const { status, body } = await apple.ask('service/config', { token: null });
    expect(status).toBe(200);
    expect(body.limits).toMatchObject({ maxAssets: 25, maxUsers: 100, maxRequestPerSecond: 15 });
    expect(body.urls).toMatchObject({
      getAssets: `${apple.url}/assets`,
      contentMetadataLookup: apple.catalogUrl,
      invitationEmail: `${apple.invitationUrl}?inviteCode=%25inviteCode%25&mt=8`,
    });
    const numbers = rows(body, 'errorCodes').map((error) => error.errorNumber);
    expect(numbers).toContain(9728);
    expect(numbers).not.toContain(9622);
  });
});

describe('assets', () => {
  test('assets carry counts that agree with each other and with the assignments', async () => {
    const { body } = await apple.ask('assets');
    const assets = rows(body, 'assets');
    const assignments = await walk('assignments', 'assignments');
    for (const asset of assets) {
      const mine = assignments.filter((row) => row.adamId === asset.adamId && row.pricingParam === asset.pricingParam);
      expect(mine).toHaveLength(Number(asset.assignedCount));
      expect(Number(asset.totalCount)).toBe(Number(asset.assignedCount) + Number(asset.availableCount));
    }
    expect(body).toMatchObject({ uId: '2049025000431439', totalPages: 1, currentPageIndex: 0, size: assets.length });
    expect(body).not.toHaveProperty('nextPageIndex');
    expect(body).not.toHaveProperty('mdmInfo');
  });

  test('assets can be filtered by every documented member', async () => {
    const ids = async (query: string) => {
      const { body } = await apple.ask(`assets?${query}`);
      return rows(body, 'assets').map((asset) => `${asset.adamId}/${asset.pricingParam}`);
    };
    expect(await ids('adamId=1500112015')).toEqual(['1500112015/STDQ', '1500112015/PLUS']);
    expect(await ids('pricingParam=PLUS')).toEqual(['1500112015/PLUS']);
    expect(await ids('productType=Book&pricingParam=STDQ')).toEqual(['1500112015/STDQ', '1500112116/STDQ']);
    expect(await ids('revocable=false')).toHaveLength(3);
    expect(await ids('deviceAssignable=false&productType=App')).toEqual(['133751313/STDQ']);
    expect(await ids('maxAvailableCount=0')).toEqual(['144400606/STDQ']);
    expect(await ids('minAvailableCount=1&maxAvailableCount=2')).toEqual(['284660909/STDQ', '424381414/STDQ']);
    expect(await ids('minAssignedCount=60&maxAssignedCount=90')).toEqual(['618700404/STDQ', '650131212/STDQ']);
  });

  test('free content is unlimited, and can be asked for apart', async () => {
    const all = await apple.ask('assets?adamId=618700404');
    expect(rows(all.body, 'assets')[0]).toMatchObject({ totalCount: 2_147_483_647, assignedCount: 62 });
    const apart = await apple.ask('assets?unlimited=true');
    expect(rows(apart.body, 'unlimitedAssets')).toEqual([
      expect.objectContaining({ adamId: '618700404', assignedCount: 62 }),
    ]);
    expect(rows(apart.body, 'unlimitedAssets')[0]).not.toHaveProperty('totalCount');
    expect(rows(apart.body, 'assets').map((asset) => asset.adamId)).not.toContain('618700404');
    const hidden = await apple.ask('assets?unlimited=false');
    expect(rows(hidden.body, 'assets').map((asset) => asset.adamId)).not.toContain('618700404');
    expect(hidden.body).not.toHaveProperty('unlimitedAssets');
  });

  test('a query that is not of its type is 9602', async () => {
    for (const query of ['pageIndex=x', 'revocable=1', 'productType=Film', 'pricingParam=HIGH', 'minAssignedCount=1.5'])
      expect((await apple.ask(`assets?${query}`)).body, query).toMatchObject({ errorNumber: 9602 });
  });
});

describe('pages', () => {
  test('pages cover every row once and the last one names no next', async () => {
    const whole = rows((await apple.ask('assignments')).body, 'assignments');
    apple.switches.pageSize = 100;
    const first = await apple.ask('assignments');
    const pages = Math.ceil(whole.length / 100);
    expect(first.body).toMatchObject({ currentPageIndex: 0, nextPageIndex: 1, size: 100, totalPages: pages });
    expect(await walk('assignments', 'assignments')).toEqual(whole);
    const last = await apple.ask(`assignments?pageIndex=${pages - 1}`);
    expect(last.body).not.toHaveProperty('nextPageIndex');
    expect(last.body.versionId).toBe(first.body.versionId);
  });

  test('a row that goes between two pages makes the walk lose another, and the version tells', async () => {
    apple.switches.pageSize = 5;
    const ids = (body: Record<string, unknown>) => rows(body, 'assignments').map((row) => row.serialNumber);
    const first = await apple.ask('assignments?adamId=284660909');
    const untouched = ids((await apple.ask('assignments?adamId=284660909&pageIndex=1')).body);
    await apple.post('assets/disassociate', { assets: [{ adamId: '284660909' }], serialNumbers: [ids(first.body)[0]] });
    const second = await apple.ask('assignments?adamId=284660909&pageIndex=1');
    expect(ids(second.body)[0]).toBe(untouched[1]);
    expect([...ids(first.body), ...ids(second.body)]).not.toContain(untouched[0]);
    expect(second.body.versionId).not.toBe(first.body.versionId);
  });

  test('a page that is not there is 9650', async () => {
    expect((await apple.ask('assets?pageIndex=1')).body).toMatchObject({ errorNumber: 9650 });
    expect((await apple.ask('users?pageIndex=-1')).body).toMatchObject({ errorNumber: 9650 });
    expect((await apple.ask('users?pageIndex=0')).status).toBe(200);
    apple.switches.pageIndexZero = 'refused';
    expect((await apple.ask('users?pageIndex=0')).body).toMatchObject({ errorNumber: 9650 });
  });

  test('an empty list is one empty page', async () => {
    const { body } = await apple.ask('assignments?serialNumber=NOBODY');
    expect(body).toMatchObject({ assignments: [], size: 0, totalPages: 1, currentPageIndex: 0 });
  });
});

describe('versions', () => {
  test('a version id changes with its collection only', async () => {
    const version = async (path: string) => text((await apple.ask(path)).body, 'versionId');
    const before = {
      assets: await version('assets'),
      users: await version('users'),
      rows: await version('assignments'),
    };
    await apple.post('users/create', { users: [{ clientUserId: 'one' }] });
    expect(await version('users')).not.toBe(before.users);
    expect(await version('assets')).toBe(before.assets);
    await apple.post('assets/associate', { assets: [{ adamId: '904230707' }], clientUserIds: ['one'] });
    expect(await version('assignments')).not.toBe(before.rows);
    expect(await version('assets')).not.toBe(before.assets);
  });

  test('a delta shows what was added and changed, never what was removed', async () => {
    const since = text((await apple.ask('assignments')).body, 'versionId');
    const delta = async (query = '') =>
      rows((await apple.ask(`assignments?sinceVersionId=${since}${query}`)).body, 'assignments');
    expect(await delta()).toEqual([]);
    const body = { assets: [{ adamId: '904230707' }], serialNumbers: ['A', 'B'] };
    await apple.post('assets/associate', body);
    await apple.post('assets/disassociate', { assets: body.assets, serialNumbers: ['A'] });
    await apple.post('assets/disassociate', { assets: [{ adamId: '144400606' }], clientUserIds: ['oldmdm-1001'] });
    expect(await delta()).toEqual([{ adamId: '904230707', pricingParam: 'STDQ', serialNumber: 'B' }]);
    expect(await delta('&adamId=144400606')).toEqual([]);
    const users = text((await apple.ask('users')).body, 'versionId');
    await apple.post('users/update', { users: [{ clientUserId: 'oldmdm-1001', email: 'new@northwind.example' }] });
    const changed = rows((await apple.ask(`users?sinceVersionId=${users}`)).body, 'users');
    expect(changed).toEqual([expect.objectContaining({ clientUserId: 'oldmdm-1001', email: 'new@northwind.example' })]);
  });

  test('a version that Apple does not know is 9721', async () => {
    const other = text((await apple.ask('users')).body, 'versionId');
    for (const version of ['nonsense', other, '70e8c740-514c-11eb-bb63-a90b882fcd52'])
      expect((await apple.ask(`assignments?sinceVersionId=${version}`)).body).toMatchObject({ errorNumber: 9721 });
  });

  test('a version can grow too old, or end at a removal', async () => {
    const since = text((await apple.ask('assignments')).body, 'versionId');
    const give = (serial: string) =>
      apple.post('assets/associate', { assets: [{ adamId: '904230707' }], serialNumbers: [serial] });
    await give('A');
    await give('B');
    apple.switches.versionHistory = 1;
    expect((await apple.ask(`assignments?sinceVersionId=${since}`)).body).toMatchObject({ errorNumber: 9721 });
    apple.switches.versionHistory = null;
    apple.switches.deltaAfterRemoval = 'refused';
    expect((await apple.ask(`assignments?sinceVersionId=${since}`)).status).toBe(200);
    await apple.post('assets/disassociate', { assets: [{ adamId: '904230707' }], serialNumbers: ['A'] });
    expect((await apple.ask(`assignments?sinceVersionId=${since}`)).body).toMatchObject({ errorNumber: 9721 });
  });
});

describe('assignments', () => {
  test('assignments can be filtered and carry the state of their users when asked', async () => {
    const list = async (query: string) => rows((await apple.ask(`assignments?${query}`)).body, 'assignments');
    expect(await list('adamId=1500112015&pricingParam=PLUS')).toHaveLength(2);
    expect(await list('clientUserId=oldmdm-1009&adamId=1500112116')).toEqual([
      { adamId: '1500112116', pricingParam: 'STDQ', clientUserId: 'oldmdm-1009' },
    ]);
    const [state] = await list('clientUserId=oldmdm-1009&adamId=1500112116&includeUserState=true');
    expect(state).toMatchObject({ userStatus: 'Associated', idHash: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/) });
    const device = (await list('adamId=424381414'))[0];
    expect(device).not.toHaveProperty('clientUserId');
    expect((await list(`serialNumber=${device?.serialNumber}`)).length).toBeGreaterThan(5);
  });

  test('assignments of inactive users can be left out', async () => {
    await apple.post('users/retire', { users: [{ clientUserId: 'oldmdm-1009' }] });
    const left = rows((await apple.ask('assignments?clientUserId=oldmdm-1009')).body, 'assignments');
    expect(left.map((row) => row.adamId)).toEqual(['1500112015', '1500112116']);
    const { body } = await apple.ask('assignments?clientUserId=oldmdm-1009&excludeInactiveUsers=true');
    expect(rows(body, 'assignments')).toEqual([]);
    const registered = await apple.ask('assignments?clientUserId=oldmdm-1003&excludeInactiveUsers=true');
    expect(rows(registered.body, 'assignments')).toHaveLength(1);
  });
});

describe('users', () => {
  test('users show several rows of one clientUserId, and filters choose among them', async () => {
    const list = async (query: string) => rows((await apple.ask(`users?${query}`)).body, 'users');
    expect((await list('clientUserId=oldmdm-1008')).map((user) => user.status)).toEqual([
      'Retired',
      'Retired',
      'Registered',
    ]);
    expect((await list('activeOnly=true')).every((user) => user.status !== 'Retired')).toBe(true);
    expect((await list('retiredOnly=true')).map((user) => user.status)).toEqual([...'1234'].map(() => 'Retired'));
    expect(await list('activeOnly=true')).toHaveLength(8);
    expect(await list('includeRetired=0')).toHaveLength(12);
    apple.switches.includeRetired = 'honoured';
    expect(await list('includeRetired=0')).toHaveLength(8);
  });

  test('only a registered user has an invitation code', async () => {
    for (const user of rows((await apple.ask('users')).body, 'users'))
      expect(/^[0-9a-f]{32}$/.test(String(user.inviteCode))).toBe(user.status === 'Registered');
  });

  test('users can be found by their Managed Apple Account', async () => {
    await apple.post('users/create', { users: [{ clientUserId: 'm', managedAppleId: 'mia@northwind.example' }] });
    const { body } = await apple.ask('users?managedAppleId=mia@northwind.example');
    expect(rows(body, 'users').map((user) => user.clientUserId)).toEqual(['m']);
    apple.switches.managedAppleIdFilter = false;
    const unfiltered = await apple.ask('users?managedAppleId=mia@northwind.example');
    expect(rows(unfiltered.body, 'users').length).toBeGreaterThan(1);
  });
});
