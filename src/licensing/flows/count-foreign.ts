import type { ForeignCount, LocationFacts, Proposal } from '../rules/binding.js';
import { proposalFacts } from '../rules/binding-checks.js';
import { isOurs } from '../rules/ownership.js';
import { type Core, openToken } from './core.js';
import { describeTrouble } from './describe-trouble.js';
import { locationFacts } from './propose-binding.js';
import { BINDING, readBinding } from './state.js';

/**
 * Counts what others made at the proposed location while it streams past, keeps none of it, and completes the card of
 * facts. Safe to run again after a restart; ends quietly when the proposal is over.
 */
export async function countForeign(core: Core, proposalId: string, reference: string): Promise<void> {
  const before = await readBinding(core);
  if (before.value.state !== 'proposed' || before.value.proposal.id !== proposalId) return;
  const { proposal } = before.value;
  if (proposal.foreign.state !== 'counting') return;
  await core.onStep('binding.counting');
  if (core.secrets.isErased(proposal.token.sealed)) return;
  const counted = await count(core, proposal);
  await core.onStep('binding.counted');
  await storeCount(core, proposalId, counted, reference);
}

interface Counted {
  foreign: ForeignCount;
  facts: LocationFacts;
}

async function count(core: Core, proposal: Proposal): Promise<Counted> {
  const connection = core.licences.location(openToken(core, proposal.token), { uId: proposal.facts.uId, mdmId: null });
  const config = await connection.clientConfig();
  if (config.result !== 'ok') return failed(core, proposal.facts, describeTrouble(config));
  const facts = locationFacts(config.value, proposal.facts.organizationName, proposal.token.expires) ?? proposal.facts;
  let users = 0;
  let assignments = 0;
  const userWalk = await connection.users({}, (page) => {
    for (const user of page) if (isActive(user.status) && !isOurs(user.clientUserId)) users += 1;
  });
  if (userWalk.result !== 'ok') return failed(core, facts, describeTrouble(userWalk));
  const assignmentWalk = await connection.assignments({}, (page) => {
    for (const assignment of page) if (!isOurs(assignment.clientUserId)) assignments += 1;
  });
  if (assignmentWalk.result !== 'ok') return failed(core, facts, describeTrouble(assignmentWalk));
  return { facts, foreign: { state: 'counted', users, assignments, countedAt: core.clock() } };
}

function isActive(status: string): boolean {
  return status === 'Registered' || status === 'Associated';
}

function failed(core: Core, facts: LocationFacts, reason: string): Counted {
  return { facts, foreign: { state: 'failed', reason, failedAt: core.clock() } };
}

async function storeCount(core: Core, proposalId: string, counted: Counted, reference: string): Promise<void> {
  const stored = await readBinding(core);
  if (stored.value.state !== 'proposed' || stored.value.proposal.id !== proposalId) return;
  // A count that comes after another one must not change what somebody has confirmed since.
  if (stored.value.proposal.foreign.state === 'counted') return;
  const { foreign } = counted;
  const proposal: Proposal = { ...stored.value.proposal, ...counted };
  const progress =
    foreign.state === 'failed'
      ? ({ stage: 'count-failed', reason: foreign.reason } as const)
      : ({ stage: 'ready' } as const);
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: stored.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { state: 'proposed', proposal } }],
    outbox: [
      {
        kind: 'binding-card',
        subject: `binding-card:${proposal.id}`,
        audience: { to: 'person', userId: proposal.proposedBy },
        facts: { proposal: proposalFacts(proposal), progress },
        reference,
      },
    ],
  });
  if (result.result === 'conflict') await storeCount(core, proposalId, counted, reference);
}
