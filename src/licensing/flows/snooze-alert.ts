import type { Versioned } from '../ports/records.js';
import type { Alert } from '../rules/alert.js';
import type { AssetRecord } from '../rules/asset.js';
import { keyOfAlert, type SnoozeField, snoozeFaults } from '../rules/licence-alert.js';
import { assetName } from '../rules/needs.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { alertCard } from './licence-alert-notices.js';
import { refusing } from './refused-clicks.js';

const DAY = 86_400_000;

export type FindAlertOutcome =
  | NotAllowed
  /** Enough licences again, or another card took this one's place. */
  | { result: 'over' }
  | { result: 'alert'; key: string; name: string; alert: Alert };

/** The alert that a “Snooze…” button is about. */
export async function findAlert(core: Core, asked: Asked, subject: string): Promise<FindAlertOutcome> {
  const permission = await permit(core, asked.actor, 'snooze-alert');
  if (permission.result === 'not-allowed')
    return refusing(
      core,
      asked,
      'snooze-alert',
      `asset:${(keyOfAlert(subject) ?? 'unknown').slice(0, 60)}`,
      permission,
    );
  const found = await openAlert(core, subject);
  if (found === null) return { result: 'over' };
  return { result: 'alert', key: found.alert.id, name: assetName(found.asset), alert: found.alert.value };
}

export type SnoozeOutcome =
  | NotAllowed
  | { result: 'over' }
  | { result: 'fields'; fields: readonly SnoozeField[] }
  | { result: 'snoozed'; name: string; until: number };

/**
 * Nobody is told of this app again before then, unless it gets worse. `days`: one of `SNOOZE_DAYS`, so never for ever. A
 * second snooze takes the place of the first.
 */
export async function snoozeAlert(
  core: Core,
  asked: Asked,
  subject: string,
  form: { days: number; reason: string },
): Promise<SnoozeOutcome> {
  const permission = await permit(core, asked.actor, 'snooze-alert');
  if (permission.result === 'not-allowed') {
    await core.records.commit({ audit: [entry(core, asked, subject, `refused: ${permission.reason}`, {})] });
    return permission;
  }
  const fields = snoozeFaults(form.days, form.reason);
  if (fields.length > 0) return { result: 'fields', fields };
  const found = await openAlert(core, subject);
  if (found === null) return { result: 'over' };
  const { asset, alert } = found;
  const at = core.clock();
  const reason = form.reason.trim();
  const until = at + form.days * DAY;
  const after: Alert = { ...alert.value, snoozed: { by: asked.actor, at, until, reason } };
  const result = await core.records.commit({
    expect: [{ kind: 'alert', id: alert.id, revision: alert.revision }],
    put: [{ kind: 'alert', id: alert.id, value: after }],
    outbox: after.card ? [alertCard(asset, after, null, asked.reference)] : [],
    audit: [entry(core, asked, subject, 'snoozed', { until, reason, level: after.level })],
  });
  if (result.result === 'conflict') return snoozeAlert(core, asked, subject, form);
  return { result: 'snoozed', name: assetName(asset), until };
}

async function openAlert(core: Core, subject: string): Promise<{ asset: AssetRecord; alert: Versioned<Alert> } | null> {
  const key = keyOfAlert(subject);
  if (key === null) return null;
  const alert = await core.records.get('alert', key);
  const asset = await core.records.get('asset', key);
  return alert === null || asset === null || alert.value.subject !== subject ? null : { asset: asset.value, alert };
}

function entry(
  core: Core,
  { actor, reference }: Asked,
  subject: string,
  outcome: string,
  facts: Record<string, string | number>,
) {
  const key = keyOfAlert(subject) ?? 'unknown';
  return { at: core.clock(), actor, act: 'snooze-alert', subject: `asset:${key}`, outcome, reference, facts };
}
