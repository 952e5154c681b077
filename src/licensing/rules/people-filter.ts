import { type AssignmentState, assignmentStates } from './assignment.js';
import { type TermsStatus, termsStatuses } from './terms.js';

/** `none`: nothing was written down for the person yet. */
export type LicenceState = AssignmentState | 'none';

export const licenceStates: readonly LicenceState[] = ['none', ...assignmentStates];

/** Which people of a deployment are shown; `null` = whatever it is. */
export interface PeopleFilter {
  state: LicenceState | null;
  terms: TermsStatus | null;
}

export const everybody: PeopleFilter = { state: null, terms: null };

/** One page of the people of one deployment. */
export interface PeoplePlace {
  deploymentId: string;
  /** From 0. */
  page: number;
  filter: PeopleFilter;
}

/** As the value of a button: id, page, and the places of both choices in their lists, `D-7 2 4 any`. */
export function placeText({ deploymentId, page, filter: { state, terms } }: PeoplePlace): string {
  return [
    deploymentId,
    page,
    state === null ? 'any' : licenceStates.indexOf(state),
    terms === null ? 'any' : termsStatuses.indexOf(terms),
  ].join(' ');
}

/** What cannot be read counts as the first page of everybody. */
export function parsePlace(text: string): PeoplePlace {
  const [deploymentId = '', page = '', state = '', terms = ''] = text.slice(0, 100).split(' ');
  return {
    deploymentId,
    page: numberIn(page) ?? 0,
    filter: {
      state: licenceStates[numberIn(state) ?? -1] ?? null,
      terms: termsStatuses[numberIn(terms) ?? -1] ?? null,
    },
  };
}

function numberIn(text: string): number | null {
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}
