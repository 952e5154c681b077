import type { Put } from '../ports/records.js';
import type { Binding, BoundLocation, DecommissionedLocation, TokenState } from '../rules/binding.js';
import type { CleanUpRecord } from '../rules/clean-up.js';
import { type CleanlinessFacts, cleanlinessFacts } from '../rules/cleanliness.js';
import { boundTokenState, daysLeft, tokenFacts } from '../rules/expiry.js';
import type { ActionRequired, DecommissionReceipt, House } from '../rules/house.js';
import { appNeeds } from '../rules/needs.js';
import { gapOf, SIGN_IN_PEOPLE } from '../rules/sign-in.js';
import { nextSlot } from '../rules/slots.js';
import type { AppNeed, SyncState } from '../rules/sync-report.js';
import { readCleanUp } from './clean-up-record.js';
import type { Core } from './core.js';
import { judgedApps } from './judged-apps.js';
import { isPaused, readBinding, readSync } from './state.js';

/** The state of the house as it is stored now. */
export async function readHouse(core: Core): Promise<House> {
  return houseWith(core, [], (await readSync(core)).value);
}

/** The state of the house as it will be once these records are stored. */
export async function houseWith(core: Core, put: readonly Put[], sync: SyncState): Promise<House> {
  const paused = await isPaused(core);
  let binding: Binding = (await readBinding(core)).value;
  for (const one of put) {
    if (one.kind === 'binding') binding = one.value;
  }
  if (binding.state === 'decommissioned') return { state: 'decommissioned', receipt: receiptOf(binding), paused };
  if (binding.state !== 'bound') return { state: 'unbound', proposal: openProposal(binding), paused };
  const needs = appNeeds(await judgedApps(core, put));
  const cleaned = cleanlinessFacts(await readCleanUpWith(core, put), sync.lastComplete);
  const now = core.clock();
  return {
    state: 'bound',
    ...(core.devices === null ? {} : { devices: true }),
    location: {
      uId: binding.facts.uId,
      locationName: binding.facts.locationName,
      countryISO2ACode: binding.facts.countryISO2ACode,
      organizationName: binding.facts.organizationName,
    },
    installationId: binding.mdmInfo.id,
    boundAt: binding.boundAt,
    token: { ...tokenFacts(binding.token, binding.tokenState, now), state: shownState(binding, sync, now) },
    signIn: binding.signIn,
    lastSync: sync.last,
    lastComplete: sync.lastComplete,
    syncing: sync.running !== null,
    nextSync: nextSlot(core.settings.schedule, now),
    needs,
    cleanliness: cleaned.cleanliness,
    waiver: cleaned.waiver,
    actions: [...(await actionsRequired(core, binding, sync, needs)), ...cleanUpNeeded(cleaned)],
    paused,
  };
}

function cleanUpNeeded({ cleanliness, users, assignments, running }: CleanlinessFacts): ActionRequired[] {
  return cleanliness === 'needed' ? [{ kind: 'clean-up-needed', users, assignments, running }] : [];
}

async function readCleanUpWith(core: Core, put: readonly Put[]): Promise<CleanUpRecord> {
  for (const one of put) if (one.kind === 'cleanUp') return one.value;
  return (await readCleanUp(core)).value;
}

/** What of it people are shown. */
export function receiptOf(location: DecommissionedLocation): DecommissionReceipt {
  const { facts, mdmInfo, boundAt, confirmedBy, decommissionedAt, atApple, heldBy, exported } = location;
  return { facts, mdmInfo, boundAt, confirmedBy, decommissionedAt, atApple, heldBy, exported };
}

/** The stored state, or `unreachable` while the last sync could not reach Apple: then nobody knows better. */
function shownState(bound: BoundLocation, sync: SyncState, now: number): TokenState {
  const state = boundTokenState(bound, now);
  const last = sync.last?.outcome;
  const unreachable = last?.result === 'failed' && last.trouble.result === 'unreachable';
  return unreachable && (state === 'valid' || state === 'expiring') ? 'unreachable' : state;
}

function openProposal(binding: Binding): (House & { state: 'unbound' })['proposal'] {
  if (binding.state !== 'proposed' && binding.state !== 'claiming') return null;
  const { proposal } = binding;
  const waiting =
    proposal.first !== null ? 'awaiting-second' : proposal.foreign.state === 'counted' ? 'ready' : 'counting';
  return {
    id: proposal.id,
    proposedBy: proposal.proposedBy,
    stage: binding.state === 'claiming' ? 'claiming' : waiting,
  };
}

async function actionsRequired(
  core: Core,
  bound: BoundLocation,
  sync: SyncState,
  needs: readonly AppNeed[],
): Promise<ActionRequired[]> {
  const state = boundTokenState(bound, core.clock());
  const standings = await Promise.all(bound.signIn.map((person) => core.people.standing(person.userId)));
  const owner = await core.people.standing(bound.token.importedBy);
  const deactivated = standings.flatMap((one) =>
    one.result === 'excluded' && one.reason !== 'cannot-check' ? [one.userId] : [],
  );
  const gaps = bound.signIn.flatMap(
    (person) => gapOf(person, !deactivated.includes(person.userId), core.clock()) ?? [],
  );
  const active = bound.signIn.length - deactivated.length;
  return [
    ...(state === 'expiring'
      ? [{ kind: 'token-expiring', daysLeft: daysLeft(bound.token.expires, core.clock()) } as const]
      : []),
    ...(state !== 'valid' && state !== 'expiring' ? [{ kind: 'token-state', state } as const] : []),
    ...(active < SIGN_IN_PEOPLE || gaps.length > 0 ? [{ kind: 'sign-in-too-few', active, gaps } as const] : []),
    ...(owner.result === 'excluded' && owner.reason !== 'cannot-check'
      ? [{ kind: 'token-owner-gone', userId: owner.userId } as const]
      : []),
    ...(bound.foreignNotificationHost === null
      ? []
      : [{ kind: 'foreign-notifications', host: bound.foreignNotificationHost } as const]),
    ...(sync.last !== null && sync.last.outcome.result === 'failed'
      ? [{ kind: 'sync-failed', since: sync.last.finishedAt } as const]
      : []),
    ...(needs.length === 0 ? [] : [{ kind: 'apps-need-licences', count: needs.length } as const]),
  ];
}
