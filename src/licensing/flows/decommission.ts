import type { AuditEntry } from '../ports/audit.js';
import type { Versioned } from '../ports/records.js';
import type { Binding, BoundLocation } from '../rules/binding.js';
import {
  type DecommissionBlocker,
  type DecommissionField,
  type DecommissionForm,
  decommissionFaults,
} from '../rules/decommission.js';
import { isRequestOver, type RequestOf } from '../rules/request.js';
import { isNotOurs } from '../rules/token-trouble.js';
import { CLEAN_UP, readCleanUp } from './clean-up-record.js';
import type { Begin, Begun } from './confirm-request.js';
import { type Asked, type Core, permit } from './core.js';
import { deploymentTotals } from './deployment-totals.js';
import { noteTrouble } from './note-answer.js';
import { type AskOutcome, ask, closing } from './requests.js';
import { BINDING, PAUSE, RENEWAL, readBinding, readPause, readRenewal, readSync, SYNC } from './state.js';
import { lookAtHolder, noteHolder } from './take-back.js';

type Request = RequestOf<'decommission'>;

export type FindDecommissionOutcome =
  | { result: 'not-bound' }
  /** Done already: terminal for this data folder. */
  | { result: 'handed-over' }
  /** Something is open; nothing of it is lost. */
  | { result: 'blocked'; by: readonly DecommissionBlocker[] }
  | { result: 'facts'; facts: Request['facts'] };

export type AskDecommissionOutcome =
  | Exclude<FindDecommissionOutcome, { result: 'facts' }>
  | { result: 'fields'; fields: readonly DecommissionField[] }
  | Exclude<AskOutcome<Request>, { result: 'enough' }>
  | Begun;

/** What the dialogue shows, from what is stored: Apple is asked when it is submitted. */
export async function decommissionFacts(core: Core): Promise<FindDecommissionOutcome> {
  const bound = (await readBinding(core)).value;
  if (bound.state === 'decommissioned') return { result: 'handed-over' };
  if (bound.state !== 'bound') return { result: 'not-bound' };
  const by = await blockers(core, bound);
  if (by.length > 0) return { result: 'blocked', by };
  return { result: 'facts', facts: await factsOf(core, bound, !isNotOurs(bound.tokenState)) };
}

/** The first custodian asks to hand the location over for good; with one confirmation configured it begins at once. */
export async function askDecommission(
  core: Core,
  asked: Asked,
  form: DecommissionForm,
): Promise<AskDecommissionOutcome> {
  const permission = await permit(core, asked.actor, 'decommission');
  if (permission.result === 'not-allowed') return permission;
  const found = await decommissionFacts(core);
  if (found.result !== 'facts') return found;
  const fields = decommissionFaults(found.facts.locationName, form);
  if (fields.length > 0) return { result: 'fields', fields };
  const claimStands = await readClaim(core, asked.reference);
  const facts = { ...found.facts, claimStands };
  const outcome = await ask<Request>(core, asked, 'decommission', (head) => ({ ...head, act: 'decommission', facts }));
  if (outcome.result !== 'enough') return outcome;
  const end = { result: 'confirmed', by: asked.actor, at: core.clock() } as const;
  return beginDecommission(core, asked, outcome.request, closing(core, asked, outcome.request, null, end));
}

/** Looks again whether anything is open and whose the location is, then stores the intent with the end of the request. Nothing is sent yet. */
export const beginDecommission: Begin<'decommission'> = async (core, asked, request, ending) => {
  const claimStands = await readClaim(core, asked.reference);
  const pause = await readPause(core);
  if (pause?.value.paused === true) return { result: 'paused' };
  const open = await openWork(core);
  const bound = open.binding.value;
  if (bound.state !== 'bound') return { result: 'over' };
  if (open.by.length > 0) return { result: 'blocked', by: open.by };
  const what = differences(request.facts, await factsOf(core, bound, claimStands));
  if (what.length > 0) return { result: 'changed', what };
  const confirmedBy = [...new Set([request.requestedBy, asked.actor])];
  const intent = {
    kind: 'decommission',
    requestId: request.id,
    confirmedBy,
    startedAt: core.clock(),
    exported: null,
    releasing: false,
  } as const;
  const result = await core.records.commit({
    ...ending,
    expect: [...ending.expect, ...open.expect, { kind: 'pause', id: PAUSE, revision: pause?.revision ?? 0 }],
    put: [{ kind: 'binding', id: BINDING, value: { ...bound, intent } }],
    audit: [...ending.audit, decommissionEntry(core, confirmedBy, request.id, 'begun', asked.reference)],
  });
  if (result.result === 'conflict') {
    return result.kind === 'request' ? { result: 'over' } : beginDecommission(core, asked, request, ending);
  }
  await core.onStep('decommission.intent-stored');
  return { result: 'begun' };
};

async function factsOf(core: Core, bound: BoundLocation, claimStands: boolean): Promise<Request['facts']> {
  const { users, assignments } = core.mirror.totals();
  const { active, awaitingApproval } = await deploymentTotals(core);
  return {
    locationName: bound.facts.locationName,
    uId: bound.facts.uId,
    installationId: bound.mdmInfo.id,
    claimStands,
    ourUsers: users,
    ourAssignments: assignments,
    deployments: { active, awaitingApproval },
  };
}

/** Counts may move with a sync; they are told as they are in the receipt. */
function differences(was: Request['facts'], is: Request['facts']): string[] {
  return [
    ...(was.locationName === is.locationName ? [] : [`location name: was ${was.locationName}, is ${is.locationName}`]),
    ...(was.claimStands === is.claimStands
      ? []
      : [is.claimStands ? 'Apple names this bot again' : 'Apple no longer names this bot as who manages the location']),
  ];
}

/** Whether Apple names us. While it does not answer, or not to this token, what was known last holds. */
async function readClaim(core: Core, reference: string): Promise<boolean> {
  const bound = (await readBinding(core)).value;
  if (bound.state !== 'bound') return false;
  const config = await lookAtHolder(core, bound).clientConfig();
  if (config.result === 'ok') {
    await noteHolder(core, config.value, reference, bound);
    return config.value.mdmInfo?.id === bound.mdmInfo.id;
  }
  await noteTrouble(core, config, reference, bound);
  return !isNotOurs(bound.tokenState);
}

/** Everything that must be at rest, with the revisions at which it was. */
async function openWork(core: Core) {
  const binding: Versioned<Binding> = await readBinding(core);
  const sync = await readSync(core);
  const cleanUp = await readCleanUp(core);
  const renewal = await readRenewal(core);
  const by = binding.value.state === 'bound' ? await blockers(core, binding.value) : [];
  const expect = [
    { kind: 'binding', id: BINDING, revision: binding.revision },
    { kind: 'sync', id: SYNC, revision: sync.revision },
    { kind: 'cleanUp', id: CLEAN_UP, revision: cleanUp.revision },
    { kind: 'renewal', id: RENEWAL, revision: renewal?.revision ?? 0 },
  ] as const;
  return { binding, by, expect };
}

async function blockers(core: Core, { intent }: BoundLocation): Promise<DecommissionBlocker[]> {
  const sync = await readSync(core);
  const { run } = (await readCleanUp(core)).value;
  const renewal = await readRenewal(core);
  const writes = await core.records.list('write');
  const requests = (await core.records.list('request')).filter(
    ({ value }) => value.act !== 'decommission' && !isRequestOver(value, core.clock()),
  );
  return [
    ...(intent === null ? [] : [{ kind: intent.kind }]),
    ...(sync.value.running === null ? [] : [{ kind: 'sync' } as const]),
    ...(writes.length === 0 ? [] : [{ kind: 'writes', open: writes.length } as const]),
    ...(run !== null && (run.progress.state === 'running' || run.batch !== null)
      ? [{ kind: 'clean-up' } as const]
      : []),
    ...(renewal === null ? [] : [{ kind: 'renewal', by: renewal.value.proposedBy } as const]),
    ...requests.map(({ value }) => ({ kind: 'request', act: value.act, by: value.requestedBy }) as const),
  ];
}

/** One audit line of a decommission. */
export function decommissionEntry(
  core: Core,
  confirmedBy: readonly string[],
  requestId: string,
  outcome: string,
  reference: string,
  facts: AuditEntry['facts'] = {},
): AuditEntry {
  return {
    at: core.clock(),
    actor: confirmedBy.at(-1) ?? 'system',
    act: 'decommission',
    subject: 'location',
    outcome,
    reference,
    facts: { request: requestId, confirmedBy: confirmedBy.join(', '), ...facts },
  };
}
