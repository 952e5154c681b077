import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { oldProduct } from '../../../src/sandbox/apple/other-products.js';
import { type Apple, isRecord, rows, startApple, text } from './support.js';

let apple: Apple;
beforeEach(async () => {
  apple = await startApple();
});
afterEach(async () => {
  await apple.stop();
});

async function lookup(query: string, cookie?: string): Promise<Record<string, unknown>> {
  const headers = cookie === undefined ? new Headers() : new Headers({ cookie });
  const address = `${apple.catalogUrl}?version=2&p=mdm-lockup&caller=MDM&platform=enterprisestore&cc=se&l=en&${query}`;
  const body: unknown = await (await fetch(address, { headers })).json();
  return isRecord(body) && isRecord(body.results) ? body.results : {};
}

/** One product of an answer. */
async function product(id: string, cookie?: string): Promise<Record<string, unknown>> {
  const found = (await lookup(`id=${id}`, cookie))[id];
  return isRecord(found) ? found : {};
}

describe('contentMetadataLookup', () => {
  test('a public app has a name, a bundle id and icons in a list without the cookie', async () => {
    const keynote = await product('361280101');
    expect(keynote).toMatchObject({
      id: 361280101,
      name: 'Keynote',
      bundleId: 'com.apple.Keynote',
      kind: 'iosSoftware',
    });
    const [small] = rows(keynote, 'artwork');
    const icon = await fetch(text(small ?? {}, 'url'));
    expect(icon.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await icon.arrayBuffer());
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(60);
  });

  test('with the cookie the artwork is one template and the id is text', async () => {
    const keynote = await product('361280101', `itvt=${apple.token}`);
    expect(keynote.id).toBe('361280101');
    expect(keynote.artwork).toMatchObject({ url: expect.stringContaining('{w}x{h}bb.{f}') });
    apple.switches.lookupArtwork = 'array';
    expect((await product('361280101', `itvt=${apple.token}`)).artwork).toBeInstanceOf(Array);
  });

  test('custom and withdrawn apps are shown only to a location that holds them', async () => {
    for (const id of ['650131212', '512341515']) {
      expect(await lookup(`id=${id}`)).toEqual({});
      expect(await lookup(`id=${id}`, 'itvt=garbage')).toEqual({});
      const { content } = apple.levers.downloadToken('education');
      expect(await lookup(`id=${id}`, `itvt=${content}`)).toEqual({});
      expect(await lookup(`id=${id}`, `a=b; itvt=${encodeURIComponent(apple.token)}`)).toHaveProperty(id);
    }
    expect(await product('650131212', `itvt=${apple.token}`)).toMatchObject({ isB2BCustomApp: true });
  });

  test('a revoked token shows as little as none', async () => {
    apple.levers.revokeToken('token-1');
    expect(await lookup('id=650131212', `itvt=${apple.token}`)).toEqual({});
  });

  test('several ids in one call give nothing, or all by switch', async () => {
    expect(await lookup('id=361280101,361280202')).toEqual({});
    apple.switches.lookupManyIds = 'answered';
    expect(Object.keys(await lookup('id=361280101,361280202'))).toEqual(['361280101', '361280202']);
  });
});

describe('invitations', () => {
  const invitation = async (clientUserId: string): Promise<string> => {
    const user = rows((await apple.ask(`users?clientUserId=${clientUserId}&activeOnly=true`)).body, 'users')[0] ?? {};
    const { body } = await apple.ask('service/config', { token: null });
    const urls = isRecord(body.urls) ? body.urls : {};
    return text(urls, 'invitationEmail').replace('%25inviteCode%25', text(user, 'inviteCode'));
  };
  const accept = (address: string, appleAccount: string, origin?: string) =>
    fetch(address, {
      method: 'POST',
      body: new URLSearchParams({ appleAccount }),
      headers: origin === undefined ? {} : { origin },
    });

  test('the page shows who is invited, and accepting associates with the account that was given', async () => {
    const address = await invitation('oldmdm-1003');
    const page = await fetch(address);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('carla.ek@northwind.example');
    expect((await accept(address, 'carla@private.example')).status).toBe(200);
    const user = rows((await apple.ask('users?clientUserId=oldmdm-1003')).body, 'users')[0];
    expect(user).toMatchObject({ status: 'Associated', idHash: expect.any(String) });
    expect((await fetch(address)).status).toBe(404);
  });

  test('one Apple Account is tied to one user of a location only', async () => {
    await accept(await invitation('oldmdm-1003'), 'shared@private.example');
    expect((await accept(await invitation('oldmdm-1007'), 'Shared@private.example')).status).toBe(409);
    expect((await accept(await invitation('oldmdm-1007'), 'not an account')).status).toBe(400);
    expect(rows((await apple.ask('users?clientUserId=oldmdm-1007')).body, 'users')[0]?.status).toBe('Registered');
  });

  test('a page of another origin can not accept', async () => {
    const address = await invitation('oldmdm-1003');
    expect((await accept(address, 'a@b.example', 'http://evil.example')).status).toBe(403);
  });

  test('a lever accepts for a person', async () => {
    expect(apple.levers.acceptInvitation('oldmdm-1003')).toContain('accepted');
    expect(apple.levers.acceptInvitation('oldmdm-1003')).toContain('had accepted before');
    expect(apple.levers.acceptInvitation('nobody')).toContain('no invited user');
    expect(apple.levers.view().users.find((user) => user.clientUserId === 'oldmdm-1003')?.status).toBe('Associated');
  });
});

describe('levers', () => {
  const things = { adamId: '904230707', pricingParam: 'STDQ' } as const;
  const counts = async (adamId: string) => {
    const row = rows((await apple.ask(`assets?adamId=${adamId}`)).body, 'assets')[0];
    return row && [row.totalCount, row.assignedCount, row.availableCount, row.retiredCount];
  };

  test('buying adds licences, also of an app that was never bought', async () => {
    const before = (await apple.ask('assets')).body.versionId;
    expect(apple.levers.buy({ ...things, count: 5 })).toBe(
      '5 licences of Things 3 were bought; the location has 30 now.',
    );
    expect(await counts(things.adamId)).toEqual([30, 3, 27, 0]);
    expect((await apple.ask('assets')).body.versionId).not.toBe(before);
    apple.levers.buy({ adamId: '731251616', pricingParam: 'STDQ', count: 3 });
    expect(await counts('731251616')).toEqual([3, 0, 3, 0]);
    expect(apple.levers.buy({ adamId: '999999999', pricingParam: 'STDQ', count: 3 })).toContain('Nothing');
  });

  test('a refund moves licences to the retired ones', async () => {
    apple.levers.refund({ ...things, count: 4 });
    expect(await counts(things.adamId)).toEqual([21, 3, 18, 4]);
    apple.switches.totalCountIncludesRetired = true;
    expect(await counts(things.adamId)).toEqual([25, 3, 18, 4]);
    expect(apple.levers.refund({ ...things, count: 100 })).toContain('Nothing');
  });

  test('a refund of more than is free is negative, zero or takes assignments, by switch', async () => {
    apple.levers.refund({ ...things, count: 23 });
    expect(await counts(things.adamId)).toEqual([2, 3, -1, 23]);
    apple.switches.refundBelowAssigned = 'zero';
    expect(await counts(things.adamId)).toEqual([2, 3, 0, 23]);
    apple.switches.refundBelowAssigned = 'removes-newest';
    apple.levers.refund({ ...things, count: 1 });
    expect(await counts(things.adamId)).toEqual([1, 1, 0, 24]);
  });

  test('free content says by switch what is available', async () => {
    expect(await counts('618700404')).toEqual([2_147_483_647, 62, 2_147_483_585, 0]);
    apple.switches.unlimitedAvailableCount = 'total';
    expect(await counts('618700404')).toEqual([2_147_483_647, 62, 2_147_483_647, 0]);
    expect(apple.levers.buy({ adamId: '618700404', pricingParam: 'STDQ', count: 1 })).toContain('unlimited');
  });

  test('a downloaded token is a file of the real form, valid for a year', async () => {
    const token = apple.levers.downloadToken();
    expect(JSON.parse(Buffer.from(token.content, 'base64').toString('utf8'))).toEqual({
      token: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
      expDate: '2027-09-01T08:00:00+0000',
      orgName: 'Northwind Logistics AB',
    });
    expect(token).toMatchObject({ location: 'main', state: 'valid', expires: '2027-09-01T08:00:00.000Z' });
    expect((await apple.ask('assets', { token: token.content })).status).toBe(200);
    const other = apple.levers.downloadToken('education');
    expect((await apple.ask('client/config', { token: other.content })).body.uId).toBe('2049025000777001');
    expect(() => apple.levers.downloadToken('elsewhere')).toThrowError(/known: main/);
  });

  test('what becomes of a token is what its requests meet', async () => {
    const number = async (token: string, method = 'GET') =>
      (await apple.ask('client/config', { method, token, body: method === 'GET' ? undefined : {} })).body.errorNumber;
    apple.levers.changePassword();
    expect(await number(apple.token)).toBe(9625);
    const { content, id } = apple.levers.downloadToken();
    expect(await number(content)).toBeUndefined();
    apple.levers.expireToken({ tokenId: id });
    expect(await number(content)).toBe(9621);
    const reader = apple.levers.downloadToken({ permission: 'read' }).content;
    expect([await number(reader), await number(reader, 'POST')]).toEqual([undefined, 9637]);
    const harbour = apple.levers.downloadToken({ location: 'northwindEducation' }).content;
    expect((await apple.ask('client/config', { token: harbour })).body.locationName).toBe('Northwind Education');
  });

  test('another product claims, gives, takes, retires and renames', async () => {
    expect(apple.levers.claimByOldProduct()).toBe('OldMDM claims the location now.');
    expect((await apple.ask('client/config')).body).toMatchObject({
      mdmInfo: oldProduct.mdmInfo,
      notificationUrl: 'https://mdm.old.example/vpp/notify',
    });
    apple.levers.claim(null);
    expect((await apple.ask('client/config')).body.mdmInfo).toBeNull();
    apple.levers.assignElsewhere({ ...things, count: 2 });
    expect(await counts(things.adamId)).toEqual([25, 5, 20, 0]);
    apple.levers.takeElsewhere({ ...things, count: 4 });
    expect(await counts(things.adamId)).toEqual([25, 1, 24, 0]);
    apple.levers.retireElsewhere('oldmdm-1001');
    expect((await apple.ask('users?clientUserId=oldmdm-1001')).body.users).toEqual([
      expect.objectContaining({ status: 'Retired' }),
    ]);
    apple.levers.rename('Northwind Nordic');
    expect((await apple.ask('client/config')).body.locationName).toBe('Northwind Nordic');
  });

  test('a reset brings everything back with the same ids', async () => {
    const state = async () => [
      (await apple.ask('assets')).body,
      (await apple.ask('users')).body,
      (await apple.ask('assignments')).body,
      apple.levers.view(),
    ];
    const before = await state();
    const create = () => apple.post('users/create', { users: [{ clientUserId: 'one' }] });
    const first = (await create()).body;
    apple.levers.buy({ ...things, count: 5 });
    apple.levers.revokeToken('token-1');
    apple.levers.downloadToken();
    apple.switches.pageSize = 1;
    apple.levers.reset();
    expect(await state()).toEqual(before);
    expect((await create()).body).toEqual(first);
  });
});
