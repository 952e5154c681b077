import { hexOf } from './ids.js';

/** What a downloaded token opens, and how. */
export interface DownloadKind {
  /** Key of the location in the seed. */
  readonly location: string;
  /** 'read' is a token whose owner's role lost the right to manage. */
  readonly permission: 'manage' | 'read';
  /** Legacy tokens belong to a person, not to a location. */
  readonly legacy: boolean;
  readonly state: 'valid' | 'expired' | 'revoked';
}

export interface ContentToken extends DownloadKind {
  readonly id: string;
  /** Key under which it was downloaded. */
  readonly key: string;
  readonly fileName: string;
  /** The whole file: one Base64 string, which is also the credential, and perhaps the end of a line. A secret. */
  readonly content: string;
  /** Milliseconds since the epoch, business time. */
  expires: number;
  revoked: boolean;
}

const second = 1000;
const day = 86_400 * second;
export const tokenLifetime = 365 * day;

/** How an offset can be written: Apple's samples, a client's recorded file, and what ISO 8601 allows as well. */
export type DateOffset = '+0000' | '+02:00' | '-0700' | 'Z';

const offsets: Readonly<Record<DateOffset, number>> = { '+0000': 0, '+02:00': 2, '-0700': -7, Z: 0 };

/** ISO 8601 with an offset and whole seconds, as token files and answers carry it: `2030-11-08T22:33:22+0000`. */
export function appleDate(instant: number, offset: DateOffset = '+0000'): string {
  const there = Math.floor(instant / second) * second + offsets[offset] * 3600 * second;
  return `${new Date(there).toISOString().slice(0, 19)}${offset}`;
}

/** The text of a token file (Apple documents its form). */
export function tokenFile(secret: string, expires: number, organization: string, offset?: DateOffset): string {
  const members = { token: secret, expDate: appleDate(expires, offset), orgName: organization };
  return Buffer.from(JSON.stringify(members)).toString('base64');
}

/** How token files are written. */
export interface TokenForm {
  readonly tokenFileDates: DateOffset;
  readonly tokenFileNewline: boolean;
}

/** Issued tokens, found by the text of their file without the end of its line. */
export class Tokens {
  readonly #byCredential = new Map<string, ContentToken>();
  readonly #form: TokenForm;
  #count = 0;

  /** `form` is looked at for every token that is issued. */
  constructor(form: TokenForm) {
    this.#form = form;
  }

  /**
   * `now` and `end` in milliseconds since the epoch, business time. Without an end an expired kind ended thirty days
   * before, and any other lives for a year.
   */
  download(key: string, kind: DownloadKind, organization: string, now: number, end?: number): ContentToken {
    this.#count += 1;
    const expires = end ?? (kind.state === 'expired' ? now - 30 * day : now + tokenLifetime);
    const secret = Buffer.from(hexOf(`token:${key}:${this.#count}`), 'hex').toString('base64');
    const credential = tokenFile(secret, expires, organization, this.#form.tokenFileDates);
    const token: ContentToken = {
      ...kind,
      id: `token-${this.#count}`,
      key,
      fileName: `sToken_for_${organization.replaceAll(/[^A-Za-z0-9]+/g, '_')}_${this.#count}.vpptoken`,
      content: `${credential}${this.#form.tokenFileNewline ? '\n' : ''}`,
      expires: Math.floor(expires / second) * second,
      revoked: kind.state === 'revoked',
    };
    this.#byCredential.set(credential, token);
    return token;
  }

  find(credential: string): ContentToken | null {
    return this.#byCredential.get(credential) ?? null;
  }

  all(): ContentToken[] {
    return [...this.#byCredential.values()];
  }
}

export function tokenState(token: ContentToken, now: number): 'valid' | 'expired' | 'revoked' {
  if (token.revoked) return 'revoked';
  return now >= token.expires ? 'expired' : 'valid';
}
