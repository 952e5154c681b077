import type { Core } from './core.js';
import { progressNotices } from './deployment-progress.js';
import { LOOK_AGAIN, type LongWork } from './long-work.js';
import { planWaitingList } from './waiting-list-plan.js';

/**
 * Keeps promises and licences in step with each new reading: when Apple took licences that are promised, the newest
 * promises lose theirs; when licences are free, whoever waits longest gets them.
 */
export const waitingListWork: LongWork = {
  async due(core) {
    for (const key of await keysInQuestion(core)) if ((await planWaitingList(core, key, '')) !== null) return true;
    return false;
  },
  async run(core, reference) {
    let changed = false;
    for (const key of await keysInQuestion(core)) {
      const moved = await goOn(core, key, reference);
      if (moved === null) continue;
      await core.records.commit({ outbox: await progressNotices(core, [...moved], reference) });
      changed = true;
    }
    return changed ? LOOK_AGAIN : null;
  },
  async nextDue(core) {
    const now = core.clock();
    const tries = (await core.records.list('assignment')).flatMap(({ value: { state, nextTry } }) =>
      state === 'waiting-for-licences' && nextTry !== null && nextTry > now ? [nextTry] : [],
    );
    return tries.length === 0 ? null : tries.reduce((first, one) => Math.min(first, one));
  },
};

/** Ids of the deployments that were moved; `null`: everything is as it is to be. */
async function goOn(core: Core, key: string, reference: string): Promise<ReadonlySet<string> | null> {
  const moved = new Set<string>();
  for (let changes = 0; ; ) {
    const plan = await planWaitingList(core, key, reference);
    if (plan === null) return changes === 0 ? null : moved;
    await core.onStep('waiting-list.before-change');
    const { result } = await core.records.commit(plan.change);
    // Somebody else moved on meanwhile: what is to be done is decided again.
    if (result === 'conflict') continue;
    await core.onStep('waiting-list.changed');
    changes += 1;
    for (const id of plan.deploymentIds) moved.add(id);
  }
}

/** Apps of which licences are promised or waited for, or whose card is open. */
async function keysInQuestion(core: Core): Promise<ReadonlySet<string>> {
  const promised = (await core.records.list('assignment')).filter(
    ({ value: { state } }) => state === 'reserved' || state === 'waiting-for-licences',
  );
  const ledgers = (await core.records.list('ledger')).filter(
    ({ value: { holds, waitingTold = 0 } }) => waitingTold > 0 || Object.keys(holds).length > 0,
  );
  return new Set([...promised.map(({ value: { key } }) => key), ...ledgers.map(({ id }) => id)]);
}
