import type { Versioned } from '../ports/records.js';
import { isWorse, licencesMissing, type Worsening } from '../rules/approval.js';
import type { Arithmetic } from '../rules/arithmetic.js';
import type { AssetRecord } from '../rules/asset.js';
import type { DeploymentAudience, LeftOut } from '../rules/deployment.js';
import type { Draft, DraftEntries } from '../rules/draft.js';
import { type DraftFault, draftFaults, isDeployable } from '../rules/draft-faults.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit } from './core.js';
import { countDeployment } from './count-deployment.js';
import { readDeployment } from './deployments.js';
import { ownDraft } from './drafts.js';
import { type Spared, whoCouldSpare } from './licence-holders.js';
import { neededApprovals } from './needed-approvals.js';
import { type DeployingBlocked, deployingBlocked } from './open-draft.js';
import { refusing } from './refused-clicks.js';
import { type AudienceRefusal, presentRevision, resolveAudience } from './resolve-audience.js';

/** Why a draft cannot be asked for as it is. */
export type DraftRefusal =
  | DeployingBlocked
  | { why: 'faults'; faults: readonly DraftFault[] }
  | { why: 'unknown-app' }
  | { why: 'not-deployable'; app: AssetRecord }
  | AudienceRefusal
  | NotEnough;

/** What would make it work stands beside what is missing. */
export interface NotEnough {
  why: 'not-enough-licences';
  app: AssetRecord;
  arithmetic: Arithmetic;
  missing: number;
  /** So many of the people it would be enough for: those who have a licence already among them. */
  fits: number;
  /** People outside the audience who hold a licence. */
  spared: Spared;
}

/** A draft as it was counted, with everything that its preview shows. */
export interface CountedDraft {
  result: 'counted';
  draftId: string;
  entries: DraftEntries;
  app: AssetRecord;
  audience: DeploymentAudience;
  arithmetic: Arithmetic;
  leftOut: readonly LeftOut[];
  leftOutCount: number;
  /** Approvals; 0 = it goes at once. */
  approvals: 0 | 1 | 2;
}

export type CountDraftOutcome =
  | NotAllowed
  /** Asked for already, forgotten, or somebody else's. */
  | { result: 'over' }
  | { result: 'refused'; draftId: string; entries: DraftEntries; refusal: DraftRefusal }
  | CountedDraft;

/** Finds out who is meant by a draft and what it takes, and stores both with the draft. */
export async function countDraft(core: Core, asked: Asked, draftId: string): Promise<CountDraftOutcome> {
  const permission = await permit(core, asked.actor, 'request-deployment');
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'request-deployment', `draft:${draftId.slice(0, 40)}`, permission);
  const stored = await ownDraft(core, asked, draftId);
  if (stored === null) return { result: 'over' };
  const { entries } = stored.value;
  const refused = (refusal: DraftRefusal) => ({ result: 'refused', draftId, entries, refusal }) as const;
  const app = await deployableApp(core, entries);
  if ('why' in app) return refused(app);
  const resolved = await resolveAudience(core, entries, asked.actor);
  if (resolved.result === 'unresolvable') return refused(resolved.refusal);
  const { audience, roster } = resolved;
  const { key, action, deploymentId } = entries;
  const { people, leftOutCount } = roster;
  const arithmetic = await countDeployment(core, { key, action, people, leftOut: leftOutCount, deploymentId });
  if (arithmetic === null) return refused({ why: 'not-deployable', app });
  if (licencesMissing(arithmetic) > 0) return refused(await notEnough(core, app, arithmetic, key, people));
  const preview = { audience, people: people.length, arithmetic, countedAt: core.clock() };
  const result = await core.records.commit({
    expect: [{ kind: 'draft', id: draftId, revision: stored.revision }],
    put: [
      { kind: 'draft', id: draftId, value: { ...stored.value, preview } },
      { kind: 'roster', id: draftId, value: roster },
    ],
  });
  if (result.result === 'conflict') return countDraft(core, asked, draftId);
  const approvals = await neededApprovals(core, asked.actor, { key, action, audience }, arithmetic);
  const { leftOut } = roster;
  return { result: 'counted', draftId, entries, app, audience, arithmetic, leftOut, leftOutCount, approvals };
}

/** What is not as it was when the draft was counted for the view that somebody submitted. */
export interface DraftChange {
  joined: number;
  gone: number;
  worse: readonly Worsening[];
}

/**
 * Counts a draft once more when its preview is submitted. `changed`: other people are meant, or it is worse than was
 * shown, so it is to be looked at again.
 */
export async function recountDraft(
  core: Core,
  asked: Asked,
  draftId: string,
): Promise<CountDraftOutcome | { result: 'changed'; counted: CountedDraft; change: DraftChange }> {
  const before = await shown(core, asked, draftId);
  const counted = await countDraft(core, asked, draftId);
  if (counted.result !== 'counted' || before === null) return counted;
  const people = new Set((await core.records.get('roster', draftId))?.value.people ?? []);
  const change: DraftChange = {
    joined: [...people].filter((userId) => !before.people.has(userId)).length,
    gone: [...before.people].filter((userId) => !people.has(userId)).length,
    worse: isWorse(before.arithmetic, counted.arithmetic),
  };
  const same = change.joined === 0 && change.gone === 0 && change.worse.length === 0;
  return same ? counted : { result: 'changed', counted, change };
}

async function shown(core: Core, asked: Asked, draftId: string) {
  const draft: Versioned<Draft> | null = await ownDraft(core, asked, draftId);
  const roster = await core.records.get('roster', draftId);
  const arithmetic = draft?.value.preview?.arithmetic;
  return arithmetic === undefined ? null : { arithmetic, people: new Set(roster?.value.people ?? []) };
}

/** The app of a draft whose form has no fault, where deployments are possible at all. */
async function deployableApp(core: Core, entries: DraftEntries): Promise<AssetRecord | DraftRefusal> {
  const blocked = await deployingBlocked(core);
  if (blocked !== null) return blocked;
  const faults = draftFaults(entries, core.clock());
  if (faults.length > 0) return { why: 'faults', faults };
  const app = (await core.records.get('asset', entries.key))?.value;
  if (app === undefined) return { why: 'unknown-app' };
  if (!isDeployable(app)) return { why: 'not-deployable', app };
  const { deploymentId } = entries;
  const changed = deploymentId === null ? null : (await readDeployment(core, deploymentId))?.value;
  if (deploymentId !== null && (presentRevision(changed ?? null) === null || changed?.key !== entries.key))
    return { why: 'not-changeable', deploymentId };
  return app;
}

async function notEnough(
  core: Core,
  app: AssetRecord,
  arithmetic: Arithmetic,
  key: string,
  people: readonly string[],
): Promise<NotEnough> {
  const spared = await whoCouldSpare(core, key, people);
  const fits = arithmetic.alreadyLicensed + Math.max(0, arithmetic.free ?? 0);
  return { why: 'not-enough-licences', app, arithmetic, missing: licencesMissing(arithmetic), fits, spared };
}
