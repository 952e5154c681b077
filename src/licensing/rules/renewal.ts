import type { BoundLocation, MdmInfo, TokenRecord } from './binding.js';
import { boundTokenState } from './expiry.js';

/** A new token waits so long for its confirmation; then it is destroyed. */
export const RENEWAL_LIFETIME = 3_600_000;

/** Whether the new token may write, tried by sending our own unchanged `mdmInfo` again. */
export type WriteTry =
  | { result: 'works' }
  /** Not sent, since Apple does not name our claim as we wrote it; `holder`: whom it names. */
  | { result: 'not-tried'; holder: MdmInfo | null };

/** A new token of the bound location, read and tried, while the old one is still in use. */
export interface Renewal {
  id: string;
  proposedBy: string;
  proposedAt: number;
  /** After this instant the sealed token is destroyed. */
  deadline: number;
  token: TokenRecord;
  /** The token came as an upload, whose copy stays in Slack. */
  uploaded: boolean;
  uId: string;
  /** Who manages the location, as the card says. */
  mdmInfo: MdmInfo | null;
  write: WriteTry;
}

/** A renewal without its secret. */
export type RenewalFacts = Omit<Renewal, 'token'> & { token: Omit<TokenRecord, 'sealed'> };

/** The token that is replaced, as its cards name it. */
export type RenewedToken = Pick<TokenRecord, 'name' | 'appleAccount' | 'fingerprint' | 'expires'>;

/** How a renewal ended; only `renewed` changed which token is in use. */
export type RenewalEnd =
  | { result: 'renewed'; by: string; at: number }
  | { result: 'discarded'; by: string }
  | { result: 'expired' }
  /** The location was handed over, or the token does not open or fit any more. */
  | { result: 'dropped'; reason: string };

export type RenewalStage =
  | { stage: 'ready' }
  | { stage: 'changed'; what: readonly string[] }
  | { stage: 'ended'; end: RenewalEnd };

/** What a token says of itself that could replace the present one. */
export interface OfferedToken {
  fingerprint: string;
  /** Milliseconds since the epoch. */
  expires: number;
}

/** Why a token may not take the place of the present one. */
export type NoRenewal =
  | { result: 'expired'; expires: number }
  | { result: 'same-file' }
  /** It ends no later than the present one, which still works. */
  | { result: 'older'; expires: number; present: number };

/** Whether its time is over. One that was given that far ahead is of a clock that was wrong. */
export function isRenewalOver({ proposedAt, deadline }: Renewal, now: number): boolean {
  return deadline <= now || proposedAt > now + RENEWAL_LIFETIME;
}

/** States in which Apple no longer answers to the token, so that any other one is better. */
const dead: readonly string[] = ['expired', 'revoked', 'invalid'];

/** `null`: it may. */
export function judgeRenewal(bound: BoundLocation, offered: OfferedToken, now: number): NoRenewal | null {
  if (offered.expires <= now) return { result: 'expired', expires: offered.expires };
  if (offered.fingerprint === bound.token.fingerprint) return { result: 'same-file' };
  const works = !dead.includes(boundTokenState(bound, now)) && bound.token.expires > now;
  if (works && offered.expires <= bound.token.expires) {
    return { result: 'older', expires: offered.expires, present: bound.token.expires };
  }
  return null;
}

/** Whether Apple names our claim exactly as we wrote it: only then may it be sent again. */
export function isOurClaim(bound: BoundLocation, mdmInfo: MdmInfo | null): boolean {
  return mdmInfo?.id === bound.mdmInfo.id && mdmInfo.metadata === bound.mdmInfo.metadata;
}

/** What is no longer as the card said, in words. */
export function renewalDifferences(renewal: Renewal, now: { mdmInfo: MdmInfo | null }): string[] {
  const said = holderWords(renewal.mdmInfo);
  const is = holderWords(now.mdmInfo);
  return said === is ? [] : [`managed by: was ${said}, is ${is}`];
}

function holderWords(mdmInfo: MdmInfo | null): string {
  return mdmInfo === null ? 'nobody' : `${mdmInfo.name} (${mdmInfo.id})`;
}

/** The renewal as people may see it. */
export function renewalFacts(renewal: Renewal): RenewalFacts {
  const { sealed: _sealed, ...token } = renewal.token;
  return { ...renewal, token };
}

export function renewedToken({ name, appleAccount, fingerprint, expires }: TokenRecord): RenewedToken {
  return { name, appleAccount, fingerprint, expires };
}
