import type { DeploymentNewsFacts, DeploymentTurn } from '../../licensing/rules/deployment-notice.js';
import type { Message } from '../interaction.js';
import { changeLines, deploymentActions } from './deploy-words.js';
import { decisionWords, deploymentName } from './deployment-words.js';
import { message, section } from './elements.js';
import { counted, dateToken, formatNumber, mention, mentions } from './format.js';
import type { RenderContext } from './render-context.js';

/** One short line: in the thread of the card, or to whoever asked. */
export function deploymentNews(facts: DeploymentNewsFacts, _render: RenderContext): Message {
  const { turn, toRequester, appName, deploymentId, action } = facts;
  const said = turnWords(turn);
  const next = toRequester ? ` ${nextForRequester(turn)}` : '';
  const text = toRequester
    ? `${deploymentName(appName, deploymentId)}, ${deploymentActions[action].name}: ${said}${next}`
    : said;
  return message(text, [section(text)]);
}

function turnWords(turn: DeploymentTurn): string {
  switch (turn.turn) {
    case 'asked':
      return `${mention(turn.by)} asked for approval of version ${formatNumber(turn.revision)}.`;
    case 'refreshed':
      return `${mention(turn.by)} pressed Approve, but it was worse than shown, so nothing was approved and the card was drawn anew. ${changeLines({ joined: 0, gone: 0, worse: turn.worse }).join(' ')} Nothing was changed at Apple.`;
    case 'first-approval':
      return `${mention(turn.by)} approved. One more approver is needed. Nothing was changed at Apple.`;
    case 'edited':
      return `${mention(turn.by)} edited it: version ${formatNumber(turn.revision)} is ${deploymentActions[turn.action].name} for ${counted(turn.people, 'person', 'people')}. Earlier approvals do not count any more, and whoever edited cannot approve it.`;
    case 'decided':
      return decisionWords(turn.decision);
    case 'reminder':
      return turn.approvers.length === 0
        ? `Nobody is left who may approve this. It expires ${dateToken(turn.until)}.`
        : `${mentions(turn.approvers, 10)}: this still waits for a decision. It expires ${dateToken(turn.until)}.`;
    case 'closed':
      return `Closed by ${mention(turn.by)}. What it held is free again, and licences that people have stay theirs.`;
    case 'stopped':
      return `Stopped by ${mention(turn.by)}. What Apple works on already is not called back.`;
    case 'goes-on':
      return `${mention(turn.by)} let it go on.`;
  }
}

function nextForRequester(turn: DeploymentTurn): string {
  if (turn.turn === 'edited') return 'Nothing was changed at Apple. Next: nothing; it waits for approval.';
  if (turn.turn !== 'decided') return 'Next: nothing to do.';
  const next = {
    approved: 'Next: nothing; the bot goes on by itself, and `/vpp deployment` shows how far it is.',
    'none-needed': 'Next: nothing; the bot goes on by itself.',
    denied: 'Nothing was changed at Apple. Next: talk to each other; it can be asked for again with `/vpp deploy`.',
    expired: 'Nothing was changed at Apple. Next: press Ask again on the card above if it is still needed.',
    withdrawn: 'Nothing was changed at Apple. Next: nothing to do.',
  } as const;
  return next[turn.decision.result];
}
