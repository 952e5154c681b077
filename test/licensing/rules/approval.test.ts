import { describe, expect, it } from 'vitest';
import {
  afterClosing,
  afterRefusal,
  approvalsNeeded,
  askersOf,
  isWorse,
  mayStillApprove,
  newPending,
  nextReminder,
  nextRevision,
  putInForce,
  type Refusal,
  shownRevision,
} from '../../../src/licensing/rules/approval.js';
import type { Arithmetic } from '../../../src/licensing/rules/arithmetic.js';
import type { DeploymentAction, DeploymentAudience } from '../../../src/licensing/rules/deployment.js';
import type { WorkingTime } from '../../../src/licensing/rules/working-time.js';
import { aDeployment, aRevision } from '../../support/core-deployments.js';
import { HOUR } from '../../support/core-samples.js';

const stockholm: WorkingTime = { timeZone: 'Europe/Stockholm', weekend: [6, 0], holidays: ['2026-12-25'] };

function figures(given: Partial<Arithmetic> = {}): Arithmetic {
  return {
    ...{ people: 10, alreadyLicensed: 2, needed: 8, atMost: 8, free: 20, reservedByOthers: 0, awaitingApproval: 0 },
    ...{ balanceAfter: 12, comingBack: 0, toInvite: 0, leftOut: 1, spentForEver: false, contradictions: [], readAt: 0 },
    ...given,
  };
}

describe('whether the world is worse than a card showed', () => {
  const wants = { deploymentId: 'D-2', action: 'uninstall', people: 3, who: ['UANNA1'] } as const;
  it.each<[string, Partial<Arithmetic>, Partial<Arithmetic>, string[]]>([
    ['the same', {}, {}, []],
    ['fewer free, still enough', {}, { free: 8, balanceAfter: 0 }, []],
    ['one too few', {}, { free: 7, balanceAfter: -1 }, ['licences-missing']],
    ['unlimited', {}, { free: null, balanceAfter: null }, []],
    ['short, but it takes none', { needed: 0 }, { needed: 0, free: -3, balanceAfter: -3 }, []],
    ['more needed', {}, { needed: 9 }, ['more-needed']],
    ['more at most', { needed: 0 }, { needed: 0, atMost: 9 }, ['more-needed']],
    ['fewer needed', {}, { needed: 7, atMost: 7 }, []],
    ['more people', {}, { people: 11 }, ['more-people']],
    ['more left out', {}, { leftOut: 2 }, ['more-left-out']],
    ['more to lose it', { comingBack: 2 }, { comingBack: 3 }, ['more-to-remove']],
    ['fewer to lose it', { comingBack: 3 }, { comingBack: 2 }, []],
    ['a new contradiction', {}, { contradictions: [wants] }, ['contradiction']],
    [
      'a larger contradiction',
      { contradictions: [{ ...wants, people: 2 }] },
      { contradictions: [wants] },
      ['contradiction'],
    ],
    [
      'another action in it',
      { contradictions: [{ ...wants, action: 'available' }] },
      { contradictions: [wants] },
      ['contradiction'],
    ],
    ['the same contradiction', { contradictions: [wants] }, { contradictions: [wants] }, []],
    ['one contradiction less', { contradictions: [wants] }, {}, []],
    ['spent for ever', {}, { spentForEver: true }, ['spent-for-ever']],
    [
      'everything',
      {},
      { needed: 21, people: 30, free: 5, balanceAfter: -16 },
      ['licences-missing', 'more-needed', 'more-people'],
    ],
  ])('%s', (_name, shown, now, kinds) => {
    expect(isWorse(figures(shown), figures(now)).map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('how many have to approve', () => {
  const thresholds = { noneBelow: 5, twoFrom: 50, twoForUninstallFrom: 25 };
  const snapshot: DeploymentAudience = { kind: 'snapshot', from: ['people'] };
  const follows = (ceiling: number): DeploymentAudience => ({ kind: 'follows', groupIds: ['S1'], ceiling });
  it.each<[number, DeploymentAction, DeploymentAudience, Partial<Arithmetic>]>([
    [0, 'required', snapshot, { people: 4, alreadyLicensed: 0, needed: 4, atMost: 4 }],
    [1, 'required', snapshot, { people: 5, alreadyLicensed: 0, needed: 5, atMost: 5 }],
    [0, 'required', snapshot, { people: 60, alreadyLicensed: 58, needed: 2, atMost: 2 }],
    [2, 'required', snapshot, { people: 50, alreadyLicensed: 0, needed: 50, atMost: 50 }],
    [1, 'required', snapshot, { people: 1, alreadyLicensed: 0, needed: 1, atMost: 1, spentForEver: true }],
    [0, 'available', snapshot, { people: 4, alreadyLicensed: 0, needed: 0, atMost: 4 }],
    [2, 'available', snapshot, { people: 90, alreadyLicensed: 0, needed: 0, atMost: 90 }],
    [2, 'required', follows(80), { people: 2, alreadyLicensed: 0, needed: 2, atMost: 2 }],
    [0, 'uninstall', snapshot, { people: 4, alreadyLicensed: 4, needed: 0, atMost: 0 }],
    [1, 'uninstall', snapshot, { people: 24, alreadyLicensed: 24, needed: 0, atMost: 0 }],
    [2, 'uninstall', snapshot, { people: 25, alreadyLicensed: 1, needed: 0, atMost: 0 }],
  ])('%i for %s', (count, action, audience, given) => {
    expect(approvalsNeeded({ action, audience }, figures(given), thresholds)).toBe(count);
  });

  it('is one, whatever it takes, as long as nothing else is configured', () => {
    const plain = { noneBelow: 0, twoFrom: null, twoForUninstallFrom: null };
    const nothing = figures({ people: 0, alreadyLicensed: 0, needed: 0, atMost: 0 });
    expect(approvalsNeeded({ action: 'uninstall', audience: snapshot }, nothing, plain)).toBe(1);
    expect(approvalsNeeded({ action: 'required', audience: snapshot }, figures({ atMost: 9_999 }), plain)).toBe(1);
  });
});

describe('the days of a request', () => {
  const asked = (at: string) => newPending(aRevision(), figures(), 1, Date.parse(at), stockholm);
  it.each([
    ['on a Monday', '2026-11-23T09:00:00Z', '2026-11-26T09:00:00Z'],
    ['on a Thursday, over a weekend', '2026-11-26T09:00:00Z', '2026-12-01T09:00:00Z'],
    ['on a Saturday', '2026-11-28T09:00:00Z', '2026-12-02T09:00:00Z'],
    ['before a holiday and a weekend', '2026-12-23T09:00:00Z', '2026-12-29T09:00:00Z'],
    ['over the end of summer time, at the same time on the wall', '2026-10-22T07:00:00Z', '2026-10-27T08:00:00Z'],
    ['over its beginning', '2027-03-26T08:00:00Z', '2027-03-31T07:00:00Z'],
  ])('asked for %s', (_name, at, until) => {
    expect(new Date(asked(at).expiresAt).toISOString()).toBe(new Date(until).toISOString());
  });

  it('are reminded of with growing gaps, never on a free day, and never after the end', () => {
    const at = Date.parse('2026-11-23T08:00:00Z');
    let pending = asked('2026-11-23T08:00:00Z');
    const gaps: number[] = [];
    let before = at;
    for (let due = pending.nextReminderAt; due !== null; ) {
      gaps.push((due - before) / HOUR);
      before = due;
      pending = { ...pending, reminders: pending.reminders + 1 };
      due = nextReminder(pending, due, stockholm);
    }
    expect(gaps).toEqual([4, 24]);
    expect(new Date(asked('2026-11-27T22:00:00Z').nextReminderAt ?? 0).toISOString()).toBe('2026-11-30T02:00:00.000Z');
  });
});

describe('what becomes of a deployment', () => {
  const pending = newPending(aRevision({ number: 2, writtenBy: ['CAROL', 'APPROVER'] }), figures(), 1, 5, stockholm);
  const waiting = aDeployment({ state: 'awaiting-approval', inForce: null, decided: null, applying: null, pending });
  const changing = aDeployment({ pending, applying: null });
  const refusals: Refusal[] = [
    { result: 'denied', by: 'APPROVER', reason: 'No', at: 9, revision: 2 },
    { result: 'expired', at: 9, revision: 2 },
    { result: 'withdrawn', by: 'CAROL', at: 9, revision: 2 },
  ];

  it.each(refusals)('$result: a first request has ended, a change leaves what is in force', (refusal) => {
    expect(afterRefusal(waiting, refusal)).toMatchObject({
      state: refusal.result,
      pending: null,
      endedAt: 9,
      settled: pending,
      applying: null,
    });
    expect(afterRefusal(changing, refusal)).toEqual({ ...changing, pending: null, decided: refusal, settled: pending });
  });

  it('approved: it is active, and its people are written down anew', () => {
    const decision = { result: 'approved', by: ['A'], at: 9, revision: 2 } as const;
    for (const before of [waiting, changing]) {
      const after = putInForce(before, pending, decision);
      expect(after).toMatchObject({
        state: 'active',
        inForce: { number: 2 },
        pending: null,
        applying: { position: 0 },
      });
      expect(nextRevision(after)).toBe(3);
    }
  });

  it('closed: what waited is withdrawn with it', () => {
    expect(afterClosing({ ...changing, stopped: { by: 'X', at: 1 } }, 'CAROL', 9)).toMatchObject({
      ...{ state: 'closed', pending: null, stopped: null, endedAt: 9, endedBy: 'CAROL', applying: { position: 0 } },
      decided: { result: 'withdrawn', by: 'CAROL', revision: 2 },
    });
    expect(afterClosing(aDeployment(), 'CAROL', 9).decided).toMatchObject({ result: 'approved' });
  });

  it('never gives a number twice, even after a refusal', () => {
    expect(nextRevision(waiting)).toBe(3);
    const [denied] = refusals;
    if (denied !== undefined) expect(nextRevision(afterRefusal(changing, denied))).toBe(3);
  });

  it('tells whoever asked first, and whoever asked for the change', () => {
    expect(askersOf(changing)).toEqual(['OPERATOR', 'CAROL']);
    expect(
      askersOf(aDeployment({ pending: { ...pending, revision: aRevision({ writtenBy: ['system', 'ALVA'] }) } })),
    ).toEqual(['OPERATOR']);
    expect(shownRevision(changing)?.number).toBe(2);
    expect(shownRevision(aDeployment())?.number).toBe(1);
  });

  it('leaves only those to approve who did not write it and have not approved', () => {
    const once = { ...pending, approvedBy: [{ by: 'DORA', at: 1 }] };
    expect(mayStillApprove(['APPROVER', 'CAROL', 'DORA', 'EMIL'], once)).toEqual(['EMIL']);
  });
});
