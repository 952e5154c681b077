import { describe, expect, it } from 'vitest';
import { noteTrouble } from '../../../src/licensing/flows/note-answer.js';
import { BINDING, readBinding } from '../../../src/licensing/flows/state.js';
import { mayWrite } from '../../../src/licensing/rules/may-write.js';
import type { TestHouse } from '../../support/core.js';
import { refused, unreachable } from '../../support/core-apple.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { DAY, HOUR, MINUTE, otherProduct } from '../../support/core-samples.js';
import { completeNow, stock, syncState } from '../../support/core-sync.js';

const states = async (house: TestHouse) =>
  (await house.noticesOf('token-trouble', 'channel')).map(
    ({ facts }) => `${facts.state} ${facts.ended?.how ?? 'open'}`,
  );

/** Two hours on, still before the next slot. */
async function later(house: TestHouse): Promise<string[]> {
  house.apple.calls.length = 0;
  house.now += 2 * HOUR;
  return house.ring();
}

describe('between two syncs', () => {
  it('the location is looked at once an hour, and nothing else is asked', async () => {
    const house = await boundHouse(stock);
    house.apple.calls.length = 0;
    for (let minute = 0; minute < 130; minute += 10) {
      house.now += 10 * MINUTE;
      await house.ring();
    }
    expect(house.apple.calls).toEqual(['clientConfig', 'clientConfig']);
    expect((await boundOf(house)).lookedAt).toBeGreaterThan(house.now - HOUR);
    expect(await states(house)).toEqual([]);
  });

  it('a sync counts as a look', async () => {
    const house = await boundHouse(stock);
    house.now += 50 * MINUTE;
    await completeNow(house);
    house.apple.calls.length = 0;
    house.now += 50 * MINUTE;
    await house.ring();
    expect(house.apple.calls).toEqual([]);
  });

  it.each([
    {
      what: 'a take-over',
      change: (house: TestHouse) => {
        house.apple.mdmInfo = otherProduct;
      },
      state: 'in-use-elsewhere',
    },
    {
      what: 'a claim that is gone',
      change: (house: TestHouse) => {
        house.apple.mdmInfo = null;
      },
      state: 'claim-gone',
    },
    {
      what: 'a revoked token',
      change: (house: TestHouse) => {
        house.apple.tokenRefusal = refused('revoked', 9625);
      },
      state: 'revoked',
    },
    {
      what: 'a token that is not recognised',
      change: (house: TestHouse) => {
        house.apple.tokenRefusal = refused('invalid', 9622);
      },
      state: 'invalid',
    },
  ])('$what is found, said once to channel and custodians, and audited', async ({ change, state }) => {
    const house = await boundHouse(stock);
    change(house);
    expect(await later(house)).toContain('looked who manages the location');
    expect(await boundOf(house)).toMatchObject({ tokenState: state, trouble: { state } });
    await later(house);
    expect(await states(house)).toEqual([`${state} open`]);
    expect(await house.noticesOf('token-trouble', 'custodians')).toHaveLength(1);
    expect(await house.audit()).toContain(`system watch-token: ${state}`);
  });

  it('only who manages it is asked while another product does, and its name stays the newest', async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = otherProduct;
    await later(house);
    house.apple.mdmInfo = { id: 'third', name: 'Third Manager', metadata: '' };
    await later(house);
    expect(new Set(house.apple.calls)).toEqual(new Set(['clientConfig']));
    const cards = await house.noticesOf('token-trouble', 'channel');
    expect(cards.map(({ facts }) => facts.heldBy?.name)).toEqual([otherProduct.name, 'Third Manager']);
    expect(new Set(cards.map(({ subject }) => subject)).size).toBe(1);
  });

  it('what is ours again by itself ends the card, and nothing is written before it was read from start to end', async () => {
    const house = await boundHouse(stock);
    const ours = house.apple.mdmInfo;
    house.apple.mdmInfo = otherProduct;
    await later(house);
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'not-ours' });
    house.apple.mdmInfo = ours;
    house.apple.interfere = (call) => (call === 'assets' ? { before: unreachable() } : undefined);
    await later(house);
    expect(await states(house)).toEqual(['in-use-elsewhere open', 'in-use-elsewhere back']);
    expect((await syncState(house)).last).toMatchObject({ trigger: 'take-back', outcome: { result: 'failed' } });
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'no', why: 'awaiting-reading' });
    house.apple.interfere = () => undefined;
    await later(house);
    expect((await syncState(house)).last).toMatchObject({ outcome: { result: 'complete' } });
    expect(mayWrite(await boundOf(house))).toEqual({ result: 'yes' });
  });

  it('a trouble that another one takes the place of ends with it', async () => {
    const house = await boundHouse(stock);
    house.apple.mdmInfo = otherProduct;
    await later(house);
    house.apple.tokenRefusal = refused('revoked', 9625);
    await later(house);
    expect(await states(house)).toEqual(['in-use-elsewhere open', 'in-use-elsewhere replaced', 'revoked open']);
    house.apple.tokenRefusal = null;
    house.apple.mdmInfo = (await boundOf(house)).mdmInfo;
    await later(house);
    expect((await states(house)).at(-1)).toBe('revoked recovered');
    expect(await boundOf(house)).toMatchObject({ tokenState: 'valid', trouble: null, heldBy: null });
  });

  it('an Apple that does not answer is not asked at every ring', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = (call) => (call === 'clientConfig' ? { before: unreachable() } : undefined);
    await later(house);
    for (let minute = 0; minute < 14; minute += 1) {
      house.now += MINUTE;
      await house.ring();
    }
    expect(house.apple.calls).toEqual(['clientConfig']);
    house.now += MINUTE;
    await house.ring();
    expect(house.apple.calls).toHaveLength(2);
    expect(await states(house)).toEqual([]);
  });
});

describe('an answer to any request', () => {
  it('shows a take-over at once', async () => {
    const house = await boundHouse(stock);
    await noteTrouble(house.core, { result: 'in-use-elsewhere', mdmInfo: otherProduct }, 'R');
    expect(await boundOf(house)).toMatchObject({ tokenState: 'in-use-elsewhere', heldBy: otherProduct });
    expect(await states(house)).toEqual(['in-use-elsewhere open']);
  });

  it('that says nothing of the token changes nothing', async () => {
    const house = await boundHouse(stock);
    const before = await boundOf(house);
    for (const trouble of [unreachable(), refused('other', 9603), { result: 'other-location', uId: '4711' } as const]) {
      await noteTrouble(house.core, trouble, 'R');
    }
    expect(await boundOf(house)).toEqual(before);
  });

  it('to another token than the one that is bound now says nothing', async () => {
    const house = await boundHouse(stock);
    const now = await boundOf(house);
    const before = { ...now, token: { ...now.token, fingerprint: 'replaced' } };
    await noteTrouble(house.core, refused('revoked', 9625), 'R', before);
    expect((await boundOf(house)).tokenState).toBe('valid');
  });

  it('in a sync that began with another token neither moves its expiry nor says that it is in trouble', async () => {
    const house = await boundHouse(stock);
    house.apple.tokenExpires = house.now + 3 * DAY;
    const replaced = async () => {
      const { value, revision } = await readBinding(house.core);
      if (value.state !== 'bound') return;
      const token = { ...value.token, fingerprint: 'replaced', expires: house.now + 365 * DAY };
      await house.records.commit({
        expect: [{ kind: 'binding', id: BINDING, revision }],
        put: [{ kind: 'binding', id: BINDING, value: { ...value, token } }],
      });
    };
    let renewal: Promise<void> | null = null;
    house.apple.afterPage = () => {
      renewal ??= replaced();
    };
    await completeNow(house);
    await renewal;
    expect((await boundOf(house)).token).toMatchObject({ fingerprint: 'replaced', expires: house.now + 365 * DAY });
  });
});
