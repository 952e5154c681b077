import type { Change, Versioned } from '../ports/records.js';
import type { Notice } from '../rules/notice.js';
import type { SyncState, SyncTrigger } from '../rules/sync-report.js';
import type { Core } from './core.js';
import { BINDING, readBinding, readSync, SYNC } from './state.js';

/** Who or what wants a sync. */
export interface SyncRequest {
  trigger: SyncTrigger;
  slot: string | null;
  startedBy: string | null;
  reference: string;
}

type Running = NonNullable<SyncState['running']>;

/** `handed-over`: for good, or about to be. */
export type Begun = { result: 'not-bound' | 'handed-over' } | { result: 'started' | 'joined'; syncId: string };

/** Records that a sync runs, or joins the one that does; `runSync` does the work. */
export async function beginSync(core: Core, request: SyncRequest): Promise<Begun> {
  const begun = await beginSyncWith(core, request, {});
  return begun.result === 'overtaken' ? beginSync(core, request) : begun;
}

/** As `beginSync`, with a change that is stored in the same commit. `overtaken`: something changed meanwhile, nothing is stored. */
export async function beginSyncWith(
  core: Core,
  request: SyncRequest,
  also: Change,
): Promise<Begun | { result: 'overtaken' }> {
  const { value: binding, revision } = await readBinding(core);
  if (binding.state === 'decommissioned') return { result: 'handed-over' };
  if (binding.state !== 'bound') return { result: 'not-bound' };
  if (binding.intent?.kind === 'decommission') return { result: 'handed-over' };
  const stored = await readSync(core);
  const { running } = stored.value;
  const listeners = request.startedBy === null ? [] : [request.startedBy];
  const next: Running =
    running === null
      ? {
          id: core.ids.uuid(),
          trigger: request.trigger,
          slot: request.slot,
          startedAt: core.clock(),
          startedBy: request.startedBy,
          listeners,
          attempt: 1,
        }
      : {
          ...running,
          trigger: request.slot === null ? running.trigger : request.trigger,
          slot: request.slot ?? running.slot,
          listeners: [...new Set([...running.listeners, ...listeners])],
        };
  // A decommission that is confirmed meanwhile finds this sync, or this finds the decommission.
  const change = { ...also, expect: [...(also.expect ?? []), { kind: 'binding', id: BINDING, revision } as const] };
  if (!(await storeRunning(core, stored, next, listeners, request.reference, change))) return { result: 'overtaken' };
  return { result: running === null ? 'started' : 'joined', syncId: next.id };
}

/** Begins the next try of the last sync, which failed: the same sync, on the same cards. `false`: something else began. */
export async function retrySync(core: Core, reference: string): Promise<boolean> {
  const stored = await readSync(core);
  const { last, running } = stored.value;
  if (last === null || running !== null) return false;
  const { id, trigger, slot, startedBy, listeners, attempt } = last;
  const next: Running = { id, trigger, slot, startedBy, listeners, attempt: attempt + 1, startedAt: core.clock() };
  return storeRunning(core, stored, next, listeners, reference, {});
}

async function storeRunning(
  core: Core,
  stored: Versioned<SyncState>,
  next: Running,
  waiting: readonly string[],
  reference: string,
  also: Change,
): Promise<boolean> {
  const result = await core.records.commit({
    expect: [...(also.expect ?? []), { kind: 'sync', id: SYNC, revision: stored.revision }],
    put: [...(also.put ?? []), { kind: 'sync', id: SYNC, value: { ...stored.value, running: next } }],
    remove: also.remove ?? [],
    outbox: [
      ...(also.outbox ?? []),
      ...waiting.map((userId) =>
        syncCard(next.id, userId, reference, {
          stage: 'running',
          at: 'service-config',
          pages: 0,
          totalPages: null,
          startedAt: next.startedAt,
        }),
      ),
    ],
    audit: also.audit ?? [],
  });
  if (result.result === 'conflict') return false;
  await core.onStep('sync.started');
  return true;
}

type SyncCard = Extract<Notice, { kind: 'sync-card' }>;

/** The living card of one sync in one person's conversation. */
export function syncCard(syncId: string, userId: string, reference: string, facts: SyncCard['facts']): SyncCard {
  return { kind: 'sync-card', subject: `sync:${syncId}`, audience: { to: 'person', userId }, facts, reference };
}
