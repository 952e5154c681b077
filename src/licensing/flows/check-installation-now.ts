import type { Change, Put } from '../ports/records.js';
import { type InstallationState, installationTraits } from '../rules/installation.js';
import type { NotAllowed } from '../rules/policy.js';
import type { Asked, Core } from './core.js';
import { changeInstallation, readInstallation, type StoredInstallation } from './installations.js';
import { entryOf, refusing } from './refused-clicks.js';
import { installationRefusal } from './retry-installation.js';

export type CheckNowOutcome =
  | NotAllowed
  /** It is another person's, and needs a role. */
  | { result: 'not-yours' }
  /** Nothing is known of such an installation. */
  | { result: 'unknown' }
  /** It came to rest: the device has said how it stands. */
  | { result: 'at-rest'; state: InstallationState }
  /** Nothing was sent to the device yet, so there is nothing to ask it. */
  | { result: 'not-sent' }
  /** The device is asked at once. */
  | { result: 'asked' }
  /** A command waits for the device already: it is woken at once. */
  | { result: 'woken' };

const ACT = 'check-install';

/** “Check now”: the device is asked at once, not after the gap that has grown since. For the person, or with a role. */
export async function checkInstallationNow(core: Core, asked: Asked, installationId: string): Promise<CheckNowOutcome> {
  const refusal = await installationRefusal(core, asked, installationId);
  if (refusal !== null) return refusing(core, asked, ACT, `installation:${installationId}`, refusal);
  const stored = await readInstallation(core, installationId);
  if (stored === null) return { result: 'unknown' };
  const { state, commandId, key, userId } = stored.value;
  if (!installationTraits[state].moving) return { result: 'at-rest', state };
  const change = commandId === null ? soonerLook(core, stored) : await soonerWake(core, stored, commandId);
  if (change === null) return { result: 'not-sent' };
  const result = commandId === null ? 'asked' : 'woken';
  const audit = [
    entryOf(core, asked, ACT, `assignment:${key}/${userId}`, result, { device: stored.value.enrolmentId }),
  ];
  const committed = await core.records.commit({ ...change, audit });
  if (committed.result === 'conflict') return checkInstallationNow(core, asked, installationId);
  await core.onStep('installation.check-asked');
  return { result };
}

function soonerLook(core: Core, stored: StoredInstallation): Change | null {
  if (stored.value.nextLook === null) return null;
  return changeInstallation(stored, { ...stored.value, nextLook: core.clock() });
}

async function soonerWake(core: Core, { expect }: StoredInstallation, commandId: string): Promise<Change | null> {
  const command = await core.records.get('deviceCommand', commandId);
  const isQueued = command?.value.state === 'queued' || command?.value.state === 'not-now';
  if (command === null || !isQueued) return null;
  const put: Put = { kind: 'deviceCommand', id: commandId, value: { ...command.value, nextWake: core.clock() } };
  return { expect: [...expect, { kind: 'deviceCommand', id: commandId, revision: command.revision }], put: [put] };
}
