import type { Button, ColorScheme, SectionBlock } from '@slack/types';
import type { TokenState } from '../../licensing/rules/binding.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import { button, fields } from './elements.js';
import { code, dateToken, external } from './format.js';

type TokenCardFacts = Pick<NoticeFacts['token-warning'], 'token' | 'locationName'>;

/** What identifies a token on a card about it. */
export function tokenFields({ token, locationName }: TokenCardFacts): SectionBlock {
  return fields([
    ['Location', external(locationName)],
    ['Token', external(token.name)],
    ['Apple Account', external(token.appleAccount)],
    ['Expires', dateToken(token.expires)],
    ['Fingerprint', code(token.fingerprint)],
  ]);
}

/** States that a new token of the same location ends. */
const renewable: readonly TokenState[] = ['expiring', 'expired', 'revoked', 'invalid', 'read-only'];

export function needsRenewal(state: TokenState): boolean {
  return renewable.includes(state);
}

/** Leads to the dialogue for a new token. */
export function renewButton(style?: ColorScheme): Button {
  return button({
    text: 'Renew the token',
    actionId: actionIds.renewToken,
    ...(style === undefined ? {} : { style }),
    label: 'Give the bot a new token of the same location',
  });
}
