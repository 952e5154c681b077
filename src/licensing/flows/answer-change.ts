import type { Change, Versioned } from '../ports/records.js';
import type { DeviceEvent } from '../rules/device-answer.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { firstWake } from '../rules/wakes.js';
import { answerHandlers } from './command-answers.js';
import type { Core } from './core.js';
import { joined } from './membership-record.js';
import { voidWhy } from './void-commands.js';

/**
 * Part of a commit: what a device answers to a command. The first final answer ends the command, so any other finds none
 * (the same may be told twice). A device that is locked or busy says so as often as it is asked. Empty for what is none
 * of ours, is void, or comes from another device than was asked.
 */
export async function answerChange(
  core: Core,
  event: Extract<DeviceEvent, { topic: 'connect' }>,
  receivedAt: number,
  reference: string,
): Promise<Change> {
  const { answer } = event;
  const command = answer.commandUuid === null ? null : await core.records.get('deviceCommand', answer.commandUuid);
  if (command === null || answer.status === 'idle') return {};
  if (command.value.enrolmentId !== event.enrolmentId) {
    const facts = { commandId: command.id, asked: command.value.enrolmentId, answered: event.enrolmentId, reference };
    core.onTrouble('device-command.answered-by-another', facts);
    return {};
  }
  const device = await core.records.get('device', command.value.deviceId);
  if (voidWhy(command.value, device?.value ?? null) !== null) return {};
  const followed = await answerHandlers[command.value.act](core, command, { result: 'answered', answer }, reference);
  // Nobody waits for it any more, so nobody is woken for it either.
  if (command.value.state === 'replaced' && answer.status === 'not-now') return {};
  return joined(answer.status === 'not-now' ? waiting(command, receivedAt) : ended(command), followed);
}

/** The command is done with. */
function ended({ id, revision }: Versioned<DeviceCommandRecord>): Change {
  return { expect: [{ kind: 'deviceCommand', id, revision }], remove: [{ kind: 'deviceCommand', id }] };
}

/** The device may never come back to it by itself (Apple documents), so it is woken on a schedule, from its first NotNow. */
function waiting({ id, revision, value }: Versioned<DeviceCommandRecord>, now: number): Change {
  const isFirst = value.state !== 'not-now';
  const wake = isFirst || value.nextWake === null ? { wakes: 0, nextWake: firstWake(now) } : {};
  const state = { state: 'not-now', notNowSince: value.notNowSince ?? now, queuedAt: value.queuedAt ?? now } as const;
  return {
    expect: [{ kind: 'deviceCommand', id, revision }],
    put: [{ kind: 'deviceCommand', id, value: { ...value, ...state, ...wake, tries: 0, nextTry: null } }],
  };
}
