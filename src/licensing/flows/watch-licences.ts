import type { AuditEntry } from '../ports/audit.js';
import type { Put, RecordRef } from '../ports/records.js';
import type { Alert } from '../rules/alert.js';
import type { AssetRecord } from '../rules/asset.js';
import { severity } from '../rules/exhaustion.js';
import { alertSubject, CARDS_AT_ONCE, digestSubject } from '../rules/licence-alert.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';
import { alertCard, alertNews, digestCard } from './licence-alert-notices.js';
import type { LongWork } from './long-work.js';
import { type Found, type FoundStep, lookAtLicences } from './look-at-licences.js';

/** Commits tried before the next look, where something else changes the same records all the time. */
const TRIES = 5;

/**
 * Looks at every app after each reading and each reservation, keeps the pace of its licences and tells the channel when
 * one runs out. It only reads what is stored, so it works under pause and during trouble too.
 */
export const licenceAlertWork: LongWork = {
  due: async (core) => {
    const { paces, steps } = await lookAtLicences(core);
    return paces.length + steps.length > 0;
  },
  run: watchLicences,
};

/** Answers how many levels it told of. */
export async function watchLicences(core: Core, reference: string, tries = TRIES): Promise<number> {
  const found = await lookAtLicences(core);
  if (found.paces.length + found.steps.length === 0) return 0;
  const now = core.clock();
  const told = tell(core, found, now, reference);
  const result = await core.records.commit({
    expect: [...found.paces.map(({ expect }) => expect), ...found.steps.flatMap(expected)],
    put: [...found.paces.map(({ put }) => put), ...told.put],
    remove: told.remove,
    outbox: told.outbox,
    audit: told.audit,
  });
  if (result.result === 'conflict') return tries > 1 ? watchLicences(core, reference, tries - 1) : 0;
  return told.audit.length;
}

/** The decision stands on these; a reservation that comes meanwhile is looked at next. */
function expected({ key, of }: FoundStep): (RecordRef & { revision: number })[] {
  return [
    { kind: 'asset', id: key, revision: of.asset.revision },
    { kind: 'alert', id: key, revision: of.alert?.revision ?? 0 },
  ];
}

interface Told {
  put: Put[];
  remove: RecordRef[];
  outbox: Notice[];
  audit: AuditEntry[];
}

/** What all the steps of one look come to. The worst apps get their own message, at most so many. */
function tell(core: Core, { steps, alerted }: Found, now: number, reference: string): Told {
  const told: Told = { put: [], remove: [], outbox: [], audit: [] };
  const after = new Map<string, { asset: AssetRecord; alert: Alert }>();
  for (const { asset, alert } of alerted)
    if (alert !== null) after.set(asset.id, { asset: asset.value, alert: alert.value });
  const loud = new Set(steps.filter(isLoud).sort(worstFirst).slice(0, CARDS_AT_ONCE));
  const digests = new Set<string>();
  for (const found of steps) {
    const { key, of } = found;
    const asset = of.asset.value;
    const before = of.alert?.value ?? null;
    const digest = before?.digest ?? null;
    if (digest !== null) digests.add(digest);
    const alert = alertAfter(found, loud.has(found) ? 'own' : 'digest', now);
    told.outbox.push(...notices(found, alert, now, reference));
    if (alert === null) {
      told.remove.push({ kind: 'alert', id: key });
      after.delete(key);
    } else {
      told.put.push({ kind: 'alert', id: key, value: alert });
      after.set(key, { asset, alert });
      if (alert.digest !== null) digests.add(alert.digest);
    }
    const entry = auditOf(core, found, reference);
    if (entry !== null) told.audit.push(entry);
  }
  for (const subject of digests) {
    const named = [...after.values()].filter(({ alert }) => alert.digest === subject);
    told.outbox.push(digestCard(subject, named, reference));
  }
  return told;
}

/** It makes a new message, which somebody hears. */
function isLoud({ step: { step } }: FoundStep): boolean {
  return step === 'begin' || step === 'worse' || step === 'again';
}

function worstFirst(one: FoundStep, other: FoundStep): number {
  return weight(other) - weight(one) || freeOf(one) - freeOf(other);
}

function weight({ step }: FoundStep): number {
  return 'level' in step ? severity(step.level) : 0;
}

function freeOf({ step }: FoundStep): number {
  return step.figures.free ?? 0;
}

/** What is remembered of the app from now on; `null` = nothing. */
function alertAfter({ key, of, step }: FoundStep, place: 'own' | 'digest', now: number): Alert | null {
  if (step.step === 'end') return null;
  const { level, figures: told } = step;
  const before = of.alert?.value;
  if (step.step === 'update' && before !== undefined) return { ...before, level, told };
  const subject = before === undefined || step.step === 'again' ? alertSubject(key, now) : before.subject;
  const alert: Alert = { level, since: before?.since ?? now, subject, card: true, digest: null, snoozed: null, told };
  if (place === 'own') return alert;
  // Without a message of its own an older card stays where it is.
  return { ...alert, subject: before?.subject ?? subject, card: before?.card ?? false, digest: digestSubject(now) };
}

function notices({ of, step }: FoundStep, alert: Alert | null, at: number, reference: string): Notice[] {
  const asset = of.asset.value;
  const before = of.alert?.value ?? null;
  if (alert === null) {
    if (step.step !== 'end' || before === null || !before.card) return [];
    const last: Alert = { ...before, told: step.figures, snoozed: null };
    return [alertCard(asset, last, { result: step.why, at }, reference)];
  }
  if (!alert.card) return [];
  const card = alertCard(asset, alert, null, reference);
  if (before === null || !before.card) return [card];
  if (before.subject !== alert.subject) {
    const old = { ...before, snoozed: null };
    return [alertCard(asset, old, { result: 'shown-again', at }, reference), card];
  }
  const isNews = step.step === 'worse' && alert.digest !== digestSubject(at);
  return isNews ? [card, alertNews(asset, before, alert, at, reference)] : [card];
}

/** Every change of level, and every snooze that ended. */
function auditOf(core: Core, { key, of, step }: FoundStep, reference: string): AuditEntry | null {
  const before = of.alert?.value ?? null;
  if (step.step === 'update' && step.level === before?.level) return null;
  return {
    at: core.clock(),
    actor: 'system',
    act: 'watch-licences',
    subject: `asset:${key}`,
    outcome: step.step === 'end' ? step.why : step.level,
    reference,
    facts: {
      before: before?.level ?? null,
      free: step.figures.free,
      total: step.figures.totalCount,
      runwayDays: step.figures.runway?.days ?? null,
      snoozeEnded: (before?.snoozed ?? null) !== null,
    },
  };
}
