import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { PAUSE, readPause } from './state.js';

export type PauseOutcome =
  | NotAllowed
  | { result: 'paused' | 'resumed' }
  | { result: 'already'; paused: boolean; by: string; at: number };

/** Stops every outgoing write and device command (any approver or custodian), or lets them go on (custodian). */
export async function setPaused(core: Core, asked: Asked, paused: boolean): Promise<PauseOutcome> {
  const permission = await permit(core, asked.actor, paused ? 'pause' : 'resume');
  if (permission.result === 'not-allowed') return permission;
  const stored = await readPause(core);
  const before = stored?.value ?? { paused: false, by: 'system', at: 0 };
  if (before.paused === paused) return { result: 'already', ...before };
  const at = core.clock();
  const result = await core.records.commit({
    expect: [{ kind: 'pause', id: PAUSE, revision: stored?.revision ?? 0 }],
    put: [{ kind: 'pause', id: PAUSE, value: { paused, by: asked.actor, at } }],
    outbox: [
      {
        kind: 'paused',
        subject: `paused:${at}`,
        audience: { to: 'channel' },
        facts: { paused, by: asked.actor, at },
        reference: asked.reference,
      },
    ],
    audit: [
      {
        at,
        actor: asked.actor,
        act: paused ? 'pause' : 'resume',
        subject: 'outgoing',
        outcome: 'done',
        reference: asked.reference,
        facts: {},
      },
    ],
  });
  if (result.result === 'conflict') return setPaused(core, asked, paused);
  await core.onStep('pause.stored');
  return { result: paused ? 'paused' : 'resumed' };
}
