import type { Installation } from '../rules/installation.js';
import { type NotRetried, retriedInstallation } from '../rules/installation-retry.js';
import type { NotAllowed } from '../rules/policy.js';
import { readAssignment } from './assignments.js';
import { type Asked, type Core, permit, permitMember } from './core.js';
import { eligibilityOn, type InstallationPass, installationPass, wantedBy } from './installation-pass.js';
import { changeInstallation, readInstallation, type StoredInstallation } from './installations.js';
import { entryOf, refusing } from './refused-clicks.js';

export type RetryOutcome =
  | NotAllowed
  /** It is another person's, and needs a role. */
  | { result: 'not-yours' }
  | NotRetried
  | { result: 'retried' };

const ACT = 'retry-install';

/** `pass`: what is read once for many that are begun again together. */
export interface RetryHow {
  takeOver: boolean;
  pass?: InstallationPass;
}

/** Begins one installation again: by whoever looks after deployments, or by the person for their own. */
export async function retryInstallation(
  core: Core,
  asked: Asked,
  installationId: string,
  how: RetryHow,
): Promise<RetryOutcome> {
  const subject = `installation:${installationId}`;
  const refusal = await installationRefusal(core, asked, installationId);
  if (refusal !== null) return refusing(core, asked, ACT, subject, refusal);
  const stored = await readInstallation(core, installationId);
  if (stored === null) return refusing(core, asked, ACT, subject, { result: 'unknown' });
  const outcome = await retry(how.pass ?? (await installationPass(core)), asked, stored, how.takeOver);
  if (outcome === 'conflict') return retryInstallation(core, asked, installationId, { takeOver: how.takeOver });
  return outcome.result === 'retried' ? outcome : refusing(core, asked, ACT, subjectOf(stored.value), outcome);
}

/** Why somebody may not act on an installation; `null` = they may. Somebody without a role may act on their own. */
export async function installationRefusal(
  core: Core,
  asked: Asked,
  id: string,
): Promise<NotAllowed | { result: 'not-yours' } | null> {
  const [, userId] = id.split('/');
  const own = await permitMember(core, asked.actor);
  if (own.result === 'not-allowed') return own;
  if (userId === asked.actor) return null;
  const permission = await permit(core, asked.actor, ACT);
  if (permission.result === 'allowed') return null;
  return permission.reason === 'no-role' ? { result: 'not-yours' } : permission;
}

async function retry(
  pass: InstallationPass,
  asked: Asked,
  stored: StoredInstallation,
  takeOver: boolean,
): Promise<NotRetried | { result: 'retried' } | 'conflict'> {
  const { core, now } = pass;
  const { key, userId, enrolmentId, state, reason, rounds } = stored.value;
  const assignment = await readAssignment(core, key, userId);
  const device = (pass.fleet.get(userId) ?? []).find(({ id }) => id === enrolmentId);
  const outcome = retriedInstallation({
    installation: stored.value,
    assignment: assignment?.value ?? null,
    wanted: assignment === null ? 'never' : wantedBy(pass, assignment.value),
    device: device?.value ?? null,
    eligibility: assignment === null ? null : await eligibilityOn(pass, assignment.value, enrolmentId),
    takeOver,
    now,
  });
  if (outcome.result !== 'retried') return outcome;
  const change = changeInstallation(stored, outcome.after);
  const facts = { device: enrolmentId, before: state, reason, rounds, after: outcome.after.state, takeOver };
  const { result } = await core.records.commit({
    ...change,
    expect: [...change.expect, ...(assignment?.expect ?? [])],
    audit: [entryOf(core, asked, ACT, subjectOf(stored.value), 'retried', facts)],
  });
  if (result === 'conflict') return 'conflict';
  await core.onStep('installation.retried');
  return { result: 'retried' };
}

function subjectOf({ key, userId }: Installation): string {
  return `assignment:${key}/${userId}`;
}
