import type { ClientConfig, LocationConnection, TokenFlaw } from '../ports/licences.js';
import type { Answer, Trouble } from '../rules/apple-answer.js';
import type { Asset } from '../rules/asset.js';
import type { Binding, LocationFacts, Proposal } from '../rules/binding.js';
import { PROPOSAL_LIFETIME, proposalFacts, totalsOf } from '../rules/binding-checks.js';
import type { NotAllowed } from '../rules/policy.js';
import { type Asked, type Core, permit, TOKEN_PURPOSE } from './core.js';
import { BINDING, readBinding } from './state.js';

/** What a custodian entered in the first dialog (S14). */
export interface ProposalForm {
  tokenText: string;
  /** A name for people. */
  name: string;
  /** The Managed Apple Account that downloaded the token. */
  appleAccount: string;
  /** The token came as a file uploaded to Slack. */
  uploaded: boolean;
}

export interface NamedLocation {
  uId: string;
  locationName: string;
}

export type ProposeOutcome =
  | NotAllowed
  | { result: 'proposed'; proposalId: string }
  | { result: 'flawed'; flaw: TokenFlaw }
  | { result: 'expired'; expires: number }
  | { result: 'no-uid' }
  | { result: 'other-account'; bound: NamedLocation; offered: NamedLocation }
  | { result: 'already-bound'; bound: NamedLocation }
  /** This data folder handed its location over for good. */
  | { result: 'decommissioned'; bound: NamedLocation }
  | { result: 'proposal-open'; proposedBy: string; deadline: number; mine: boolean }
  | { result: 'trouble'; trouble: Trouble };

/**
 * Tries a content token and puts it up for binding. Only reads at Apple (`GET client/config`, `GET assets`); the token
 * is sealed on disk from here on and destroyed when the proposal ends.
 */
export async function proposeBinding(core: Core, asked: Asked, form: ProposalForm): Promise<ProposeOutcome> {
  const permission = await permit(core, asked.actor, 'bind');
  if (permission.result === 'not-allowed') return permission;
  const inspected = core.licences.inspect(form.tokenText);
  if (inspected.result === 'refused') return { result: 'flawed', flaw: inspected.reason };
  if (inspected.expires <= core.clock()) return { result: 'expired', expires: inspected.expires };
  const before = await readBinding(core);
  const open = hindrance(before.value, asked.actor);
  if (open !== null) return open;

  const connection = core.licences.location(inspected.token, { uId: null, mdmId: null });
  const config = await connection.clientConfig();
  if (config.result !== 'ok') return { result: 'trouble', trouble: config };
  const facts = locationFacts(config.value, inspected.organizationName, inspected.expires);
  if (facts === null) return { result: 'no-uid' };
  const other = otherAccount(core, before.value, facts);
  if (other !== null) return other;

  const assets = await readAssets(connection);
  if (assets.result !== 'ok') return { result: 'trouble', trouble: assets };
  const now = core.clock();
  const proposal: Proposal = {
    id: core.ids.uuid(),
    proposedBy: asked.actor,
    proposedAt: now,
    deadline: now + PROPOSAL_LIFETIME,
    token: {
      sealed: await core.secrets.sealErasable(inspected.token, TOKEN_PURPOSE),
      name: form.name,
      appleAccount: form.appleAccount,
      fingerprint: inspected.fingerprint,
      expires: inspected.expires,
      importedBy: asked.actor,
      importedAt: now,
    },
    uploaded: form.uploaded,
    facts,
    totals: totalsOf(assets.value),
    foreign: { state: 'counting', startedAt: now },
    signIn: [],
    first: null,
  };
  const outcome = await store(core, asked, before.revision, proposal);
  if (outcome.result !== 'proposed') await core.secrets.erase(proposal.token.sealed);
  return outcome;
}

async function store(core: Core, asked: Asked, revision: number, proposal: Proposal): Promise<ProposeOutcome> {
  await core.onStep('binding.before-proposed');
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'proposed', proposal } }],
    outbox: [
      {
        kind: 'binding-card',
        subject: `binding-card:${proposal.id}`,
        audience: { to: 'person', userId: asked.actor },
        facts: { proposal: proposalFacts(proposal), progress: { stage: 'counting' } },
        reference: asked.reference,
      },
    ],
    audit: [
      {
        at: core.clock(),
        actor: asked.actor,
        act: 'propose-binding',
        subject: 'binding',
        outcome: 'proposed',
        reference: asked.reference,
        facts: {
          uId: proposal.facts.uId,
          location: proposal.facts.locationName,
          fingerprint: proposal.token.fingerprint,
        },
      },
    ],
  });
  if (result.result === 'committed') {
    await core.onStep('binding.proposed');
    return { result: 'proposed', proposalId: proposal.id };
  }
  const now = await readBinding(core);
  const open = hindrance(now.value, asked.actor);
  if (open !== null) return open;
  return otherAccount(core, now.value, proposal.facts) ?? store(core, asked, now.revision, proposal);
}

/** Whatever the token: no proposal can be made now. */
function hindrance(binding: Binding, actor: string): ProposeOutcome | null {
  if (binding.state === 'decommissioned') return { result: 'decommissioned', bound: named(binding.facts) };
  if (binding.state !== 'proposed' && binding.state !== 'claiming') return null;
  const { proposedBy, deadline } = binding.proposal;
  return { result: 'proposal-open', proposedBy, deadline, mine: proposedBy === actor };
}

function named(facts: { uId: string; locationName: string }): NamedLocation {
  return { uId: facts.uId, locationName: facts.locationName };
}

function otherAccount(core: Core, binding: Binding, offered: LocationFacts): ProposeOutcome | null {
  if (binding.state === 'bound') {
    if (binding.facts.uId !== offered.uId)
      return { result: 'other-account', bound: named(binding.facts), offered: named(offered) };
    return { result: 'already-bound', bound: named(binding.facts) };
  }
  const pinned = core.settings.pinnedUId;
  if (pinned === null || pinned === offered.uId) return null;
  return {
    result: 'other-account',
    bound: { uId: pinned, locationName: 'the account named in VPP_ACCOUNT_UID' },
    offered: named(offered),
  };
}

/** `null` without a `uId`: then nothing identifies the location and it cannot be bound. The file's date wins where Apple tells none. */
export function locationFacts(
  config: ClientConfig,
  organizationName: string,
  fileExpires: number,
): LocationFacts | null {
  if (config.uId === null || config.uId === '') return null;
  return {
    uId: config.uId,
    locationName: config.locationName ?? organizationName,
    countryISO2ACode: config.countryISO2ACode,
    defaultPlatform: config.defaultPlatform,
    websiteURL: config.websiteURL,
    organizationName,
    mdmInfo: config.mdmInfo,
    notificationHost: config.notificationHost,
    tokenExpires: config.tokenExpires ?? fileExpires,
  };
}

async function readAssets(connection: LocationConnection): Promise<Answer<Asset[]>> {
  const assets: Asset[] = [];
  const walk = await connection.assets((page) => {
    for (const asset of page) assets.push(asset);
  });
  return walk.result === 'ok' ? { result: 'ok', value: assets, readAt: walk.readAt } : walk;
}
