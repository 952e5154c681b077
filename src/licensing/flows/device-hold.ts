import type { RecordRef } from '../ports/records.js';
import { mayWrite } from '../rules/may-write.js';
import type { Core } from './core.js';
import type { GapId, LicenceHold } from './licence-hold.js';
import { BINDING, PAUSE, readBinding, readPause } from './state.js';

/** Why nothing is sent to devices now. */
export type DeviceHold = Extract<
  LicenceHold,
  'not-bound' | 'intent' | 'not-ours' | 'token' | 'awaiting-reading' | 'paused'
>;

/** What has to stand as it is until a command is recorded as being sent. */
export type DeviceLeave =
  | { result: 'hold'; why: DeviceHold }
  | { result: 'free'; expect: readonly (RecordRef & { revision: number })[] };

/**
 * Whether anything may be sent to devices now, wakes included. A pause and any trouble with the binding hold all of it,
 * questions as well as installs: what is answered meanwhile would lead to commands at once. What only holds licences
 * (foreign ones not cleaned up, interference, a gap of Apple's) does not: nothing here uses a licence that is not given.
 */
export async function deviceLeave(core: Core): Promise<DeviceLeave> {
  const binding = await readBinding(core);
  const may = mayWrite(binding.value);
  if (may.result === 'no') return { result: 'hold', why: may.why };
  const pause = await readPause(core);
  if (pause?.value.paused === true) return { result: 'hold', why: 'paused' };
  const expect = [
    { kind: 'binding', id: BINDING, revision: binding.revision },
    { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
  ] as const;
  return { result: 'free', expect };
}

/** The MDM server could not be reached, or refused us. */
export interface MdmGap {
  /** In a row. */
  failures: number;
  nextTry: number;
}

/** The present trouble with the MDM server; `null` = it was reached the last time. It stands until a send succeeds. */
export async function mdmGap(core: Core): Promise<MdmGap | null> {
  return (await core.records.get('settling', 'devices' satisfies GapId))?.value ?? null;
}
