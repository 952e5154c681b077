import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acknowledgeWarning } from '../../../src/licensing/flows/acknowledge-warning.js';
import { warnAboutExpiry } from '../../../src/licensing/flows/warn-about-expiry.js';
import type { Audience } from '../../../src/licensing/rules/audience.js';
import type { TokenState } from '../../../src/licensing/rules/binding.js';
import { warningDays } from '../../../src/licensing/rules/expiry.js';
import { TestHouse } from '../../support/core.js';
import { bind, boundOf } from '../../support/core-ceremony.js';
import { DAY, HOUR } from '../../support/core-samples.js';

const KEY = 'fp-0';

/** A bound house whose token has this many days left. */
async function withDaysLeft(days: number): Promise<TestHouse> {
  const house = new TestHouse();
  await bind(house);
  await leave(house, days);
  return house;
}

async function leave(house: TestHouse, days: number): Promise<void> {
  house.now = (await boundOf(house)).token.expires - days * DAY - HOUR;
}

const warn = (house: TestHouse) => warnAboutExpiry(house.core, house.core.ids.reference());
const acknowledge = (house: TestHouse, actor: string, key: string) =>
  acknowledgeWarning(house.core, house.asked(actor), key);
const named = (audience: Audience): string => (audience.to === 'person' ? audience.userId : audience.to);
const sent = async (house: TestHouse) =>
  (await house.noticesOf('token-warning')).map(({ facts, audience }) => `${facts.step} ${named(audience)}`);

async function setState(house: TestHouse, tokenState: TokenState): Promise<void> {
  const bound = await boundOf(house);
  await house.records.commit({ put: [{ kind: 'binding', id: 'location', value: { ...bound, tokenState } }] });
}

async function downTheLadder(house: TestHouse, acknowledgedAt: readonly number[]): Promise<string[]> {
  for (const step of warningDays) {
    await leave(house, step);
    await warn(house);
    if (acknowledgedAt.includes(step)) await acknowledge(house, 'U2', `${KEY}:${step}`);
  }
  const first = (await house.noticesOf('token-warning')).filter(({ facts }) => facts.acknowledged === null);
  return first.map(({ facts, audience }) => `${facts.step} ${named(audience)}`);
}

describe('the ladder of warnings', () => {
  it('leads from whoever imported the token to everybody, when nobody says a word', async () => {
    const house = await withDaysLeft(100);
    expect(await downTheLadder(house, [])).toEqual([
      '60 U1',
      '30 U1',
      '14 U1',
      '7 channel',
      '7 U1',
      '3 channel',
      '3 custodians',
      '1 channel',
      '1 custodians',
      '0 channel',
      '0 custodians',
    ]);
  });

  it('stays with whoever takes care of it, until the channel has to know', async () => {
    const house = await withDaysLeft(100);
    expect(await downTheLadder(house, [14, 7, 3, 1])).toEqual([
      '60 U1',
      '30 U1',
      '14 U1',
      '7 U2',
      '3 channel',
      '3 U2',
      '1 channel',
      '1 U2',
      '0 channel',
      '0 custodians',
    ]);
  });

  it('begins with the smallest step that was reached, and covers the others', async () => {
    const house = await withDaysLeft(5);
    await warn(house);
    await warn(house);
    expect(await sent(house)).toEqual(['7 channel', '7 U1']);
    await leave(house, 40);
    await warn(house);
    expect(await sent(house)).toHaveLength(2);
  });

  it.each(['read-only', 'in-use-elsewhere', 'claim-gone', 'unreachable'] as const)(
    'goes on while the token is %s',
    async (state) => {
      const house = await withDaysLeft(13);
      await setState(house, state);
      await warn(house);
      expect(await sent(house)).toEqual(['14 U1']);
    },
  );

  it.each(['expired', 'revoked', 'invalid'] as const)('is silent while the token is %s', async (state) => {
    const house = await withDaysLeft(13);
    await setState(house, state);
    await warn(house);
    expect(await sent(house)).toEqual([]);
  });

  it('sends each step to the store at most once, whatever the clock does, and once each in order', async () => {
    const path = fc.array(fc.tuple(fc.integer({ min: -2, max: 70 }), fc.boolean()), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(path, async (readings) => {
        const house = await withDaysLeft(100);
        for (const [days, press] of readings) {
          await leave(house, days);
          await Promise.all([warn(house), warn(house)]);
          const newest = (await house.noticesOf('token-warning')).at(-1);
          if (press && newest !== undefined) await acknowledge(house, 'U3', `${KEY}:${newest.facts.step}`);
        }
        const warned = (await house.audit()).filter((line) => line === 'system warn-about-expiry: warned');
        const steps = new Set((await house.noticesOf('token-warning')).map(({ facts }) => facts.step));
        expect(warned).toHaveLength(steps.size);
      }),
      { numRuns: 25 },
    );
  });
});

describe('“I take care of it”', () => {
  it('names the person and the time on every copy', async () => {
    const house = await withDaysLeft(6);
    await warn(house);
    expect(await acknowledge(house, 'U2', `${KEY}:7`)).toEqual({ result: 'acknowledged' });
    const copies = (await house.noticesOf('token-warning')).slice(-2);
    expect(copies.map(({ audience }) => named(audience))).toEqual(['channel', 'U1']);
    for (const { facts } of copies) expect(facts.acknowledged).toEqual({ by: 'U2', at: house.now });
    expect(new Set((await house.noticesOf('token-warning')).map(({ subject }) => subject)).size).toBe(1);
    expect(await house.audit()).toContain('U2 acknowledge-warning: acknowledged');
  });

  it('is said by the first one only; who comes second hears who that was', async () => {
    const house = await withDaysLeft(6);
    await warn(house);
    const at = house.now;
    const both = await Promise.all([acknowledge(house, 'U2', `${KEY}:7`), acknowledge(house, 'U3', `${KEY}:7`)]);
    expect(both).toEqual([{ result: 'acknowledged' }, { result: 'already', by: 'U2', at, mine: false }]);
    expect(await acknowledge(house, 'U2', `${KEY}:7`)).toEqual({ result: 'already', by: 'U2', at, mine: true });
  });

  it.each(['APPROVER', 'OPERATOR', 'EMPLOYEE', 'STRANGER'])('is not for %s', async (actor) => {
    const house = await withDaysLeft(6);
    await warn(house);
    expect(await acknowledge(house, actor, `${KEY}:7`)).toMatchObject({ result: 'not-allowed' });
    expect((await house.noticesOf('token-warning')).every(({ facts }) => facts.acknowledged === null)).toBe(true);
  });

  it.each([`${KEY}:14`, `${KEY}:8`, 'fp-9:7', ''])(
    'means nothing for a warning that never went out (%s)',
    async (key) => {
      const house = await withDaysLeft(6);
      await warn(house);
      expect(await acknowledge(house, 'U2', key)).toEqual({ result: 'over' });
    },
  );
});
