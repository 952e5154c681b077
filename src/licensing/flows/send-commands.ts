import type { Versioned } from '../ports/records.js';
import { type Device, isReachable } from '../rules/device.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { type CommandPlan, commandTime, planCommands } from '../rules/plan-commands.js';
import type { Core } from './core.js';
import { deviceLeave, mdmGap } from './device-hold.js';
import { gapEnd, isGap, widenGap } from './licence-hold.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { type CommandPass, lookAfterCommand, type Progress, sendCommand } from './send-command.js';
import { endedWhy, endVoidCommand, type VoidCommand } from './void-commands.js';
import { wakeDevices } from './wake-devices.js';

/** Requests to the MDM server at a time. */
const TOGETHER = 5;
/** Commands, or devices, that are dealt with before other work gets its turn. */
const AT_ONCE = 500;

type Stored = Versioned<DeviceCommandRecord>;

/** Sends recorded commands, settles those of unknown outcome, wakes devices that do not answer, and ends what is void. */
export const deviceCommandWork: LongWork = {
  async due(core) {
    if (core.devices === null) return false;
    const { dead, alive } = await openCommands(core);
    if (dead.length > 0) return true;
    const plan = await plannedNow(core, alive);
    const wakes = plan.wakes.length > 0 && !(await isGap(core, 'device-wakes'));
    return plan.looks.length + plan.sends.length > 0 || wakes;
  },
  run: workOnCommands,
  nextDue,
};

/** Commands by whether they are still waited for; of the living only those whose devices can be reached. */
async function openCommands(core: Core): Promise<{ dead: VoidCommand[]; alive: Stored[] }> {
  const devices = new Map<string, Device | null>();
  const dead: VoidCommand[] = [];
  const alive: Stored[] = [];
  const now = core.clock();
  for (const command of await core.records.list('deviceCommand')) {
    const { deviceId } = command.value;
    const known = devices.get(deviceId);
    const device = known === undefined ? ((await core.records.get('device', deviceId))?.value ?? null) : known;
    devices.set(deviceId, device);
    const why = endedWhy(command.value, device, now);
    if (why !== null) dead.push({ command, why });
    else if (device !== null && isReachable(device)) alive.push(command);
  }
  return { dead, alive };
}

const nothing: CommandPlan = { looks: [], sends: [], wakes: [] };

async function plannedNow(core: Core, alive: readonly Stored[]): Promise<CommandPlan> {
  if ((await deviceLeave(core)).result === 'hold' || (await isGap(core, 'devices'))) return nothing;
  return planCommands(alive, core.clock());
}

/** One command that cannot be dealt with holds no other up: the first fault is thrown when the rest is done. */
async function workOnCommands(core: Core, reference: string): Promise<typeof LOOK_AGAIN | undefined> {
  const { devices } = core;
  if (devices === null) return;
  const faults: unknown[] = [];
  let moved = false;
  const { dead } = await openCommands(core);
  for (const one of dead.slice(0, AT_ONCE)) {
    if ((await core.wait(0)) === 'closing') return;
    try {
      moved = (await endVoidCommand(core, one, reference)) || moved;
    } catch (fault) {
      faults.push(fault);
    }
  }
  const leave = await deviceLeave(core);
  if (leave.result === 'free') {
    const outside = await workOutside({ core, devices, reference, expect: leave.expect }, faults);
    if (outside === 'closing') return;
    moved = moved || outside === 'moved';
  }
  if (faults.length > 0) throw faults[0];
  return moved || dead.length > AT_ONCE ? LOOK_AGAIN : undefined;
}

type Worked = 'moved' | 'nothing-new' | 'closing';

/** What needs the MDM server. */
async function workOutside(pass: CommandPass, faults: unknown[]): Promise<Worked> {
  const { core } = pass;
  const planned = async () => plannedNow(core, (await openCommands(core)).alive);
  const { looks } = await planned();
  const asked = looks.slice(0, AT_ONCE).map((one) => [one]);
  if ((await inParallel(pass, asked, lookAfterCommand, faults)) === 'closing') return 'closing';
  const { sends } = await planned();
  const sent = await inParallel(pass, sends.slice(0, AT_ONCE), sendCommand, faults);
  if (sent === 'closing') return 'closing';
  const { wakes } = await planned();
  if (!(await wakeDevices(pass, wakes.slice(0, AT_ONCE)))) return 'closing';
  const isMore = [looks, sends, wakes].some(({ length }) => length > AT_ONCE);
  return sent === 'moved' || (isMore && (await mdmGap(core)) === null) ? 'moved' : 'nothing-new';
}

type Step = (pass: CommandPass, command: Stored) => Promise<Progress>;

/** Groups a few at a time, what is in a group one after another. A server that is down is not asked any further. */
async function inParallel(
  pass: CommandPass,
  groups: readonly (readonly Stored[])[],
  step: Step,
  faults: unknown[],
): Promise<Worked> {
  let worked: Worked = 'nothing-new';
  for (let from = 0; from < groups.length; from += TOGETHER) {
    if ((await pass.core.wait(0)) === 'closing') return 'closing';
    const few = groups.slice(from, from + TOGETHER).map((group) => inTurn(pass, group, step, faults));
    const progress = (await Promise.all(few)).flat();
    if (progress.some(({ result }) => result === 'ended')) worked = 'moved';
    if (!(await noteServer(pass, progress))) return worked;
  }
  return worked;
}

async function inTurn(
  pass: CommandPass,
  group: readonly Stored[],
  step: Step,
  faults: unknown[],
): Promise<readonly Progress[]> {
  const made: Progress[] = [];
  for (const command of group) {
    try {
      const progress = await step(pass, command);
      made.push(progress);
      if (progress.result === 'unreachable') break;
    } catch (fault) {
      faults.push(fault);
    }
  }
  return made;
}

/** Keeps whether the server can be reached; said once, when it begins. `false`: it cannot. */
async function noteServer({ core, reference }: CommandPass, progress: readonly Progress[]): Promise<boolean> {
  const trouble = progress.find((one) => one.result === 'unreachable');
  const before = await mdmGap(core);
  if (trouble !== undefined) {
    const { why, message } = trouble;
    if (before === null) core.onTrouble('devices.unreachable', { why, message, reference });
    await widenGap(core, 'devices');
    return false;
  }
  if (before !== null && progress.some(({ result }) => result === 'sent')) {
    await core.records.commit({ remove: [{ kind: 'settling', id: 'devices' }] });
  }
  return true;
}

/** When a device is to be woken, or something is to be sent or looked after again, without waiting for a bell. */
async function nextDue(core: Core): Promise<number | null> {
  if (core.devices === null || (await deviceLeave(core)).result === 'hold') return null;
  const { alive } = await openCommands(core);
  if (alive.length === 0) return null;
  const now = core.clock();
  const gap = await gapEnd(core, 'devices');
  const wakeGap = (await gapEnd(core, 'device-wakes')) ?? now;
  let next = Number.POSITIVE_INFINITY;
  for (const { value } of alive) {
    const isWake = value.state === 'queued' || value.state === 'not-now';
    const time = commandTime(value, now) ?? gap ?? (isWake && wakeGap > now ? wakeGap : null);
    if (time !== null) next = Math.min(next, Math.max(time, gap ?? now, isWake ? wakeGap : now));
  }
  return Number.isFinite(next) ? next : null;
}
