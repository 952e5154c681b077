import { describe, expect, it } from 'vitest';
import type { BoundLocation, TokenState } from '../../../src/licensing/rules/binding.js';
import { isOurClaim, judgeRenewal, renewalFacts } from '../../../src/licensing/rules/renewal.js';
import { boundHouse, boundOf } from '../../support/core-ceremony.js';
import { openedRenewal, renewalOf } from '../../support/core-renewal.js';
import { DAY, otherProduct } from '../../support/core-samples.js';

/** What a house is bound to: 300 days are left. */
async function someBinding(tokenState: TokenState = 'valid') {
  const house = await boundHouse();
  return { bound: { ...(await boundOf(house)), tokenState }, now: house.now };
}

const offer = (days: number, bound: BoundLocation, fingerprint = 'new') => ({
  fingerprint,
  expires: bound.token.expires + days * DAY,
});

describe('whether a token may follow', () => {
  it('it may when it lasts longer', async () => {
    const { bound, now } = await someBinding();
    expect(judgeRenewal(bound, offer(1, bound), now)).toBeNull();
  });

  it.each([0, -1, -200])('it may not when it ends %s days after the present one', async (days) => {
    const { bound, now } = await someBinding();
    expect(judgeRenewal(bound, offer(days, bound), now)).toMatchObject({ result: 'older' });
  });

  it.each(['expiring', 'read-only', 'in-use-elsewhere', 'claim-gone'] as const)(
    'nor while the present one is %s: Apple still answers to it',
    async (state) => {
      const { bound, now } = await someBinding(state);
      expect(judgeRenewal(bound, offer(-1, bound), now)).toMatchObject({ result: 'older' });
    },
  );

  it.each(['expired', 'revoked', 'invalid'] as const)('any may once the present one is %s', async (state) => {
    const { bound, now } = await someBinding(state);
    expect(judgeRenewal(bound, offer(-200, bound), now)).toBeNull();
  });

  it('any may once the day of the present one has come, though a take-over hides it', async () => {
    const { bound } = await someBinding('in-use-elsewhere');
    const token = { fingerprint: 'new', expires: bound.token.expires - DAY };
    expect(
      judgeRenewal({ ...bound, token: { ...bound.token, expires: token.expires - DAY } }, token, token.expires - 1),
    ).toBeNull();
  });

  it('the present one may not, dead or alive, and no expired one', async () => {
    const { bound, now } = await someBinding('revoked');
    expect(judgeRenewal(bound, offer(0, bound, bound.token.fingerprint), now)).toEqual({ result: 'same-file' });
    expect(judgeRenewal(bound, { fingerprint: 'new', expires: now }, now)).toEqual({ result: 'expired', expires: now });
  });
});

describe('our claim', () => {
  it('is ours only as we wrote it: neither another’s, nor nobody’s, nor that of a copy of us', async () => {
    const { bound } = await someBinding();
    expect(isOurClaim(bound, bound.mdmInfo)).toBe(true);
    expect(isOurClaim(bound, { ...bound.mdmInfo, metadata: '{"epoch":2}' })).toBe(false);
    expect(isOurClaim(bound, otherProduct)).toBe(false);
    expect(isOurClaim(bound, null)).toBe(false);
  });
});

describe('a renewal as people see it', () => {
  it('shows everything but the sealed token', async () => {
    const house = await boundHouse();
    await openedRenewal(house);
    const renewal = await renewalOf(house);
    if (renewal === null) throw new Error('none is open');
    expect(JSON.stringify(renewal)).toContain('"sealed"');
    expect(JSON.stringify(renewalFacts(renewal))).not.toContain('"sealed"');
  });
});
