import type { MdmInfo } from './binding.js';
import type { Act } from './policy.js';

/** What one custodian asks for and a second one confirms, because it cannot be undone or hits other people. */
export type RequestedAct = 'take-back' | 'clean-up' | 'decommission';

/** What both custodians are shown; when the world differs from it at the second click, nothing is done. */
export interface RequestFacts {
  'take-back': { locationName: string; uId: string; heldBy: MdmInfo | null; since: number };
  'clean-up': {
    locationName: string;
    uId: string;
    /** Registered or Associated users that this system did not make. */
    users: number;
    /** Licences of theirs that can be taken back: of people, and of devices. */
    userAssignments: number;
    deviceAssignments: number;
    countedAt: number;
  };
  decommission: {
    locationName: string;
    uId: string;
    installationId: string;
    /** Whether Apple names us as who manages the location. */
    claimStands: boolean;
    ourUsers: number;
    ourAssignments: number;
    /** They end with the location; licences that people have stay theirs at Apple. */
    deployments: { active: number; awaitingApproval: number };
  };
}

/** A request of that act. */
export interface RequestOf<A extends RequestedAct> {
  id: string;
  act: A;
  facts: RequestFacts[A];
  requestedBy: string;
  requestedAt: number;
  /** The second custodian has an hour. */
  deadline: number;
}

export type CustodianRequest = { [A in RequestedAct]: RequestOf<A> }[RequestedAct];

/** How a request ended; only `confirmed` led to anything. */
export type RequestEnd =
  | { result: 'confirmed'; by: string; at: number }
  | { result: 'denied'; by: string }
  | { result: 'withdrawn' }
  | { result: 'expired' }
  | { result: 'changed'; what: readonly string[] };

/** The second custodian has as long as for the binding. */
export const REQUEST_LIFETIME = 3_600_000;

/** Whether its time is over. One that was asked that far ahead is of a clock that was wrong, and nobody knows how old it is. */
export function isRequestOver({ requestedAt, deadline }: CustodianRequest, now: number): boolean {
  return deadline <= now || requestedAt > now + REQUEST_LIFETIME;
}

/** The right that both custodians need, asked at each click. */
export const requestRights = {
  'take-back': 'take-back',
  'clean-up': 'clean-up',
  decommission: 'decommission',
} as const satisfies Record<RequestedAct, Act>;
