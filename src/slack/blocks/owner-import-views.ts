import type { KnownBlock, ModalView } from '@slack/types';
import type { PreviewOutcome } from '../../licensing/flows/preview-owner-import.js';
import {
  CHANGED_OWNERS_SHOWN,
  type ImportedOwner,
  type OwnerFault,
  WRONG_LINES_SHOWN,
  type WrongLine,
} from '../../licensing/rules/owner-import.js';
import { MOST_OWNER_LINES } from '../../licensing/rules/owner-list.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { input } from './deploy-audience.js';
import { nothingTouched } from './device-words.js';
import { context, header, modal, plain, section } from './elements.js';
import { code, counted, external, formatNumber, mention } from './format.js';

/** Characters of one of Slack's text fields (Slack documents). */
const FIELD_LENGTH = 3_000;

/** “Import owners…”: a pasted list or a file. */
export function importOwnersView(): ModalView {
  return modal({
    callbackId: callbackIds.importOwners,
    title: 'Import owners',
    submit: 'Check',
    close: 'Cancel',
    blocks: [
      section(
        'One device a line: its serial number, and the e-mail address or Slack user id of its owner. A first line with headings may say which column is which.',
      ),
      input(
        {
          id: blockIds.ownerText,
          label: 'Serial numbers and owners',
          hint: 'Such as: F2LX0001ABCD, anna@example.com',
          optional: true,
        },
        { type: 'plain_text_input', action_id: actionIds.input, multiline: true, max_length: FIELD_LENGTH },
      ),
      input(
        {
          id: blockIds.ownerFile,
          label: 'Or a CSV file',
          hint: `Up to ${formatNumber(MOST_OWNER_LINES)} lines.`,
          optional: true,
        },
        { type: 'file_input', action_id: actionIds.input, max_files: 1 },
      ),
      context([
        'You see what would change before anything is recorded. Serial numbers that are not enrolled yet are kept.',
      ]),
    ],
  });
}

/** Stands while the list is read. */
export function readingListView(): ModalView {
  return modal({
    callbackId: callbackIds.note,
    close: 'Close',
    blocks: [
      header('Reading the list'),
      section(`The bot finds out who is meant. ${nothingTouched} The result appears here.`),
    ],
  });
}

export type ShownImport = Extract<PreviewOutcome, { result: 'shown' }>;

/** What the list would do; without anything to do there is nothing to submit. */
export function importPreviewView(shown: ShownImport): ModalView {
  const { importId, total, changing, wrong, same } = shown;
  return modal({
    callbackId: importId === null ? callbackIds.note : callbackIds.importOwnersPreview,
    title: 'Import owners',
    ...(importId === null ? {} : { submit: 'Import', metadata: importId }),
    close: importId === null ? 'Close' : 'Cancel',
    blocks: [
      header(total === 0 ? 'Nothing to import' : `${counted(total, 'owner')} to import`),
      section([
        `${counted(total, 'device')} ${total === 1 ? 'gets' : 'get'} an owner; ${formatNumber(same)} ${same === 1 ? 'has' : 'have'} that owner already; ${counted(wrong.length, 'line')} ${wrong.length === 1 ? 'is' : 'are'} wrong and left out.`,
        total === 0
          ? 'Next: correct the list and check it again.'
          : 'Next: read what follows, then press “Import”. The result comes as a direct message.',
      ]),
      ...changingBlocks(changing),
      ...wrongBlocks(wrong),
      context([`Checked against the bot’s own list of people. ${nothingTouched}`]),
    ],
  });
}

function changingBlocks(changing: readonly ImportedOwner[]): KnownBlock[] {
  if (changing.length === 0) return [];
  const rest = changing.length - CHANGED_OWNERS_SHOWN;
  const devices = counted(changing.length, 'device');
  return [
    section([
      '*These belong to somebody else now*',
      ...changing
        .slice(0, CHANGED_OWNERS_SHOWN)
        .map(
          ({ serialNumber, before, userId }) =>
            `• ${code(serialNumber)}: ${mention(before ?? '')} → ${mention(userId)}`,
        ),
      ...(rest > 0 ? [`${formatNumber(rest)} more`] : []),
    ]),
    input(
      { id: blockIds.acknowledged, label: 'Devices that change hands' },
      {
        type: 'checkboxes',
        action_id: actionIds.input,
        options: [{ text: plain(`Change the owner of ${devices}`, 75), value: 'yes' }],
      },
    ),
  ];
}

function wrongBlocks(wrong: readonly WrongLine[]): KnownBlock[] {
  if (wrong.length === 0) return [];
  const rest = wrong.length - WRONG_LINES_SHOWN;
  return [
    section([
      '*Wrong lines*',
      ...wrong
        .slice(0, WRONG_LINES_SHOWN)
        .map(
          ({ line, text, fault }) => `• Line ${formatNumber(line)}, “${external(text, 60)}”: ${ownerFaultWords[fault]}`,
        ),
      ...(rest > 0 ? [`${formatNumber(rest)} more; all of them are in the file that was sent to you.`] : []),
    ]),
  ];
}

/** Why a line is left out. */
export const ownerFaultWords = {
  'no-serial-number': 'no serial number',
  'no-owner': 'neither an e-mail address nor a Slack user id',
  'same-serial-number': 'this serial number stands there more than once',
  'unknown-address': 'nobody here has this e-mail address',
  'ambiguous-address': 'several people have this e-mail address',
  'unknown-person': 'nobody here has this Slack user id',
  deactivated: 'the person is not active any more',
  guest: 'a guest',
  bot: 'not a person',
  stranger: 'of another organisation',
  'other-team': 'of another Slack workspace',
  'unreadable-line': 'not readable',
  excluded: 'left out',
} as const satisfies Record<OwnerFault, string>;
