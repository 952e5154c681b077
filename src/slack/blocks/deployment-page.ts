import type { Button, KnownBlock } from '@slack/types';
import type { DeploymentView } from '../../licensing/flows/show-deployment.js';
import type { Arithmetic } from '../../licensing/rules/arithmetic.js';
import type { Decision, DeploymentRevision, PendingApproval } from '../../licensing/rules/deployment.js';
import { actionIds } from '../ids.js';
import type { Message } from '../interaction.js';
import { audienceWords } from './audience-words.js';
import { deploymentActions } from './deploy-words.js';
import { approvalButtons, deploymentButtons } from './deployment-buttons.js';
import { revisionOf, stateOf } from './deployment-list.js';
import { peopleBlocks } from './deployment-people.js';
import { actions, button, context, header, message, section } from './elements.js';
import { code, counted, dateToken, external, formatNumber, mention, mentions } from './format.js';
import { countsText, installedMeans } from './installation-counts.js';
import { progressText } from './progress-words.js';
import type { RenderContext } from './render-context.js';

/** One deployment: what holds, what waits, who decided what and when, and its people. */
export function deploymentMessage(view: DeploymentView, render: RenderContext): Message {
  const { id, appName, deployment, progress } = view;
  const revision = revisionOf(deployment);
  const action = revision === null ? '' : `${deploymentActions[revision.action].name}, `;
  const state = stateOf(deployment, render.now);
  const done =
    progress === null || revision === null ? 'Nothing of it has begun.' : `${progressText(revision.action, progress)}.`;
  return message(`${external(id, 20)} ${external(appName, 60)}: ${action}${state}. ${done}`, [
    header(`${id}: ${appName}`),
    section([`*${state}*`, done]),
    ...(deployment.inForce === null ? [] : [revisionSection('In force', deployment.inForce, view)]),
    ...pendingBlocks(deployment.pending, view),
    ...(revision !== null && deployment.inForce === null && deployment.pending === null
      ? [revisionSection('What was asked for', revision, view)]
      : []),
    section(historyLines(view)),
    ...arithmeticBlocks(deployment.settled?.arithmetic ?? null, 'Counted at the decision'),
    ...(view.installations === null
      ? []
      : [section([`*On devices:* ${countsText(view.installations)}`, installedMeans], installsButton(id))]),
    ...peopleBlocks(view),
    ...actions(decisionButtons(view)),
    ...actions(ownButtons(view)),
    context([
      `As of ${dateToken(render.now)}. Why somebody stands where they stand: \`/vpp why @person ${external(appName, 40)}\`.`,
    ]),
  ]);
}

function installsButton(id: string): Button {
  const label = `How the app of ${id} stands on each device`;
  return button({ text: 'Installations', actionId: actionIds.openInstalls, value: id, label });
}

function revisionSection(
  title: string,
  revision: DeploymentRevision,
  { groups }: Pick<DeploymentView, 'groups'>,
): KnownBlock {
  const { number, action, writtenBy, writtenAt, reason, startAt } = revision;
  return section([
    `*${title}* (version ${formatNumber(number)}): ${deploymentActions[action].name}, ${audienceWords(revision, groups)}`,
    `Written by ${mentions(writtenBy)} ${dateToken(writtenAt)}`,
    ...(startAt === null ? [] : [`Begins ${dateToken(startAt)}`]),
    `Reason: “${external(reason, 500)}”`,
  ]);
}

function pendingBlocks(pending: PendingApproval | null, view: DeploymentView): KnownBlock[] {
  if (pending === null) return [];
  const { approvedBy, needed, expiresAt, arithmetic } = pending;
  const so = approvedBy.map(({ by, at }) => `${mention(by)} ${dateToken(at)}`).join(', ');
  return [
    revisionSection('Waits for approval', pending.revision, view),
    section([
      `*Approvals:* ${formatNumber(approvedBy.length)} of ${formatNumber(needed)}${so === '' ? '' : ` (${so})`}. Expires ${dateToken(expiresAt)}.`,
    ]),
    ...arithmeticBlocks(arithmetic, 'Counted for the approval'),
  ];
}

function arithmeticBlocks(arithmetic: Arithmetic | null, title: string): KnownBlock[] {
  if (arithmetic === null) return [];
  const { people, alreadyLicensed, needed, free, reservedByOthers, balanceAfter, toInvite, readAt } = arithmetic;
  const figures = [
    counted(people, 'person', 'people'),
    `${formatNumber(alreadyLicensed)} with a licence already`,
    `${counted(needed, 'licence')} needed`,
    free === null ? 'free without limit' : `${formatNumber(free)} free`,
    `${formatNumber(reservedByOthers)} reserved by others`,
    ...(balanceAfter === null ? [] : [`${formatNumber(balanceAfter)} left afterwards`]),
    `${formatNumber(toInvite)} to accept the terms first`,
  ];
  return [context([`${title}: ${figures.join(' · ')}. Figures of ${dateToken(readAt)}.`])];
}

type DecisionOf = { [R in Decision as R['result']]: R };

const decisionWords: { [R in keyof DecisionOf]: (decision: DecisionOf[R]) => string } = {
  approved: ({ by, at }) => `approved by ${mentions(by)} ${dateToken(at)}`,
  'none-needed': ({ at }) =>
    `in force without an approval since ${dateToken(at)}: below the limit of the configuration`,
  denied: ({ by, reason, at }) => `denied by ${mention(by)} ${dateToken(at)}: “${external(reason, 500)}”`,
  expired: ({ at }) => `expired ${dateToken(at)}, nobody had decided`,
  withdrawn: ({ by, at }) => `withdrawn by ${mention(by)} ${dateToken(at)}`,
};

function decisionLine<R extends keyof DecisionOf>(result: R, decision: DecisionOf[R]): string {
  return decisionWords[result](decision);
}

function historyLines({ deployment }: DeploymentView): string[] {
  const { requestedBy, requestedAt, decided, stopped, endedAt, endedBy, state } = deployment;
  return [
    '*What happened*',
    `• Asked for by ${mention(requestedBy)} ${dateToken(requestedAt)}`,
    ...(decided === null
      ? []
      : [`• Version ${formatNumber(decided.revision)} ${decisionLine(decided.result, decided)}`]),
    ...(stopped === null
      ? []
      : [`• Stopped by ${mention(stopped.by)} ${dateToken(stopped.at)}; nothing of it is sent`]),
    ...(endedAt === null || state !== 'closed'
      ? []
      : [
          `• Closed${endedBy === null ? '' : ` by ${mention(endedBy)}`} ${dateToken(endedAt)}; licences that were given stay`,
        ]),
  ];
}

/** What this person may do with it as it stands; whoever waits for an approval is the first thing to look at. */
function decisionButtons({ id, deployment, may }: DeploymentView): Button[] {
  const { pending } = deployment;
  const changing = may.change ? deploymentButtons(id, deployment) : [];
  return [
    ...(may.approve && pending !== null ? approvalButtons(id, pending) : []),
    ...changing.filter((one) => may.withdraw || one.action_id !== actionIds.withdrawDeployment),
  ];
}

function ownButtons({ id, may }: DeploymentView): Button[] {
  return [
    ...(may.export
      ? [
          button({
            ...{ text: 'Send me the CSV', actionId: actionIds.exportPeople, value: id },
            label: 'Send me its people as a file',
          }),
        ]
      : []),
    button({ text: 'All deployments', actionId: actionIds.openDeployments }),
  ];
}

/** No deployment of that id. `newest`: the highest id there is. */
export function noDeploymentMessage(typed: string, newest: string | null): Message {
  const said = /^[\w-]{1,12}$/.test(typed.trim());
  const what =
    typed.trim() === ''
      ? 'Say which one: `/vpp deployment 7` or `/vpp deployment D-7`.'
      : `There is no deployment ${said ? code(typed.trim()) : 'of that id'}.`;
  const known = newest === null ? 'Nobody has asked for one yet.' : `The newest one is ${code(newest)}.`;
  const next = newest === null ? 'Next: begin one with `/vpp deploy`.' : 'Next: look for it in the list.';
  return message(`${what} ${known} ${next}`, [
    header('No such deployment'),
    section([`${what} ${known}`, next]),
    ...actions([
      button({ text: 'All deployments', actionId: actionIds.openDeployments }),
      ...(newest === null
        ? []
        : [button({ text: `Open ${newest}`, actionId: actionIds.showDeployment, value: `${newest} 0 any any` })]),
    ]),
  ]);
}
