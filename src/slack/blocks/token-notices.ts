import { explainErrorNumber } from '../../licensing/rules/apple-errors.js';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holderName } from './binding-facts.js';
import { actions, button, context, fields, header, linkButton, message, section } from './elements.js';
import { code, dateToken, external } from './format.js';
import type { RenderContext } from './render-context.js';
import { daysWords, newTokenStep, tokenStateWords } from './token-words.js';
import { nextWords, nothingChanged, referenceLine } from './words.js';

type TokenCardFacts = Pick<NoticeFacts['token-warning'], 'token' | 'locationName'>;

/** The warning before the expiry. */
export function tokenWarning(facts: NoticeFacts['token-warning'], render: RenderContext): Message {
  const location = external(facts.locationName);
  const days = daysWords(facts.token.daysLeft);
  const what = `The token of the Apple location “${location}” ${days}. After that the bot can neither read nor change anything at Apple; licences that people have stay with them.`;
  return message(`${what} ${nextWords(newTokenStep)}`, [
    header(`The token ${days}`),
    section([what, nextWords(newTokenStep)]),
    tokenFields(facts),
    ...buttons(render),
    context([`${nothingChanged}`]),
  ]);
}

/** Apple no longer accepts the token, or the location is no longer ours alone. */
export function tokenTrouble(facts: NoticeFacts['token-trouble'], render: RenderContext): Message {
  const { title, meaning, next } = tokenStateWords[facts.state];
  const location = external(facts.locationName);
  const known = facts.errorNumber === null ? null : explainErrorNumber(facts.errorNumber);
  const said = [
    ...(facts.heldBy === null ? [] : [`Managed now by: ${holderName(facts.heldBy)}.`]),
    ...(facts.errorNumber === null
      ? []
      : [`Apple’s error number: ${facts.errorNumber}${known === null ? '' : ` (${external(known.meaning, 300)})`}`]),
  ];
  return message(`${title} (location “${location}”). ${meaning} ${nextWords(next)}`, [
    header(title),
    section([meaning, ...said]),
    section(['This bot changed nothing at Apple. The figures are those of the last complete sync.', nextWords(next)]),
    tokenFields(facts),
    ...buttons(render),
    context([referenceLine(facts.reference)]),
  ]);
}

function tokenFields({ token, locationName }: TokenCardFacts) {
  return fields([
    ['Location', external(locationName)],
    ['Token', external(token.name)],
    ['Apple Account', external(token.appleAccount)],
    ['Expires', dateToken(token.expires)],
    ['Fingerprint', code(token.fingerprint)],
  ]);
}

function buttons(render: RenderContext) {
  return actions([
    linkButton('Open Apple’s portal', linkIds.portal, render.portalUrl),
    button({ text: 'Token page', actionId: actionIds.openToken }),
  ]);
}
