import type { Put, RecordRef, Versioned } from '../ports/records.js';
import type { SlotRun } from '../rules/slots.js';
import { type DueSlots, dueSlots, isAheadOfTime, type PlannedSlot } from '../rules/slots.js';
import { beginSyncWith } from './begin-sync.js';
import type { Core } from './core.js';
import { readBinding } from './state.js';

/** Slot records older than this are removed. */
const SLOT_MEMORY = 14 * 86_400_000;

/** Records that the newest slot that is due runs, and which ones were missed, in one commit with the sync that it begins. Answers in words for a log. */
export async function runDueSlot(core: Core, reference: string): Promise<string[]> {
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound' || binding.intent?.kind === 'decommission') return [];
  const now = core.clock();
  const stored = await core.records.list('slot');
  const known = new Map<string, SlotRun>(stored.map(({ id, value }) => [id, value]));
  const due = dueSlots(core.settings.schedule, known, now, binding.boundAt);
  const remove = outdated(stored, now);
  if (due.run === null && due.missed.length === 0 && remove.length === 0) return [];
  const put = decided(core, due, now);
  const change = { expect: put.map(({ kind, id }) => ({ kind, id, revision: 0 })), put, remove };
  const words = due.missed.map((slot) => `${slot.key} was missed`);
  if (due.run === null) {
    await core.records.commit(change);
    return words;
  }
  const trigger = due.run.late ? 'catch-up' : 'slot';
  const request = { trigger, slot: due.run.key, startedBy: null, reference } as const;
  const begun = await beginSyncWith(core, request, change);
  if (begun.result === 'overtaken') return runDueSlot(core, reference);
  return [`${due.run.key} (${trigger})`, ...words];
}

function decided(core: Core, due: DueSlots, now: number): Put[] {
  const { job } = core.settings.schedule;
  const record = (slot: PlannedSlot, run: Omit<SlotRun, 'job' | 'planned'>): Put => ({
    kind: 'slot',
    id: slot.key,
    value: { job, planned: slot.planned, ...run },
  });
  const missed = due.missed.map((slot) => record(slot, { startedAt: null, finishedAt: now, outcome: 'missed' }));
  if (due.run === null) return missed;
  return [...missed, record(due.run, { startedAt: now, finishedAt: null, outcome: 'running' })];
}

/** History, and what a clock decided that was far ahead. */
function outdated(stored: readonly Versioned<SlotRun>[], now: number): RecordRef[] {
  return stored
    .filter(({ value }) => value.planned < now - SLOT_MEMORY || isAheadOfTime(value, now))
    .map(({ id }) => ({ kind: 'slot', id }));
}
