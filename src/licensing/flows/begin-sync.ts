import type { Change } from '../ports/records.js';
import type { Notice } from '../rules/notice.js';
import type { SyncState, SyncTrigger } from '../rules/sync-report.js';
import type { Core } from './core.js';
import { readBinding, readSync, SYNC } from './state.js';

/** Who or what wants a sync. */
export interface SyncRequest {
  trigger: SyncTrigger;
  slot: string | null;
  startedBy: string | null;
  reference: string;
}

export type Begun = { result: 'not-bound' } | { result: 'started' | 'joined'; syncId: string };

/** Records that a sync runs, or joins the one that does; `runSync` does the work. */
export async function beginSync(core: Core, request: SyncRequest): Promise<Begun> {
  const begun = await beginSyncWith(core, request, {});
  return begun.result === 'overtaken' ? beginSync(core, request) : begun;
}

/** As `beginSync`, with a change that is stored in the same commit. `overtaken`: something changed meanwhile, nothing is stored. */
export async function beginSyncWith(
  core: Core,
  request: SyncRequest,
  also: Pick<Change, 'expect' | 'put' | 'remove'>,
): Promise<Begun | { result: 'overtaken' }> {
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound') return { result: 'not-bound' };
  const stored = await readSync(core);
  const { running } = stored.value;
  const listeners = request.startedBy === null ? [] : [request.startedBy];
  const now = core.clock();
  const next: NonNullable<SyncState['running']> =
    running === null
      ? {
          id: core.ids.uuid(),
          trigger: request.trigger,
          slot: request.slot,
          startedAt: now,
          startedBy: request.startedBy,
          listeners,
        }
      : {
          ...running,
          trigger: request.slot === null ? running.trigger : request.trigger,
          slot: request.slot ?? running.slot,
          listeners: [...new Set([...running.listeners, ...listeners])],
        };
  const result = await core.records.commit({
    expect: [...(also.expect ?? []), { kind: 'sync', id: SYNC, revision: stored.revision }],
    put: [...(also.put ?? []), { kind: 'sync', id: SYNC, value: { ...stored.value, running: next } }],
    remove: also.remove ?? [],
    outbox: listeners.map((userId) =>
      syncCard(next.id, userId, request.reference, {
        stage: 'running',
        at: 'service-config',
        pages: 0,
        totalPages: null,
        startedAt: next.startedAt,
      }),
    ),
  });
  if (result.result === 'conflict') return { result: 'overtaken' };
  await core.onStep('sync.started');
  return { result: running === null ? 'started' : 'joined', syncId: next.id };
}

type SyncCard = Extract<Notice, { kind: 'sync-card' }>;

/** The living card of one sync in one person's conversation. */
export function syncCard(syncId: string, userId: string, reference: string, facts: SyncCard['facts']): SyncCard {
  return { kind: 'sync-card', subject: `sync:${syncId}`, audience: { to: 'person', userId }, facts, reference };
}
