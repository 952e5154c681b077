import { describe, expect, it } from 'vitest';
import { beginSync } from '../../../src/licensing/flows/begin-sync.js';
import { confirmFirst, confirmSecond } from '../../../src/licensing/flows/confirm-binding.js';
import { confirmSignIn } from '../../../src/licensing/flows/confirm-sign-in.js';
import { readHouse } from '../../../src/licensing/flows/read-house.js';
import type { House } from '../../../src/licensing/rules/house.js';
import { TestHouse } from '../../support/core.js';
import { unreachable } from '../../support/core-apple.js';
import { aConfirmation, boundHouse, propose, TOKEN } from '../../support/core-ceremony.js';
import { DAY, HOUR } from '../../support/core-samples.js';
import { stock, syncNow } from '../../support/core-sync.js';

async function bound(house: TestHouse): Promise<House & { state: 'bound' }> {
  const now = await readHouse(house.core);
  if (now.state !== 'bound') throw new Error('not bound');
  return now;
}

const gone = (userId: string) => ({ userId, handingOverTo: null, why: 'deactivated' });

/** What others made in `stock` is always there to be cleaned up. */
async function actionsOf(house: TestHouse) {
  const [last, ...before] = [...(await bound(house)).actions].reverse();
  expect(last).toMatchObject({ kind: 'clean-up-needed', users: 1, running: false });
  return before.reverse();
}

const signed = async (house: TestHouse) => {
  for (const actor of ['U1', 'U2']) await confirmSignIn(house.core, house.asked(actor));
};

describe('the house before the binding', () => {
  it('goes through its stages', async () => {
    const house = new TestHouse();
    const stage = async () => {
      const now = await readHouse(house.core);
      return now.state === 'unbound' ? (now.proposal?.stage ?? 'nothing') : now.state;
    };
    expect(await stage()).toBe('nothing');
    const proposalId = await propose(house);
    expect(await stage()).toBe('counting');
    house.background.count(proposalId);
    await house.drain();
    expect(await stage()).toBe('ready');
    await confirmFirst(house.core, house.asked('U1'), proposalId, aConfirmation());
    expect(await stage()).toBe('awaiting-second');
    house.apple.interfere = (call) => (call === 'claim' ? { before: unreachable() } : undefined);
    await confirmSecond(house.core, house.asked('U2'), proposalId);
    expect(await stage()).toBe('claiming');
    house.apple.interfere = () => undefined;
    await house.ring();
    expect(await stage()).toBe('bound');
  });
});

describe('the house that is bound', () => {
  it('says when it last synced, when the next one is, and what the token is', async () => {
    const house = await boundHouse(stock);
    expect(await bound(house)).toMatchObject({
      location: { uId: '2049025000431439', locationName: 'Northwind Stockholm' },
      boundAt: house.now,
      token: { name: 'Stockholm 2026', appleAccount: 'vpp@northwind.example', daysLeft: 300, state: 'valid' },
      lastComplete: { trigger: 'binding' },
      syncing: false,
      nextSync: Date.parse('2026-11-22T17:00:00Z'),
      paused: false,
    });
  });

  it('shows no secret', async () => {
    const house = await boundHouse(stock);
    const text = JSON.stringify(await bound(house));
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain('sealed');
  });

  it('knows that a sync runs', async () => {
    const house = await boundHouse(stock);
    await beginSync(house.core, { trigger: 'person', slot: null, startedBy: 'U1', reference: 'R' });
    expect((await bound(house)).syncing).toBe(true);
  });

  it('asks for nothing when all is well', async () => {
    const house = await boundHouse(stock);
    await signed(house);
    expect(await actionsOf(house)).toEqual([]);
  });

  const cases: { what: string; make: (house: TestHouse) => unknown; actions: object[] }[] = [
    {
      what: 'a token in its last month',
      make: (house) => {
        house.now += 280 * DAY + HOUR;
      },
      actions: [{ kind: 'token-expiring', daysLeft: 19 }],
    },
    {
      what: 'a token whose day has come',
      make: (house) => {
        house.now += 301 * DAY;
      },
      actions: [{ kind: 'token-state', state: 'expired' }],
    },
    {
      what: 'one of the two people deactivated',
      make: (house) => house.people.set('U2', 'deactivated'),
      actions: [{ kind: 'sign-in-too-few', active: 1, gaps: [gone('U2')] }],
    },
    {
      what: 'both of them gone, of whom one had brought the token',
      make: (house) => {
        house.people.set('U1', 'unknown');
        house.people.set('U2', 'deactivated');
      },
      actions: [
        { kind: 'sign-in-too-few', active: 0, gaps: [gone('U1'), gone('U2')] },
        { kind: 'token-owner-gone', userId: 'U1' },
      ],
    },
    {
      what: 'a sync that failed',
      make: async (house) => {
        house.apple.interfere = () => ({ before: unreachable() });
        await syncNow(house);
      },
      actions: [{ kind: 'sync-failed', since: expect.any(Number) }],
    },
    {
      what: 'an app without licences left',
      make: async (house) => {
        house.apple.buy('8', 0, { assignedCount: 4, totalCount: 4 });
        await syncNow(house);
      },
      actions: [{ kind: 'apps-need-licences', count: 1 }],
    },
  ];
  it.each(cases)('asks to act on $what', async ({ make, actions }) => {
    const house = await boundHouse(stock);
    await signed(house);
    await make(house);
    expect(await actionsOf(house)).toEqual(actions);
  });

  it('shows the token as unreachable while the last sync could not reach Apple, and as valid after the next one', async () => {
    const house = await boundHouse(stock);
    house.apple.interfere = () => ({ before: unreachable() });
    await syncNow(house);
    expect((await bound(house)).token.state).toBe('unreachable');
    house.apple.interfere = () => undefined;
    await syncNow(house);
    expect((await bound(house)).token.state).toBe('valid');
  });

  it('asks for those two who have not confirmed yet', async () => {
    const house = await boundHouse(stock);
    await confirmSignIn(house.core, house.asked('U1'));
    expect(await actionsOf(house)).toEqual([
      { kind: 'sign-in-too-few', active: 2, gaps: [{ userId: 'U2', handingOverTo: null, why: 'never-confirmed' }] },
    ]);
  });

  it('calls nobody deactivated whom it cannot check just now', async () => {
    const house = await boundHouse(stock);
    await signed(house);
    house.people.set('U2', 'cannot-check');
    expect(await actionsOf(house)).toEqual([]);
  });

  it('of the summary is the house after the sync, not before it', async () => {
    const house = await boundHouse(stock);
    const [summary] = await house.noticesOf('sync-summary');
    expect(summary?.facts.house).toMatchObject({
      state: 'bound',
      syncing: false,
      lastComplete: { id: summary?.facts.report.id },
    });
  });
});
