import type { DeviceEvent } from '../rules/device-answer.js';
import type { Core } from './core.js';

/** Milliseconds for which a settled event is known again. */
export const EVENT_MEMORY = 86_400_000;

/**
 * Stores what the MDM server tells, durably when it resolves: only then may the webhook be answered. The same event again
 * changes nothing. Throws `StoreUnwritable`.
 */
export async function takeDeviceEvent(core: Core, event: DeviceEvent): Promise<{ result: 'stored' | 'known' }> {
  const stored = await core.records.commit({
    expect: [{ kind: 'deviceEvent', id: event.id, revision: 0 }],
    put: [{ kind: 'deviceEvent', id: event.id, value: { receivedAt: core.clock(), event } }],
  });
  if (stored.result === 'conflict') return { result: 'known' };
  await core.onStep('device-event.stored');
  return { result: 'stored' };
}
