import type { Devices, SendOutcome } from '../ports/devices.js';
import type { RecordRef, Versioned } from '../ports/records.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { readAgainAfter } from '../rules/notification.js';
import { firstWake, missedWake } from '../rules/wakes.js';
import { answerHandlers, type CommandEnd } from './command-answers.js';
import { commandContents } from './command-contents.js';
import type { Core } from './core.js';
import { joined } from './membership-record.js';
import { standingOf } from './overtaken-command.js';
import { unknownAtServer } from './unknown-at-server.js';
import { endVoidCommand } from './void-commands.js';

/** Longer than any send takes: a command that is still on its way by then was on its way when the process ended. */
const ON_ITS_WAY = 60_000;
const MESSAGE_LENGTH = 500;

type Stored = Versioned<DeviceCommandRecord>;
type Unreachable = Extract<SendOutcome, { result: 'unreachable' }>;

/** One run over the commands. */
export interface CommandPass {
  core: Core;
  devices: Devices;
  reference: string;
  /** What has to stand as it is until a command is recorded as being sent. */
  expect: readonly (RecordRef & { revision: number })[];
}

/** How one command came on. */
export type Progress =
  /** The server has it, or may have it. */
  | { result: 'sent' }
  /** It will not be sent; whoever waits for it has been told. */
  | { result: 'ended' }
  /** Something else was stored meanwhile, or it cannot be sent yet. */
  | { result: 'not-now' }
  | Unreachable;

/**
 * Sends a recorded command. Before that it is stored as possibly sent: if the process ends now, or the answer is lost,
 * the server's queue is asked before it is sent again.
 */
export async function sendCommand(pass: CommandPass, command: Stored): Promise<Progress> {
  const { core, devices } = pass;
  const { id, value } = command;
  const standing = await standingOf(core, command);
  if (standing.result === 'overtaken') {
    const isEnded = await endVoidCommand(core, { command, why: 'overtaken' }, pass.reference);
    return { result: isEnded ? 'ended' : 'not-now' };
  }
  const made = await commandContents[value.act](core, value);
  if (made.result === 'gone') return endRefused(pass, command, 'refused', made.message);
  if (made.result === 'later') {
    await keep(pass, command, putOff(value, core.clock()));
    return { result: 'not-now' };
  }
  const onItsWay: DeviceCommandRecord = { ...value, state: 'unknown', nextTry: core.clock() + ON_ITS_WAY };
  const going = await keep(pass, command, onItsWay, [...pass.expect, ...standing.expect]);
  if (going === null) return { result: 'not-now' };
  await core.onStep('device-command.before-send');
  const outcome = await devices.send(value.enrolmentId, id, made.command);
  await core.onStep('device-command.sent');
  return keepOutcome(pass, going, outcome);
}

/** What the server made of it. A device that has answered in the meantime was faster, and what it said stands. */
async function keepOutcome(pass: CommandPass, going: Stored, outcome: SendOutcome): Promise<Progress> {
  const now = pass.core.clock();
  const { value } = going;
  switch (outcome.result) {
    case 'queued':
      await keep(pass, going, queued(value, now, outcome.woken));
      return { result: 'sent' };
    case 'unknown':
      await keep(pass, going, putOff(value, now));
      return { result: 'sent' };
    case 'unreachable':
      await keep(pass, going, { ...value, state: 'recorded', nextTry: null });
      return outcome;
    case 'refused':
      pass.core.onTrouble('device-command.refused', {
        ...{ commandId: going.id, act: value.act, reference: pass.reference },
        message: outcome.message.slice(0, MESSAGE_LENGTH),
      });
      return endRefused(pass, going, 'refused', outcome.message);
    case 'unknown-device':
      return endRefused(pass, going, 'unknown-device', 'The MDM server does not know the device');
  }
}

/** Finds out whether a command whose send has no known outcome is in the queue. */
export async function lookAfterCommand(pass: CommandPass, command: Stored): Promise<Progress> {
  const { id, value } = command;
  const look = await pass.devices.lookInQueue(value.enrolmentId, id);
  if (look === 'unreachable') return { result: 'unreachable', why: 'unavailable', message: 'The queue was not shown' };
  const now = pass.core.clock();
  const after =
    look === 'queued' ? queued(value, now, true) : ({ ...value, state: 'recorded', nextTry: null } as const);
  await keep(pass, command, after);
  return { result: 'sent' };
}

function queued(value: DeviceCommandRecord, now: number, woken: boolean): DeviceCommandRecord {
  const wake = { wakes: 0, nextWake: woken ? firstWake(now) : missedWake(now) };
  return { ...value, state: 'queued', queuedAt: now, tries: 0, nextTry: null, ...wake };
}

function putOff(value: DeviceCommandRecord, now: number): DeviceCommandRecord {
  const tries = value.tries + 1;
  return { ...value, tries, nextTry: now + readAgainAfter(tries) };
}

/** `null`: something else was stored meanwhile. */
async function keep(
  { core }: CommandPass,
  { id, revision }: Stored,
  value: DeviceCommandRecord,
  expect: CommandPass['expect'] = [],
): Promise<Stored | null> {
  const result = await core.records.commit({
    expect: [...expect, { kind: 'deviceCommand', id, revision }],
    put: [{ kind: 'deviceCommand', id, value }],
  });
  if (result.result === 'conflict') return null;
  await core.onStep('device-command.settled');
  return { id, revision: revision + 1, value };
}

type Why = Extract<CommandEnd, { result: 'refused' }>['why'];

async function endRefused(
  { core, reference }: CommandPass,
  command: Stored,
  why: Why,
  message: string,
): Promise<Progress> {
  const { id, revision, value } = command;
  const end: CommandEnd = { result: 'refused', why, message: message.slice(0, MESSAGE_LENGTH) };
  const followed = await answerHandlers[value.act](core, command, end, reference);
  const change = joined(followed, why === 'unknown-device' ? await unknownAtServer(core, value, reference) : {});
  const result = await core.records.commit({
    ...change,
    expect: [...change.expect, { kind: 'deviceCommand', id, revision }],
    remove: [...change.remove, { kind: 'deviceCommand', id }],
  });
  if (result.result === 'conflict') return { result: 'not-now' };
  await core.onStep('device-command.settled');
  return { result: 'ended' };
}
