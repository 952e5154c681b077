import type { AssetRecord } from './asset.js';
import type { Assignment, AssignmentState } from './assignment.js';
import type { MembershipState } from './membership.js';

/** What people are shown of an app. */
export interface AppFacts {
  /** Asset key. */
  key: string;
  /** `null`: Apple's catalogue has not said. */
  name: string | null;
  iconUrl: string | null;
}

/** How one person stands with one app: the state of the assignment, with what a reservation waits for. */
export type Stand = AssignmentState | 'waiting-for-terms';

/** Of the card that offers an app. `over`: the person cannot have it by this card any more. */
export type OfferStage = 'offered' | 'over' | Stand;

/** An offer that was taken and has not come to rest, so that its card is kept up to date. Id: as the assignment's. */
export interface Offer {
  deploymentId: string;
  key: string;
  userId: string;
  generation: number;
  /** As the card says. */
  shown: OfferStage;
}

/** What a card shows of an app. */
export function appFacts(key: string, asset: Pick<AssetRecord, 'name' | 'iconUrl'>): AppFacts {
  return { key, name: asset.name, iconUrl: asset.iconUrl };
}

/** `membership`: how far the person is at Apple. A licence is given only to somebody who is associated (S22). */
export function standOf({ state }: Pick<Assignment, 'state'>, membership: MembershipState): Stand {
  return state === 'reserved' && membership !== 'associated' ? 'waiting-for-terms' : state;
}

const lasting: readonly OfferStage[] = ['offered', 'over', 'licensed', 'released', 'failed', 'rejected', 'lost'];

/** Whether a card of this stage goes on changing by itself. */
export function isMovingOffer(stage: OfferStage): boolean {
  return !lasting.includes(stage);
}
