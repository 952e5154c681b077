import type { AuditEntry } from '../ports/audit.js';
import type { AssetRecord } from '../rules/asset.js';
import { assetKey } from '../rules/asset.js';
import { assignmentId } from '../rules/assignment.js';
import type { Deployment } from '../rules/deployment.js';
import { matchesSearch } from '../rules/needs.js';
import { mayAct, type NotAllowed } from '../rules/policy.js';
import { type WhyChain, whyChain } from '../rules/why.js';
import type { WhyFacts } from '../rules/why-facts.js';
import { readAppPicture, whyFactsOf } from './app-picture.js';
import { readAssignment } from './assignments.js';
import { type Asked, type Core, permitMember } from './core.js';
import { listDeployments } from './deployments.js';
import { historyAbout } from './recent-history.js';
import { refusing } from './refused-clicks.js';

/** Apps that are offered where several fit. */
const SEVERAL = 10;

export type WhyOutcome =
  | NotAllowed
  | { result: 'no-app'; search: string; own: boolean }
  | { result: 'several'; apps: readonly AssetRecord[] }
  | {
      result: 'why';
      facts: WhyFacts;
      chain: WhyChain;
      /** Newest first; empty for whoever may not see the audit. */
      history: readonly AuditEntry[];
      /** Somebody asks about themselves. */
      own: boolean;
    };

/** Why `userId` has an app or has it not. Everybody may ask about themselves; about others it takes a role. */
export async function why(core: Core, asked: Asked, userId: string, search: string): Promise<WhyOutcome> {
  const permission = await permitMember(core, asked.actor);
  if (permission.result === 'not-allowed')
    return refusing(core, asked, 'why', `person:${userId.slice(0, 40)}`, permission);
  const own = userId === asked.actor;
  const mayView = mayAct(permission.standing, 'view-people');
  if (!own && mayView.result === 'not-allowed')
    return refusing(core, asked, 'why', `person:${userId.slice(0, 40)}`, mayView);
  const found = await fitting(core, search, mayView.result === 'allowed' ? null : userId);
  const [only] = found;
  if (only === undefined) return { result: 'no-app', search: search.trim().slice(0, 100), own };
  if (found.length > 1) return { result: 'several', apps: found.slice(0, SEVERAL) };
  const picture = await readAppPicture(core, assetKey(only));
  if (picture === null) return { result: 'no-app', search, own };
  const all = await whyFactsOf(core, picture, userId);
  const facts = mayView.result === 'allowed' ? all : decidedOnly(all);
  const mayAudit = mayAct(permission.standing, 'view-audit').result === 'allowed';
  const history = mayAudit ? await historyAbout(core, [`assignment:${assignmentId(assetKey(only), userId)}`]) : [];
  return { result: 'why', facts, chain: whyChain(facts), history, own };
}

/** Without what somebody asked for and nobody approved: that is for those who decide about it. */
function decidedOnly(facts: WhyFacts): WhyFacts {
  const inForce = facts.deployments.filter((one) => one.inForce !== null);
  return { ...facts, deployments: inForce.map((one) => ({ ...one, pending: null })) };
}

/** Apps by key or name. `onlyOf`: none but those that concern this person, so that nobody learns what else there is. */
async function fitting(core: Core, search: string, onlyOf: string | null): Promise<readonly AssetRecord[]> {
  const text = search.trim().slice(0, 100);
  if (text === '') return [];
  const assets = (await core.records.list('asset')).map(({ value }) => value);
  const lower = text.toLocaleLowerCase('en');
  const exact = assets.filter((asset) => assetKey(asset) === text || asset.name?.toLocaleLowerCase('en') === lower);
  const found = exact.length > 0 ? exact : assets.filter((asset) => matchesSearch(asset, text));
  if (onlyOf === null) return found;
  const deployed = new Set((await listDeployments(core)).flatMap(({ value }) => (isActive(value) ? [value.key] : [])));
  const concerning = await Promise.all(found.map((asset) => concerns(core, assetKey(asset), onlyOf, deployed)));
  return found.filter((_, index) => concerning[index] === true);
}

function isActive({ state }: Deployment): boolean {
  return state === 'active';
}

async function concerns(core: Core, key: string, userId: string, deployed: ReadonlySet<string>): Promise<boolean> {
  if (!deployed.has(key)) return (await readAssignment(core, key, userId)) !== null;
  const picture = await readAppPicture(core, key);
  if (picture === null) return false;
  const { assignment, deployments } = await whyFactsOf(core, picture, userId);
  return assignment !== null || deployments.some(({ inForce }) => inForce !== null);
}
