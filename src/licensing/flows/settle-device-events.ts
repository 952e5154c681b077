import type { Change, RecordRef, Versioned } from '../ports/records.js';
import type { DeviceEventRecord } from '../rules/device-answer.js';
import { answerChange } from './answer-change.js';
import type { Core } from './core.js';
import { lifeChange, type ToldEvent } from './device-life.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { EVENT_MEMORY } from './take-device-event.js';

/** Settled before other work gets its turn. */
const AT_ONCE = 500;
/** Something that is stored meanwhile makes it begin again; so often in a row only where something else goes wrong. */
const ROUNDS = 5;
/** Settled ones that are kept, so that looking for open ones stays cheap. */
const MOST_KEPT = 10_000;
const FORGOTTEN_AT_ONCE = 1_000;

type Stored = Versioned<DeviceEventRecord>;

/** Settles what the MDM server told: devices, and answers to commands. */
export const deviceEventWork: LongWork = {
  due: async (core) => core.devices !== null && (await core.records.list('deviceEvent')).some(isOpen),
  run: settleDeviceEvents,
};

/**
 * Settles stored events in the order in which they came, each with its consequences. One that cannot be settled stays
 * open and holds no other up. Throws the first fault when the rest is done.
 */
export async function settleDeviceEvents(core: Core, reference: string): Promise<typeof LOOK_AGAIN | undefined> {
  const open = (await core.records.list('deviceEvent')).filter(isOpen).sort(inOrder);
  const faults: unknown[] = [];
  let moved = false;
  for (const stored of open.slice(0, AT_ONCE)) {
    if ((await core.wait(0)) === 'closing') return;
    try {
      moved = (await settle(core, stored, reference)) || moved;
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) throw faults[0];
  await forgetSettled(core);
  return moved || open.length > AT_ONCE ? LOOK_AGAIN : undefined;
}

function isOpen({ value }: Stored): boolean {
  return value.event !== null;
}

/** Of the same moment the one first that happened first. */
function inOrder(one: Stored, other: Stored): number {
  const apart = one.value.receivedAt - other.value.receivedAt;
  return apart === 0 ? (one.value.event?.at ?? 0) - (other.value.event?.at ?? 0) : apart;
}

/** Whether it was settled and something may follow from it. */
async function settle(core: Core, { id, value }: Stored, reference: string): Promise<boolean> {
  const { event, receivedAt } = value;
  if (event === null) return false;
  const isIdle = event.topic === 'connect' && event.answer.status === 'idle';
  for (let round = 0; round < ROUNDS; round += 1) {
    const now = await core.records.get('deviceEvent', id);
    if (now === null || now.value.event === null) return false;
    if ((await settleOnce(core, { id, revision: now.revision }, { event, receivedAt }, reference)) === 'committed') {
      await core.onStep('device-event.settled');
      return !isIdle;
    }
  }
  return false;
}

/**
 * What an event says about the device is stored before what is answered in it is taken up: whoever takes it up finds
 * the device as it is now. Done again after an interruption it comes to the same.
 */
async function settleOnce(
  core: Core,
  { id, revision }: { id: string; revision: number },
  told: ToldEvent,
  reference: string,
): Promise<'committed' | 'conflict'> {
  const { event, receivedAt } = told;
  const life = await lifeChange(core, told, reference);
  const isAnswer = event.topic === 'connect' && event.answer.status !== 'idle';
  if (isAnswer && (await core.records.commit(life)).result === 'conflict') return 'conflict';
  const change: Change = isAnswer ? await answerChange(core, event, receivedAt, reference) : life;
  const isKept = event.topic !== 'connect' || isAnswer;
  const result = await core.records.commit({
    ...change,
    expect: [...(change.expect ?? []), { kind: 'deviceEvent', id, revision }],
    put: [
      ...(change.put ?? []),
      ...(isKept ? [{ kind: 'deviceEvent', id, value: { receivedAt, event: null } } as const] : []),
    ],
    remove: [...(change.remove ?? []), ...(isKept ? [] : [{ kind: 'deviceEvent', id } as const])],
  });
  return result.result;
}

/** Settled ones are kept only to be known again. */
async function forgetSettled(core: Core): Promise<void> {
  const settled = (await core.records.list('deviceEvent')).filter((stored) => !isOpen(stored)).sort(inOrder);
  const tooMany = settled.length - MOST_KEPT;
  const over = settled.filter(({ value }, index) => index < tooMany || core.clock() - value.receivedAt >= EVENT_MEMORY);
  for (let from = 0; from < over.length; from += FORGOTTEN_AT_ONCE) {
    const remove = over.slice(from, from + FORGOTTEN_AT_ONCE).map(({ id }): RecordRef => ({ kind: 'deviceEvent', id }));
    await core.records.commit({ remove });
  }
}
