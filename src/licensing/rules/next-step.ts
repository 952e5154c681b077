import { type Assignment, type AssignmentState, isOver } from './assignment.js';
import type { Device } from './device.js';
import { effectiveIntent } from './effective-intent.js';
import { type Installation, installationTraits } from './installation.js';
import { byTrouble, isTrouble } from './installation-filter.js';
import type { WriteHold } from './may-write.js';
import type { MembershipProblem } from './membership.js';
import { isWorkedAround } from './terms.js';
import type { HouseHolds, WhyDeployment, WhyFacts } from './why-facts.js';

/** What would move a person's licence on, or that nothing has to. */
export type NextStep =
  | { step: 'nothing' }
  /** Something is still to happen, or to be done, on a device. */
  | { step: 'device'; device: Device | null; installation: Installation }
  /** There is no device that the app could be installed on. */
  | { step: 'bring-device' }
  | { step: 'bind' }
  | { step: 'ask-deployment' }
  | { step: 'approve'; deploymentId: string; until: number }
  | { step: 'correct-audience'; deploymentId: string }
  | { step: 'wait-for-start'; at: number }
  | { step: 'go-on'; deploymentId: string }
  | { step: 'wait-for-applying'; deploymentId: string }
  | { step: 'resume' }
  | { step: 'settle-location'; why: WriteHold }
  | { step: 'clean-up' }
  | { step: 'answer-interference' }
  | { step: 'wait-for-second-reading' }
  | { step: 'install' }
  | { step: 'accept-terms'; nextReminderAt: number | null }
  | { step: 'wait-for-invitation' }
  | { step: 'mend-membership'; problem: MembershipProblem }
  | { step: 'buy-licences'; missing: number }
  | { step: 'wait-for-licence' }
  | { step: 'wait-for-apple' }
  | { step: 'wait-for-reading' }
  | { step: 'retry'; at: number }
  | { step: 'confirm-removal' }
  | { step: 'release' }
  | { step: 'begin-anew' };

/** Which deployment decides: those that have begun come first, then required beats uninstall beats available. */
export function decisive({ deployments, now }: Pick<WhyFacts, 'deployments' | 'now'>): WhyDeployment | null {
  const named = deployments.filter(({ state, inForce }) => state === 'active' && inForce !== null);
  const begun = named.filter(({ inForce }) => inForce === null || inForce.startAt === null || inForce.startAt <= now);
  const counting = begun.length > 0 ? begun : named;
  const action = effectiveIntent(counting.flatMap(({ inForce }) => inForce ?? []));
  return counting.find(({ inForce }) => inForce?.action === action) ?? null;
}

/** What comes next for one person and one app. */
export function nextStep(facts: WhyFacts): NextStep {
  const { assignment } = facts;
  if (assignment === null || isOver(assignment)) return beginning(facts, assignment);
  return byState[assignment.state](facts, assignment);
}

type StepOf = (facts: WhyFacts, assignment: Assignment) => NextStep;

const again: StepOf = (facts, assignment) => beginning(facts, assignment);

const byState = {
  reserved: (facts, { nextTry }) =>
    noDeviceStep(facts) ??
    termsStep(facts) ??
    sendingStep(facts) ??
    retryStep(facts.now, nextTry) ?? { step: 'wait-for-apple' },
  'waiting-for-licences': (facts) => sendingStep(facts) ?? licenceStep(facts),
  licensing: (facts, { nextTry }) =>
    writeStep(facts) ?? sendingStep(facts) ?? retryStep(facts.now, nextTry) ?? { step: 'wait-for-apple' },
  licensed: (facts) => (decisive(facts) === null ? { step: 'release' } : (deviceStep(facts) ?? { step: 'nothing' })),
  removing: (facts) => deviceStep(facts) ?? { step: 'confirm-removal' },
  releasing: (facts, { nextTry }) =>
    writeStep(facts) ?? sendingStep(facts) ?? retryStep(facts.now, nextTry) ?? { step: 'wait-for-apple' },
  released: again,
  failed: again,
  rejected: again,
  'given-back': again,
  lost: again,
} satisfies Record<AssignmentState, StepOf>;

/** What is worst on a device comes first; `null`: nothing is left to happen on any, or nothing is known of them. */
function deviceStep(facts: WhyFacts): NextStep | null {
  const known = (facts.devices ?? []).flatMap(({ device, installation }) =>
    installation === null ? [] : [{ device, installation }],
  );
  const open = known.filter(({ installation }) => isTrouble(installation) || isPending(installation));
  const [worst] = open.sort((one, other) => byTrouble(one.installation, other.installation));
  return worst === undefined ? noDeviceStep(facts) : { step: 'device', ...worst };
}

/** Nothing is given or installed before there is one (S22). */
function noDeviceStep({ lacksDevice, assignment }: WhyFacts): NextStep | null {
  return lacksDevice && assignment?.state !== 'removing' ? { step: 'bring-device' } : null;
}

function isPending({ state }: Installation): boolean {
  return installationTraits[state].counts === 'pending';
}

/** There is no assignment, or it came to an end. */
function beginning(facts: WhyFacts, ended: Assignment | null): NextStep {
  const deciding = decisive(facts);
  if (deciding?.inForce == null) return notNamed(facts.deployments);
  const { id, inForce, stopped } = deciding;
  if (inForce.action === 'uninstall') return { step: 'nothing' };
  if (inForce.startAt !== null && inForce.startAt > facts.now) return { step: 'wait-for-start', at: inForce.startAt };
  if (stopped !== null) return { step: 'go-on', deploymentId: id };
  if (inForce.action === 'available') return { step: 'install' };
  if (ended?.state === 'given-back') return termsStep(facts) ?? { step: 'begin-anew' };
  if (ended !== null) return { step: 'begin-anew' };
  return sendingStep(facts) ?? { step: 'wait-for-applying', deploymentId: id };
}

function notNamed(deployments: readonly WhyDeployment[]): NextStep {
  const waiting = deployments.find(({ pending }) => pending !== null);
  if (waiting?.pending != null) return { step: 'approve', deploymentId: waiting.id, until: waiting.pending.expiresAt };
  const omitting = deployments.find(({ state, leftOut }) => leftOut !== null && state === 'active');
  return omitting === undefined ? { step: 'ask-deployment' } : { step: 'correct-audience', deploymentId: omitting.id };
}

/** `null`: the person has accepted Apple's terms. */
function termsStep({ membership, membershipWrite }: WhyFacts): NextStep | null {
  if (membership?.state === 'associated' && membership.problem === null) return null;
  if (membership?.problem != null && !isWorkedAround(membership))
    return { step: 'mend-membership', problem: membership.problem };
  if (membershipWrite?.state === 'unknown') return { step: 'wait-for-reading' };
  if (membership?.state === 'invited') {
    return { step: 'accept-terms', nextReminderAt: membership.invitation?.nextReminderAt ?? null };
  }
  return { step: 'wait-for-invitation' };
}

/** `null`: Apple may be written to about this app. */
function sendingStep({ holds, app }: WhyFacts): NextStep | null {
  const held = holdStep(holds);
  if (held !== null) return held;
  return app.figures?.suspect === true && !app.gone ? { step: 'wait-for-second-reading' } : null;
}

/** What keeps everything from being sent, the gravest first; `null` = nothing. */
export function holdStep({ paused, writes, cleanliness, interferenceSince }: HouseHolds): NextStep | null {
  if (writes === 'not-bound') return { step: 'bind' };
  if (writes !== null) return { step: 'settle-location', why: writes };
  if (paused !== null) return { step: 'resume' };
  if (interferenceSince !== null) return { step: 'answer-interference' };
  return cleanliness === 'clean' || cleanliness === 'waived' ? null : { step: 'clean-up' };
}

function licenceStep(facts: WhyFacts): NextStep {
  const { app, queue } = facts;
  const free = app.figures?.free ?? null;
  const missing = free === null ? 0 : (queue?.position ?? 1) - free;
  return missing > 0 ? { step: 'buy-licences', missing } : (noDeviceStep(facts) ?? { step: 'wait-for-licence' });
}

function writeStep({ write }: WhyFacts): NextStep | null {
  if (write === null) return null;
  return { step: write.state === 'unknown' ? 'wait-for-reading' : 'wait-for-apple' };
}

function retryStep(now: number, nextTry: number | null): NextStep | null {
  return nextTry !== null && nextTry > now ? { step: 'retry', at: nextTry } : null;
}
