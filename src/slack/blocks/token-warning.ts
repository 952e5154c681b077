import { warningKey } from '../../licensing/rules/expiry.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, linkButton, message, section } from './elements.js';
import { dateToken, external, mention } from './format.js';
import type { RenderContext } from './render-context.js';
import { renewButton, tokenFields } from './token-elements.js';
import { daysWords, newTokenStep } from './token-words.js';
import { nextWords, nothingChanged } from './words.js';

type Facts = NoticeFacts['token-warning'];

/** The warning before the expiry; it names whoever takes care of it, and is over with a renewal. */
export function tokenWarning(facts: Facts, render: RenderContext): Message {
  if (facts.decommissionedAt !== null) return closedWarning(facts, facts.decommissionedAt);
  if (facts.renewed !== null) return renewedWarning(facts, facts.renewed);
  const location = external(facts.locationName);
  const days = daysWords(facts.token.daysLeft);
  const what = `The token of the Apple location “${location}” ${days}. After that the bot can neither read nor change anything at Apple; licences that people have stay with them.`;
  const carer = facts.acknowledged === null ? [] : [carerWords(facts.acknowledged)];
  const lines = [what, ...carer, nextWords(newTokenStep)];
  return message(lines.join(' '), [
    header(`The token ${days}`),
    section(lines),
    tokenFields(facts),
    ...actions([
      renewButton('primary'),
      ...(facts.acknowledged === null ? [takeCare(facts)] : []),
      linkButton('Open Apple’s portal', linkIds.portal, render.portalUrl),
      button({ text: 'Token page', actionId: actionIds.openToken }),
    ]),
    context([`${nothingChanged} Only custodians can renew the token or take care of it.`]),
  ]);
}

function carerWords({ by, at }: { by: string; at: number }): string {
  return `*${mention(by)} takes care of it*, said ${dateToken(at)}.`;
}

function takeCare({ token, step }: Facts) {
  return button({
    text: 'I take care of it',
    actionId: actionIds.acknowledgeWarning,
    value: warningKey(token.fingerprint, step),
    label: 'Say that you take care of the renewal',
  });
}

function renewedWarning(facts: Facts, { by, at }: { by: string; at: number }): Message {
  const what = `Renewed by ${mention(by)} ${dateToken(at)}: another token is in use for the Apple location “${external(facts.locationName)}”. Nothing to do.`;
  return message(`This warning is over. ${what}`, [
    header('This warning is over: the token was renewed'),
    section(what),
    tokenFields(facts),
  ]);
}

function closedWarning(facts: Facts, at: number): Message {
  const what = `The Apple location “${external(facts.locationName)}” was handed over for good ${dateToken(at)}, and the bot deleted the token. Nothing to do.`;
  return message(`This warning is over. ${what}`, [
    header('This warning is over: the location was handed over'),
    section(what),
    tokenFields(facts),
  ]);
}
