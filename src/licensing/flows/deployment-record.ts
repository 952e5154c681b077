import type { AuditEntry } from '../ports/audit.js';
import type { Put, Versioned } from '../ports/records.js';
import type { Worsening } from '../rules/approval.js';
import { askersOf, shownRevision } from '../rules/approval.js';
import type { AssetRecord } from '../rules/asset.js';
import { type Deployment, type DeploymentRevision, type Roster, rosterId } from '../rules/deployment.js';
import type { DeploymentCardFacts, DeploymentTurn, DeploymentTurnKind } from '../rules/deployment-notice.js';
import type { Notice } from '../rules/notice.js';
import type { Asked, Core } from './core.js';
import { readRoster } from './deployments.js';

/** People that a card names as left out. */
const LEFT_OUT_SHOWN = 10;

export function deploymentPut(id: string, value: Deployment): Put {
  return { kind: 'deployment', id, value };
}

export function rosterPut(deploymentId: string, revision: number, value: Roster): Put {
  return { kind: 'roster', id: rosterId(deploymentId, revision), value };
}

export function deploymentEntry(
  core: Core,
  asked: Asked,
  act: string,
  deploymentId: string,
  outcome: string,
  facts: AuditEntry['facts'] = {},
): AuditEntry {
  const subject = `deployment:${deploymentId}`;
  return { at: core.clock(), actor: asked.actor, act, subject, outcome, reference: asked.reference, facts };
}

/** What an audit line says of a deployment before and after a change. */
export function inShort(deployment: Deployment | null): string {
  const revision = deployment === null ? null : shownRevision(deployment);
  if (deployment === null || revision === null) return 'nothing';
  return `${deployment.state}, revision ${revision.number}: ${revision.action} for ${revision.people} people`;
}

/** A click that had no effect, on record all the same. */
export async function refused<O extends { result: string }>(
  core: Core,
  asked: Asked,
  act: string,
  deploymentId: string,
  outcome: O,
): Promise<O> {
  await core.records.commit({
    audit: [deploymentEntry(core, asked, act, deploymentId, `refused: ${outcome.result}`)],
  });
  return outcome;
}

export function appName(asset: AssetRecord | null, key: string): string {
  return asset?.name ?? `App ${key}`;
}

/** A deployment as it becomes with this commit. */
export interface Turned {
  id: string;
  /** Revision of the record before; 0 = it is new. */
  revision: number;
  deployment: Deployment;
  /** Of the revision that the card shows; read when left out. */
  roster?: Roster;
  worse?: readonly Worsening[];
}

/** Turns of which whoever asked gets a message of their own; a card that changes notifies nobody in Slack. */
const tellsAsker: Readonly<Record<DeploymentTurnKind, boolean>> = {
  asked: false,
  refreshed: true,
  'first-approval': true,
  edited: true,
  decided: true,
  reminder: false,
  closed: true,
  stopped: true,
  'goes-on': true,
};

/** The cards of a deployment anew, and one line of its history in the thread. */
export async function turnNotices(
  core: Core,
  { actor, reference }: Asked,
  turned: Turned,
  turn: DeploymentTurn,
): Promise<Notice[]> {
  const facts = await cardFacts(core, turned);
  const { deploymentId, appName: name } = facts;
  const action = shownRevision(turned.deployment)?.action ?? 'required';
  const news = { deploymentId, appName: name, action, turn };
  const number = turned.revision + 1;
  const told = tellsAsker[turn.turn] ? askersOf(turned.deployment).filter((userId) => userId !== actor) : [];
  return [
    ...cards(turned, facts, reference),
    {
      kind: 'deployment-news',
      subject: `deployment-news:${deploymentId}:${number}`,
      audience: { to: 'approvers' },
      facts: { ...news, toRequester: false },
      reference,
      thread: cardSubject(deploymentId),
    },
    ...told.map(
      (userId): Notice => ({
        kind: 'deployment-news',
        subject: `deployment-told:${deploymentId}:${number}`,
        audience: { to: 'person', userId },
        facts: { ...news, toRequester: true },
        reference,
      }),
    ),
  ];
}

/** Subject of the approvers' card. */
export function cardSubject(deploymentId: string): string {
  return `deployment:${deploymentId}`;
}

function cards({ deployment }: Turned, facts: DeploymentCardFacts, reference: string): Notice[] {
  const { deploymentId } = facts;
  return [
    {
      kind: 'deployment-card',
      subject: cardSubject(deploymentId),
      audience: { to: 'approvers' },
      facts,
      reference,
    },
    ...askersOf(deployment).map(
      (userId): Notice => ({
        kind: 'deployment-request',
        subject: `deployment-request:${deploymentId}`,
        audience: { to: 'person', userId },
        facts,
        reference,
      }),
    ),
  ];
}

async function cardFacts(core: Core, { id, deployment, roster, worse = [] }: Turned): Promise<DeploymentCardFacts> {
  const asset = (await core.records.get('asset', deployment.key))?.value ?? null;
  const requester = await core.records.get('member', deployment.requestedBy);
  const shown = shownRevision(deployment);
  const meant = roster ?? (shown === null ? null : await readRoster(core, id, shown.number));
  return {
    deploymentId: id,
    appName: appName(asset, deployment.key),
    deployment,
    requesterGone: requester?.value.deactivated ?? false,
    leftOut: meant?.leftOut.slice(0, LEFT_OUT_SHOWN) ?? [],
    groupNames: shown === null ? [] : await groupNames(core, shown),
    worse,
  };
}

async function groupNames(core: Core, { audience }: DeploymentRevision): Promise<readonly string[]> {
  if (audience.kind === 'snapshot') return [];
  const groups = await core.people.groups();
  return audience.groupIds.map((id) => groups?.find((group) => group.id === id)?.name ?? id);
}

/** What a commit expects and puts of one head. */
export function headChange({ id, revision }: Versioned<Deployment>, value: Deployment) {
  return {
    expect: [{ kind: 'deployment', id, revision } as const],
    put: [deploymentPut(id, value)],
  };
}
