import type { NoticeFacts } from '../../licensing/rules/notice.js';
import type { Message } from '../interaction.js';
import { holderName, uploadLines } from './binding-facts.js';
import { context, fields, header, message, section } from './elements.js';
import { code, dateToken, external, mentions } from './format.js';
import type { RenderContext } from './render-context.js';

/** What was bound, by whom, what it replaced and what is left to do. Carries no Apple Account: the channel reads it too. */
export function bindingReceipt(facts: NoticeFacts['binding-receipt'], _render: RenderContext): Message {
  const { proposal } = facts;
  const location = external(proposal.facts.locationName);
  const changed =
    proposal.facts.notificationHost === null
      ? 'who manages the location'
      : 'who manages the location, and that its notifications are to stop';
  const what = `This bot now manages the Apple location “${location}”, for good. Changed at Apple: ${changed}.`;
  return message(`The Apple account is bound. ${what} Installation id ${code(facts.installationId)}.`, [
    header('The Apple account is bound'),
    section([what, replacedWords(facts)]),
    fields([
      ['Organisation', external(proposal.facts.organizationName)],
      ['Location', location],
      ['Apple’s id of the location (uId)', code(proposal.facts.uId)],
      ['Installation id', code(facts.installationId)],
      ['Confirmed by', mentions(facts.confirmedBy)],
      ['Bound', dateToken(facts.at)],
    ]),
    ...standing(facts).map((line) => section(line)),
    section([
      '*What comes next*',
      '• The first sync runs by itself, and its summary comes to the channel.',
      ...(proposal.signIn.length === 0
        ? []
        : [
            `• ${mentions(proposal.signIn.map((one) => one.userId))} are asked to confirm that they can sign in to the Apple Account.`,
          ]),
      '• Do not import this token anywhere else: licences and people’s records could be lost.',
    ]),
    context([
      'Keep this receipt. The installation id is how Apple knows this bot; the token itself is kept encrypted and is never shown.',
    ]),
  ]);
}

function replacedWords({ replaced, installationId }: NoticeFacts['binding-receipt']): string {
  if (replaced === null) return 'Nobody managed the location before.';
  if (replaced.id === installationId) return 'This bot managed it before, too.';
  return `It was taken over from ${holderName(replaced)}. Switch the location off in that product, so that it does not try to use it.`;
}

function standing(facts: NoticeFacts['binding-receipt']): string[] {
  const host = facts.foreignNotificationHost;
  return [
    ...uploadLines(facts.proposal),
    ...(host === null
      ? []
      : [
          `*Apple still notifies another address:* ${external(host)}. It belongs to the product before, and Apple did not drop it when asked. Remove it in that product.`,
        ]),
  ];
}
