import type { Versioned } from '../ports/records.js';
import type { Binding } from '../rules/binding.js';
import type { Installation, PauseState } from '../rules/records.js';
import type { Renewal } from '../rules/renewal.js';
import type { SyncState } from '../rules/sync-report.js';
import type { Core } from './core.js';

/** Ids of the records of which there is one. */
export const BINDING = 'location';
export const INSTALLATION = 'id';
export const SYNC = 'state';
export const PAUSE = 'outgoing';
export const RENEWAL = 'token';

const emptySync: SyncState = { last: null, lastComplete: null, running: null };

/** The binding with the revision to expect; revision 0 before the first proposal. */
export async function readBinding(core: Core): Promise<Versioned<Binding>> {
  const stored = await core.records.get('binding', BINDING);
  return stored ?? { id: BINDING, revision: 0, value: { state: 'none' } };
}

export async function readSync(core: Core): Promise<Versioned<SyncState>> {
  const stored = await core.records.get('sync', SYNC);
  return stored ?? { id: SYNC, revision: 0, value: emptySync };
}

export async function readPause(core: Core): Promise<Versioned<PauseState> | null> {
  return core.records.get('pause', PAUSE);
}

/** The renewal that waits for its confirmation. */
export async function readRenewal(core: Core): Promise<Versioned<Renewal> | null> {
  return core.records.get('renewal', RENEWAL);
}

export async function isPaused(core: Core): Promise<boolean> {
  return (await readPause(core))?.value.paused ?? false;
}

/** Our installation id, made at the first call and permanent from then on. */
export async function installation(core: Core): Promise<Installation> {
  const stored = await core.records.get('installation', INSTALLATION);
  if (stored !== null) return stored.value;
  const made: Installation = { id: core.ids.uuid(), madeAt: core.clock() };
  const result = await core.records.commit({
    expect: [{ kind: 'installation', id: INSTALLATION, revision: 0 }],
    put: [{ kind: 'installation', id: INSTALLATION, value: made }],
  });
  return result.result === 'committed' ? made : installation(core);
}
