import type { Versioned } from '../ports/records.js';
import { mayStillApprove, nextReminder, type Refusal } from '../rules/approval.js';
import type { Deployment, PendingApproval } from '../rules/deployment.js';
import { close } from './change-deployment.js';
import type { Core } from './core.js';
import { deploymentEntry, headChange, turnNotices } from './deployment-record.js';
import { endRequest, expireRequest } from './end-request.js';
import { readBinding } from './state.js';

/** Names that a reminder mentions. */
const MENTIONED = 10;

/** What time does to requests: they expire, and approvers are reminded. With the location everything ends. Answers what was done, in words for a log. */
export async function ripenApprovals(core: Core, reference: string): Promise<string[]> {
  const all = await core.records.list('deployment');
  const open = all.filter(({ value }) => value.pending !== null || value.state === 'active');
  if (open.length === 0) return [];
  if ((await readBinding(core)).value.state === 'decommissioned') return endAll(core, open, reference);
  const now = core.clock();
  let expired = 0;
  let reminded = 0;
  for (const stored of open) {
    const { pending } = stored.value;
    if (pending === null) continue;
    if (pending.expiresAt <= now) expired += (await expireRequest(core, reference, stored)) === null ? 0 : 1;
    else if (pending.nextReminderAt !== null && pending.nextReminderAt <= now)
      reminded += (await remind(core, reference, stored, pending)) ? 1 : 0;
  }
  return [
    ...(expired > 0 ? [`${expired} deployment requests expired`] : []),
    ...(reminded > 0 ? [`approvers were reminded of ${reminded} deployment requests`] : []),
  ];
}

/** One reminder, however many were missed. `false`: somebody was first. */
async function remind(
  core: Core,
  reference: string,
  stored: Versioned<Deployment>,
  pending: PendingApproval,
): Promise<boolean> {
  const now = core.clock();
  const sent = { ...pending, reminders: pending.reminders + 1 };
  const next = { ...sent, nextReminderAt: nextReminder(sent, now, core.settings.working) };
  const after: Deployment = { ...stored.value, pending: next };
  const approvers = mayStillApprove(await core.people.holders('approver'), pending).slice(0, MENTIONED);
  const asked = { actor: 'system', reference };
  const { result } = await core.records.commit({
    ...headChange(stored, after),
    outbox: await turnNotices(
      core,
      asked,
      { id: stored.id, revision: stored.revision, deployment: after },
      { turn: 'reminder', approvers, until: pending.expiresAt },
    ),
    audit: [deploymentEntry(core, asked, 'remind-approvers', stored.id, 'reminded', { reminder: next.reminders })],
  });
  if (result === 'conflict') return false;
  await core.onStep('deployment.reminded');
  return true;
}

/** The location was handed over for good: nothing waits any more, and nothing is in force. */
async function endAll(core: Core, open: readonly Versioned<Deployment>[], reference: string): Promise<string[]> {
  const asked = { actor: 'system', reference };
  for (const stored of open) {
    const { pending, state } = stored.value;
    if (state === 'active') await close(core, asked, stored);
    else if (pending !== null) {
      const { number: revision } = pending.revision;
      const refusal: Refusal = { result: 'withdrawn', by: 'system', at: core.clock(), revision };
      await endRequest(core, asked, stored, refusal);
    }
  }
  return [`${open.length} deployments ended with the location`];
}
