import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstRefusal, refused } from '../../../src/sandbox/apple/answers.js';
import { deviceIndex, deviceSerial } from '../../../src/sandbox/apple/devices.js';
import { Faults } from '../../../src/sandbox/apple/faults.js';
import { iconPng } from '../../../src/sandbox/apple/icons.js';
import { RequestRate } from '../../../src/sandbox/apple/rate.js';
import { sameSite } from '../../../src/sandbox/apple/same-site.js';
import { appleSeed } from '../../../src/sandbox/apple/seed.js';
import { changeSwitches, switchesOf } from '../../../src/sandbox/apple/switches.js';
import { appleDate, tokenFile } from '../../../src/sandbox/apple/tokens.js';
import { makeWorld, parseSeed } from '../../../src/sandbox/apple/world.js';

describe('the rate of requests', () => {
  test('never lets more through than the burst and what has flowed in since', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (gaps, burst) => {
        let wire = 0;
        const rate = new RequestRate(() => wire);
        let taken = 0;
        for (const gap of gaps) {
          wire += gap;
          if (rate.take('one', 15, burst)) taken += 1;
        }
        expect(taken).toBeLessThanOrEqual(burst + (wire * 15) / 1000);
        expect(taken).toBeGreaterThanOrEqual(Math.min(gaps.length, burst));
      }),
    );
  });
});

describe('switches', () => {
  test('a change that is wrong changes nothing at all', () => {
    const switches = switchesOf();
    expect(() => changeSwitches(switches, { pageSize: 2, eventOrder: 'sideways' })).toThrow();
    expect(() => changeSwitches(switches, { unheardOf: true })).toThrow();
    expect(switches).toEqual(switchesOf());
  });

  test('one limit can be changed without the others', () => {
    const switches = switchesOf({ limits: { maxUsers: 2 } });
    changeSwitches(switches, { limits: { maxAssets: 1 } });
    expect(switches.limits).toMatchObject({ maxUsers: 2, maxAssets: 1, maxSerialNumbers: 1000 });
    expect(switchesOf().limits.maxUsers).toBe(100);
  });
});

describe('the guard of what people do', () => {
  const origin = 'http://127.0.0.1:4000';
  const asked = (host: string | undefined, from?: string) =>
    sameSite(
      { headers: { ...(host === undefined ? {} : { host }), ...(from === undefined ? {} : { origin: from }) } },
      origin,
    );

  test('takes its own names and no other host or origin', () => {
    expect(asked('127.0.0.1:4000')).toBe(true);
    expect(asked('localhost:4000', 'http://localhost:4000')).toBe(true);
    expect(asked('127.0.0.1:4001')).toBe(false);
    expect(asked('evil.example:4000')).toBe(false);
    expect(asked(undefined)).toBe(false);
    expect(asked('127.0.0.1:4000', 'http://evil.example')).toBe(false);
    expect(asked('127.0.0.1:4000', 'null')).toBe(false);
  });
});

describe('icons', () => {
  test('are PNG pictures of the asked size, one of its own for every product', () => {
    const icon = iconPng('361280101', 64);
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([64, 64]);
    const start = icon.indexOf('IDAT');
    const pixels = inflateSync(icon.subarray(start + 4, start + 4 + icon.readUInt32BE(start - 4)));
    expect(pixels).toHaveLength(64 * 65);
    expect(iconPng('361280101', 64)).toEqual(icon);
    expect(iconPng('361280202', 64)).not.toEqual(icon);
    expect(iconPng('1', 9999).readUInt32BE(16)).toBe(512);
  });
});

describe('tokens', () => {
  test('dates have whole seconds and a numeric offset', () => {
    expect(appleDate(Date.UTC(2030, 10, 8, 22, 33, 22, 999))).toBe('2030-11-08T22:33:22+0000');
  });

  test('a file is one Base64 string of three members', () => {
    const file = tokenFile('secret', Date.UTC(2030, 0, 1), 'Åkeri AB');
    expect(file).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(JSON.parse(Buffer.from(file, 'base64').toString('utf8'))).toEqual({
      token: 'secret',
      expDate: '2030-01-01T00:00:00+0000',
      orgName: 'Åkeri AB',
    });
  });
});

describe('the seed', () => {
  const world = makeWorld(
    parseSeed(appleSeed),
    { switches: switchesOf(), faults: new Faults(), outbox: { put: () => undefined } },
    Date.UTC(2026, 8, 1),
  );
  const { location } = world.main;

  test('has short, exhausted, unlimited, custom and personal apps, and a book in both qualities', () => {
    const assets = location.assets.list;
    const left = assets.map((asset) => location.available(asset));
    expect(left).toContain(0);
    expect(left).toContain(1);
    expect(assets.filter((asset) => asset.unlimited)).toHaveLength(1);
    expect(assets.filter((asset) => asset.product.availability === 'custom')).toHaveLength(1);
    expect(
      assets.filter((asset) => !asset.product.deviceAssignable && asset.product.productType === 'App'),
    ).toHaveLength(1);
    expect(location.assetsOf('1500112015').map((asset) => asset.pricingParam)).toEqual(['STDQ', 'PLUS']);
    expect(left.every((available) => available >= 0)).toBe(true);
  });

  test('has foreign users in every state, and rows that share a clientUserId', () => {
    const users = location.users.list;
    expect(users.every((user) => !user.clientUserId.startsWith('vb'))).toBe(true);
    expect(new Set(users.map((user) => user.status))).toEqual(new Set(['Registered', 'Associated', 'Retired']));
    expect(location.rowsOf('oldmdm-1005').map((user) => user.status)).toEqual(['Retired', 'Associated']);
  });

  test('gives every device its own serial', () => {
    const serials = Array.from({ length: 50_000 }, (_, index) => deviceSerial('main', index));
    expect(new Set(serials).size).toBe(serials.length);
    fc.assert(
      fc.property(fc.nat(2_000_000), (index) => {
        expect(deviceIndex('main', deviceSerial('main', index))).toBe(index);
      }),
    );
    for (const other of ['S1', 'MNX', 'MNX0000QQQ', 'MNX1001QQQ', 'AZX1000QQQ'])
      expect(deviceIndex('main', other)).toBeNull();
  });
});

describe('checks', () => {
  test('stop at the first refusal', () => {
    let asked = 0;
    const passing = () => {
      asked += 1;
      return null;
    };
    expect(firstRefusal([passing, () => refused(9602), passing])).toEqual(refused(9602));
    expect(asked).toBe(1);
  });
});
