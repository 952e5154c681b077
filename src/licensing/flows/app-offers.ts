import { appFacts, type OfferStage } from '../rules/app-offer.js';
import type { AssetRecord } from '../rules/asset.js';
import type { Notice } from '../rules/notice.js';

/** Whom an app is offered to, and by which deployment. */
export interface OfferFacts {
  deploymentId: string;
  key: string;
  userId: string;
  /** Of the assignment, if there is one; it is no part of the card's subject. */
  generation: number;
  /** A device server installs it. */
  byItself?: boolean;
}

/** Names the card of one person and app, whatever the number of deployments. */
export function offerSubject(key: string, userId: string): string {
  return `offer:${key}:${userId}`;
}

/** The card that offers an app to one person, for the outbox of whoever puts an available deployment in force. */
export function offerNotice(facts: OfferFacts, app: AssetRecord, reference: string): Notice {
  return offerCard(facts, app, 'offered', reference);
}

/** As `offerNotice`, at any stage; `over` takes its button away. */
export function offerCard(facts: OfferFacts, app: AssetRecord, stage: OfferStage, reference: string): Notice {
  const { deploymentId, key, userId } = facts;
  const byItself = facts.byItself === true ? ({ byItself: true } as const) : {};
  return {
    kind: 'app-offer',
    subject: offerSubject(key, userId),
    audience: { to: 'person', userId },
    facts: { app: appFacts(key, app), deploymentId, stage, ...byItself },
    reference,
  };
}
