/** How far a person is in Apple's programme (S22, S23). `retired` and `left` are ends; a return begins anew. */
export type MembershipState = 'none' | 'registering' | 'registered' | 'invited' | 'associated' | 'retired' | 'left';

/** What keeps somebody from getting further, each with its own cure. */
export type MembershipProblem =
  /** 9635: Apple does not know the Managed Apple Account, or it is another organisation's. */
  | 'managed-account-unknown'
  /** 9641: the Apple Account is connected to another person. */
  | 'account-taken'
  /** 9717 */
  | 'bad-email'
  /** Accepted, then accepted again with another Apple Account. */
  | 'other-account'
  /** More than one living or ended row at Apple that does not settle. */
  | 'duplicate-rows'
  /** Apple refused to make the user, for another reason. */
  | 'refused'
  /** Retired at Apple by somebody else. */
  | 'retired-elsewhere';

export interface Invitation {
  sentAt: number;
  /** Reminders sent so far: after 1, 2 and then every 2 working days. */
  reminders: number;
  /** `null`: no more are sent, the person is on the administrators' list. */
  nextReminderAt: number | null;
  /** When the last reminder was sent; `null`: none yet. */
  remindedAt: number | null;
  /** Messages of this invitation so far; the newest one is kept up to date. */
  messages: number;
  /** Keys of the apps that the newest message names as waiting. */
  told: readonly string[];
}

/** One person at Apple, whatever the number of apps. Id: the Slack user id. */
export interface Membership {
  /** Made once, never changed. */
  clientUserId: string;
  state: MembershipState;
  since: number;
  /** As it was sent to Apple. */
  email: string | null;
  /** Only where the configuration says that people have one. */
  managedAppleAccount: string | null;
  /** Apple's hash of the Apple Account; another one later means that somebody else accepted. */
  idHash: string | null;
  /** There is one open invitation at most. Its link is a credential and never kept. */
  invitation: Invitation | null;
  problem: MembershipProblem | null;
  errorNumber: number | null;
  /** The open write at Apple. */
  writeId: string | null;
  tries: number;
  nextTry: number | null;
}

/** The alphabet and length of the two check characters of a clientUserId. */
const CHECK_SPACE = 36 * 36;
const KEY_NUMBER = 1;
/** Hex characters of the HMAC that are kept: 128 bits. */
const MARK_LENGTH = 32;

/** `vb<key number>.` + HMAC + two check characters. `mark`: hex HMAC over installation, team and person. */
export function clientUserIdFrom(mark: string): string {
  const body = `vb${KEY_NUMBER}.${mark.slice(0, MARK_LENGTH)}`;
  return `${body}${checkOf(body)}`;
}

/** Whether the check characters are right: a row that somebody copied by hand is told from one of ours. */
export function isWellFormed(clientUserId: string): boolean {
  const body = clientUserId.slice(0, -2);
  return /^vb\d{1,6}\.[\da-f]{32}[\da-z]{2}$/.test(clientUserId) && clientUserId.endsWith(checkOf(body));
}

function checkOf(body: string): string {
  let sum = 0;
  for (const character of body) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % CHECK_SPACE;
  return sum.toString(36).padStart(2, '0');
}
