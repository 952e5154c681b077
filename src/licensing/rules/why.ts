import { type AssignmentReason, type AssignmentState, assignmentTraits } from './assignment.js';
import type { Cleanliness } from './cleanliness.js';
import type { DeploymentAction } from './deployment.js';
import type { Device } from './device.js';
import type { Installation } from './installation.js';
import type { WriteHold } from './may-write.js';
import type { Invitation, MembershipProblem, MembershipState } from './membership.js';
import { decisive, holdStep, type NextStep, nextStep } from './next-step.js';
import type { QueuePlace, WhyDeployment, WhyFacts, WhyWrite } from './why-facts.js';

/** One fact of the chain that leads to how things are. */
export type WhyLink =
  /** Nobody of that id is in the directory, or they cannot be deployed to. */
  | { link: 'person'; known: boolean; kind: WhyFacts['person']['kind']; deactivated: boolean }
  | { link: 'app'; gone: boolean; book: boolean }
  | { link: 'no-deployment' }
  | { link: 'deployment'; deployment: WhyDeployment }
  /** Several that want different things. */
  | { link: 'intent'; action: DeploymentAction; by: string; over: readonly string[] }
  | { link: 'starts-later'; deploymentId: string; at: number }
  | { link: 'not-applied'; deploymentId: string }
  | {
      link: 'licence';
      state: AssignmentState;
      since: number;
      reason: AssignmentReason | null;
      licensedAt: number | null;
      eventId: string | null;
      askedAt: number | null;
      removalBy: string | null;
    }
  | { link: 'no-licence' }
  | { link: 'queue'; place: QueuePlace | null; free: number | null; shortBy: number }
  | {
      link: 'terms';
      state: MembershipState;
      since: number | null;
      invitation: Invitation | null;
      problem: MembershipProblem | null;
    }
  | { link: 'write'; write: WhyWrite }
  | { link: 'apple-error'; errorNumber: number; tries: number; nextTry: number | null; about: 'licence' | 'person' }
  | { link: 'device'; device: Device | null; installation: Installation | null }
  | { link: 'no-device' }
  | { link: 'suspect'; readAt: number }
  | { link: 'paused'; by: string; at: number }
  | { link: 'location'; why: WriteHold }
  | { link: 'gate'; cleanliness: Cleanliness }
  | { link: 'interference'; since: number };

export interface WhyChain {
  links: readonly WhyLink[];
  next: NextStep;
}

/** Why somebody has an app, or has it not: facts in the order in which one leads to the other, and what would move it on. */
export function whyChain(facts: WhyFacts): WhyChain {
  return {
    links: [
      ...personLinks(facts),
      ...deploymentLinks(facts),
      ...licenceLinks(facts),
      ...termsLinks(facts),
      ...deviceLinks(facts),
      ...holdLinks(facts),
    ],
    next: nextStep(facts),
  };
}

function personLinks({ person, app }: WhyFacts): WhyLink[] {
  const ordinary = person.known && person.kind === 'member' && !person.deactivated;
  return [
    ...(ordinary ? [] : [{ link: 'person', ...person } as const]),
    ...(app.gone || app.book ? [{ link: 'app', gone: app.gone, book: app.book } as const] : []),
  ];
}

function deploymentLinks(facts: WhyFacts): WhyLink[] {
  const { deployments, now } = facts;
  if (deployments.length === 0) return [{ link: 'no-deployment' }];
  const deciding = decisive(facts);
  const named = deployments.map((deployment) => ({ link: 'deployment', deployment }) as const);
  const inForce = deciding?.inForce ?? null;
  if (deciding === null || inForce === null) return named;
  const over = deployments.filter(
    (one) => one.state === 'active' && one.inForce !== null && one.inForce.action !== inForce.action,
  );
  const later = inForce.startAt !== null && inForce.startAt > now ? inForce.startAt : null;
  const { id } = deciding;
  return [
    ...named,
    ...(over.length === 0
      ? []
      : [{ link: 'intent', action: inForce.action, by: id, over: over.map((one) => one.id) } as const]),
    ...(later === null ? [] : [{ link: 'starts-later', deploymentId: id, at: later } as const]),
    ...(inForce.applied || later !== null ? [] : [{ link: 'not-applied', deploymentId: id } as const]),
  ];
}

function licenceLinks({ assignment, queue, app, write }: WhyFacts): WhyLink[] {
  if (assignment === null) return [{ link: 'no-licence' }];
  const { state, since, reason, licensedAt, eventId, askedAt, removalBy, errorNumber, tries, nextTry } = assignment;
  const { free = null, shortBy = 0 } = app.figures ?? {};
  return [
    { link: 'licence', state, since, reason, licensedAt, eventId, askedAt, removalBy },
    ...(state === 'waiting-for-licences' ? [{ link: 'queue', place: queue, free, shortBy } as const] : []),
    ...(write === null ? [] : [{ link: 'write', write } as const]),
    ...(errorNumber === null ? [] : [{ link: 'apple-error', errorNumber, tries, nextTry, about: 'licence' } as const]),
  ];
}

/** Said wherever the terms matter: somebody is to get a licence, or something is wrong with the person at Apple. */
function termsLinks(facts: WhyFacts): WhyLink[] {
  const { membership, membershipWrite } = facts;
  const wanted = decisive(facts)?.inForce?.action ?? 'uninstall';
  if (membership === null) {
    return wanted === 'uninstall'
      ? []
      : [{ link: 'terms', state: 'none', since: null, invitation: null, problem: null }];
  }
  const { state, since, invitation, problem, errorNumber, tries, nextTry } = membership;
  return [
    { link: 'terms', state, since, invitation, problem },
    ...(membershipWrite === null ? [] : [{ link: 'write', write: membershipWrite } as const]),
    ...(errorNumber === null ? [] : [{ link: 'apple-error', errorNumber, tries, nextTry, about: 'person' } as const]),
  ];
}

/** How the app stands on each device, of whoever has the licence or is to have it. */
function deviceLinks(facts: WhyFacts): WhyLink[] {
  const { devices, assignment } = facts;
  if (devices === null || (assignment === null && decisive(facts) === null)) return [];
  return [
    ...(facts.lacksDevice ? [{ link: 'no-device' } as const] : []),
    ...devices.map(({ device, installation }) => ({ link: 'device', device, installation }) as const),
  ];
}

/** Only where something of this person waits to be sent. */
function holdLinks(facts: WhyFacts): WhyLink[] {
  const { holds, app, assignment } = facts;
  const moving = assignment !== null && assignmentTraits[assignment.state].moving;
  const wanted = decisive(facts) !== null && assignment?.state !== 'licensed';
  if (!moving && !wanted) return [];
  const { paused, writes, cleanliness, interferenceSince } = holds;
  const gate = writes === null && holdStep({ ...holds, paused: null, interferenceSince: null })?.step === 'clean-up';
  return [
    ...(writes === null ? [] : [{ link: 'location', why: writes } as const]),
    ...(paused === null ? [] : [{ link: 'paused', ...paused } as const]),
    ...(interferenceSince === null ? [] : [{ link: 'interference', since: interferenceSince } as const]),
    ...(gate ? [{ link: 'gate', cleanliness } as const] : []),
    ...(app.figures?.suspect === true && !app.gone ? [{ link: 'suspect', readAt: app.figures.readAt } as const] : []),
  ];
}
