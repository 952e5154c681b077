import type { Change, RecordRef } from '../ports/records.js';
import type { BoundLocation, DecommissionedLocation, LocationIntent } from '../rules/binding.js';
import type { Notice } from '../rules/notice.js';
import type { Core } from './core.js';
import { decommissionEntry } from './decommission.js';
import { exportOurs } from './export-ours.js';
import type { LongWork } from './long-work.js';
import { receiptOf } from './read-house.js';
import { type Released, releaseLocation } from './release-location.js';
import { BINDING, isPaused, readBinding } from './state.js';
import { readSubscription, SUBSCRIPTION } from './subscription-step.js';
import { troubleCards } from './trouble-cards.js';
import { endedWarnings } from './warnings.js';

type Intent = Extract<LocationIntent, { kind: 'decommission' }>;

/** A location whose decommission is confirmed and not done. */
interface Case {
  bound: BoundLocation;
  intent: Intent;
  revision: number;
}

/** The file, then Apple, then one commit that ends everything. Each part is recorded, so a restart goes on; nothing while paused. */
export const decommissionWork: LongWork = {
  due: async (core) => (await openCase(core)) !== null && !(await isPaused(core)),
  run: carryOut,
};

async function carryOut(core: Core, reference: string): Promise<'done' | 'waits' | 'over'> {
  const open = await openCase(core);
  if (open === null || (await isPaused(core))) return 'over';
  if (open.intent.exported === null) {
    const exported = await exportOurs(core, open.bound, fileName(open), reference);
    if (!(await mark(core, open.intent.requestId, { exported }))) return 'over';
    await core.onStep('decommission.exported');
    return carryOut(core, reference);
  }
  const { bound, intent } = open;
  const { startedAt, releasing, requestId } = intent;
  const released = await releaseLocation(core, { bound, startedAt, releasing, reference }, () =>
    mark(core, requestId, { releasing: true }),
  );
  if (released.result === 'waits') return 'waits';
  await core.onStep('decommission.released');
  return finish(core, requestId, released, reference);
}

async function finish(
  core: Core,
  requestId: string,
  released: Extract<Released, { result: 'settled' }>,
  reference: string,
): Promise<'done' | 'over'> {
  const open = await openCase(core);
  if (open === null || open.intent.requestId !== requestId) return 'over';
  const { atApple, heldBy, errorNumber } = released;
  const location = decommissioned(core, open, released);
  const { confirmedBy, exported } = open.intent;
  const facts = { atApple, heldBy: heldBy?.name ?? null, errorNumber, file: exported?.name ?? null };
  const subscription = await readSubscription(core);
  const gone: RecordRef[] = subscription === null ? [] : [{ kind: 'subscription', id: SUBSCRIPTION }];
  const change: Change = {
    expect: [{ kind: 'binding', id: BINDING, revision: open.revision }],
    put: [{ kind: 'binding', id: BINDING, value: location }],
    remove: gone,
    outbox: [...(await endedCards(core, open, location, reference)), ...receipt(location, reference)],
    audit: [decommissionEntry(core, confirmedBy, requestId, 'done', reference, facts)],
  };
  const result = await core.records.commit(change);
  if (result.result === 'conflict') return finish(core, requestId, released, reference);
  await core.secrets.erase(open.bound.token.sealed);
  await core.secrets.eraseLeftovers([]);
  await core.onStep('decommission.done');
  return 'done';
}

/** Without the token: no sealed box is left in the record. */
function decommissioned(
  core: Core,
  { bound, intent }: Case,
  { atApple, heldBy }: Extract<Released, { result: 'settled' }>,
): DecommissionedLocation {
  const { sealed: _sealed, ...token } = bound.token;
  return {
    state: 'decommissioned',
    requestId: intent.requestId,
    facts: bound.facts,
    token,
    mdmInfo: bound.mdmInfo,
    boundAt: bound.boundAt,
    confirmedBy: intent.confirmedBy,
    decommissionedAt: core.clock(),
    atApple,
    heldBy,
    exported: intent.exported,
  };
}

async function endedCards(
  core: Core,
  { bound }: Case,
  { decommissionedAt: at, confirmedBy: by }: DecommissionedLocation,
  reference: string,
): Promise<Notice[]> {
  return [
    ...troubleCards(core, bound, null, { how: 'decommissioned', by, at }),
    ...(await endedWarnings(core, bound, { decommissionedAt: at }, reference)),
  ];
}

function receipt(location: DecommissionedLocation, reference: string): Notice[] {
  const card = {
    kind: 'decommission-receipt',
    subject: `decommission-receipt:${location.requestId}`,
    facts: receiptOf(location),
    reference,
  } as const;
  return [
    { ...card, audience: { to: 'channel' } },
    { ...card, audience: { to: 'custodians', except: [] } },
  ];
}

/** Adds to the intent. `false`: it is over. */
async function mark(
  core: Core,
  requestId: string,
  what: Partial<Pick<Intent, 'exported' | 'releasing'>>,
): Promise<boolean> {
  const open = await openCase(core);
  if (open === null || open.intent.requestId !== requestId) return false;
  const intent = { ...open.intent, ...what };
  const result = await core.records.commit({
    expect: [{ kind: 'binding', id: BINDING, revision: open.revision }],
    put: [{ kind: 'binding', id: BINDING, value: { ...open.bound, intent } }],
  });
  return result.result === 'committed' || mark(core, requestId, what);
}

/** The same at each try, so that a restart replaces the file. */
function fileName({ bound, intent }: Case): string {
  const day = new Date(intent.startedAt).toISOString().slice(0, 10);
  return `apple-licences-${bound.facts.uId.replace(/\D/g, '')}-${day}.csv`;
}

async function openCase(core: Core): Promise<Case | null> {
  const { value, revision } = await readBinding(core);
  if (value.state !== 'bound' || value.intent?.kind !== 'decommission') return null;
  return { bound: value, intent: value.intent, revision };
}
