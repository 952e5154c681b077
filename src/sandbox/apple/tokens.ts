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
  /** The whole file: one Base64 string, which is also the credential. A secret. */
  readonly content: string;
  /** Milliseconds since the epoch, business time. */
  readonly expires: number;
  revoked: boolean;
}

const second = 1000;
const day = 86_400 * second;
export const tokenLifetime = 365 * day;

/** ISO 8601 with a numeric offset and whole seconds, as token files and answers carry it: `2030-11-08T22:33:22+0000`. */
export function appleDate(instant: number): string {
  return `${new Date(Math.floor(instant / second) * second).toISOString().slice(0, 19)}+0000`;
}

/** The text of a token file (Apple documents its form). */
export function tokenFile(secret: string, expires: number, organization: string): string {
  const members = { token: secret, expDate: appleDate(expires), orgName: organization };
  return Buffer.from(JSON.stringify(members)).toString('base64');
}

/** Issued tokens, found by the text of their file, verbatim. */
export class Tokens {
  readonly #byContent = new Map<string, ContentToken>();
  #count = 0;

  /** `now` in milliseconds since the epoch, business time. An expired kind ended thirty days before. */
  download(key: string, kind: DownloadKind, organization: string, now: number): ContentToken {
    this.#count += 1;
    const expires = kind.state === 'expired' ? now - 30 * day : now + tokenLifetime;
    const secret = Buffer.from(hexOf(`token:${key}:${this.#count}`), 'hex').toString('base64');
    const token: ContentToken = {
      ...kind,
      id: `token-${this.#count}`,
      key,
      fileName: `sToken_for_${organization.replaceAll(/[^A-Za-z0-9]+/g, '_')}_${this.#count}.vpptoken`,
      content: tokenFile(secret, expires, organization),
      expires: Math.floor(expires / second) * second,
      revoked: kind.state === 'revoked',
    };
    this.#byContent.set(token.content, token);
    return token;
  }

  find(content: string): ContentToken | null {
    return this.#byContent.get(content) ?? null;
  }

  all(): ContentToken[] {
    return [...this.#byContent.values()];
  }
}

export function tokenState(token: ContentToken, now: number): 'valid' | 'expired' | 'revoked' {
  if (token.revoked) return 'revoked';
  return now >= token.expires ? 'expired' : 'valid';
}
