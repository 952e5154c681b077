import type { Versioned } from '../ports/records.js';
import type { DeviceCommandRecord } from '../rules/device-command.js';
import { nextWakeAfter } from '../rules/wakes.js';
import { isGap, widenGap } from './licence-hold.js';
import type { CommandPass } from './send-command.js';

/** So many in a row that are not woken: it is not for the devices that they are not. */
const MOST_FAILED = 5;

type Group = readonly Versioned<DeviceCommandRecord>[];

/**
 * Tells devices again of what waits for them, each once whatever the number of its commands. A wake that fails changes
 * nothing for the command; many that fail let the others rest for a growing while. `false`: the bot is ending.
 */
export async function wakeDevices(pass: CommandPass, groups: readonly Group[]): Promise<boolean> {
  const { core } = pass;
  if (await isGap(core, 'device-wakes')) return true;
  let failed = 0;
  for (const group of groups) {
    if ((await core.wait(0)) === 'closing') return false;
    failed = (await wakeDevice(pass, group)) ? 0 : failed + 1;
    if (failed < MOST_FAILED) continue;
    await widenGap(core, 'device-wakes');
    return true;
  }
  const gap = await core.records.get('settling', 'device-wakes');
  if (gap !== null && failed === 0) await core.records.commit({ remove: [{ kind: 'settling', id: gap.id }] });
  return true;
}

async function wakeDevice({ core, devices, reference }: CommandPass, group: Group): Promise<boolean> {
  const [first] = group;
  if (first === undefined) return true;
  const { enrolmentId } = first.value;
  const outcome = await devices.wake(enrolmentId);
  await core.onStep('device-command.woken');
  if (outcome.result === 'not-woken') {
    core.onTrouble('device.not-woken', { enrolmentId, message: outcome.message, reference });
  }
  const now = core.clock();
  await core.records.commit({
    expect: group.map(({ id, revision }) => ({ kind: 'deviceCommand', id, revision }) as const),
    put: group.map(({ id, value }) => {
      const wakes = value.wakes + 1;
      return { kind: 'deviceCommand', id, value: { ...value, wakes, nextWake: nextWakeAfter(wakes, now) } } as const;
    }),
  });
  return outcome.result === 'woken';
}
