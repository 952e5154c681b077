import { type Assignment, isOver } from './assignment.js';
import { isAnswerLost, isOverdue, patience, SILENT_AFTER, silentSince, toldBy } from './command-silence.js';
import type { Device } from './device.js';
import { isOnInstallChannel } from './device-channel.js';
import type { DeviceCommandRecord } from './device-command.js';
import {
  type Installation,
  type InstallationReason,
  type InstallationState,
  installationTraits,
} from './installation.js';
import { atRest, inState } from './installation-change.js';

/** Everything that decides what one installation needs now. */
export interface StepFacts {
  installation: Installation;
  /** `null`: there is none. */
  assignment: Pick<Assignment, 'state' | 'generation' | 'licensedAt' | 'since'> | null;
  /** Whether a deployment wants the app on the person's devices: `later` = not before it begins or goes on. */
  wanted: Wanted;
  /** Nothing is taken off devices: the person says that they need the app, or somebody stopped its removal. */
  needed: boolean;
  /** `null`: it is not known any more. */
  device: Pick<Device, 'state' | 'seenAt'> | null;
  /** It is in use, and not the person's any more. */
  otherOwner: boolean;
  /** Where the device is sent installs; `null` = it has no such channel now. */
  channel: string | null;
  bundleId: string | null;
  /** Of `installation.commandId`; `null` = there is none. */
  command: Pick<DeviceCommandRecord, 'act' | 'state' | 'queuedAt' | 'notNowSince' | 'enrolmentId' | 'deviceId'> | null;
  /** Milliseconds between Apple's COMPLETE of the licence and the first install. */
  settlingTime: number;
  now: number;
}

/** Whether a deployment wants the app on a device: `later` = it has not begun, or does not go on now. */
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
  if (device === null || device.state === 'retired')
    return settled(one, atRest(one, 'retired', now, facts.otherOwner ? 'owner-changed' : 'device-retired'));
  if (one.commandId !== null) return whileOpen(facts, device);
  const next = steps[one.state](facts);
  // Nothing goes on by itself before it comes back, and people are to know why.
  const isLeft = device.state === 'checked-out' && installationTraits[one.state].moving && next.step === 'nothing';
  return isLeft ? withReason(one, 'device-checked-out') : next;
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
function whileOpen(facts: StepFacts, device: Pick<Device, 'state' | 'seenAt'>): InstallationStep {
  const { installation: one, command, now } = facts;
  if (command === null) return settled(one, { ...one, commandId: null });
  const since = silentSince(command);
  if (since === null) return nothing;
  const answer = isAnswerLost(Math.max(since, one.seenAt ?? 0) + patience(command), device, now);
  if (answer === 'wait') return { step: 'wait', until: toldBy(device) };
  if (answer === 'lost') return isBeforeRemoval(one, command) ? removeInstead(facts) : lookInstead(facts);
  if (!isOverdue(command, now)) return { step: 'wait', until: since + SILENT_AFTER };
  return one.reason === null ? { step: 'settle', after: { ...one, reason: 'no-answer' } } : nothing;
}

/** What was sent before the app was to go says nothing about whether it is gone. */
function isBeforeRemoval(one: Installation, { act }: Pick<DeviceCommandRecord, 'act'>): boolean {
  return one.state === 'removing' && one.nextLook === null && act !== 'remove';
}

function removeInstead(facts: StepFacts): InstallationStep {
  const next = remove({ ...facts, installation: { ...facts.installation, commandId: null, notNowSince: null } });
  return next.step === 'send' ? { ...next, instead: true } : nothing;
}

function lookInstead({ installation: one, channel, now }: StepFacts): InstallationStep {
  if (channel === null && isOnInstallChannel('managed-apps', one.state)) return nothing;
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
  if (facts.channel === null && isOnInstallChannel(one.asks, one.state)) return withReason(one, 'no-user-channel');
  if (one.nextLook !== null && one.nextLook > now) return { step: 'wait', until: one.nextLook };
  return sending(one.asks, { ...reached(one), nextLook: one.nextLook ?? now });
};

const install: Step = (facts) => {
  const { installation: one, assignment, wanted, device, settlingTime, now } = facts;
  const isLicensed = assignment?.state === 'licensed' && assignment.generation === one.generation;
  if (!isLicensed && assignment?.state !== 'removing') return { step: 'forget' };
  if (wanted === 'never' && isLicensed) return { step: 'forget' };
  if (!isLicensed || wanted === 'later' || device?.state !== 'enrolled') return nothing;
  if (facts.bundleId === null) return withReason(one, 'no-bundle-id');
  if (facts.channel === null) return withReason(one, 'no-user-channel');
  const until = Math.max((assignment.licensedAt ?? assignment.since) + settlingTime, one.nextTry ?? 0);
  if (until > now) return { step: 'wait', until };
  return sending('install', inState(one, 'commanded', now, { reason: null, nextTry: null, nextLook: null, looks: 0 }));
};

const remove: Step = (facts) => {
  const { installation: one, assignment, needed, device, now } = facts;
  if (one.nextLook !== null && device?.state !== 'checked-out') return look(facts);
  const isOpen = assignment?.state === 'removing' && assignment.generation === one.generation;
  if (assignment === null || isOver(assignment) || assignment.state === 'releasing')
    return settled(one, atRest(one, 'failed', now, one.reason ?? 'no-answer'));
  if (!isOpen || needed || device?.state !== 'enrolled') return nothing;
  if (facts.bundleId === null) return withReason(one, 'no-bundle-id');
  if (one.nextTry !== null && one.nextTry > now) return { step: 'wait', until: one.nextTry };
  return sending('remove', { ...reached(one), nextTry: null });
};

/** It, or its user, left management and came back. */
function reached(one: Installation): Installation {
  return one.reason === 'device-checked-out' || one.reason === 'no-user-channel' ? { ...one, reason: null } : one;
}

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
  'left-management': rests,
  retired: rests,
} satisfies Record<InstallationState, Step>;
