import { describe, expect, it } from 'vitest';
import { acknowledgeWarning } from '../../../src/licensing/flows/acknowledge-warning.js';
import { discardRenewal } from '../../../src/licensing/flows/end-renewal.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import { renewToken } from '../../../src/licensing/flows/renew-token.js';
import { warnAboutExpiry } from '../../../src/licensing/flows/warn-about-expiry.js';
import type { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, boundOf, TOKEN } from '../../support/core-ceremony.js';
import { NEW_TOKEN, nextFile, openedRenewal, refuseOldToken, renewalOf } from '../../support/core-renewal.js';
import { DAY, HOUR, otherProduct } from '../../support/core-samples.js';
import { stock, syncNow, syncState } from '../../support/core-sync.js';

const using = (house: TestHouse, renewalId: string, actor = 'U1') =>
  renewToken(house.core, house.asked(actor), renewalId);
const warn = (house: TestHouse) => warnAboutExpiry(house.core, house.core.ids.reference());
const troubles = async (house: TestHouse) =>
  (await house.noticesOf('token-trouble')).map(
    ({ audience, facts }) => `${audience.to} ${facts.state}: ${facts.ended?.how ?? 'open'}`,
  );

describe('“Use the new token”', () => {
  it('puts the new token in the place of the old one, says so to everybody, and syncs with it', async () => {
    const house = await boundHouse(stock);
    const before = await boundOf(house);
    const renewalId = await openedRenewal(house);
    house.now += HOUR / 2;
    house.apple.calls.length = 0;
    const expires = house.now - HOUR / 2 + 365 * DAY;
    expect(await using(house, renewalId, 'U2')).toEqual({ result: 'renewed', expires });
    expect(house.apple.calls).toEqual(['clientConfig']);
    const after = await boundOf(house);
    expect(after).toMatchObject({
      token: { name: 'Stockholm 2027', fingerprint: 'fp-1', expires, importedBy: 'U1', importedAt: house.now },
      facts: { uId: before.facts.uId, tokenExpires: expires },
      mdmInfo: before.mdmInfo,
      tokenState: 'valid',
    });
    expect(house.core.secrets.open(after.token.sealed, 'content-token')).toBe(NEW_TOKEN);
    expect(await renewalOf(house)).toBeNull();
    const told = await house.noticesOf('token-renewed');
    expect(told.map(({ audience }) => audience.to)).toEqual(['channel', 'custodians']);
    expect(told[0]?.facts).toMatchObject({
      by: 'U2',
      renewed: { fingerprint: 'fp-0', expires: before.token.expires },
      token: { fingerprint: 'fp-1', expires },
    });
    expect((await house.noticesOf('renewal-card')).at(-1)?.facts.stage).toEqual({
      stage: 'ended',
      end: { result: 'renewed', by: 'U2', at: house.now },
    });
    expect(await house.audit()).toContain('U2 renew-token: renewed');
    expect((await syncState(house)).running?.trigger).toBe('renewal');
    house.background.sync();
    await house.drain();
    expect((await syncState(house)).last).toMatchObject({ trigger: 'renewal', outcome: { result: 'complete' } });
    expect(await house.stored()).not.toContain(NEW_TOKEN);
  });

  it.each([
    ['revoked', 9625],
    ['expired', 9621],
    ['invalid', 9622],
    ['not-allowed', 9637],
  ] as const)('ends the trouble of a token that was %s, with its cards', async (reason, errorNumber) => {
    const house = await boundHouse(stock);
    refuseOldToken(house, refused(reason, errorNumber));
    await syncNow(house);
    const { trouble, tokenState } = await boundOf(house);
    expect(trouble).not.toBeNull();
    const renewalId = await openedRenewal(house);
    await using(house, renewalId);
    house.background.sync();
    await house.drain();
    expect(await boundOf(house)).toMatchObject({ tokenState: 'valid', trouble: null });
    expect(await troubles(house)).toEqual([
      `channel ${tokenState}: open`,
      `custodians ${tokenState}: open`,
      `channel ${tokenState}: renewed`,
      `custodians ${tokenState}: renewed`,
    ]);
    expect(new Set((await house.noticesOf('token-trouble')).map(({ subject }) => subject))).toEqual(
      new Set([trouble?.subject]),
    );
    const now = await readHouse(house.core);
    expect(now.state === 'bound' && now.actions.some(({ kind }) => kind === 'token-state')).toBe(false);
  });

  it('leaves the location to whoever took it: no token changes that', async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = otherProduct;
    await syncNow(house);
    const before = await boundOf(house);
    expect(before.tokenState).toBe('in-use-elsewhere');
    await using(house, await openedRenewal(house));
    const after = await boundOf(house);
    expect(after).toMatchObject({ tokenState: 'in-use-elsewhere', heldBy: otherProduct, trouble: before.trouble });
    expect(after.token.fingerprint).toBe('fp-1');
    expect(house.apple.mdmInfo).toEqual(otherProduct);
  });

  it('ends every warning of the old token, and none follows', async () => {
    const house = await boundHouse(stock);
    const { token } = await boundOf(house);
    house.now = token.expires - 10 * DAY;
    await warn(house);
    house.now = token.expires - 5 * DAY;
    await warn(house);
    const warned = await house.noticesOf('token-warning');
    await using(house, await openedRenewal(house));
    const ended = (await house.noticesOf('token-warning')).slice(warned.length);
    const place = ({ subject, audience }: (typeof warned)[number]) => `${subject} ${audience.to}`;
    expect(ended.map(place).sort()).toEqual(warned.map(place).sort());
    for (const { facts } of ended) {
      expect(facts).toMatchObject({ renewed: { by: 'U1', at: house.now }, token: { fingerprint: 'fp-0' } });
    }
    const key = `fp-0:${warned.at(-1)?.facts.step}`;
    expect(await acknowledgeWarning(house.core, house.asked('U2'), key)).toEqual({ result: 'over' });
    house.now = token.expires - HOUR;
    await house.ring();
    expect(await house.noticesOf('token-warning')).toHaveLength(warned.length + ended.length);
  });

  it('begins the ladder anew for a new token with few days left, at the step that was reached', async () => {
    const house = await boundHouse(stock);
    refuseOldToken(house, refused('revoked', 9625));
    await syncNow(house);
    await using(house, await openedRenewal(house, nextFile(house, 5)));
    await warn(house);
    const warnings = await house.noticesOf('token-warning');
    expect(warnings.map(({ facts }) => `${facts.token.fingerprint} ${facts.step}`)).toEqual(['fp-1 7', 'fp-1 7']);
  });
});

describe('a confirmation that comes to nothing', () => {
  it('is refused to everybody who is no custodian at that moment', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    house.people.set('U1', []);
    expect(await using(house, renewalId)).toMatchObject({ result: 'not-allowed' });
    expect(await renewalOf(house)).not.toBeNull();
  });

  it('is over after the hour, after a discard, and for an unknown renewal', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    expect(await using(house, 'unknown')).toEqual({ result: 'over' });
    house.now += HOUR;
    expect(await using(house, renewalId)).toEqual({ result: 'over' });
    const next = await openedRenewal(house);
    await discardRenewal(house.core, house.asked('U2'), next);
    expect(await using(house, next)).toEqual({ result: 'over' });
    expect((await boundOf(house)).token.fingerprint).toBe('fp-0');
  });

  it('by two at once: one wins, the other hears that it is over', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    const both = await Promise.all([using(house, renewalId), using(house, renewalId, 'U2')]);
    expect(both.map(({ result }) => result).sort()).toEqual(['over', 'renewed']);
    expect(await house.noticesOf('token-renewed', 'channel')).toHaveLength(1);
  });

  it('issues the card again when somebody else manages the location now', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    house.apple.mdmInfo = otherProduct;
    expect(await using(house, renewalId)).toMatchObject({
      result: 'changed',
      what: [expect.stringContaining('Old Manager')],
    });
    expect((await boundOf(house)).token.fingerprint).toBe('fp-0');
    expect((await house.noticesOf('renewal-card')).at(-1)?.facts.stage.stage).toBe('changed');
    expect(await using(house, renewalId)).toMatchObject({ result: 'renewed' });
  });

  it('destroys a token that answers for another location now', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    house.apple.uId = '4711';
    expect(await using(house, renewalId)).toMatchObject({ result: 'dropped' });
    expect(await renewalOf(house)).toBeNull();
    expect((await boundOf(house)).token.fingerprint).toBe('fp-0');
  });

  it('keeps the renewal while Apple does not answer', async () => {
    const house = await boundHouse();
    const renewalId = await openedRenewal(house);
    house.apple.interfere = () => ({ before: unreachable() });
    expect(await using(house, renewalId)).toMatchObject({ result: 'trouble' });
    house.apple.interfere = () => undefined;
    expect(await using(house, renewalId)).toMatchObject({ result: 'renewed' });
  });
});

describe('a sync that runs while the token is renewed', () => {
  it('is done again with the new token, and nothing that Apple said of the old one is kept', async () => {
    const house = await boundHouse(stock);
    refuseOldToken(house, refused('revoked', 9625));
    const renewalId = await openedRenewal(house);
    const { licences } = house.core;
    let renewed = false;
    house.core.licences = {
      inspect: (text) => licences.inspect(text),
      location: (token, expected) => {
        const connection = licences.location(token, expected);
        const clientConfig: typeof connection.clientConfig = async () => {
          const answer = await connection.clientConfig();
          if (token === TOKEN && !renewed) {
            renewed = true;
            await using(house, renewalId);
          }
          return answer;
        };
        return { ...connection, clientConfig };
      },
    };
    const { outcome } = await syncNow(house);
    expect(await boundOf(house)).toMatchObject({ tokenState: 'valid', token: { fingerprint: 'fp-1' } });
    expect(await troubles(house)).toEqual([]);
    expect(outcome.result).toBe('complete');
  });
});
