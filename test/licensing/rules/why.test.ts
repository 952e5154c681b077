import { describe, expect, it } from 'vitest';
import { type Assignment, type AssignmentState, assignmentTraits } from '../../../src/licensing/rules/assignment.js';
import type { WriteHold } from '../../../src/licensing/rules/may-write.js';
import type { Membership, MembershipProblem, MembershipState } from '../../../src/licensing/rules/membership.js';
import { whyChain } from '../../../src/licensing/rules/why.js';
import type { WhyDeployment, WhyFacts } from '../../../src/licensing/rules/why-facts.js';

const NOW = 1_000_000;

const figures = {
  ...{ totalCount: 10, assignedOurs: 1, assignedForeign: 0, availableCount: 5, reserved: 0, inFlight: 0, waiting: 0 },
  ...{ free: 5, shortBy: 0, suspect: false, unlimited: false, readAt: NOW - 10 },
};

const required: WhyDeployment = {
  ...{ id: 'D-1', state: 'active', askedBy: 'U1', reason: 'Sales', pending: null, leftOut: null, stopped: null },
  ended: null,
  inForce: {
    ...{ action: 'required', since: 1, groupIds: null, startAt: null, applied: true },
    approval: { kind: 'approved', by: ['U2'], at: 1 },
  },
};

function wanting(action: 'required' | 'available' | 'uninstall', change: Partial<WhyDeployment> = {}): WhyDeployment {
  const { inForce } = required;
  return { ...required, inForce: inForce === null ? null : { ...inForce, action }, ...change };
}

function assignment(state: AssignmentState, change: Partial<Assignment> = {}): Assignment {
  return {
    ...{ key: '1.STDQ', userId: 'U9', clientUserId: 'vb1.x', state, since: 5, reason: null, errorNumber: null },
    ...{ generation: 1, wantedBy: ['D-1'], removalBy: null, askedAt: null, writeId: null, licensedAt: null },
    ...{ eventId: null, tries: 0, nextTry: null, ...change },
  };
}

function member(state: MembershipState, change: Partial<Membership> = {}): Membership {
  return {
    ...{ clientUserId: 'vb1.x', state, since: 3, email: null, managedAppleAccount: null, idHash: null },
    ...{ invitation: null, problem: null, errorNumber: null, writeId: null, tries: 0, nextTry: null, ...change },
  };
}

function facts(change: Partial<WhyFacts> = {}): WhyFacts {
  return {
    ...{ now: NOW, userId: 'U9', person: { known: true, kind: 'member', deactivated: false } },
    app: { key: '1.STDQ', name: 'Keynote', gone: false, book: false, revocable: true, figures },
    ...{ deployments: [required], assignment: null, queue: null, write: null, membership: member('associated') },
    ...{ membershipWrite: null, holds: { paused: null, writes: null, cleanliness: 'clean', interferenceSince: null } },
    ...{ devices: null, lacksDevice: false, ...change },
  };
}

const chainOf = (change: Partial<WhyFacts>) => whyChain(facts(change));
const linksOf = (change: Partial<WhyFacts>) => chainOf(change).links.map(({ link }) => link);
const nextOf = (change: Partial<WhyFacts>) => chainOf(change).next.step;

describe('every state of a licence', () => {
  const next = {
    reserved: 'wait-for-apple',
    'waiting-for-licences': 'wait-for-licence',
    licensing: 'wait-for-apple',
    licensed: 'nothing',
    removing: 'confirm-removal',
    releasing: 'wait-for-apple',
    released: 'begin-anew',
    failed: 'begin-anew',
    rejected: 'begin-anew',
    'given-back': 'begin-anew',
    lost: 'begin-anew',
  } as const satisfies Record<AssignmentState, string>;

  const states: readonly AssignmentState[] = [
    ...(['reserved', 'waiting-for-licences', 'licensing', 'licensed', 'removing', 'releasing', 'released'] as const),
    ...(['failed', 'rejected', 'given-back', 'lost'] as const),
  ];

  it('is tried here', () => {
    expect([...states].sort()).toEqual(Object.keys(assignmentTraits).sort());
  });

  it.each(states)('is a fact with a next step: %s', (state) => {
    const { links, next: found } = chainOf({ assignment: assignment(state) });
    expect(links).toContainEqual(expect.objectContaining({ link: 'licence', state, since: 5 }));
    expect(found.step).toBe(next[state]);
  });
});

describe('every state of a membership', () => {
  const next = {
    none: 'wait-for-invitation',
    registering: 'wait-for-invitation',
    registered: 'wait-for-invitation',
    invited: 'accept-terms',
    associated: 'wait-for-apple',
    retired: 'wait-for-invitation',
    left: 'wait-for-invitation',
  } as const satisfies Record<MembershipState, string>;

  it.each([...(['none', 'registering', 'registered', 'invited', 'associated', 'retired', 'left'] as const)])(
    'is a fact with a next step for what is reserved: %s',
    (state) => {
      const { links, next: found } = chainOf({ assignment: assignment('reserved'), membership: member(state) });
      expect(links).toContainEqual(expect.objectContaining({ link: 'terms', state }));
      expect(found.step).toBe(next[state]);
    },
  );

  it.each([
    ...(['other-account', 'duplicate-rows', 'refused', 'retired-elsewhere'] as const satisfies MembershipProblem[]),
  ])('is to be mended: %s', (problem) => {
    const membership = member('registered', { problem, errorNumber: 9641 });
    expect(chainOf({ assignment: assignment('reserved'), membership })).toMatchObject({
      next: { step: 'mend-membership', problem },
    });
    expect(linksOf({ assignment: assignment('reserved'), membership })).toContain('apple-error');
  });

  it('goes on by itself past a problem that the bot works around', () => {
    const membership = member('invited', { problem: 'bad-email' });
    expect(nextOf({ assignment: assignment('reserved'), membership })).toBe('accept-terms');
  });

  it('is no fact where nobody wants the app for the person', () => {
    expect(linksOf({ deployments: [], membership: null })).toEqual(['no-deployment', 'no-licence']);
    expect(linksOf({ membership: null })).toContain('terms');
  });
});

describe('deployments', () => {
  it('may name nobody', () => {
    expect(nextOf({ deployments: [] })).toBe('ask-deployment');
  });

  it('wait for their approval', () => {
    const pending = { action: 'required', requestedAt: 1, expiresAt: 99, missingApprovals: 1 } as const;
    const deployments = [{ ...required, state: 'awaiting-approval', inForce: null, pending } as const];
    expect(chainOf({ deployments }).next).toEqual({ step: 'approve', deploymentId: 'D-1', until: 99 });
  });

  it('leave people out', () => {
    const deployments = [{ ...required, inForce: null, leftOut: 'guest' } as const];
    expect(nextOf({ deployments })).toBe('correct-audience');
  });

  it('begin later', () => {
    const { inForce } = required;
    const deployments = [
      { ...required, inForce: inForce === null ? null : { ...inForce, startAt: NOW + 1, applied: false } },
    ];
    expect(linksOf({ deployments })).toEqual(['deployment', 'starts-later', 'no-licence', 'terms']);
    expect(chainOf({ deployments }).next).toEqual({ step: 'wait-for-start', at: NOW + 1 });
  });

  it('are stopped', () => {
    expect(nextOf({ deployments: [wanting('required', { stopped: { by: 'U1', at: 2 } })] })).toBe('go-on');
  });

  it('have not come to everybody', () => {
    const { inForce } = required;
    const deployments = [{ ...required, inForce: inForce === null ? null : { ...inForce, applied: false } }];
    expect(linksOf({ deployments })).toContain('not-applied');
    expect(nextOf({ deployments })).toBe('wait-for-applying');
  });

  it('contradict each other: required beats uninstall beats available', () => {
    const deployments = [wanting('available'), wanting('uninstall', { id: 'D-2' }), wanting('required', { id: 'D-3' })];
    expect(chainOf({ deployments }).links).toContainEqual({
      ...{ link: 'intent', action: 'required', by: 'D-3', over: ['D-1', 'D-2'] },
    });
    const two = chainOf({ deployments: deployments.slice(0, 2) });
    expect(two.links).toContainEqual({ link: 'intent', action: 'uninstall', by: 'D-2', over: ['D-1'] });
    expect(two.next.step).toBe('nothing');
  });

  it('that have begun come before those that have not', () => {
    const { inForce } = required;
    const later = inForce === null ? null : { ...inForce, startAt: NOW + 1 };
    const deployments = [{ ...required, inForce: later }, wanting('available', { id: 'D-2' })];
    expect(nextOf({ deployments })).toBe('install');
  });

  it('may want nothing any more of somebody with a licence', () => {
    expect(nextOf({ deployments: [], assignment: assignment('licensed') })).toBe('release');
  });

  it('offer an app until somebody presses Install', () => {
    expect(nextOf({ deployments: [wanting('available')] })).toBe('install');
    expect(nextOf({ deployments: [wanting('available')], assignment: assignment('rejected') })).toBe('install');
  });
});

describe('what keeps a licence from moving', () => {
  const reserved = assignment('reserved');

  it.each([...(['intent', 'not-ours', 'token', 'awaiting-reading'] as const satisfies WriteHold[])])(
    'the location: %s',
    (writes) => {
      const { links, next } = chainOf({ assignment: reserved, holds: { ...facts().holds, writes } });
      expect(links).toContainEqual({ link: 'location', why: writes });
      expect(next).toEqual({ step: 'settle-location', why: writes });
    },
  );

  it('nothing is bound', () => {
    expect(nextOf({ assignment: reserved, holds: { ...facts().holds, writes: 'not-bound' } })).toBe('bind');
  });

  it('a pause', () => {
    const holds = { ...facts().holds, paused: { by: 'U1', at: 2 } };
    expect(linksOf({ assignment: reserved, holds })).toContain('paused');
    expect(nextOf({ assignment: reserved, holds })).toBe('resume');
  });

  it('others who change the location', () => {
    expect(nextOf({ assignment: reserved, holds: { ...facts().holds, interferenceSince: 2 } })).toBe(
      'answer-interference',
    );
  });

  it.each(['needed', 'unknown'] as const)('what others made: %s', (cleanliness) => {
    const holds = { ...facts().holds, cleanliness };
    expect(linksOf({ assignment: reserved, holds })).toContain('gate');
    expect(nextOf({ assignment: reserved, holds })).toBe('clean-up');
  });

  it('a waiver lets it go on', () => {
    expect(nextOf({ assignment: reserved, holds: { ...facts().holds, cleanliness: 'waived' } })).toBe('wait-for-apple');
  });

  it('figures that look wrong', () => {
    const app = { ...facts().app, figures: { ...figures, suspect: true } };
    expect(linksOf({ assignment: reserved, app })).toContain('suspect');
    expect(nextOf({ assignment: reserved, app })).toBe('wait-for-second-reading');
  });

  it('nothing of it is said of somebody whose licence rests', () => {
    const holds = { ...facts().holds, paused: { by: 'U1', at: 2 }, writes: 'token' as const };
    expect(linksOf({ assignment: assignment('licensed'), holds })).toEqual(['deployment', 'licence', 'terms']);
  });

  it('too few licences: as many as stand before the person are missing', () => {
    const app = { ...facts().app, figures: { ...figures, free: -2, shortBy: 2 } };
    const { links, next } = chainOf({
      ...{ app, assignment: assignment('waiting-for-licences'), queue: { position: 3, length: 9 } },
    });
    expect(links).toContainEqual({ link: 'queue', place: { position: 3, length: 9 }, free: -2, shortBy: 2 });
    expect(next).toEqual({ step: 'buy-licences', missing: 5 });
  });

  it('no device for it: of a reservation with and without accepted terms, and of a place in the waiting list', () => {
    for (const state of ['associated', 'invited', 'registered'] as const) {
      const given = { assignment: assignment('reserved'), devices: [], lacksDevice: true, membership: member(state) };
      expect(nextOf(given)).toBe('bring-device');
      expect(linksOf(given)).toContain('no-device');
      expect(nextOf({ ...given, lacksDevice: false })).not.toBe('bring-device');
    }
    const waiting = { assignment: assignment('waiting-for-licences'), devices: [], lacksDevice: true };
    expect(nextOf(waiting)).toBe('bring-device');
    const none = { ...facts().app, figures: { ...figures, free: 0 } };
    expect(nextOf({ ...waiting, app: none })).toBe('buy-licences');
  });

  it('a lost answer, and a try that is still to come', () => {
    const write = { act: 'associate', state: 'unknown', sentAt: 1, eventId: 'E', nextLook: 2 } as const;
    expect(nextOf({ assignment: assignment('licensing', { writeId: 'w' }), write })).toBe('wait-for-reading');
    const failing = assignment('reserved', { nextTry: NOW + 5, tries: 2, errorNumber: 9627 });
    expect(chainOf({ assignment: failing }).next).toEqual({ step: 'retry', at: NOW + 5 });
    expect(linksOf({ assignment: failing })).toContain('apple-error');
  });
});

describe('the person and the app', () => {
  it.each([
    { known: false, kind: 'member', deactivated: false },
    { known: true, kind: 'guest', deactivated: false },
    { known: true, kind: 'member', deactivated: true },
  ] as const)('are facts where they are out of the ordinary: %j', (person) => {
    expect(chainOf({ person }).links[0]).toEqual({ link: 'person', ...person });
  });

  it('of a book or an app that is gone', () => {
    expect(linksOf({ app: { ...facts().app, book: true } })).toContain('app');
    expect(linksOf({ app: { ...facts().app, gone: true } })).toContain('app');
  });
});
