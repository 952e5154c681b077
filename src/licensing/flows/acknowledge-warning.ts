import type { WarningMemory } from '../rules/expiry.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { BINDING, readBinding } from './state.js';
import { warningCards, warningId } from './warnings.js';

export type AcknowledgeOutcome =
  | NotAllowed
  /** The token of this warning is not the present one any more, or there never was such a warning. */
  | { result: 'over' }
  | { result: 'already'; by: string; at: number; mine: boolean }
  | { result: 'acknowledged' };

/** “I take care of it” on a warning: whoever presses first is named on every copy. `key`: what the button carries. */
export async function acknowledgeWarning(core: Core, asked: Asked, key: string): Promise<AcknowledgeOutcome> {
  const permission = await permit(core, asked.actor, 'acknowledge-warning');
  if (permission.result === 'not-allowed') return permission;
  const binding = await readBinding(core);
  const stored = await core.records.get('warning', warningId(key));
  if (stored === null || stored.value.audiences.length === 0) return { result: 'over' };
  const bound = binding.value;
  if (bound.state !== 'bound' || bound.token.fingerprint !== stored.value.fingerprint) return { result: 'over' };
  const { acknowledgedBy: by, acknowledgedAt } = stored.value;
  if (by !== null) {
    return { result: 'already', by, at: acknowledgedAt ?? stored.value.at, mine: by === asked.actor };
  }
  const at = core.clock();
  const warning: WarningMemory = { ...stored.value, acknowledgedBy: asked.actor, acknowledgedAt: at };
  const result = await core.records.commit({
    expect: [
      { kind: 'binding', id: BINDING, revision: binding.revision },
      { kind: 'warning', id: stored.id, revision: stored.revision },
    ],
    put: [{ kind: 'warning', id: stored.id, value: warning }],
    outbox: warningCards(bound, warning, at, null, asked.reference),
    audit: [
      {
        at,
        actor: asked.actor,
        act: 'acknowledge-warning',
        subject: 'token',
        outcome: 'acknowledged',
        reference: asked.reference,
        facts: { step: warning.step, fingerprint: warning.fingerprint },
      },
    ],
  });
  if (result.result === 'conflict') return acknowledgeWarning(core, asked, key);
  await core.onStep('token.acknowledged');
  return { result: 'acknowledged' };
}
