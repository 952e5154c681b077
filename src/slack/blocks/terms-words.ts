import { deviceLabel } from '../../licensing/rules/device.js';
import type { RefusedInvitation } from '../../licensing/rules/device-invitation.js';
import type { MembershipProblem } from '../../licensing/rules/membership.js';
import type { TermsStatus } from '../../licensing/rules/terms.js';
import { code, external, shorten } from './format.js';

/** The “VPP terms status” of a person, as a column says it (S23). */
export const termsStatusWords = {
  'not-invited': 'Not invited yet',
  'asked-apple': 'Asked Apple',
  invited: 'Invited',
  accepted: 'Accepted',
  left: 'Left',
  retired: 'Retired',
  problem: 'Problem',
} as const satisfies Record<TermsStatus, string>;

interface ProblemWords {
  /** After “Problem: …”, without a full stop. */
  short: string;
  /** What happened, in a sentence. */
  what: string;
  /** What puts it right, in a sentence. */
  cure: string;
}

const retireAgain = 'Choose “Retire and invite again”: Apple then frees their licences and connects the person anew.';

/** What keeps a person from getting further, and the cure. */
export const problemWords = {
  'managed-account-unknown': {
    short: 'Managed Apple Account unknown',
    what: 'Apple does not know the Managed Apple Account of this person, or it belongs to another organisation, so they are invited like anybody else.',
    cure: 'Correct the account at Apple if it should exist; otherwise nothing has to be done.',
  },
  'account-taken': {
    short: 'Apple Account belongs to another person',
    what: 'The Apple Account is connected to another person of this location.',
    cure: `Ask them to use an Apple Account of their own. ${retireAgain}`,
  },
  'bad-email': {
    short: 'e-mail address refused',
    what: 'Apple did not accept the e-mail address of this person, so they were registered without one.',
    cure: 'Correct the address in Slack if it is wrong; the invitation comes by direct message all the same.',
  },
  'other-account': {
    short: 'accepted with another Apple Account',
    what: 'The terms were accepted again with another Apple Account than before; licences go to the new one.',
    cure: `Ask the person which one is right. ${retireAgain}`,
  },
  'duplicate-rows': {
    short: 'two records at Apple',
    what: 'Apple lists this person more than once, so it is not certain which record is theirs.',
    cure: retireAgain,
  },
  refused: {
    short: 'refused by Apple',
    what: 'Apple refused what was asked for this person. The bot tries again with growing gaps.',
    cure: 'Look at the error number; if it stays, report it with the reference.',
  },
  'retired-elsewhere': {
    short: 'ended at Apple',
    what: 'Somebody ended this person’s record at Apple, but not by this bot. Their licences went with it.',
    cure: 'Choose “Retire and invite again” if the person is to have licences; otherwise nothing has to be done.',
  },
} as const satisfies Record<MembershipProblem, ProblemWords>;

/** The status with its problem, if that is what it is. */
export function statusText(status: TermsStatus, problem: MembershipProblem | null): string {
  return status === 'problem' && problem !== null
    ? `Problem: ${problemWords[problem].short}`
    : termsStatusWords[status];
}

/** A device did not show the invitation, which hinders nobody: the direct message asks for the same. */
export function refusedInvitationWords({ device, said }: RefusedInvitation): string {
  return `${external(deviceLabel(device), 80)} refused to show the invitation (${code(shorten(said, 60))}). The link in the direct message still works.`;
}
