import type { Versioned } from '../ports/records.js';
import { isMovingOffer, type Offer, type OfferStage, standOf } from '../rules/app-offer.js';
import { type Assignment, assignmentId, isOver } from '../rules/assignment.js';
import { effectiveIntent } from '../rules/effective-intent.js';
import { offerCard } from './app-offers.js';
import { readAssignment } from './assignments.js';
import type { Core } from './core.js';
import type { LongWork } from './long-work.js';
import { readMembership } from './memberships.js';
import { type Reach, reachOf } from './reaching.js';

/** Looked at anew after so many. */
const AT_ONCE = 500;

/** Keeps the cards of apps that people took up to date until they come to rest. */
export const offerWork: LongWork = {
  async due(core) {
    return (await changedOffers(core, 1)).length > 0;
  },
  async run(core, reference) {
    for (const { stored, stage } of await changedOffers(core, AT_ONCE)) {
      if ((await core.wait(0)) === 'closing') return;
      await tell(core, stored, stage, reference);
    }
  },
};

interface ChangedOffer {
  stored: Versioned<Offer>;
  stage: OfferStage;
}

async function changedOffers(core: Core, most: number): Promise<readonly ChangedOffer[]> {
  const found: ChangedOffer[] = [];
  for (const stored of await core.records.list('offer')) {
    const { key, userId, shown } = stored.value;
    const assignment = await readAssignment(core, key, userId);
    const stage = await stageNow(core, stored.value, assignment?.value ?? null);
    if (stage !== shown || !isMovingOffer(stage)) found.push({ stored, stage });
    if (found.length >= most) break;
  }
  return found;
}

async function stageNow(core: Core, offer: Offer, assignment: Assignment | null): Promise<OfferStage> {
  if (assignment === null || assignment.generation < offer.generation) return 'over';
  const membership = (await readMembership(core, offer.userId))?.value.state ?? 'none';
  const stand = standOf(assignment, membership);
  if (stand !== 'released' && stand !== 'rejected') return stand;
  return stageAfterRelease(assignment, (await reachOf(core, offer.key))(offer.userId));
}

/** Somebody who gave an app back may want it again. */
function stageAfterRelease({ reason, state }: Assignment, reaches: readonly Reach[]): OfferStage {
  if (effectiveIntent(reaches) === 'available') return 'offered';
  return reason === 'deployment-ended' || state === 'rejected' ? 'over' : 'released';
}

async function tell(core: Core, { id, revision, value }: Versioned<Offer>, stage: OfferStage, reference: string) {
  const asset = (await core.records.get('asset', value.key))?.value;
  const lasts = !isMovingOffer(stage);
  const { result } = await core.records.commit({
    expect: [{ kind: 'offer', id, revision }],
    put: lasts ? [] : [{ kind: 'offer', id, value: { ...value, shown: stage } }],
    remove: lasts ? [{ kind: 'offer', id }] : [],
    outbox:
      asset === undefined || stage === value.shown
        ? []
        : [offerCard({ ...value, byItself: core.devices !== null }, asset, stage, reference)],
  });
  if (result === 'committed') await core.onStep('offer.told');
}

/** Part of a commit after which the card of an app that somebody took goes on changing; nothing without such a card. */
export async function offerGoesOn(core: Core, assignment: Assignment, reaches: readonly Reach[]) {
  const { key, userId, generation } = assignment;
  const source = reaches.find(({ action }) => action === 'available');
  if (source === undefined || isOver(assignment)) return { expect: [], put: [] };
  const id = assignmentId(key, userId);
  const before = await core.records.get('offer', id);
  const { deploymentId } = source;
  const value: Offer = { deploymentId, key, userId, generation, shown: assignment.state };
  return {
    expect: [{ kind: 'offer', id, revision: before?.revision ?? 0 } as const],
    put: [{ kind: 'offer', id, value } as const],
  };
}
