import type { AuditEntry } from '../ports/audit.js';
import type { Put, RecordRef, Versioned } from '../ports/records.js';
import { installChannel, isOnInstallChannel } from '../rules/device-channel.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { type InstallationStep, nextInstallationStep, type StepFacts } from '../rules/installation-step.js';
import { readAssignment } from './assignments.js';
import { recordCommand, replacedCommand } from './device-commands.js';
import { type DeviceLeave, deviceLeave } from './device-hold.js';
import { type InstallationPass, isAnothers, isRemovalHeld, wantedBy } from './installation-pass.js';
import { changeInstallation, movingInstallations, type StoredInstallation } from './installations.js';

type Expected = RecordRef & { revision: number };

/** One installation with what it needs now, and what that rests on. */
interface Move {
  stored: StoredInstallation;
  step: InstallationStep;
  expect: readonly Expected[];
  /** Of the app; `null` = the app is not known any more. */
  adamId: string | null;
  bundleId: string | null;
  /** Where the device is sent installs. */
  channel: string | null;
  /** The open command, as far as it is to be replaced. */
  open: Versioned<DeviceCommandRecord> | null;
}

/** What is to be done now, and when something is due next by itself. */
export interface Moves {
  moves: readonly Move[];
  next: number | null;
}

/** Looked at in one go: with very many installations everything else goes on in between. */
const IN_ONE_GO = 250;

/** What installations in motion need now, `most` of them at most. Nothing is sent while devices are held. */
export async function plannedMoves(pass: InstallationPass, most: number): Promise<Moves> {
  const leave = await deviceLeave(pass.core);
  const moves: Move[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const [index, stored] of (await movingInstallations(pass.core)).entries()) {
    if (moves.length >= most) break;
    if (index % IN_ONE_GO === IN_ONE_GO - 1 && (await pass.core.wait(0)) === 'closing') break;
    const move = await moveOf(pass, stored);
    const { step } = move.step;
    if (move.step.step === 'wait') next = Math.min(next, move.step.until);
    else if (step !== 'nothing' && (step !== 'send' || leave.result === 'free')) moves.push(move);
  }
  return { moves, next: Number.isFinite(next) ? next : null };
}

async function moveOf(pass: InstallationPass, stored: StoredInstallation): Promise<Move> {
  const { core } = pass;
  const { key, userId, enrolmentId, commandId } = stored.value;
  const assignment = await readAssignment(core, key, userId);
  const device = await core.records.get('device', enrolmentId);
  const asset = await core.records.get('asset', key);
  const command = commandId === null ? null : await core.records.get('deviceCommand', commandId);
  const isTheirs = device?.value.owner?.userId === userId;
  const facts: StepFacts = {
    installation: stored.value,
    assignment: assignment?.value ?? null,
    wanted: assignment === null ? 'never' : wantedBy(pass, assignment.value),
    needed: assignment !== null && (await isRemovalHeld(pass, assignment.value)),
    device: isTheirs ? device.value : null,
    otherOwner: isAnothers(device?.value ?? null, userId),
    channel: device === null ? null : installChannel(device.value),
    bundleId: asset?.value.bundleId ?? null,
    command: command?.value ?? null,
    settlingTime: core.settings.settlingTime,
    now: pass.now,
  };
  return {
    stored,
    step: nextInstallationStep(facts),
    expect: [
      ...stored.expect,
      ...(assignment?.expect ?? []),
      { kind: 'device', id: enrolmentId, revision: device?.revision ?? 0 },
    ],
    adamId: asset?.value.adamId ?? null,
    bundleId: facts.bundleId,
    channel: facts.channel,
    open: command,
  };
}

/** Moves of one pass: planning is done again for each, so of ten thousand it must not be many. */
const AT_ONCE = 1000;

/** Does what is planned, each in one commit. `true`: something was stored. */
export async function moveInstallations(pass: InstallationPass, reference: string): Promise<boolean> {
  const { core } = pass;
  let moved = false;
  for (const move of (await plannedMoves(pass, AT_ONCE)).moves) {
    if ((await core.wait(0)) === 'closing') return false;
    const leave = await deviceLeave(core);
    const change = changeOf(pass, move, leave, reference);
    if (change === null) continue;
    const { result } = await core.records.commit(change);
    // Who changed it meanwhile is answered at the next look.
    moved = true;
    if (result === 'committed') await core.onStep('installation.moved');
  }
  return moved;
}

function changeOf(pass: InstallationPass, move: Move, leave: DeviceLeave, reference: string) {
  const { stored, step } = move;
  if (step.step === 'forget') return forgotten(move);
  if (step.step === 'settle') {
    return { ...changeInstallation(stored, step.after), expect: move.expect };
  }
  return step.step === 'send' && leave.result === 'free' ? sent(pass, move, step, leave, reference) : null;
}

/** Nothing of it is kept: it never reached the device. */
function forgotten({ stored, expect }: Move) {
  const remove = stored.expect.flatMap(({ kind, id, revision }): RecordRef[] => (revision > 0 ? [{ kind, id }] : []));
  return { expect, put: [], remove };
}

/** The command and whoever waits for it in one commit. */
function sent(
  { core, now }: InstallationPass,
  { stored, expect, adamId, bundleId, channel, open }: Move,
  { act, after, instead }: Extract<InstallationStep, { step: 'send' }>,
  leave: Extract<DeviceLeave, { result: 'free' }>,
  reference: string,
) {
  const { enrolmentId, key, userId } = after;
  const command = recordCommand(core, {
    act,
    enrolmentId: (isOnInstallChannel(act, after.state) ? channel : null) ?? enrolmentId,
    deviceId: enrolmentId,
    installationId: stored.id,
    adamId: act === 'install' ? adamId : null,
    bundleIds: act === 'install' || bundleId === null ? [] : [bundleId],
    takeOver: act === 'install' && after.takeOver,
  });
  const change = changeInstallation(stored, { ...after, commandId: command.id });
  const isDone = act === 'install' || act === 'remove';
  const line: AuditEntry = {
    ...{
      at: now,
      actor: 'system',
      act: `${act}-app`,
      subject: `assignment:${key}/${userId}`,
      outcome: 'asked',
      reference,
    },
    facts: {
      device: enrolmentId,
      command: command.id,
      before: stored.value.state,
      rounds: after.rounds,
      tries: after.tries,
    },
  };
  const replaced = instead && open !== null ? replacedCommand(open) : { expect: [], put: [] };
  const put: Put[] = [...change.put, command.put, ...replaced.put];
  return {
    expect: [...expect, ...leave.expect, ...replaced.expect],
    put,
    remove: change.remove,
    audit: isDone ? [line] : [],
  };
}
