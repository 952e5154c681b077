import type { Put, RecordRef, Versioned } from '../ports/records.js';
import { cleanliness } from '../rules/cleanliness.js';
import { type MayWrite, mayWrite } from '../rules/may-write.js';
import { readAgainAfter, type SettlingPause } from '../rules/notification.js';
import { readCleanUp } from './clean-up-record.js';
import type { Core } from './core.js';
import { BINDING, PAUSE, readBinding, readPause, readSync } from './state.js';

/** Id of the one record that says that somebody else changes the location. */
export const INTERFERENCE = 'location';

/** Why no licence is given or taken now; each ends by itself or by a custodian. */
export type LicenceHold =
  | Extract<MayWrite, { result: 'no' }>['why']
  | 'paused'
  /** What others made is neither removed nor accepted (S12). */
  | 'not-clean'
  /** Somebody else changes the location, and no custodian has answered. */
  | 'interference'
  /** Apple could not be reached, or refused us; tried again with growing gaps. */
  | 'apple';

/** What has to stand as it is until a write is recorded. */
export type LicenceLeave =
  | { result: 'hold'; why: LicenceHold }
  | { result: 'free'; expect: readonly (RecordRef & { revision: number })[] };

/** Whether licences may be given and taken at Apple now. */
export async function licenceLeave(core: Core): Promise<LicenceLeave> {
  const binding = await readBinding(core);
  const may = mayWrite(binding.value);
  if (may.result === 'no') return { result: 'hold', why: may.why };
  const pause = await readPause(core);
  if (pause?.value.paused === true) return { result: 'hold', why: 'paused' };
  const interference = await core.records.get('interference', INTERFERENCE);
  if (interference !== null && interference.value.answered === null) return { result: 'hold', why: 'interference' };
  const clean = cleanliness((await readCleanUp(core)).value, (await readSync(core)).value.lastComplete);
  if (clean !== 'clean' && clean !== 'waived') return { result: 'hold', why: 'not-clean' };
  if (await isGap(core, 'licences')) return { result: 'hold', why: 'apple' };
  const expect = [
    { kind: 'binding', id: BINDING, revision: binding.revision },
    { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 },
    { kind: 'interference', id: INTERFERENCE, revision: interference?.revision ?? 0 },
  ] as const;
  return { result: 'free', expect };
}

/** Work that leaves Apple, or the MDM server, alone for a while after trouble, with gaps that grow. */
export type GapId = 'licences' | 'licence-readings' | 'devices' | 'device-wakes';

/** A gap is never longer; one that is so is of a clock that was wrong. */
const LONGEST_GAP = 3_600_000;

/** Whether such work rests now, after trouble. */
export async function isGap(core: Core, id: GapId): Promise<boolean> {
  const until = await gapEnd(core, id);
  return until !== null;
}

/** When the gap ends; `null` = there is none now. */
export async function gapEnd(core: Core, id: GapId): Promise<number | null> {
  const gap = await readGap(core, id);
  if (gap === null) return null;
  const left = gap.value.nextTry - core.clock();
  return left > 0 && left <= LONGEST_GAP ? gap.value.nextTry : null;
}

const readGap = (core: Core, id: GapId): Promise<Versioned<SettlingPause> | null> => core.records.get('settling', id);

/** Stores the next gap, longer than the one before. */
export async function widenGap(core: Core, id: GapId): Promise<void> {
  const before = await readGap(core, id);
  const failures = (before?.value.failures ?? 0) + 1;
  const put: Put = { kind: 'settling', id, value: { failures, nextTry: core.clock() + readAgainAfter(failures) } };
  await core.records.commit({ put: [put] });
}

/** Part of the commit of something that went well. */
export async function endOfGap(core: Core, id: GapId): Promise<RecordRef[]> {
  return (await readGap(core, id)) === null ? [] : [{ kind: 'settling', id }];
}
