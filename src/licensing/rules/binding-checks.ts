import type { Asset } from './asset.js';
import type { AssetTotals, LocationFacts, Proposal } from './binding.js';
import { folded } from './folded.js';
import type { ProposalFacts } from './notice.js';

/** A proposal is destroyed when nobody finished it within a day. */
export const PROPOSAL_LIFETIME = 24 * 3_600_000;
/** The second custodian has an hour. */
export const SECOND_CONFIRMATION_LIFETIME = 3_600_000;

/** What a custodian entered in the second dialog. */
export interface ConfirmationForm {
  locationName: string;
  /** "I know that I can't change to another account later" (S15). */
  acknowledgedForGood: boolean;
  /** "Newly generated for this system and imported nowhere else" (S8). */
  newlyGenerated: boolean;
  /** The two people who can sign in to the Apple account (S7). */
  signIn: readonly string[];
  /** The product whose claim is taken over, typed; `null` when nobody holds the location. */
  takeOverFrom: string | null;
}

export type ConfirmationField = keyof ConfirmationForm;

/** Fields that are not as they must be; empty when the form is complete. */
export function checkConfirmation(proposal: Proposal, form: ConfirmationForm, self: string): ConfirmationField[] {
  const holder = proposal.facts.mdmInfo;
  const takeOver = holder !== null && holder.id !== self;
  const people = new Set(form.signIn);
  return [
    ...(folded(form.locationName) === folded(proposal.facts.locationName) ? [] : ['locationName' as const]),
    ...(form.acknowledgedForGood ? [] : ['acknowledgedForGood' as const]),
    ...(form.newlyGenerated ? [] : ['newlyGenerated' as const]),
    ...(people.size === 2 ? [] : ['signIn' as const]),
    ...(!takeOver || folded(form.takeOverFrom ?? '') === folded(holder.name) ? [] : ['takeOverFrom' as const]),
  ];
}

const compared: readonly { label: string; of: (facts: LocationFacts) => string }[] = [
  { label: 'uId', of: (facts) => facts.uId },
  { label: 'location name', of: (facts) => facts.locationName },
  { label: 'country', of: (facts) => facts.countryISO2ACode ?? 'none' },
  { label: 'platform', of: (facts) => facts.defaultPlatform ?? 'none' },
  {
    label: 'managed by',
    of: (facts) => (facts.mdmInfo === null ? 'nobody' : `${facts.mdmInfo.name} (${facts.mdmInfo.id})`),
  },
  { label: 'notifications go to', of: (facts) => facts.notificationHost ?? 'nobody' },
  { label: 'token expiry', of: (facts) => new Date(facts.tokenExpires).toISOString().slice(0, 10) },
];

/** What is no longer as the card said, in words. */
export function differences(card: LocationFacts, now: LocationFacts): string[] {
  return compared.flatMap(({ label, of }) =>
    of(card) === of(now) ? [] : [`${label}: was ${of(card)}, is ${of(now)}`],
  );
}

export function totalsOf(assets: readonly Asset[]): AssetTotals {
  const counted = assets.filter((asset) => !asset.unlimited);
  return {
    assets: assets.length,
    apps: assets.filter((asset) => asset.productType === 'App').length,
    books: assets.filter((asset) => asset.productType === 'Book').length,
    totalCount: counted.reduce((sum, asset) => sum + asset.totalCount, 0),
    assignedCount: counted.reduce((sum, asset) => sum + asset.assignedCount, 0),
  };
}

/** The proposal as people may see it. */
export function proposalFacts(proposal: Proposal): ProposalFacts {
  const { sealed: _sealed, ...token } = proposal.token;
  return { ...proposal, token };
}
