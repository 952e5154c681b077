import type { Check } from '../licensing/ports/checks.js';
import type { MdmDevices } from './devices.js';

/** Whether the MDM server answers and takes our credentials; without one there is nothing to look at. */
export function mdmChecks(devices: Pick<MdmDevices, 'kind' | 'look'> | null): Readonly<Record<'mdm', Check>> {
  return {
    mdm: async () => {
      if (devices === null) return { name: 'mdm', verdict: 'ok', facts: { kind: 'none', state: 'none', detail: null } };
      const { state, detail } = await devices.look();
      return {
        name: 'mdm',
        verdict: state === 'answers' ? 'ok' : 'wrong',
        facts: { kind: devices.kind, state, detail },
      };
    },
  };
}
