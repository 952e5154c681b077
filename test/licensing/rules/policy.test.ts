import { describe, expect, it } from 'vitest';
import { type Act, type Exclusion, mayAct, type Role, rolesFor } from '../../../src/licensing/rules/policy.js';

/** Who may do what, written down a second time on purpose: a right that changes has to change here too. */
const expected: Record<Act, Record<Role, boolean>> = {
  bind: { viewer: false, operator: false, approver: false, custodian: true },
  'confirm-binding': { viewer: false, operator: false, approver: false, custodian: true },
  renew: { viewer: false, operator: false, approver: false, custodian: true },
  'acknowledge-warning': { viewer: false, operator: false, approver: false, custodian: true },
  'take-back': { viewer: false, operator: false, approver: false, custodian: true },
  'clean-up': { viewer: false, operator: false, approver: false, custodian: true },
  decommission: { viewer: false, operator: false, approver: false, custodian: true },
  export: { viewer: false, operator: false, approver: false, custodian: true },
  'hand-over-sign-in': { viewer: false, operator: false, approver: false, custodian: true },
  doctor: { viewer: false, operator: false, approver: false, custodian: true },
  'view-token': { viewer: true, operator: true, approver: true, custodian: true },
  sync: { viewer: false, operator: true, approver: true, custodian: true },
  'view-apps': { viewer: true, operator: true, approver: true, custodian: true },
  'request-deployment': { viewer: false, operator: true, approver: true, custodian: true },
  'approve-deployment': { viewer: false, operator: false, approver: true, custodian: false },
  'change-deployment': { viewer: false, operator: true, approver: true, custodian: true },
  'view-deployments': { viewer: true, operator: true, approver: true, custodian: true },
  'view-people': { viewer: true, operator: true, approver: true, custodian: true },
  'export-lists': { viewer: false, operator: true, approver: true, custodian: true },
  'release-licences': { viewer: false, operator: true, approver: false, custodian: true },
  'override-removal': { viewer: false, operator: false, approver: false, custodian: true },
  'retire-user': { viewer: false, operator: true, approver: false, custodian: true },
  'snooze-alert': { viewer: false, operator: true, approver: true, custodian: true },
  'view-devices': { viewer: true, operator: true, approver: true, custodian: true },
  'manage-devices': { viewer: false, operator: true, approver: false, custodian: true },
  'retry-install': { viewer: false, operator: true, approver: true, custodian: true },
  'answer-interference': { viewer: false, operator: false, approver: false, custodian: true },
  'view-audit': { viewer: false, operator: false, approver: true, custodian: true },
  pause: { viewer: false, operator: false, approver: true, custodian: true },
  resume: { viewer: false, operator: false, approver: false, custodian: true },
};

const acts: readonly Act[] = [
  'bind',
  'confirm-binding',
  'renew',
  'acknowledge-warning',
  'take-back',
  'clean-up',
  'decommission',
  'export',
  'hand-over-sign-in',
  'doctor',
  'view-token',
  'sync',
  'view-apps',
  'request-deployment',
  'approve-deployment',
  'change-deployment',
  'view-deployments',
  'view-people',
  'export-lists',
  'release-licences',
  'override-removal',
  'retire-user',
  'snooze-alert',
  'view-devices',
  'manage-devices',
  'retry-install',
  'answer-interference',
  'view-audit',
  'pause',
  'resume',
];
const roles: readonly Role[] = ['viewer', 'operator', 'approver', 'custodian'];
const exclusions: readonly Exclusion[] = [
  'unknown',
  'deactivated',
  'bot',
  'guest',
  'stranger',
  'other-team',
  'cannot-check',
];

const member = (held: readonly Role[]) =>
  ({ result: 'member', userId: 'U1', name: 'Ada', timeZone: null, roles: held }) as const;

describe('mayAct', () => {
  it('is decided here for every act there is', () => {
    expect([...acts].sort()).toEqual(Object.keys(rolesFor).sort());
  });

  it.each(acts.flatMap((act) => roles.map((role) => ({ act, role, may: expected[act][role] }))))(
    'a $role may $act: $may',
    ({ act, role, may }) => {
      expect(mayAct(member([role]), act).result).toBe(may ? 'allowed' : 'not-allowed');
    },
  );

  it.each(acts)('%s needs a role at all, and the answer names those that are enough', (act) => {
    expect(mayAct(member([]), act)).toEqual({
      result: 'not-allowed',
      reason: 'no-role',
      needs: roles.filter((role) => expected[act][role]),
    });
  });

  it.each(acts)('%s is allowed when one of several roles is enough', (act) => {
    expect(mayAct(member(['viewer', 'approver', 'custodian']), act)).toEqual({ result: 'allowed' });
  });

  it.each(acts.flatMap((act) => exclusions.map((reason) => ({ act, reason }))))(
    '$act is refused to somebody who is $reason',
    ({ act, reason }) => {
      expect(mayAct({ result: 'excluded', userId: 'U1', reason }, act)).toMatchObject({
        result: 'not-allowed',
        reason,
      });
    },
  );
});
