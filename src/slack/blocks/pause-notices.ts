import type { NoticeFacts } from '../../licensing/rules/notice.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, context, header, message, section } from './elements.js';
import { dateToken, mention } from './format.js';
import type { RenderContext } from './render-context.js';

/** That outgoing work stopped or goes on. */
export function pausedNotice(facts: NoticeFacts['paused'], _render: RenderContext): Message {
  const who = `${mention(facts.by)} ${facts.paused ? 'paused' : 'resumed'} the bot, ${dateToken(facts.at)}.`;
  if (!facts.paused) {
    return message(`The bot goes on. ${who}`, [
      header('The bot goes on'),
      section([who, 'It may change licences at Apple and send commands to devices again.']),
      context(['Resuming itself changed nothing at Apple.']),
    ]);
  }
  return message(`The bot is paused. ${who}`, [
    header('The bot is paused'),
    section([
      who,
      'It sends no changes of licences to Apple and no commands to devices. Syncs only read, so they go on.',
      'Next: a custodian resumes it with the button or `/vpp resume`.',
    ]),
    ...actions([button({ text: 'Resume', actionId: actionIds.resume, label: 'Resume the bot' })]),
    context(['Pausing itself changed nothing at Apple.']),
  ]);
}
