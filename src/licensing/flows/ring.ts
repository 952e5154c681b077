import type { Binding } from '../rules/binding.js';
import type { SlotRun } from '../rules/records.js';
import { dueSlots } from '../rules/slots.js';
import { beginSync, beginSyncWith } from './begin-sync.js';
import { settleClaim } from './claim-location.js';
import { confirmSuspects } from './confirm-suspects.js';
import type { Asked, Core } from './core.js';
import { expireProposal } from './end-proposal.js';
import { readBinding, readSync } from './state.js';
import { warnAboutExpiry } from './warn-about-expiry.js';

/** Slot records older than this are removed. */
const SLOT_MEMORY = 14 * 86_400_000;

/** What a ring may leave to be done in the background. */
export interface Background {
  sync(): void;
  count(proposalId: string): void;
}

/**
 * The one entry of time: decides from stored state what is due at this moment. Bells that come twice, in bursts, late
 * or not at all change nothing but the delay. Answers what was done, in words for a log.
 */
export async function ring(core: Core, background: Background, reference: string): Promise<string[]> {
  checkPin(core, (await readBinding(core)).value);
  const asked: Asked = { actor: 'system', reference };
  const done: string[] = [];
  if (await expireProposal(core, asked)) done.push('a proposal expired');
  const settled = await settleClaim(core, asked);
  if (settled !== null) done.push(`claim: ${settled.result}`);
  const warned = await warnAboutExpiry(core, reference);
  if (warned !== null) done.push(warned);
  done.push(...(await runDueSlot(core, background, reference)));
  if ((await readSync(core)).value.running !== null) background.sync();
  done.push(...(await retryFailedSync(core, background, reference)));
  const suspects = await confirmSuspects(core, reference);
  if (suspects > 0) done.push(`${suspects} suspect readings settled`);
  await goOn(core, background, reference);
  return done;
}

/** The folder holds another account than `VPP_ACCOUNT_UID` names; nothing is done for either. */
export class OtherAccountPinned extends Error {
  readonly code = 'OTHER_ACCOUNT_PINNED';
  override readonly name = 'OtherAccountPinned';
}

/** After a start: whatever was interrupted goes on. Throws `OtherAccountPinned`. */
export async function resume(core: Core, background: Background, reference: string): Promise<void> {
  await ring(core, background, reference);
}

/** Work that nobody does although it is recorded or due: after a start, or when it ended in a fault. */
async function goOn(core: Core, background: Background, reference: string): Promise<void> {
  const binding = (await readBinding(core)).value;
  if (binding.state === 'proposed' && binding.proposal.foreign.state === 'counting')
    background.count(binding.proposal.id);
  const { last, running } = (await readSync(core)).value;
  if (binding.state === 'bound' && last === null && running === null) await firstSync(core, background, reference);
}

function checkPin(core: Core, binding: Binding): void {
  const { pinnedUId } = core.settings;
  if (pinnedUId === null || binding.state === 'none') return;
  const { uId } = binding.state === 'bound' ? binding.facts : binding.proposal.facts;
  if (uId === pinnedUId) return;
  throw new OtherAccountPinned(
    `VPP_ACCOUNT_UID names the account ${pinnedUId}, but this data folder belongs to ${uId}. Use the folder of that account, or correct the setting.`,
  );
}

/** The sync that follows a binding. */
export async function firstSync(core: Core, background: Background, reference: string): Promise<void> {
  await beginSync(core, { trigger: 'binding', slot: null, startedBy: null, reference });
  background.sync();
}

async function runDueSlot(core: Core, background: Background, reference: string): Promise<string[]> {
  const binding = (await readBinding(core)).value;
  if (binding.state !== 'bound') return [];
  const now = core.clock();
  const stored = await core.records.list('slot');
  const known = new Map<string, SlotRun>(stored.map(({ id, value }) => [id, value]));
  const due = dueSlots(core.settings.schedule, known, now, binding.boundAt);
  if (due.run === null && due.missed.length === 0) return [];
  const { job } = core.settings.schedule;
  const missed = due.missed.map((slot) => ({
    kind: 'slot' as const,
    id: slot.key,
    value: { job, planned: slot.planned, startedAt: null, finishedAt: now, outcome: 'missed' as const },
  }));
  const run =
    due.run === null
      ? []
      : [
          {
            kind: 'slot' as const,
            id: due.run.key,
            value: { job, planned: due.run.planned, startedAt: now, finishedAt: null, outcome: 'running' as const },
          },
        ];
  const old = stored
    .filter(({ value }) => value.planned < now - SLOT_MEMORY)
    .map(({ id }) => ({ kind: 'slot' as const, id }));
  const change = {
    expect: [...missed, ...run].map(({ kind, id }) => ({ kind, id, revision: 0 })),
    put: [...missed, ...run],
    remove: old,
  };
  const words = due.missed.map((slot) => `${slot.key} was missed`);
  if (due.run === null) {
    await core.records.commit(change);
    return words;
  }
  const trigger = due.run.late ? 'catch-up' : 'slot';
  const request = { trigger, slot: due.run.key, startedBy: null, reference } as const;
  const begun = await beginSyncWith(core, request, change);
  if (begun.result === 'overtaken') return runDueSlot(core, background, reference);
  background.sync();
  return [`${due.run.key} (${trigger})`, ...words];
}

async function retryFailedSync(core: Core, background: Background, reference: string): Promise<string[]> {
  const { last, running } = (await readSync(core)).value;
  if (running !== null || last === null || last.outcome.result !== 'failed') return [];
  const { nextTry } = last.outcome;
  if (nextTry === null || nextTry > core.clock()) return [];
  await beginSync(core, { trigger: last.trigger, slot: last.slot, startedBy: last.startedBy, reference });
  background.sync();
  return ['the failed sync is tried again'];
}
