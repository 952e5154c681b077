import type { PauseOutcome } from '../../licensing/flows/pause.js';
import type { RequestSyncOutcome } from '../../licensing/flows/sync.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { actionIds, linkIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { actions, button, header, linkButton, message, section } from './elements.js';
import { dateToken, mention } from './format.js';

/** The answer to “Sync now”: progress and result come on a card. */
export function syncRequestMessage(outcome: Exclude<RequestSyncOutcome, NotAllowed>): Message {
  if (outcome.result === 'not-bound') {
    const what = 'There is nothing to sync yet: no Apple account is bound.';
    return message(what, [
      section(what),
      ...actions([button({ text: 'Open the token page', actionId: actionIds.openToken })]),
    ]);
  }
  if (outcome.result === 'handed-over') {
    const what =
      'The location was handed over for good, or is about to be, so nothing is read any more. Nothing was changed at Apple.';
    return message(what, [
      section(what),
      ...actions([button({ text: 'Open the token page', actionId: actionIds.openToken })]),
    ]);
  }
  const what =
    outcome.result === 'started' ? 'The sync has started.' : 'A sync is running already; you get its result too.';
  const next =
    'Progress and result are on a card in your direct messages with this bot. A sync only reads; nothing is changed at Apple.';
  return message(`${what} ${next}`, [section(`${what} ${next}`)]);
}

/** The answer to pausing or resuming. */
export function pauseMessage(outcome: Exclude<PauseOutcome, NotAllowed>): Message {
  const text = pauseWords(outcome);
  return message(text, [section(text)]);
}

function pauseWords(outcome: Exclude<PauseOutcome, NotAllowed>): string {
  if (outcome.result === 'already') {
    if (!outcome.paused) return 'The bot is not paused, so there is nothing to resume.';
    return `The bot is paused already, by ${mention(outcome.by)} since ${dateToken(outcome.at)}. A custodian can let it go on with \`/vpp resume\`.`;
  }
  if (outcome.result === 'paused') {
    return 'Paused. The bot sends nothing that changes anything at Apple or on devices; syncs go on reading. Nothing was changed at Apple. A custodian can let it go on with `/vpp resume`.';
  }
  return 'The bot works again, and what waited goes on by itself. Resuming changed nothing at Apple.';
}

/** A token stood behind a slash command: Slack keeps such text, so it is as good as public. */
export function secretInCommandMessage(portalUrl: string): Message {
  const lines = [
    'What you typed looks like a token. It was not used, and the bot does not repeat or log it, but Slack has seen it.',
    'Nothing was changed at Apple.',
    '*Next:* revoke it and download a new one in Apple’s portal, then press Start on the token page: there it goes into a protected dialogue.',
  ];
  return message('What you typed looks like a token. Revoke it and download a new one.', [
    header('Please treat that token as leaked'),
    section(lines),
    ...actions([
      linkButton('Open Apple’s portal', linkIds.portal, portalUrl),
      button({ text: 'Open the token page', actionId: actionIds.openToken }),
    ]),
  ]);
}
