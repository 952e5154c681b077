import {
  authorsOf,
  type Decision,
  type Deployment,
  type DeploymentAudience,
  type DeploymentRevision,
} from '../../licensing/rules/deployment.js';
import { deploymentActions } from './deploy-words.js';
import { code, counted, dateToken, external, formatNumber, listed, mention, mentions } from './format.js';

const sources = {
  people: 'named people',
  channel: 'members of a channel',
  addresses: 'pasted addresses',
  file: 'a CSV file',
} as const;

/** Whom a revision is for. Groups are named, never mentioned: that would call all their members. */
export function audienceWords(
  audience: DeploymentAudience,
  people: number,
  groupNames: readonly string[] = [],
): string {
  if (audience.kind === 'snapshot') {
    const from = listed(audience.from.map((source) => sources[source]));
    return `${counted(people, 'person', 'people')}${from === '' ? '' : ` (${from})`}, found when it was asked for. Nobody is added later.`;
  }
  const named = groupNames.slice(0, 10).map((name) => `“${external(name, 60)}”`);
  const groups = named.length === 0 ? counted(audience.groupIds.length, 'user group') : listed(named);
  return `${counted(people, 'person', 'people')} of ${groups}, followed: whoever joins gets it too, up to ${counted(audience.ceiling, 'person', 'people')}. Who leaves is listed, and keeps it.`;
}

/** `Required`, as it stands in a sentence. */
export function actionName({ action }: Pick<DeploymentRevision, 'action'>): string {
  return deploymentActions[action].name;
}

/** How a revision was decided, by whom and when. */
export function decisionWords(decision: Decision): string {
  const at = dateToken(decision.at);
  switch (decision.result) {
    case 'approved':
      return `Approved by ${mentions(decision.by)} ${at}.`;
    case 'none-needed':
      return `No approval was needed: it is below the threshold of your organisation. In force since ${at}.`;
    case 'denied':
      return `${mention(decision.by)} said no ${at}: “${external(decision.reason, 500)}”.`;
    case 'expired':
      return `Nobody decided in time, so the request expired ${at}. That is no denial.`;
    case 'withdrawn':
      return `Withdrawn by ${mention(decision.by)} ${at}.`;
  }
}

/** What stands now, for whoever presses too late. */
export function standingWords({ state, decided, pending, endedAt, endedBy, inForce }: Deployment): string {
  if (pending !== null) {
    const { number, writtenAt } = pending.revision;
    const by = authorsOf(pending.revision, { inForce }).at(-1);
    return `Another version waits now: version ${formatNumber(number)}${by === undefined ? '' : ` by ${mention(by)}`}, ${dateToken(writtenAt)}.`;
  }
  if (state === 'closed')
    return `The deployment was closed${endedBy === null ? '' : ` by ${mention(endedBy)}`}${endedAt === null ? '' : ` ${dateToken(endedAt)}`}.`;
  if (decided !== null) return decisionWords(decided);
  return inForce === null ? 'Nothing waits for a decision.' : 'It is in force.';
}

/** `Keynote (D-7)`, with the name of the app in bold nowhere. */
export function deploymentName(appName: string, deploymentId: string): string {
  return `${external(appName, 80)} (${code(deploymentId)})`;
}
