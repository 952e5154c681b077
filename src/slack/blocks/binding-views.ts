import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { ProposalFacts } from '../../licensing/rules/notice.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { consequences, takeOverLine } from './binding-facts.js';
import { context, header, modal, plain, section } from './elements.js';
import { externalPlain } from './format.js';
import { type TokenViewInput, tokenDialogue } from './token-dialogue.js';
import { nothingChanged, referenceLine, type Words } from './words.js';

/** The first dialogue: the token in one of three ways, its name and its Apple Account (S13, S14). */
export function tokenView(input: TokenViewInput): ModalView {
  return tokenDialogue(input, {
    callbackId: callbackIds.token,
    title: 'Bind the Apple account',
    get: 'Sign in to Apple’s portal and download the token of your Apps and Books location. It must be a new one, imported into no other product.',
    checking: 'Checking it changes nothing at Apple.',
  });
}

/** Stands while the token is tried at Apple. */
export function checkingView(): ModalView {
  return workingView('Checking', 'The bot is trying the token at Apple. This only reads; nothing is changed.');
}

/** The token was accepted; the card goes on from here. */
export function proposedView(): ModalView {
  return noteView(
    'The token was accepted',
    `The card with all facts is in your direct messages with this bot. ${nothingChanged} Next: when everything is counted, the card has a Continue button. You can close this window.`,
  );
}

/** Why the token was not taken. Submit leads back to the dialogue it came from; `draftKey` finds what was typed. */
export function tokenRefusedView(
  words: Words,
  reference: string,
  draftKey = '',
  callbackId: string = callbackIds.tokenRefused,
): ModalView {
  return modal({
    callbackId,
    title: 'Token not accepted',
    submit: 'Back',
    close: 'Close',
    metadata: draftKey,
    blocks: [header(words.title), section([words.text, words.next]), context([referenceLine(reference)])],
  });
}

/** The second dialogue: what cannot be undone, and everything that has to be said by hand (S6, S7, S8, S15). */
export function confirmationView(proposal: ProposalFacts, ours: string): ModalView {
  const { facts } = proposal;
  const holder = facts.mdmInfo !== null && facts.mdmInfo.id !== ours ? facts.mdmInfo : null;
  return modal({
    callbackId: callbackIds.confirmBinding,
    title: 'Bind for good?',
    submit: 'Yes, bind',
    close: 'Not now',
    metadata: proposal.id,
    blocks: [
      {
        type: 'alert',
        level: 'warning',
        text: plain('This cannot be undone: the bot stays with this Apple account for good.', 200),
      },
      section(consequences()),
      ...(holder === null ? [] : [section(['*Taking over*', takeOverLine(holder)])]),
      locationInput(facts.locationName),
      tick(blockIds.acknowledged, 'This is for good', 'I know that I can’t change to another VPP account later'),
      tick(blockIds.newlyGenerated, 'The token is new', 'Made for this system, and imported nowhere else'),
      signInInput(),
      ...(holder === null ? [] : [takeOverInput(holder.name)]),
      context([
        'After this a second custodian is asked, unless your organisation has set up one confirmation. Nothing is changed at Apple before that.',
      ]),
    ],
  });
}

function locationInput(locationName: string): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.locationName,
    label: plain('Type the name of the location', 2_000),
    hint: plain(`As it stands at Apple: ${externalPlain(locationName, 1_000)}`, 2_000),
    element: { type: 'plain_text_input', action_id: actionIds.input, max_length: 3_000 },
  };
}

function tick(blockId: string, label: string, text: string): InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, 2_000),
    element: { type: 'checkboxes', action_id: actionIds.input, options: [{ text: plain(text, 75), value: 'yes' }] },
  };
}

function signInInput(): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.signIn,
    label: plain('Two people who can sign in to the Apple Account', 2_000),
    hint: plain('Both are asked afterwards to confirm it.', 2_000),
    element: {
      type: 'multi_users_select',
      action_id: actionIds.input,
      max_selected_items: 2,
      placeholder: plain('Choose two people', 150),
    },
  };
}

function takeOverInput(holder: string): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.takeOver,
    label: plain('Type the name of the product you take over from', 2_000),
    hint: plain(`As it stands at Apple: ${externalPlain(holder, 1_000)}`, 2_000),
    element: { type: 'plain_text_input', action_id: actionIds.input, max_length: 3_000 },
  };
}

/** Stands while something is done; replaced by the result. `text` is finished mrkdwn. */
export function workingView(title: string, text: string): ModalView {
  return noteView(title, `${text} The result appears here; closing this window does not stop it.`);
}

/** A note with nothing to submit. `text` is finished mrkdwn; a title over 24 characters stands in the note itself. */
export function noteView(title: string, text: string): ModalView {
  const short = [...title].length <= 24;
  const blocks: KnownBlock[] = [...(short ? [] : [header(title)]), section(text)];
  return modal({ callbackId: callbackIds.note, ...(short ? { title } : {}), close: 'Close', blocks });
}
