import { describe, expect, it } from 'vitest';
import { type Assignment, type AssignmentState, assignmentTraits } from '../../../src/licensing/rules/assignment.js';
import type { DeploymentAction } from '../../../src/licensing/rules/deployment.js';
import {
  contradictionsOf,
  effectiveIntent,
  type IntentQuestion,
  isToBeOffered,
  nextAssignment,
  takesLicence,
} from '../../../src/licensing/rules/effective-intent.js';
import { anAssignment, KEY } from '../../support/core-deployments.js';
import { HOUR, NOON } from '../../support/core-samples.js';

const now = NOON + HOUR;
const actions = ['required', 'uninstall', 'available'] as const;

function wish(deploymentId: string, action: DeploymentAction) {
  return { deploymentId, action };
}

/** D-1 is written down now. */
function question(assignment: Partial<Assignment> | null, given: Partial<IntentQuestion> = {}): IntentQuestion {
  return {
    ...{ key: KEY, userId: 'A', clientUserId: 'vb1.a', now, notBegun: [], applying: 'D-1', approvedAt: NOON },
    ...{ licence: 'held', revocable: true, wishes: [wish('D-1', 'required')] },
    assignment: assignment === null ? null : anAssignment(assignment),
    ...given,
  };
}

function next(assignment: Partial<Assignment> | null, given: Partial<IntentQuestion> = {}): string {
  const after = nextAssignment(question(assignment, given));
  if (after === null) return 'unchanged';
  const { state, generation, wantedBy, removalBy } = after;
  return [state, generation, ...wantedBy, ...(removalBy === null ? [] : [`removed by ${removalBy}`])].join(' ');
}

const allStates = Object.keys(assignmentTraits).filter((state): state is AssignmentState => state in assignmentTraits);

describe('the effective intent', () => {
  it('is required before uninstall before available, whoever came first', () => {
    for (const one of actions) {
      expect(effectiveIntent([{ action: one }])).toBe(one);
      for (const other of actions) {
        const best = actions.find((action) => action === one || action === other);
        expect(effectiveIntent([{ action: one }, { action: other }])).toBe(best);
      }
    }
    expect(effectiveIntent([])).toBeNull();
  });
});

/** What each intent makes of each state: nobody wanted it before, and no write is open. */
const table: Record<AssignmentState, Record<DeploymentAction | 'none', string>> = {
  reserved: { required: 'reserved 1 D-1', uninstall: 'released 1', available: 'released 1', none: 'released 1' },
  'waiting-for-licences': {
    required: 'reserved 1 D-1',
    uninstall: 'released 1',
    available: 'released 1',
    none: 'released 1',
  },
  licensing: {
    required: 'licensing 1 D-1',
    uninstall: 'licensing 1 removed by D-1',
    available: 'unchanged',
    none: 'unchanged',
  },
  licensed: {
    required: 'licensed 1 D-1',
    uninstall: 'removing 1 removed by D-1',
    available: 'unchanged',
    none: 'unchanged',
  },
  removing: {
    required: 'licensed 1 D-1',
    uninstall: 'removing 1 removed by D-1',
    available: 'unchanged',
    none: 'unchanged',
  },
  releasing: {
    required: 'licensed 1 D-1',
    uninstall: 'releasing 1 removed by D-1',
    available: 'unchanged',
    none: 'unchanged',
  },
  released: { required: 'reserved 2 D-1', uninstall: 'unchanged', available: 'unchanged', none: 'unchanged' },
  failed: { required: 'reserved 2 D-1', uninstall: 'unchanged', available: 'unchanged', none: 'unchanged' },
  rejected: { required: 'reserved 2 D-1', uninstall: 'unchanged', available: 'unchanged', none: 'unchanged' },
  'given-back': { required: 'reserved 2 D-1', uninstall: 'unchanged', available: 'unchanged', none: 'unchanged' },
  lost: { required: 'reserved 2 D-1', uninstall: 'unchanged', available: 'unchanged', none: 'unchanged' },
};

describe('an assignment in any state under any intent', () => {
  const cases = allStates.flatMap((state) =>
    ([...actions, 'none'] as const).map((action) => [state, action, table[state][action]] as const),
  );
  it.each(cases)('%s, %s: %s', (state, action, expected) => {
    const wishes = action === 'none' ? [] : [wish('D-1', action)];
    expect(next({ state, wantedBy: [] }, { wishes })).toBe(expected);
  });

  it.each(allStates)('%s: a second look changes nothing', (state) => {
    for (const wishes of [...actions.map((action) => [wish('D-1', action)]), []]) {
      const first = nextAssignment(question({ state, wantedBy: ['D-0'] }, { wishes, approvedAt: now - 1 }));
      if (first === null) continue;
      expect(nextAssignment(question(first, { wishes, approvedAt: now - 1 }))).toBeNull();
    }
  });

  it.each(allStates)('%s with an open write: nothing is begun or ended beside it', (state) => {
    for (const action of actions) {
      const given = { state, wantedBy: ['D-1'], writeId: 'w1', since: now };
      const after = nextAssignment(question(given, { wishes: [wish('D-1', action)] }));
      if (assignmentTraits[state].moving) expect(after?.state ?? state).toBe(state);
      if (after !== null && assignmentTraits[state].moving) expect(after.writeId).toBe('w1');
    }
  });
});

describe('somebody without an assignment', () => {
  it('gets one from a deployment that requires it, with or without a licence', () => {
    expect(next(null)).toBe('reserved 1 D-1');
    expect(next(null, { licence: 'none' })).toBe('waiting-for-licences 1 D-1');
  });

  it('gets none from anything else', () => {
    for (const action of ['uninstall', 'available'] as const)
      expect(next(null, { wishes: [wish('D-1', action)] })).toBe('unchanged');
    expect(next(null, { wishes: [] })).toBe('unchanged');
    expect(next(null, { wishes: [wish('D-2', 'required'), wish('D-1', 'uninstall')] })).toBe('unchanged');
  });
});

describe('several deployments', () => {
  it('that want the app are all remembered, though only the one that is written down begins something', () => {
    const wishes = [wish('D-0', 'required'), wish('D-1', 'required')];
    expect(next({ state: 'licensed' }, { wishes })).toBe('licensed 1 D-0 D-1');
    expect(next({ state: 'rejected', wantedBy: [] }, { wishes: [wish('D-0', 'required')] })).toBe('unchanged');
    expect(next({ state: 'waiting-for-licences', wantedBy: ['D-0'] }, { wishes: [wish('D-0', 'required')] })).toBe(
      'unchanged',
    );
  });

  it('remove it only when none requires it any more', () => {
    const wishes = [wish('D-0', 'required'), wish('D-1', 'uninstall')];
    expect(next({ state: 'licensed', wantedBy: ['D-0'] }, { wishes })).toBe('unchanged');
    expect(next({ state: 'licensed', wantedBy: ['D-0'] }, { wishes: wishes.slice(1) })).toBe(
      'removing 1 removed by D-1',
    );
  });

  it('remove it although one makes it available, and that want is over', () => {
    const wishes = [wish('D-0', 'available'), wish('D-1', 'uninstall')];
    expect(next({ state: 'licensed', wantedBy: ['D-0'] }, { wishes })).toBe('removing 1 removed by D-1');
    expect(next({ state: 'reserved', wantedBy: ['D-0'] }, { wishes })).toBe('released 1');
  });

  it('keep what somebody installed while it is available', () => {
    const wishes = [wish('D-1', 'available')];
    expect(next({ state: 'reserved', wantedBy: ['D-1'] }, { wishes })).toBe('unchanged');
    expect(next({ state: 'reserved', wantedBy: ['D-0', 'D-1'] }, { wishes })).toBe('reserved 1 D-1');
  });

  it('hand a removal on when the one that began it is over', () => {
    const removing = { state: 'removing', removalBy: 'D-0' } as const;
    expect(next(removing, { wishes: [wish('D-0', 'uninstall'), wish('D-1', 'uninstall')] })).toBe('unchanged');
    expect(next(removing, { wishes: [wish('D-1', 'uninstall')] })).toBe('removing 1 removed by D-1');
    expect(next(removing, { wishes: [] })).toBe('licensed 1');
    expect(next({ ...removing, removalBy: 'person:U1' }, { wishes: [] })).toBe('unchanged');
    expect(next({ ...removing, removalBy: 'person:U1' })).toBe('licensed 1 D-1');
  });

  it('keep what one wanted whose next revision has not begun', () => {
    const given = { wishes: [wish('D-1', 'uninstall')], notBegun: ['D-0'] };
    expect(next({ state: 'licensed', wantedBy: ['D-0'] }, given)).toBe('unchanged');
    expect(next({ state: 'reserved', wantedBy: ['D-0'] }, { ...given, wishes: [] })).toBe('unchanged');
    expect(next({ state: 'removing', removalBy: 'D-0' }, { ...given, wishes: [] })).toBe('unchanged');
  });
});

describe('a want that comes while a licence is taken back', () => {
  it('is remembered for the time after it', () => {
    expect(next({ state: 'releasing', writeId: 'w1', removalBy: 'D-0' })).toBe('releasing 1 D-1');
    expect(next({ state: 'releasing', writeId: null, removalBy: 'D-0' })).toBe('licensed 1 D-1');
  });
});

describe('an uninstall that comes while a licence is given', () => {
  it('is remembered, and taken off when it is over', () => {
    const licensing = { state: 'licensing', writeId: 'w1', wantedBy: ['D-0'] } as const;
    expect(next(licensing, { wishes: [wish('D-1', 'uninstall')] })).toBe('licensing 1 removed by D-1');
    expect(next({ ...licensing, wantedBy: [], removalBy: 'D-1' }, { wishes: [] })).toBe('licensing 1');
  });
});

describe('a licence that Apple never takes back', () => {
  it('stays where it is, and nobody gets a second one', () => {
    const uninstalled = question({ state: 'licensed' }, { wishes: [wish('D-1', 'uninstall')], revocable: false });
    const kept = nextAssignment(uninstalled);
    expect(kept).toMatchObject({ state: 'licensed', reason: 'not-revocable', wantedBy: [] });
    const again = nextAssignment(question(kept, { revocable: false }));
    expect(again).toMatchObject({ state: 'licensed', reason: null, generation: 1, wantedBy: ['D-1'] });
    expect(next({ state: 'failed', reason: 'not-revocable', licensedAt: NOON })).toBe('licensed 1 D-1');
  });
});

describe('what ended', () => {
  it('begins anew once for each approval', () => {
    const ended = { state: 'rejected', wantedBy: ['D-1'] } as const;
    expect(next({ ...ended, since: NOON - 1 })).toBe('reserved 2 D-1');
    expect(next({ ...ended, since: NOON })).toBe('unchanged');
    expect(next({ ...ended, since: now })).toBe('unchanged');
  });

  it('is offered anew in the same way', () => {
    const offered = (assignment: Partial<Assignment> | null) =>
      isToBeOffered(question(assignment, { wishes: [wish('D-1', 'available')] }));
    expect(offered(null)).toBe(true);
    expect(offered({ state: 'released', wantedBy: [], since: now })).toBe(true);
    expect(offered({ state: 'rejected', wantedBy: ['D-1'], since: NOON - 1 })).toBe(true);
    expect(offered({ state: 'rejected', wantedBy: ['D-1'], since: now })).toBe(false);
    for (const state of allStates.filter((one) => assignmentTraits[one].moving || assignmentTraits[one].licensed))
      expect(offered({ state })).toBe(false);
    expect(isToBeOffered(question(null))).toBe(false);
    expect(isToBeOffered(question(null, { wishes: [wish('D-2', 'available')] }))).toBe(false);
  });
});

describe('a licence of the hold', () => {
  it('is taken by whoever is newly reserved, and by nobody else', () => {
    const reserved = anAssignment({ state: 'reserved' });
    expect(takesLicence(null, reserved)).toBe(true);
    expect(takesLicence(anAssignment({ state: 'waiting-for-licences' }), reserved)).toBe(true);
    expect(takesLicence(reserved, reserved)).toBe(false);
    expect(takesLicence(null, anAssignment({ state: 'waiting-for-licences' }))).toBe(false);
    expect(takesLicence(anAssignment({ state: 'removing' }), anAssignment())).toBe(false);
  });
});

describe('contradictions', () => {
  it('are other actions of other deployments for some of the same people', () => {
    const asked = { deploymentId: 'D-1', action: 'required', people: new Set(['A', 'B']) } as const;
    const others = [
      { deploymentId: 'D-1', action: 'uninstall', people: ['A'] },
      { deploymentId: 'D-2', action: 'required', people: ['A'] },
      { deploymentId: 'D-3', action: 'uninstall', people: ['A', 'B', 'C'] },
      { deploymentId: 'D-4', action: 'available', people: ['B'] },
      { deploymentId: 'D-5', action: 'available', people: ['C'] },
    ] as const;
    expect(contradictionsOf(asked, others)).toEqual([
      { deploymentId: 'D-3', action: 'uninstall', people: 2, who: ['A', 'B'] },
      { deploymentId: 'D-4', action: 'available', people: 1, who: ['B'] },
    ]);
  });
});
