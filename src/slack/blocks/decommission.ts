import type { ReleaseAtApple } from '../../licensing/rules/binding.js';
import type { DecommissionReceipt } from '../../licensing/rules/house.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holderName } from './binding-facts.js';
import { actions, button, context, fields, header, message, section } from './elements.js';
import { code, counted, dateToken, external, mentions } from './format.js';
import type { RenderContext } from './render-context.js';

const title = 'Handed over for good';

const atApple = {
  released: 'Apple no longer names this bot as the manager of the location, and sends it no notifications.',
  'was-not-ours': 'Apple did not name this bot as the manager of the location, so nothing was written there.',
  'still-named':
    'Apple took the request, but still names this bot as the manager of the location. The next product takes it over from there.',
  refused:
    'Apple refused the request, since the token was not accepted any more or may not write. Apple may still name this bot; the next product takes it over from there.',
  'not-reached':
    'Apple could not be reached for a day. Apple may still name this bot; the next product takes it over from there.',
} satisfies Record<ReleaseAtApple, string>;

/** The receipt: what was done at Apple, what was not, and what is left. */
export function decommissionReceipt(receipt: DecommissionReceipt, _render: RenderContext): Message {
  const lines = receiptLines(receipt);
  return message(`${title}. ${lines.join(' ')}`, [
    header(title),
    section(lines),
    fields([
      ['Location', external(receipt.facts.locationName)],
      ['Apple’s id of the location (uId)', code(receipt.facts.uId)],
      ['Installation id', code(receipt.mdmInfo.id)],
      ['Confirmed by', mentions(receipt.confirmedBy)],
      ['Bound', dateToken(receipt.boundAt)],
      ['Handed over', dateToken(receipt.decommissionedAt)],
      ...(receipt.exported === null
        ? []
        : [
            [
              'This bot had given out',
              `${counted(receipt.exported.assignments, 'licence')}; ${counted(receipt.exported.users, 'person', 'people')} registered; ${readWords(receipt.exported.asOf)}`,
            ] as const,
          ]),
    ]),
    ...actions(receipt.exported === null ? [] : [exportButton()]),
    context([
      'The bot deleted its token. Backups of the data folder may still hold it, encrypted; it ends at Apple with its date, or when somebody revokes it there.',
      'Only custodians get the file.',
    ]),
  ]);
}

/** The token page of a house that is closed. */
export const decommissionedPage = decommissionReceipt;

function receiptLines(receipt: DecommissionReceipt): string[] {
  const { heldBy, exported } = receipt;
  return [
    `This bot no longer manages the location “${external(receipt.facts.locationName)}”.`,
    atApple[receipt.atApple],
    ...(heldBy === null ? [] : [`Managed there now by: ${holderName(heldBy)}.`]),
    'Licences, people and what they were given stay as they are at Apple; no app was removed from any device.',
    ...(exported === null ? [] : [`Everything that was this bot’s own is in the file ${code(exported.name)}.`]),
    'Next: a new start needs a new, empty data folder and a new token.',
  ];
}

function exportButton() {
  return button({
    text: 'Send me the CSV',
    actionId: actionIds.sendExport,
    label: 'Send the file of everything that was this bot’s own',
  });
}

/** For places with room for one line. */
export function decommissionedLine(receipt: DecommissionReceipt): string {
  return `The location “${external(receipt.facts.locationName)}” was handed over for good ${dateToken(receipt.decommissionedAt)}. This bot does nothing more with it.`;
}

function readWords(asOf: number | null): string {
  return asOf === null ? 'never read completely at Apple' : `as read at Apple ${dateToken(asOf)}`;
}
