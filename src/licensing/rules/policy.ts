/** What somebody may be. Nobody is in by default; a custodian looks after the token and the binding. */
export type Role = 'viewer' | 'operator' | 'approver' | 'custodian';

/** Everything that needs a right. */
export type Act =
  | 'bind'
  | 'confirm-binding'
  | 'renew'
  | 'acknowledge-warning'
  | 'take-back'
  | 'clean-up'
  | 'decommission'
  | 'export'
  | 'hand-over-sign-in'
  | 'doctor'
  | 'view-token'
  | 'sync'
  | 'view-apps'
  | 'request-deployment'
  | 'approve-deployment'
  | 'change-deployment'
  | 'view-deployments'
  | 'view-people'
  | 'export-lists'
  | 'release-licences'
  | 'override-removal'
  | 'retire-user'
  | 'snooze-alert'
  | 'view-devices'
  | 'manage-devices'
  | 'retry-install'
  | 'answer-interference'
  | 'view-audit'
  | 'pause'
  | 'resume';

/** Who may do what. A custodian is no approver and an approver no custodian unless named as both. */
export const rolesFor = {
  bind: ['custodian'],
  'confirm-binding': ['custodian'],
  renew: ['custodian'],
  'acknowledge-warning': ['custodian'],
  'take-back': ['custodian'],
  'clean-up': ['custodian'],
  decommission: ['custodian'],
  export: ['custodian'],
  'hand-over-sign-in': ['custodian'],
  doctor: ['custodian'],
  'view-token': ['viewer', 'operator', 'approver', 'custodian'],
  sync: ['operator', 'approver', 'custodian'],
  'view-apps': ['viewer', 'operator', 'approver', 'custodian'],
  'request-deployment': ['operator', 'approver', 'custodian'],
  'approve-deployment': ['approver'],
  'change-deployment': ['operator', 'approver', 'custodian'],
  'view-deployments': ['viewer', 'operator', 'approver', 'custodian'],
  'view-people': ['viewer', 'operator', 'approver', 'custodian'],
  'export-lists': ['operator', 'approver', 'custodian'],
  'release-licences': ['operator', 'custodian'],
  'override-removal': ['custodian'],
  'retire-user': ['operator', 'custodian'],
  'snooze-alert': ['operator', 'approver', 'custodian'],
  'view-devices': ['viewer', 'operator', 'approver', 'custodian'],
  'manage-devices': ['operator', 'custodian'],
  'retry-install': ['operator', 'approver', 'custodian'],
  'answer-interference': ['custodian'],
  'view-audit': ['approver', 'custodian'],
  pause: ['approver', 'custodian'],
  resume: ['custodian'],
} satisfies Record<Act, readonly Role[]>;

/** Why somebody is refused whatever their roles. */
export type Exclusion = 'unknown' | 'deactivated' | 'bot' | 'guest' | 'stranger' | 'other-team' | 'cannot-check';

/** What the directory says of somebody at this moment, asked fresh for the person who clicks. */
export type Standing =
  | { result: 'member'; userId: string; name: string; timeZone: string | null; roles: readonly Role[] }
  | { result: 'excluded'; userId: string; reason: Exclusion };

/** A refusal with the roles that would be allowed, so that the person can be told whom to ask. */
export interface NotAllowed {
  result: 'not-allowed';
  reason: Exclusion | 'no-role';
  needs: readonly Role[];
}

/** Whether this person may do that now; fails closed. */
export function mayAct(standing: Standing, act: Act): { result: 'allowed' } | NotAllowed {
  const needs: readonly Role[] = rolesFor[act];
  if (standing.result === 'excluded') return { result: 'not-allowed', reason: standing.reason, needs };
  if (standing.roles.some((role) => needs.includes(role))) return { result: 'allowed' };
  return { result: 'not-allowed', reason: 'no-role', needs };
}
