import type { Check } from '../licensing/ports/checks.js';
import type { ServiceConfigReading } from './service-config.js';

type AppleChecks = Readonly<Record<'apple-service' | 'apple-addresses', Check>>;

/** Whether Apple's service config can be read, and names only addresses of the allow-list. */
export function appleChecks(licences: { serviceConfig(): Promise<ServiceConfigReading> }): AppleChecks {
  return {
    'apple-service': async () => {
      const { unread } = await licences.serviceConfig();
      return { name: 'apple-service', verdict: unread === null ? 'ok' : 'wrong', facts: { detail: unread } };
    },
    'apple-addresses': async () => {
      const { unread, elsewhere } = await licences.serviceConfig();
      if (unread !== null) return { name: 'apple-addresses', verdict: 'not-checked', why: 'nothing-to-read' };
      return { name: 'apple-addresses', verdict: elsewhere.length === 0 ? 'ok' : 'wrong', facts: { elsewhere } };
    },
  };
}
