import { describe, expect, it, test } from 'vitest';
import {
  type AuditFacts,
  type AuditFilter,
  deploymentIdOf,
  fitsAudit,
  parseAuditQuery,
} from '../../../src/licensing/rules/audit-filter.js';

const zone = 'Europe/Stockholm';

function queryOf(typed: string) {
  const parsed = parseAuditQuery(typed, zone);
  if (parsed.result !== 'query') throw new Error(`not understood: ${parsed.parts.join()}`);
  return parsed.query;
}

describe('what is typed', () => {
  it('chooses by app, person, deployment, act, days and words', () => {
    expect(
      queryOf(
        'Refused  app:Microsoft Word person:<@U7|anna> deployment:d-07 act:Approve from:2026-01-01 to:2026-03-29',
      ),
    ).toEqual({
      app: 'Microsoft Word',
      userId: 'U7',
      deploymentId: 'D-7',
      act: 'approve',
      from: Date.UTC(2025, 11, 31, 23),
      to: Date.UTC(2026, 2, 29, 22),
      words: ['refused'],
    });
  });

  it('may be nothing', () => {
    expect(queryOf('  ')).toEqual({
      ...{ app: null, userId: null, deploymentId: null, act: null, from: null, to: null },
      words: [],
    });
  });

  it('takes quotes around a name', () => {
    expect(queryOf('app:"Microsoft Word"').app).toBe('Microsoft Word');
  });

  it.each([
    ['who:anna', ['who:anna']],
    ['app: from:yesterday', ['app:', 'from:yesterday']],
    ['from:2026-02-30', ['from:2026-02-30']],
    ['person:@anna keynote', ['person:@anna keynote']],
    ['deployment:D-0', ['deployment:D-0']],
    ['constructor:x', ['constructor:x']],
  ])('says which part it does not understand: %s', (typed, parts) => {
    expect(parseAuditQuery(typed, zone)).toEqual({ result: 'not-understood', parts });
  });
});

test.each([
  ['7', 'D-7'],
  ['D-7', 'D-7'],
  ['d-007', 'D-7'],
  [' d7 ', 'D-7'],
  ['0', null],
  ['D-', null],
  ['7x', null],
  ['99999999999', null],
])('the id of a deployment as people type it: %s', (typed, id) => {
  expect(deploymentIdOf(typed)).toBe(id);
});

describe('an entry fits', () => {
  const entry: AuditFacts = {
    at: 1_000,
    actor: 'U1',
    act: 'approve-deployment',
    subject: 'deployment:D-12',
    outcome: 'refused: same-person',
    reference: 'R-7K2M9Q',
    facts: { reason: 'Sales needs it', by: 'U2' },
  };
  const all: AuditFilter = {
    ...{ app: null, userId: null, deploymentId: null, act: null, from: null, to: null, words: [] },
    ...{ keys: null, deploymentIds: [] },
  };
  const fits = (change: Partial<AuditFilter>, of: Partial<AuditFacts> = {}) =>
    fitsAudit({ ...entry, ...of }, { ...all, ...change });

  it('every filter at once', () => {
    expect(fits({})).toBe(true);
    expect(fits({ from: 1_000, to: 1_001, act: 'approve', deploymentId: 'D-12', words: ['sales', 'r-7k'] })).toBe(true);
    expect(fits({ from: 1_001 })).toBe(false);
    expect(fits({ to: 1_000 })).toBe(false);
    expect(fits({ act: 'deny' })).toBe(false);
    expect(fits({ words: ['sales', 'purchasing'] })).toBe(false);
  });

  it('by a whole id only', () => {
    expect(fits({ deploymentId: 'D-1' })).toBe(false);
    expect(fits({ userId: 'U1' })).toBe(true);
    expect(fits({ userId: 'U2' })).toBe(true);
    expect(fits({ userId: 'U' })).toBe(false);
    expect(fits({ userId: 'U9' }, { subject: 'assignment:1.STDQ/U9' })).toBe(true);
    expect(fits({ deploymentId: 'D-3' }, { subject: 'person:U9', facts: { wantedBy: 'D-2, D-3' } })).toBe(true);
  });

  it('by an app in its subject, in a fact, or by its deployments', () => {
    expect(fits({ keys: ['1.STDQ'], deploymentIds: [] })).toBe(false);
    expect(fits({ keys: ['1.STDQ'], deploymentIds: ['D-12'] })).toBe(true);
    expect(fits({ keys: ['1.STDQ'] }, { subject: 'asset:1.STDQ' })).toBe(true);
    expect(fits({ keys: ['1.STDQ'] }, { subject: 'assignment:1.STDQ/U9' })).toBe(true);
    expect(fits({ keys: ['1.STDQ'] }, { subject: 'assignment:11.STDQ/U9' })).toBe(false);
    expect(fits({ keys: ['1.STDQ'] }, { subject: 'location', facts: { key: '1.STDQ' } })).toBe(true);
  });
});
