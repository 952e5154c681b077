import { type Assignment, isOver } from './assignment.js';
import { isOverdue, SILENT_AFTER, silentSince } from './command-silence.js';
import type { Device } from './device.js';
import type { DeviceCommandRecord } from './device-command.js';
import type { Installation, InstallationReason, InstallationState } from './installation.js';
import { atRest, inState } from './installation-change.js';
import { ANSWER_LOST_AFTER, SETTLING_TIME } from './installation-gaps.js';

/** Everything that decides what one installation needs now. */
export interface StepFacts {
  installation: Installation;
  /** `null`: there is none. */
  assignment: Pick<Assignment, 'state' | 'generation' | 'licensedAt' | 'since'> | null;
  /** Whether a deployment wants the app on the person's devices: `later` = not before it begins or goes on. */
  wanted: Wanted;
  /** The person says that they need an app that is to go, and nobody has decided. */
  needed: boolean;
  /** `null`: it is not known any more. */
  device: Pick<Device, 'state' | 'seenAt'> | null;
  bundleId: string | null;
  /** Of `installation.commandId`; `null` = there is none. */
  command: Pick<DeviceCommandRecord, 'state' | 'queuedAt' | 'notNowSince'> | null;
  now: number;
}

export type Wanted = 'now' | 'later' | 'never';

export type DeviceAct = 'install' | 'remove' | 'managed-apps' | 'installed-apps';

/** What one installation needs now. */
export type InstallationStep =
  | { step: 'nothing' }
  | { step: 'wait'; until: number }
  /** `instead`: of the open command, whose answer is lost. */
  | { step: 'send'; act: DeviceAct; after: Installation; instead: boolean }
  | { step: 'settle'; after: Installation }
  /** Nothing was ever sent for it, and nobody wants it any more. */
  | { step: 'forget' };

const nothing: InstallationStep = { step: 'nothing' };

/** What one installation needs now. While a command is open none is sent beside it. */
export function nextInstallationStep(facts: StepFacts): InstallationStep {
  const { installation: one, device, now } = facts;
  if (device === null || device.state === 'retired') return settled(one, atRest(one, 'retired', now, 'device-retired'));
  return one.commandId === null ? steps[one.state](facts) : whileOpen(facts, device);
}

/** The installation as it is when the command is recorded; its id is put in there. */
function sending(act: DeviceAct, after: Installation, instead = false): InstallationStep {
  return { step: 'send', act, after, instead };
}

function settled(before: Installation, after: Installation): InstallationStep {
  return before.state === after.state && before.reason === after.reason && before.commandId === after.commandId
    ? nothing
    : { step: 'settle', after };
}

/** The answer of a command may be lost where the device was heard of since: then its list says more than waiting. */
function whileOpen(
  { installation: one, command, now }: StepFacts,
  device: Pick<Device, 'state' | 'seenAt'>,
): InstallationStep {
  if (command === null) return settled(one, { ...one, commandId: null });
  const since = silentSince(command);
  if (since === null) return nothing;
  const heard = Math.max(since, one.seenAt ?? 0);
  if (device.state === 'enrolled' && device.seenAt - heard >= ANSWER_LOST_AFTER) return lookInstead(one, now);
  if (!isOverdue(command, now)) return { step: 'wait', until: since + SILENT_AFTER };
  return one.reason === null ? { step: 'settle', after: { ...one, reason: 'no-answer' } } : nothing;
}

function lookInstead(one: Installation, now: number): InstallationStep {
  const isInstall = one.state === 'commanded' || one.state === 'waiting';
  const taken = isInstall ? inState(one, 'installing', now, { rounds: one.rounds + 1 }) : one;
  const reason = one.reason === 'no-answer' ? null : one.reason;
  const fresh = { looks: 0, nextLook: now, asks: 'managed-apps', notNowSince: null, reason } as const;
  return sending('managed-apps', { ...taken, ...fresh }, true);
}

type Step = (facts: StepFacts) => InstallationStep;

const look: Step = (facts) => {
  const { installation: one, device, now } = facts;
  if (device?.state !== 'enrolled') return nothing;
  if (facts.bundleId === null) return withReason(one, 'no-bundle-id');
  if (one.nextLook !== null && one.nextLook > now) return { step: 'wait', until: one.nextLook };
  return sending(one.asks, { ...one, nextLook: one.nextLook ?? now });
};

const install: Step = (facts) => {
  const { installation: one, assignment, wanted, device, now } = facts;
  const isLicensed = assignment?.state === 'licensed' && assignment.generation === one.generation;
  if (!isLicensed && assignment?.state !== 'removing') return { step: 'forget' };
  if (wanted === 'never' && isLicensed) return { step: 'forget' };
  if (!isLicensed || wanted === 'later' || device?.state !== 'enrolled') return nothing;
  if (facts.bundleId === null) return withReason(one, 'no-bundle-id');
  const until = Math.max((assignment.licensedAt ?? assignment.since) + SETTLING_TIME, one.nextTry ?? 0);
  if (until > now) return { step: 'wait', until };
  return sending('install', inState(one, 'commanded', now, { reason: null, nextTry: null, nextLook: null, looks: 0 }));
};

const remove: Step = (facts) => {
  const { installation: one, assignment, needed, device, now } = facts;
  if (one.nextLook !== null) return look(facts);
  const isOpen = assignment?.state === 'removing' && assignment.generation === one.generation;
  if (assignment === null || isOver(assignment) || assignment.state === 'releasing')
    return settled(one, atRest(one, 'failed', now, one.reason ?? 'no-answer'));
  if (!isOpen || needed || device?.state !== 'enrolled') return nothing;
  if (facts.bundleId === null) return withReason(one, 'no-bundle-id');
  if (one.nextTry !== null && one.nextTry > now) return { step: 'wait', until: one.nextTry };
  return sending('remove', { ...one, nextTry: null });
};

function withReason(one: Installation, reason: InstallationReason): InstallationStep {
  return settled(one, { ...one, reason });
}

const rests: Step = () => nothing;

const steps = {
  wanted: install,
  commanded: look,
  waiting: look,
  prompting: look,
  installing: look,
  managed: rests,
  unmanaged: rests,
  deleted: rests,
  failed: rests,
  rejected: rests,
  removing: remove,
  gone: rests,
  'not-applicable': rests,
  retired: rests,
} satisfies Record<InstallationState, Step>;
