import { describe, expect, it } from 'vitest';
import type { Core } from '../../../src/licensing/flows/core.js';
import { setPaused } from '../../../src/licensing/flows/pause.js';
import { ensureSubscription } from '../../../src/licensing/flows/subscribe.js';
import { expectedSender } from '../../../src/licensing/flows/take-notification.js';
import { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { bind, boundHouse, boundOf } from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { stock } from '../../support/core-sync.js';
import { openHouse, PUBLIC_URL, subscriptionOf } from './notified.js';

const asked = (house: TestHouse) => house.apple.calls.filter((call) => call === 'subscribe').length;

describe('asking Apple for notifications', () => {
  it('happens once a location is bound, with a secret that was stored before, and not again', async () => {
    const house = await openHouse();
    await house.ring();
    const { mdmInfo } = await boundOf(house);
    expect(house.apple.notificationSettings).toEqual({
      url: `${PUBLIC_URL}/apple/notifications/${mdmInfo.id}`,
      bearer: expect.stringMatching(/^secret-/),
      types: ['ASSET_COUNT', 'ASSET_MANAGEMENT', 'USER_MANAGEMENT', 'USER_ASSOCIATED'],
    });
    expect(await subscriptionOf(house)).toMatchObject({ state: 'subscribed', detail: null, nextTry: null });
    expect(await house.stored()).not.toContain(house.apple.notificationSettings?.bearer);
    expect(await house.audit()).toContain('system subscribe: subscribed');
    await house.ring();
    expect(asked(house)).toBe(1);
  });

  it('does not happen without a public address', async () => {
    const house = await boundHouse(stock);
    await house.ring();
    expect(asked(house)).toBe(0);
    expect(await expectedSender(house.core)).toBeNull();
  });

  it('does not happen while outgoing writes are paused, and happens afterwards', async () => {
    const house = new TestHouse({ publicUrl: PUBLIC_URL });
    await bind(house);
    await setPaused(house.core, house.asked('U1'), true);
    await house.ring();
    expect(asked(house)).toBe(0);
    await setPaused(house.core, house.asked('U1'), false);
    await house.ring();
    expect(asked(house)).toBe(1);
  });

  it.each([
    ['subscribe', PUBLIC_URL],
    ['unsubscribe', null],
  ] as const)('does not send %s when the bot is paused after Apple was read', async (call, publicUrl) => {
    const house = await openHouse();
    if (call === 'unsubscribe') await house.ring();
    house.settings = { ...house.settings, publicUrl };
    const { licences } = house.core;
    const core: Core = {
      ...house.core,
      settings: house.settings,
      licences: {
        inspect: (text) => licences.inspect(text),
        location(token, expectation) {
          const location = licences.location(token, expectation);
          const clientConfig = async () => {
            const answer = await location.clientConfig();
            await setPaused(house.core, house.asked('U1'), true);
            return answer;
          };
          return { ...location, clientConfig };
        },
      },
    };
    const before = house.apple.calls.length;
    await ensureSubscription(core, 'R-paused');
    expect(house.apple.calls.slice(before)).toEqual(['clientConfig']);
    await setPaused(house.core, house.asked('U1'), false);
    await house.restart();
    expect(house.apple.calls.slice(before)).toContain(call);
  });

  it('expects the test notification while the request is still open', async () => {
    const house = await openHouse((prepared) => {
      prepared.apple.testNotification = async ({ bearer, url }) => {
        const sender = await expectedSender(prepared.core);
        return sender !== null && bearer === sender.bearer && url.endsWith(`/${sender.installationId}`);
      };
    });
    await house.ring();
    expect(await subscriptionOf(house)).toMatchObject({ state: 'subscribed' });
  });

  it('replaces the address of the product before, so that no warning stands any more', async () => {
    const house = await openHouse(({ apple }) => {
      apple.notificationHost = 'old.example';
      apple.interfere = (call) => (call === 'unsubscribe' ? { before: unreachable() } : undefined);
    });
    expect((await boundOf(house)).foreignNotificationHost).toBe('old.example');
    await house.ring();
    expect((await boundOf(house)).foreignNotificationHost).toBeNull();
  });

  it('that is refused is said, and tried again after an hour, then after longer gaps up to a day', async () => {
    const house = await openHouse(({ apple }) => {
      apple.testNotification = async () => false;
    });
    const tries: number[] = [];
    const from = house.now;
    for (let minute = 0; minute < 4 * 24 * 60; minute += 30) {
      house.now = from + minute * MINUTE;
      const before = asked(house);
      await house.ring();
      if (asked(house) > before) tries.push((house.now - from) / HOUR);
    }
    expect(tries).toEqual([0, 1, 3, 7, 15, 31, 55, 79]);
    expect(await subscriptionOf(house)).toMatchObject({ state: 'refused', errorNumber: 9728, failures: 8 });
    expect(house.troubles).toContain('subscription.not-settled');
    house.apple.testNotification = async () => true;
    house.now += DAY;
    await house.ring();
    expect(await subscriptionOf(house)).toMatchObject({ state: 'subscribed', failures: 0, errorNumber: null });
  });

  it('whose answer is lost is asked again, with the same secret', async () => {
    const house = await openHouse(({ apple }) => {
      apple.interfere = (call, count) => (call === 'subscribe' && count === 1 ? { after: unreachable() } : undefined);
    });
    await house.ring();
    const first = house.apple.notificationSettings?.bearer;
    expect(await subscriptionOf(house)).toMatchObject({ state: 'asking', failures: 1 });
    expect((await expectedSender(house.core))?.bearer).toBe(first);
    house.now += HOUR;
    await house.ring();
    expect(house.apple.notificationSettings?.bearer).toBe(first);
    expect(await subscriptionOf(house)).toMatchObject({ state: 'subscribed' });
  });

  it('is not believed before Apple shows our address', async () => {
    const house = await openHouse(({ apple }) => {
      apple.stubbornWebhook = true;
    });
    await house.ring();
    expect(await subscriptionOf(house)).toMatchObject({
      state: 'asking',
      detail: 'Apple shows another address than the one it took',
    });
  });

  it('that shows a token to be revoked makes that known, as any other answer would', async () => {
    const house = await openHouse();
    house.apple.tokenRefusal = refused('revoked', 9625);
    await house.ring();
    expect((await boundOf(house)).tokenState).toBe('revoked');
    expect(asked(house)).toBe(0);
    house.now += DAY;
    await house.ring();
    expect(asked(house)).toBe(0);
  });
});

describe('after that', () => {
  it('another address in the configuration is asked for at once, with another secret', async () => {
    const house = await openHouse();
    await house.ring();
    const before = house.apple.notificationSettings?.bearer;
    house.settings = { ...house.settings, publicUrl: 'https://other.northwind.example/vpp' };
    await house.restart();
    expect(house.apple.notificationSettings).toMatchObject({
      url: expect.stringMatching(/^https:\/\/other\.northwind\.example\/vpp\/apple\/notifications\//),
    });
    expect(house.apple.notificationSettings?.bearer).not.toBe(before);
  });

  it('an address that somebody else put in place of ours is found within a day', async () => {
    const house = await openHouse();
    await house.ring();
    house.apple.notificationHost = 'other.example';
    const before = house.apple.notificationSettings?.bearer;
    house.now += DAY;
    await house.ring();
    await house.ring();
    expect(house.apple.notificationHost).toBe(new URL(PUBLIC_URL).host);
    expect(house.apple.notificationSettings?.bearer).not.toBe(before);
    expect(asked(house)).toBe(2);
  });

  it('an address that is taken out of the configuration is given up at Apple, once', async () => {
    const house = await openHouse();
    await house.ring();
    house.settings = { ...house.settings, publicUrl: null };
    const before = house.apple.calls.length;
    await house.restart();
    expect(house.apple.notificationSettings).toBeNull();
    expect(await subscriptionOf(house)).toBeNull();
    await house.ring();
    expect(house.apple.calls.slice(before).filter((call) => call === 'unsubscribe')).toHaveLength(1);
    expect(await house.audit()).toContain('system subscribe: ended');
  });

  it('an Apple that does not answer to that is told again later', async () => {
    const house = await openHouse();
    await house.ring();
    house.settings = { ...house.settings, publicUrl: null };
    house.apple.interfere = (call) => (call === 'unsubscribe' ? { before: unreachable() } : undefined);
    await house.restart();
    expect(await subscriptionOf(house)).toMatchObject({ failures: 1 });
    house.apple.interfere = () => undefined;
    house.now += HOUR;
    await house.ring();
    expect(await subscriptionOf(house)).toBeNull();
  });

  it('another product that took the location keeps its own notifications', async () => {
    const house = await openHouse();
    await house.ring();
    house.apple.mdmInfo = otherProduct;
    house.apple.notificationHost = 'other.example';
    house.settings = { ...house.settings, publicUrl: null };
    const before = house.apple.calls.length;
    await house.restart();
    expect(house.apple.calls.slice(before)).not.toContain('unsubscribe');
    expect((await boundOf(house)).tokenState).toBe('in-use-elsewhere');
  });

  it('another address in the configuration replaces nothing of a product that took the location', async () => {
    const house = await openHouse();
    await house.ring();
    house.apple.mdmInfo = otherProduct;
    house.apple.notificationHost = 'other.example';
    house.settings = { ...house.settings, publicUrl: 'https://new.northwind.example' };
    await house.restart();
    expect(house.apple.notificationHost).toBe('other.example');
    expect(asked(house)).toBe(1);
  });

  it('an address of somebody else is left alone when ours is taken out of the configuration', async () => {
    const house = await openHouse();
    await house.ring();
    house.apple.notificationHost = 'other.example';
    house.settings = { ...house.settings, publicUrl: null };
    await house.restart();
    expect(house.apple.notificationHost).toBe('other.example');
    expect(await subscriptionOf(house)).toBeNull();
  });
});
