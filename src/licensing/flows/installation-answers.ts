import type { AuditEntry } from '../ports/audit.js';
import type { Change, Versioned } from '../ports/records.js';
import type { DeviceAnswer } from '../rules/device-answer.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { type Installation, installationId, installationTraits } from '../rules/installation.js';
import {
  afterDropped,
  afterFailedLook,
  afterInstall,
  afterLateInstall,
  afterNotNow,
  afterRemove,
  afterServerRefusal,
} from '../rules/installation-answer.js';
import { type Seen, seenOnDevice } from '../rules/installation-status.js';
import { sameFacts } from '../rules/same-facts.js';
import type { AnswerHandler, CommandEnd } from './command-answers.js';
import type { Core } from './core.js';
import { changeInstallation, readInstallation, type StoredInstallation } from './installations.js';
import { keepInventory } from './keep-inventory.js';
import { joined } from './membership-record.js';

/** What a device says to InstallApplication. */
export const installAnswered: AnswerHandler = (core, command, end, reference) =>
  command.value.state === 'replaced'
    ? lateChange(core, command, end, reference)
    : ownChange(core, command, end, reference, afterInstall);

/** What a device says to RemoveApplication. */
export const removeAnswered: AnswerHandler = (core, command, end, reference) =>
  ownChange(core, command, end, reference, afterRemove);

/** Of one installation, or of the whole device. */
export const managedAppsAnswered: AnswerHandler = (core, command, end, reference) =>
  listAnswered(core, command, end, reference);

/** Of one installation, or of the whole device. */
export const installedAppsAnswered: AnswerHandler = (core, command, end, reference) =>
  listAnswered(core, command, end, reference);

type Command = Versioned<DeviceCommandRecord>;
type AfterAnswer = (one: Installation, answer: DeviceAnswer, now: number) => Installation;

const listAnswered: AnswerHandler = async (core, command, end, reference) => {
  const kept =
    end.result === 'answered' ? await keepInventory(core, command.value.deviceId, end.answer, reference) : {};
  if (command.value.installationId === null || command.value.state === 'replaced')
    return joined(kept, ...(end.result === 'answered' ? await wholeChanges(core, command, end.answer, reference) : []));
  const afterLook: AfterAnswer = (one, answer, now) => {
    const [bundleId = ''] = command.value.bundleIds;
    const seen = seenIn(answer, bundleId);
    return seen === null
      ? afterFailedLook(one, now)
      : seenOnDevice({ ...one, commandId: null, notNowSince: null }, seen, true, now);
  };
  return joined(kept, await ownChange(core, command, end, reference, afterLook));
};

/** Of the installation that waits for the command; one that waits for another by now stays as it is. */
async function ownChange(
  core: Core,
  { id, value }: Command,
  end: CommandEnd,
  reference: string,
  afterAnswer: AfterAnswer,
): Promise<Change> {
  const stored = value.installationId === null ? null : await readInstallation(core, value.installationId);
  if (stored === null || stored.value.commandId !== id) return {};
  return changed(core, stored, afterEnd(stored.value, value, end, afterAnswer, core.clock()), reference);
}

/** Of the installation that waited for the command until its answer was believed lost. */
async function lateChange(core: Core, { value }: Command, end: CommandEnd, reference: string): Promise<Change> {
  const stored = value.installationId === null ? null : await readInstallation(core, value.installationId);
  if (stored === null || end.result !== 'answered') return {};
  return cameToRest(core, stored, afterLateInstall(stored.value, end.answer, core.clock()), reference);
}

function afterEnd(
  one: Installation,
  { act, enrolmentId, deviceId }: DeviceCommandRecord,
  end: CommandEnd,
  afterAnswer: AfterAnswer,
  now: number,
): Installation {
  if (end.result === 'dropped') return afterDropped(one, end.why, now);
  if (end.result === 'answered')
    return end.answer.status === 'not-now' ? afterNotNow(one, now) : afterAnswer(one, end.answer, now);
  if (end.why === 'unknown-device')
    return afterDropped(one, enrolmentId === deviceId ? 'checked-out' : 'user-left', now);
  const isLook = act === 'managed-apps' || act === 'installed-apps';
  return isLook ? afterFailedLook(one, now) : afterServerRefusal(one, end.message, now);
}

/** What a list says about one app; `null`: the device did not answer the question. */
function seenIn({ status, managedApps, installedApps }: DeviceAnswer, bundleId: string): Seen | null {
  if (status !== 'acknowledged') return null;
  if (managedApps !== null) {
    const found = managedApps.find((one) => one.bundleId === bundleId);
    return { list: 'managed-apps', status: found?.status ?? null };
  }
  if (installedApps === null) return null;
  return { list: 'installed-apps', present: installedApps.some((one) => one.bundleId === bundleId) };
}

/** A list that nobody waits for, as the daily one or one that was replaced: of each app that its owner has on it, at rest or not. */
async function wholeChanges(
  core: Core,
  { value }: Command,
  answer: DeviceAnswer,
  reference: string,
): Promise<Change[]> {
  const owner = (await core.records.get('device', value.deviceId))?.value.owner ?? null;
  if (owner === null) return [];
  const changes: Change[] = [];
  for (const asset of await core.records.list('asset')) {
    const { bundleId } = asset.value;
    if (bundleId === null || (value.bundleIds.length > 0 && !value.bundleIds.includes(bundleId))) continue;
    const stored = await readInstallation(core, installationId(asset.id, owner.userId, value.deviceId));
    const seen = seenIn(answer, bundleId);
    if (stored === null || seen === null || isOlder(value, stored.value)) continue;
    const after = seenOnDevice(stored.value, seen, false, core.clock());
    changes.push(await cameToRest(core, stored, after, reference));
  }
  return changes;
}

/** What it came to since the list was asked for is newer: answers come in no order. */
function isOlder({ recordedAt }: DeviceCommandRecord, { state, since }: Installation): boolean {
  return !installationTraits[state].moving && recordedAt < since;
}

/** Its open command is not waited for any more where the list says how it ended. */
async function cameToRest(
  core: Core,
  stored: StoredInstallation,
  after: Installation,
  reference: string,
): Promise<Change> {
  const { commandId, state } = stored.value;
  const isDone = installationTraits[state].moving && !installationTraits[after.state].moving && commandId !== null;
  const open = isDone ? await core.records.get('deviceCommand', commandId) : null;
  const change = changed(core, stored, isDone ? { ...after, commandId: null } : after, reference);
  if (open === null) return change;
  const ref = { kind: 'deviceCommand', id: open.id } as const;
  return joined(change, { expect: [{ ...ref, revision: open.revision }], remove: [ref] });
}

function changed(core: Core, stored: StoredInstallation, after: Installation, reference: string): Change {
  if (sameFacts(stored.value, after)) return {};
  const change = changeInstallation(stored, after);
  const isNews = stored.value.state !== after.state && !installationTraits[after.state].moving;
  return { ...change, audit: isNews ? [observed(core, stored.value, after, reference)] : [] };
}

function observed(core: Core, before: Installation, after: Installation, reference: string): AuditEntry {
  return {
    ...{ at: core.clock(), actor: 'system', act: 'observe-installation', outcome: after.state, reference },
    subject: `assignment:${after.key}/${after.userId}`,
    facts: {
      ...{ device: after.enrolmentId, before: before.state, reason: after.reason, appleStatus: after.appleStatus },
      errorCode: after.error?.code ?? null,
    },
  };
}
