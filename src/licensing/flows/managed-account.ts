import type { Core } from './core.js';

/** Whether the person is at Apple with a Managed Apple Account. */
export async function hasManagedAccount(core: Core, userId: string): Promise<boolean> {
  const membership = await core.records.get('membership', userId);
  return (membership?.value.managedAppleAccount ?? null) !== null;
}
