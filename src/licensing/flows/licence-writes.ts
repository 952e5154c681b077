import type { Versioned } from '../ports/records.js';
import type { BoundLocation } from '../rules/binding.js';
import { afterWrite, type LicenceWrite } from '../rules/licence-write.js';
import { changeAssignment, together } from './assignments.js';
import { type Core, connect } from './core.js';
import { gapEnd, licenceLeave } from './licence-hold.js';
import { irrevocable, type LicenceWork, openLicenceWrites, plannedWork } from './licence-plan.js';
import { type LicencePass, sendBatch } from './licence-send.js';
import { isToBeSettled, settleOpen } from './licence-settle.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { readBinding } from './state.js';

/**
 * Gives and takes licences at Apple: each pass settles what is due of the open writes and sends what is planned, without
 * ever waiting. A restart goes on with what is recorded.
 */
export const licenceWork: LongWork = {
  due: async (core) =>
    (await readable(core)) !== null &&
    ((await dueWrites(core)).length > 0 || (await planned(core)).length > 0 || (await irrevocable(core)).length > 0),
  run: workOnLicences,
  nextDue,
};

/** The binding while Apple may be asked with it. */
async function readable(core: Core): Promise<BoundLocation | null> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound' || bound.intent !== null) return null;
  const usable = ['valid', 'expiring', 'read-only', 'unreachable'].includes(bound.tokenState);
  return usable ? bound : null;
}

async function dueWrites(core: Core): Promise<readonly Versioned<LicenceWrite>[]> {
  const due: Versioned<LicenceWrite>[] = [];
  for (const open of await openLicenceWrites(core)) if (await isToBeSettled(core, open)) due.push(open);
  return due;
}

async function planned(core: Core): Promise<readonly LicenceWork[]> {
  return (await licenceLeave(core)).result === 'hold' ? [] : plannedWork(core);
}

async function workOnLicences(core: Core, reference: string): Promise<typeof LOOK_AGAIN | undefined> {
  const bound = await readable(core);
  if (bound === null) return;
  const pass: LicencePass = { core, connection: connect(core, bound), bound, reference, refusals: 0 };
  let changed = await keepIrrevocable(core, reference);
  for (const open of await dueWrites(core)) changed = (await settleOpen(pass, open)) || changed;
  changed = (await sendPlanned(pass)) || changed;
  return changed ? LOOK_AGAIN : undefined;
}

/** One app after another, in batches as large as Apple takes them. */
async function sendPlanned(pass: LicencePass): Promise<boolean> {
  const { core, connection } = pass;
  const work = await planned(core);
  if (work.length === 0) return false;
  const size = Math.max(1, (await connection.writeLimits()).maxClientUserIds);
  const queue = work.flatMap((one) => batchesOf(one, size));
  const full = new Set<string>();
  let changed = false;
  for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
    if (full.has(batch.key)) continue;
    const sent = await sendBatch(pass, batch);
    if (sent.result === 'stop') return changed || sent.open;
    if (sent.result === 'full') full.add(batch.key);
    else changed = changed || sent.result !== 'not-sent';
    if (sent.result === 'split') queue.unshift(...sent.left);
  }
  return changed;
}

function batchesOf({ key, act, userIds }: LicenceWork, size: number): LicenceWork[] {
  return Array.from({ length: Math.ceil(userIds.length / size) }, (_, index) => ({
    key,
    act,
    userIds: userIds.slice(index * size, (index + 1) * size),
  }));
}

/** What Apple never takes back stays with the person, and says so. */
async function keepIrrevocable(core: Core, reference: string): Promise<boolean> {
  const kept = await irrevocable(core);
  if (kept.length === 0) return false;
  const now = core.clock();
  const outcome = { result: 'failed', errorNumber: null } as const;
  const change = together(
    kept.map((one) => {
      const { after } = afterWrite(one.value, 'disassociate', outcome, { now, eventId: one.value.eventId });
      return changeAssignment(one, { ...after, reason: 'not-revocable' });
    }),
  );
  const result = await core.records.commit({
    ...change,
    audit: kept.map(({ value: { key, userId } }) => ({
      at: now,
      actor: 'system',
      act: 'disassociate',
      subject: `assignment:${key}/${userId}`,
      outcome: 'not-revocable',
      reference,
      facts: {},
    })),
  });
  return result.result === 'committed';
}

/** When an event is to be looked at, or somebody is to be tried again, without waiting for a bell. */
async function nextDue(core: Core): Promise<number | null> {
  if ((await readable(core)) === null) return null;
  const now = core.clock();
  const looks = (await openLicenceWrites(core)).map(({ value }) => value.nextLook);
  const leave = await licenceLeave(core);
  const gap = await gapEnd(core, 'licences');
  const tries =
    leave.result === 'hold'
      ? []
      : (await core.records.list('assignment')).flatMap(({ value: { nextTry, writeId } }) =>
          writeId === null && nextTry !== null && nextTry > now ? [nextTry] : [],
        );
  const times = [...looks, ...tries, ...(gap === null ? [] : [gap])];
  return times.length === 0 ? null : times.reduce((first, one) => Math.min(first, one));
}
