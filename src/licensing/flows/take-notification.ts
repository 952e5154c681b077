import { type IncomingNotification, outdated, recordOf } from '../rules/notification.js';
import type { Core } from './core.js';
import { readBinding } from './state.js';
import { openBearer, readSubscription } from './subscription-step.js';

/** What a notification must bring with it. Never logged: it holds the secret. */
export interface ExpectedSender {
  installationId: string;
  uId: string;
  bearer: string;
}

/** `null` while no notification is awaited at all. */
export async function expectedSender(core: Core): Promise<ExpectedSender | null> {
  const binding = (await readBinding(core)).value;
  const subscription = await readSubscription(core);
  if (core.settings.publicUrl === null || binding.state !== 'bound' || subscription === null) return null;
  const bearer = openBearer(core, subscription.value);
  return { installationId: binding.mdmInfo.id, uId: binding.facts.uId, bearer };
}

export type TakeOutcome = { result: 'stored' | 'known' };

/**
 * Stores a notification whose sender was checked, durably when it resolves; the same one again changes nothing. Old ones
 * go in the same commit. Throws `StoreUnwritable`.
 */
export async function takeNotification(core: Core, incoming: IncomingNotification): Promise<TakeOutcome> {
  const now = core.clock();
  const held = await core.records.list('notification');
  const stored = await core.records.commit({
    expect: [{ kind: 'notification', id: incoming.id, revision: 0 }],
    put: [{ kind: 'notification', id: incoming.id, value: recordOf(incoming, now) }],
    remove: outdated(held, now)
      .filter((id) => id !== incoming.id)
      .map((id) => ({ kind: 'notification', id })),
  });
  if (stored.result === 'conflict') return { result: 'known' };
  await core.onStep('notification.stored');
  return { result: 'stored' };
}
