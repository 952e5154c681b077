import type { Button } from '@slack/types';
import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { isNotOurs, type TroubleEnd } from '../../licensing/rules/token-trouble.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { holderName } from './binding-facts.js';
import { actions, button, context, header, linkButton, message, section } from './elements.js';
import { external } from './format.js';
import type { RenderContext } from './render-context.js';
import { exitButtons, progressLines } from './take-back-progress.js';
import { needsRenewal, renewButton, tokenFields } from './token-elements.js';
import { tokenStateWords } from './token-words.js';
import { troubleEndWords } from './trouble-end-words.js';
import { nextWords, referenceLine } from './words.js';

type Facts = NoticeFacts['token-trouble'];

/** Apple no longer accepts the token, or the location is no longer ours alone. */
export function tokenTrouble(facts: Facts, render: RenderContext): Message {
  if (facts.ended !== null) return endedTrouble(facts, facts.ended);
  const { title, meaning, next } = tokenStateWords[facts.state];
  const location = external(facts.locationName);
  const said = [
    ...(facts.heldBy === null ? [] : [`Managed now by: ${holderName(facts.heldBy)}.`]),
    ...(facts.errorNumber === null ? [] : [`Apple’s error number: ${facts.errorNumber}.`]),
  ];
  return message(`${title} (location “${location}”). ${meaning} ${nextWords(next)}`, [
    header(title),
    section([meaning, ...said]),
    ...(facts.progress === null ? [] : [section(progressLines(facts.progress))]),
    section([`${changedWords(facts)} The figures are those of the last complete sync.`, nextWords(next)]),
    tokenFields(facts),
    ...buttons(facts, render),
    context([referenceLine(facts.reference), ...(isNotOurs(facts.state) ? [onlyCustodians] : [])]),
  ]);
}

const onlyCustodians = 'Only custodians can press Take back or Hand over for good; a second one has to confirm.';

/** While a take-back is settled, nobody can say that nothing was written. */
function changedWords({ progress }: Facts): string {
  return progress === null
    ? 'This bot changed nothing at Apple.'
    : 'Besides its own claim this bot changed nothing at Apple.';
}

/** A card that has nothing left to press. */
function endedTrouble(facts: Facts, ended: TroubleEnd): Message {
  const { title } = tokenStateWords[facts.state];
  const what = `${troubleEndWords(ended)} It was about the Apple location “${external(facts.locationName)}”.`;
  return message(`${title}: over. ${what}`, [header(`Over: ${title}`), section(what), tokenFields(facts)]);
}

function buttons(facts: Facts, render: RenderContext) {
  return actions([
    ...(needsRenewal(facts.state) ? [renewButton('primary')] : []),
    ...exits(facts),
    linkButton('Open Apple’s portal', linkIds.portal, render.portalUrl),
    button({ text: 'Token page', actionId: actionIds.openToken }),
  ]);
}

/** None while a take-back is under way. The value is the card's subject, so that the pressed copy is the one kept up to date. */
function exits({ state, progress, subject }: Facts): Button[] {
  return isNotOurs(state) && progress?.stage !== 'taking-back' ? exitButtons(subject) : [];
}
