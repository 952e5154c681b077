import type { DeviceCommandRecord } from './device-command.js';
import { TOGETHER } from './wakes.js';

interface Stored {
  id: string;
  revision: number;
  value: DeviceCommandRecord;
}

/** What is to be done about commands whose devices can be reached. */
export interface CommandPlan {
  /** Nobody knows whether they are queued, and it is time to look. */
  looks: readonly Stored[];
  /** To be sent, by where they are sent, each in the order in which it was recorded. */
  sends: readonly (readonly Stored[])[];
  /** To be woken for, by who is woken. */
  wakes: readonly (readonly Stored[])[];
}

/** What is due now, `now` in milliseconds. Wakes that are due within `TOGETHER` go with one that is due. */
export function planCommands(commands: readonly Stored[], now: number): CommandPlan {
  const isDue = (time: number | null) => time === null || time <= now;
  const inState = (...states: readonly DeviceCommandRecord['state'][]) =>
    commands.filter(({ value }) => states.includes(value.state));
  const waiting = inState('queued', 'not-now').filter(({ value }) => value.nextWake !== null);
  return {
    looks: inState('unknown').filter(({ value }) => isDue(value.nextTry)),
    sends: byChannel(inState('recorded').filter(({ value }) => isDue(value.nextTry))),
    wakes: byChannel(waiting.filter(({ value }) => (value.nextWake ?? now) <= now + TOGETHER)).filter((group) =>
      group.some(({ value }) => isDue(value.nextWake)),
    ),
  };
}

/** When something is to be done about one command without anybody's doing; `null` = never, or now. */
export function commandTime({ state, nextTry, nextWake }: DeviceCommandRecord, now: number): number | null {
  const time = state === 'recorded' || state === 'unknown' ? nextTry : nextWake;
  return time !== null && time > now ? time : null;
}

function byChannel(commands: readonly Stored[]): (readonly Stored[])[] {
  const channels = new Map<string, Stored[]>();
  for (const command of [...commands].sort((one, other) => one.value.recordedAt - other.value.recordedAt)) {
    const { enrolmentId } = command.value;
    const group = channels.get(enrolmentId);
    if (group === undefined) channels.set(enrolmentId, [command]);
    else group.push(command);
  }
  return [...channels.values()];
}
