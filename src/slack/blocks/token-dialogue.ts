import type { InputBlock, ModalView } from '@slack/types';
import { actionIds, blockIds, linkIds } from '../ids.js';
import { divider, linkButton, modal, plain, section } from './elements.js';
import { shorten } from './format.js';

/** Longest name and Apple Account that the dialogue takes, in characters. */
const NAME_LENGTH = 80;
const ACCOUNT_LENGTH = 200;

export interface TokenViewInput {
  /** What was typed before a refusal; the token itself is never filled in again. */
  draft: { name: string; appleAccount: string } | null;
  /** A file is configured on the server. */
  serverFile: boolean;
  portalUrl: string;
}

/** What differs between binding and renewing. */
export interface TokenDialogueWords {
  callbackId: string;
  /** At most 24 characters. */
  title: string;
  /** Where the token comes from, and which one it must be. */
  get: string;
  /** What checking it does at Apple. */
  checking: string;
}

/** The dialogue that takes a token in one of three ways, with its name and its Apple Account. */
export function tokenDialogue({ draft, serverFile, portalUrl }: TokenViewInput, words: TokenDialogueWords): ModalView {
  return modal({
    callbackId: words.callbackId,
    title: words.title,
    submit: 'Check',
    close: 'Cancel',
    blocks: [
      section([`*1. Get a token.* ${words.get}`], linkButton('Get a token', linkIds.portal, portalUrl)),
      divider(),
      section(`*2. Give it to the bot in ${serverFile ? 'one of three ways' : 'one of two ways'}.* ${words.checking}`),
      pasteInput(),
      fileInput(),
      ...(serverFile ? [serverFileInput()] : []),
      divider(),
      section('*3. Say what it is.*'),
      nameInput(draft?.name ?? ''),
      accountInput(draft?.appleAccount ?? ''),
    ],
  });
}

function pasteInput(): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.tokenText,
    optional: true,
    label: plain('Paste the contents of the token file', 2_000),
    hint: plain('One long line of letters and digits. It is kept encrypted and never shown again.', 2_000),
    element: { type: 'plain_text_input', action_id: actionIds.input, multiline: true, max_length: 3_000 },
  };
}

function fileInput(): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.tokenFile,
    optional: true,
    label: plain('Or upload the token file', 2_000),
    hint: plain(
      'The uploaded file stays among your files in Slack, and the bot cannot delete it. Delete it yourself afterwards: whoever has it can use the token.',
      2_000,
    ),
    element: { type: 'file_input', action_id: actionIds.input, max_files: 1 },
  };
}

function serverFileInput(): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.tokenOnServer,
    optional: true,
    label: plain('Or use the file on the server', 2_000),
    element: {
      type: 'checkboxes',
      action_id: actionIds.input,
      options: [{ text: plain('Use the token file that is set up on the server', 75), value: 'yes' }],
    },
  };
}

function nameInput(name: string): InputBlock {
  const initial = shorten(name, NAME_LENGTH);
  return {
    type: 'input',
    block_id: blockIds.tokenName,
    label: plain('A name for the token', 2_000),
    hint: plain('For people, so that they know which one it is: “Head office 2026”.', 2_000),
    element: {
      type: 'plain_text_input',
      action_id: actionIds.input,
      max_length: NAME_LENGTH,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  };
}

function accountInput(account: string): InputBlock {
  const initial = shorten(account, ACCOUNT_LENGTH);
  return {
    type: 'input',
    block_id: blockIds.appleAccount,
    label: plain('The Apple Account you downloaded it with', 2_000),
    hint: plain('It is needed again each year for a new token.', 2_000),
    element: {
      type: 'email_text_input',
      action_id: actionIds.input,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  };
}
