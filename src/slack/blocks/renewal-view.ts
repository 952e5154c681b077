import type { ModalView } from '@slack/types';
import { callbackIds } from '../ids.js';
import { noteView, workingView } from './binding-views.js';
import { type TokenViewInput, tokenDialogue } from './token-dialogue.js';
import { nothingChanged } from './words.js';

/** The dialogue for a new token of the bound location. */
export function renewalView(input: TokenViewInput): ModalView {
  return tokenDialogue(input, {
    callbackId: callbackIds.renewToken,
    title: 'Renew the token',
    get: 'Sign in to Apple’s portal and download a new token of the same location. Only a token of that location can follow; the present one stays in use until you have confirmed the new one.',
    checking:
      'To check it, the bot reads at Apple and sends its own claim again as it stands there, to see whether the token may write.',
  });
}

/** Stands while the new token is tried at Apple. */
export function checkingRenewalView(): ModalView {
  return workingView('Checking', 'The bot is trying the new token at Apple. The present one stays in use.');
}

/** The new token was accepted; the card goes on from here. */
export function renewalProposedView(): ModalView {
  return noteView(
    'The token was accepted',
    `The card with both tokens side by side is in your direct messages with this bot. ${nothingChanged} Next: press Use the new token there within the hour. You can close this window.`,
  );
}
