import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TokenFlaw, TokenInspection } from '../licensing/ports/licences.js';
import { bounded } from './bounded-text.js';
import { parseAppleDate } from './dates.js';

/** Longest text that is looked at; real content tokens are a few hundred characters (samples in Apple's documentation). */
export const MAX_TOKEN_CHARACTERS = 16 * 1024;

const MAX_ORGANIZATION_CHARACTERS = 255;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const nonEmpty = z.string().refine((text) => text.trim() !== '');

/**
 * What a content token's text says. The credential is the outer Base64 string, verbatim (seen by abcli: the inner
 * `token` is refused with 9622), so only the white space around it goes. An expiry in the past is no flaw here.
 */
export function inspectContentToken(text: string): TokenInspection {
  const token = text.trim();
  const flaw = flawOfText(token);
  if (flaw !== null) return refused(flaw);
  const members = decode(token);
  if (members === null) return refused('not-json');
  if (!nonEmpty.safeParse(members.token).success) return refused('missing-token');
  const expiry = nonEmpty.safeParse(members.expDate);
  if (!expiry.success) return refused('missing-expiry');
  const organization = nonEmpty.safeParse(members.orgName);
  if (!organization.success) return refused('missing-organization');
  const expires = parseAppleDate(expiry.data);
  if (expires === null) return refused('bad-expiry');
  const organizationName = bounded(organization.data, MAX_ORGANIZATION_CHARACTERS);
  return { result: 'token', token, organizationName, expires, fingerprint: fingerprintOf(token) };
}

/** First 8 hexadecimal digits of the SHA-256 of the outer string: identifies a token file, reveals nothing of it. */
export function fingerprintOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8);
}

function refused(reason: TokenFlaw): TokenInspection {
  return { result: 'refused', reason };
}

function flawOfText(token: string): TokenFlaw | null {
  if (token === '') return 'empty';
  if (/^<(?:!doctype|html)\b/i.test(token.slice(0, 64))) return 'html-page';
  if (token.length > MAX_TOKEN_CHARACTERS) return 'too-long';
  const digits = token.replace(/=+$/, '').length;
  const padded = token.length !== digits;
  if (!base64.test(token) || digits % 4 === 1 || (padded && token.length % 4 !== 0)) return 'not-base64';
  return null;
}

const objectSchema = z.record(z.string(), z.unknown());

function decode(token: string): Record<string, unknown> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(token, 'base64'));
    return objectSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
