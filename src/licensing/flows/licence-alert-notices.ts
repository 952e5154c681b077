import type { Alert } from '../rules/alert.js';
import { type AssetRecord, assetKey } from '../rules/asset.js';
import { severity } from '../rules/exhaustion.js';
import { type AlertEnd, DIGEST_LINES, digestTime } from '../rules/licence-alert.js';
import { assetName } from '../rules/needs.js';
import type { Notice } from '../rules/notice.js';

const channel = { to: 'channel' } as const;

/** The living card of one app as it is now. */
export function alertCard(asset: AssetRecord, alert: Alert, ended: AlertEnd | null, reference: string): Notice {
  const { subject, level, since, told, snoozed } = alert;
  return {
    kind: 'licence-alert',
    subject,
    audience: channel,
    facts: {
      key: assetKey(asset),
      name: assetName(asset),
      subject,
      level,
      since,
      figures: told,
      revocable: asset.revocable,
      snoozed,
      ended,
    },
    reference,
  };
}

/** In the thread of its card, so that people hear of it. */
export function alertNews(asset: AssetRecord, before: Alert, after: Alert, at: number, reference: string): Notice {
  return {
    kind: 'licence-news',
    subject: `licence-news:${after.subject}:${at}`,
    audience: channel,
    facts: {
      key: assetKey(asset),
      name: assetName(asset),
      before: before.level,
      level: after.level,
      figures: after.told,
      broken: before.snoozed,
    },
    reference,
    thread: after.subject,
  };
}

/** The living card of everything that stands on one digest. */
export function digestCard(
  subject: string,
  apps: readonly { asset: AssetRecord; alert: Alert }[],
  reference: string,
): Notice {
  const worstFirst = [...apps].sort(
    (one, other) =>
      severity(other.alert.level) - severity(one.alert.level) ||
      (one.alert.told.free ?? 0) - (other.alert.told.free ?? 0),
  );
  const lines = worstFirst.slice(0, DIGEST_LINES).map(({ asset, alert }) => ({
    key: assetKey(asset),
    name: assetName(asset),
    level: alert.level,
    free: alert.told.free,
    totalCount: alert.told.totalCount,
  }));
  return {
    kind: 'licence-digest',
    subject,
    audience: channel,
    facts: { since: digestTime(subject), lines, count: apps.length },
    reference,
  };
}
