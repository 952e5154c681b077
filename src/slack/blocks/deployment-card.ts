import type { Button, KnownBlock } from '@slack/types';
import { shownRevision } from '../../licensing/rules/approval.js';
import type { Arithmetic } from '../../licensing/rules/arithmetic.js';
import { missingLicences } from '../../licensing/rules/arithmetic.js';
import {
  authorsOf,
  BY_ITSELF,
  type DeploymentRevision,
  type PendingApproval,
} from '../../licensing/rules/deployment.js';
import type { DeploymentCardFacts } from '../../licensing/rules/deployment-notice.js';
import type { Message } from '../interaction.js';
import { changeLines, leftOutLine } from './deploy-words.js';
import { arithmeticFields, consequenceLines, contradictionLines } from './deployment-arithmetic.js';
import { approvalButtons, askAgainButton, withdrawButton } from './deployment-buttons.js';
import { actionName, audienceWords, decisionWords, deploymentName, standingWords } from './deployment-words.js';
import { actions, context, fields, header, message, section } from './elements.js';
import { counted, dateToken, external, externalPlain, formatNumber, mention, mentions } from './format.js';
import type { RenderContext } from './render-context.js';
import { nothingChanged } from './words.js';

/** The card in the approvers' channel: all that a decision needs, then how it was decided. */
export function deploymentCard(facts: DeploymentCardFacts, _render: RenderContext): Message {
  const { pending } = facts.deployment;
  if (pending === null) return decidedCard(facts, []);
  return waitingCard(facts, pending, 'Approval needed', approvalButtons(facts.deploymentId, pending));
}

/** The same card for whoever asked. */
export function deploymentRequest(facts: DeploymentCardFacts, _render: RenderContext): Message {
  const { deploymentId, deployment } = facts;
  const { pending, decided, askedAgainAs } = deployment;
  if (pending !== null)
    return waitingCard(facts, pending, 'Waiting for approval', [withdrawButton(deploymentId, pending)]);
  const again = decided?.result === 'expired' && askedAgainAs === undefined && deployment.state !== 'closed';
  return decidedCard(facts, again ? [askAgainButton(deploymentId)] : []);
}

function waitingCard(
  facts: DeploymentCardFacts,
  pending: PendingApproval,
  title: string,
  buttons: readonly Button[],
): Message {
  const { revision, arithmetic, needed, approvedBy, expiresAt } = pending;
  const name = `${externalPlain(facts.appName, 60)}, ${actionName(revision)}`;
  const asks = `${whoAsks(facts, revision)} for ${deploymentName(facts.appName, facts.deploymentId)}: *${actionName(revision)}*.`;
  const short = `${title}: ${external(facts.appName, 60)}, ${actionName(revision)} for ${counted(revision.people, 'person', 'people')}. Nothing was changed at Apple.`;
  const worse = changeLines({ joined: 0, gone: 0, worse: facts.worse });
  return message(short, [
    header(`${title}: ${name}`),
    section([
      asks,
      `*Why:* ${external(revision.reason, 500)}`,
      audienceWords(revision.audience, revision.people, facts.groupNames),
    ]),
    ...(worse.length === 0 ? [] : [section(['*Changed since this card was drawn before*', ...worse])]),
    fields(arithmeticFields(revision.action, arithmetic)),
    ...shortage(arithmetic),
    section(['*What happens then*', ...consequenceLines(revision.action, arithmetic).map((line) => `• ${line}`)]),
    ...optional(contradictionLines(arithmetic)),
    ...optional(leftOutLines(facts, arithmetic)),
    section([
      ...approvalLines(needed, approvedBy),
      `Without a decision it expires ${dateToken(expiresAt)}.`,
      ...startLine(revision),
      ...(facts.requesterGone ? [`${mention(facts.deployment.requestedBy)} is not active in Slack any more.`] : []),
    ]),
    ...actions(buttons),
    context([
      `Figures of ${dateToken(arithmetic.readAt)}; they are counted again at the click. Version ${formatNumber(revision.number)}. Whoever wrote any part of it cannot approve it. ${nothingChanged}`,
    ]),
  ]);
}

function decidedCard(facts: DeploymentCardFacts, buttons: readonly Button[]): Message {
  const { deployment, deploymentId, appName } = facts;
  const { decided, settled, inForce, state, stopped } = deployment;
  const revision = shownRevision(deployment);
  const title = titleOf(facts);
  const verdict = state === 'closed' ? standingWords(deployment) : decided === null ? '' : decisionWords(decided);
  const arithmetic = settled?.revision.number === revision?.number ? settled?.arithmetic : undefined;
  const blocks: KnownBlock[] = [
    header(`${title}: ${externalPlain(appName, 60)}`),
    section([
      `${deploymentName(appName, deploymentId)}${revision === null ? '' : `: *${actionName(revision)}*`}. ${verdict}`,
      ...(revision === null ? [] : [audienceWords(revision.audience, revision.people, facts.groupNames)]),
      ...(revision === null ? [] : [`*Why:* ${external(revision.reason, 500)}`]),
    ]),
    ...(arithmetic === undefined || revision === null ? [] : [fields(arithmeticFields(revision.action, arithmetic))]),
    section([
      ...stateLines(facts),
      ...(stopped === null
        ? []
        : [`Stopped by ${mention(stopped.by)} ${dateToken(stopped.at)}: nothing of it is sent.`]),
      ...(inForce === null || state !== 'active' ? [] : startLine(inForce)),
    ]),
    ...actions(buttons),
    context([
      `Asked by ${mention(deployment.requestedBy)} ${dateToken(deployment.requestedAt)}.${arithmetic === undefined ? '' : ` Figures of ${dateToken(arithmetic.readAt)}, as it was decided on.`}`,
    ]),
  ];
  return message(`${title}: ${external(appName, 60)}. ${verdict}`, blocks);
}

const titles = {
  approved: 'Approved',
  'none-needed': 'In force',
  denied: 'Denied',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
} as const;

function titleOf({ deployment: { state, decided } }: DeploymentCardFacts): string {
  if (state === 'closed') return 'Closed';
  return decided === null ? 'Deployment' : titles[decided.result];
}

/** What it means for Apple and what comes next. */
function stateLines({ deployment }: DeploymentCardFacts): string[] {
  const { state, decided, inForce, askedAgainAs } = deployment;
  if (state === 'closed')
    return ['What it held is free again. Licences that people have stay theirs, and nothing more is sent for it.'];
  const inForceAlready = decided?.result === 'approved' || decided?.result === 'none-needed';
  if (inForceAlready) return ['Next: the bot goes on by itself; progress stands in the thread of the approvers’ card.'];
  const again = askedAgainAs === undefined ? [] : [`It was asked for again as ${external(askedAgainAs, 20)}.`];
  const kept =
    inForce === null
      ? `${nothingChanged} No licence is held for it.`
      : `Version ${formatNumber(inForce.number)} stays in force as it is. ${nothingChanged}`;
  return [kept, ...again];
}

function whoAsks({ deployment }: DeploymentCardFacts, revision: DeploymentRevision): string {
  const change = deployment.inForce !== null;
  const what = change ? `asks for a change (version ${formatNumber(revision.number)})` : 'asks';
  const authors = authorsOf(revision, deployment);
  const byItself = revision.writtenBy[0] === BY_ITSELF;
  const [first, ...others] = authors;
  const editors = byItself ? authors : others;
  const edited = editors.length === 0 ? '' : `, edited by ${mentions(editors)},`;
  if (byItself || first === undefined)
    return `The groups that it follows have grown beyond what was approved, so the bot asks${edited}`;
  return `${mention(first)} ${what}${edited}`;
}

function approvalLines(needed: 1 | 2, approvedBy: PendingApproval['approvedBy']): string[] {
  if (needed === 1) return ['One approval is needed.'];
  const [first] = approvedBy;
  if (first === undefined) return ['Two different approvers are needed.'];
  return [`First approval by ${mention(first.by)} ${dateToken(first.at)}. One more approver is needed.`];
}

function shortage(arithmetic: Arithmetic): KnownBlock[] {
  const missing = arithmetic.needed === 0 ? 0 : missingLicences(arithmetic);
  if (missing === 0) return [];
  return [
    section(
      `*${counted(missing, 'licence')} too few.* Edit it for fewer people, or buy more and approve after the next sync.`,
    ),
  ];
}

function startLine({ startAt }: DeploymentRevision): string[] {
  return startAt === null ? [] : [`Nothing is sent before ${dateToken(startAt)}.`];
}

function leftOutLines({ leftOut }: DeploymentCardFacts, arithmetic: Arithmetic): string[] {
  if (arithmetic.leftOut === 0) return [];
  const shown = leftOut.slice(0, 10).map(({ who, reason, line }) => `• ${leftOutLine(who, reason, line)}`);
  const more = arithmetic.leftOut - shown.length;
  return [
    `*Left out: ${formatNumber(arithmetic.leftOut)}*`,
    ...shown,
    ...(more > 0 ? [`• and ${formatNumber(more)} more`] : []),
  ];
}

function optional(lines: readonly string[]): KnownBlock[] {
  return lines.length === 0 ? [] : [section(lines)];
}
