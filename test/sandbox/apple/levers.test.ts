import { beforeEach, describe, expect, test } from 'vitest';
import { deviceWindow } from '../../../src/sandbox/apple/device-window.js';
import { newProduct } from '../../../src/sandbox/apple/other-products.js';
import { appleScene } from './scene-support.js';
import { day, start } from './support.js';

let scene: ReturnType<typeof appleScene>;
beforeEach(() => {
  scene = appleScene();
});

const things = { adamId: '904230707' };

const asset = (adamId: string) => scene.levers.view().assets.find((row) => row.adamId === adamId);

describe('licences', () => {
  test('licences move to another location, and only free ones', () => {
    const { levers, world } = scene;
    expect(levers.transfer({ ...things, count: 22 })).toBe(
      '22 licences of Things 3 moved to Northwind Education; 0 are free here now.',
    );
    expect(asset(things.adamId)).toMatchObject({ totalCount: 3, assignedCount: 3, retiredCount: 0 });
    const there = () => world.places.get('northwindEducation')?.location.asset({ ...things, pricingParam: 'STDQ' });
    expect(there()?.total).toBe(22);
    expect(levers.transfer({ ...things, count: 1 })).toContain('only 0 licences');
    expect(levers.transfer({ adamId: '361280101', count: 1, to: 'northwindHarbour' })).toContain('Northwind Harbour');
    expect(levers.transfer({ adamId: '361280101', count: 1, to: 'education' })).toContain('1 licence of Keynote');
    expect(levers.transfer({ adamId: '361280101', count: 1, to: 'nowhere' })).toContain('no location nowhere');
    expect(levers.transfer({ adamId: '361280101', count: 1, to: 'main' })).toContain('the location itself');
    expect(levers.transfer({ adamId: '618700404', count: 1 })).toContain('free and unlimited');
    expect(levers.transfer({ adamId: '999999', count: 1 })).toContain('has no 999999');
  });

  test('a refund below what is assigned takes all that is free and some that are not', () => {
    expect(scene.levers.refundBelowAssigned(things)).toBe('23 licences of Things 3 were refunded; -1 are free now.');
    expect(asset(things.adamId)).toMatchObject({ totalCount: 2, assignedCount: 3, retiredCount: 23 });
    scene.switches.refundBelowAssigned = 'removes-newest';
    expect(scene.levers.refundBelowAssigned({ ...things, by: 2 })).toContain('assignments went with them');
    expect(asset(things.adamId)).toMatchObject({ totalCount: 0, assignedCount: 0 });
    expect(scene.levers.refundBelowAssigned({ ...things })).toContain('Nothing was refunded');
  });
});

describe('tokens', () => {
  const states = () => scene.levers.view().tokens.map((token) => token.state);

  test('a changed password ends every token of the location, and a later one works', () => {
    const { levers } = scene;
    levers.downloadToken('facilitator');
    levers.downloadToken('education');
    expect(levers.changePassword()).toContain('2 tokens of the location ended');
    expect(states()).toEqual(['revoked', 'revoked', 'valid']);
    expect(levers.downloadToken().state).toBe('valid');
    levers.changePassword();
    expect(levers.changePassword()).toContain('no token was valid');
  });

  test('a token expires at once without time being moved', () => {
    const { levers } = scene;
    expect(levers.expireToken({ tokenId: 'token-1' })).toBe('Token token-1 has expired.');
    expect(states()).toEqual(['expired']);
    expect(levers.expireToken({ tokenId: 'token-1' })).toContain('not valid any more');
    expect(levers.expireToken({ tokenId: 'token-9' })).toContain('no token token-9');
  });

  test('a token can be downloaded with its right, location and expiry', () => {
    const { levers, clock } = scene;
    const soon = levers.downloadToken({ permission: 'read', expires: start + 3 * day });
    expect(soon).toMatchObject({ location: 'main', permission: 'read', expires: '2026-09-04T08:00:00.000Z' });
    expect(levers.downloadToken({ location: 'northwindHarbour' })).toMatchObject({ permission: 'manage' });
    expect(levers.downloadToken('facilitator').permission).toBe('read');
    expect(levers.downloadToken({ location: 'facilitator', permission: 'manage' }).permission).toBe('manage');
    clock.at += 3 * day;
    expect(states()[1]).toBe('expired');
    expect(() => levers.downloadToken({ location: 'elsewhere' })).toThrowError(/known: main/);
  });
});

describe('token files', () => {
  test('a token file can carry another offset and end its line', () => {
    const { levers, world } = appleScene({ switches: { tokenFileDates: '+02:00', tokenFileNewline: true } });
    const { content, expires } = levers.downloadToken();
    expect(content).toMatch(/^[A-Za-z0-9+/]+=*\n$/);
    expect(Buffer.from(content, 'base64').toString('utf8')).toContain('"expDate":"2027-09-01T10:00:00+02:00"');
    expect(expires).toBe('2027-09-01T08:00:00.000Z');
    expect(world.tokens.find(content.trim())?.content).toBe(content);
    expect(world.tokens.find(content)).toBeNull();
  });
});

describe('another product', () => {
  test('another product takes over with its own claim and address, or without any claim', () => {
    const { levers, location } = scene;
    location.addUser('vb1.anna', 'anna@northwind.example');
    const before = asset('361280101')?.assignedCount ?? 0;
    expect(levers.takeOver({ mdmInfo: false })).toContain(
      'made quietmdm-1 and gave out 6 licences. It retired vb1.anna.',
    );
    expect(levers.view()).toMatchObject({ mdmInfo: null, notifications: { host: null } });
    expect(asset('361280101')?.assignedCount).toBe(before + 2);
    expect(location.rowsOf('vb1.anna').map((user) => user.status)).toEqual(['Retired']);
    expect(levers.takeOver({ mdmInfo: false })).toContain('quietmdm-2');
    expect(levers.takeOver({ mdmInfo: true })).toContain('OtherMDM claims the location now');
    expect(levers.view()).toMatchObject({
      mdmInfo: newProduct.mdmInfo,
      notifications: { host: 'mdm.other.example', types: newProduct.notifications.types },
    });
    expect(JSON.stringify(levers.view())).not.toContain(newProduct.notifications.token);
    expect(levers.clearClaim()).toBe('Nobody claims the location now.');
    expect(levers.view()).toMatchObject({ mdmInfo: null, notifications: { host: 'mdm.other.example' } });
  });

  test('another product retires our users and takes our licences', () => {
    const { levers, location } = scene;
    const keynote = location.asset({ adamId: '361280101', pricingParam: 'STDQ' });
    const pages = location.asset({ adamId: '361280202', pricingParam: 'STDQ' });
    if (keynote === null || pages === null) throw new Error('The seed has changed.');
    const ours = ['vb1.a', 'vb1.b', 'vb1.c'].map((id) => location.addUser(id, null));
    for (const user of ours) for (const app of [keynote, pages]) location.assign(app, user);
    expect(levers.takeOurLicences({ count: 3 })).toContain('took 3 licences back');
    expect(ours.map((user) => location.assignmentsOf(user).length)).toEqual([0, 1, 2]);
    expect(levers.retireOurUsers({ count: 2 })).toContain('retired 2 users');
    expect(ours.map((user) => user.status)).toEqual(['Retired', 'Retired', 'Registered']);
    expect(levers.retireOurUsers({ count: 9 })).toContain('retired 1 user ');
    expect(levers.retireOurUsers({ count: 1, prefix: 'oldmdm-1009' })).toContain('retired 1 user ');
    expect(levers.takeOurLicences({ count: 9 })).toContain('took 0 licences');
  });

  test('the view names the other locations and what can be downloaded', () => {
    const view = scene.levers.view();
    expect(view.otherLocations.map(({ key }) => key)).toEqual(['northwindEducation', 'northwindHarbour', 'personal']);
    expect(view.downloads).toContain('facilitator');
    expect(view.notifications).toEqual({ host: null, types: [], pending: 0, delivered: 0, lost: 0 });
  });
});

describe('phones', () => {
  test('a phone sees licences, products and invitations', () => {
    const { location, world, now } = scene;
    const devices = deviceWindow({ world: () => world, now, origin: () => 'http://apple.example' });
    const user = location.addUser('vb1.emma', 'emma.berg@northwind.example');
    const address = 'http://apple.example/WebObjects/MZFinance.woa/wa/associateVPPUserWithITSAccount';
    const link = `${address}?cc=us&inviteCode=${user.inviteCode}&mt=8`;
    expect(devices.isInvitation(link)).toBe(true);
    for (const foreign of [link.replace('apple.example', 'evil.example'), address, 'nothing'])
      expect(devices.isInvitation(foreign)).toBe(false);
    expect(devices.accept(link.replace('inviteCode=', 'inviteCode=0'), 'emma@me.example')).toBe('unknown');
    expect(devices.accept(link, 'anna.berg@northwind.example')).toBe('taken');
    expect(devices.accept(link, 'emma@me.example')).toBe('accepted');
    expect(devices.accept(link, 'emma@me.example')).toBe('unknown');
    expect(devices.accountHash('Emma@me.example')).toBe(user.idHash);
    const held = location.asset({ ...things, pricingParam: 'STDQ' });
    expect(devices.hasLicence('emma@me.example', things.adamId)).toBe(false);
    if (held !== null) location.assign(held, user);
    expect(devices.hasLicence('Emma@me.example', things.adamId)).toBe(true);
    expect(devices.hasLicence('someone@me.example', things.adamId)).toBe(false);
    expect(devices.product(things.adamId)).toMatchObject({
      name: 'Things 3',
      bundleId: 'com.culturedcode.ThingsiPhone',
      iconUrl: 'http://apple.example/icons/904230707/128x128bb.png',
    });
    expect([devices.product('424381414'), devices.product('1500112015'), devices.product('1')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
