import type { Devices } from '../licensing/ports/devices.js';

/** What asking the MDM server for nothing in particular showed. */
export interface MdmReading {
  /** `other`: something answers that is not this MDM server. */
  state: 'answers' | 'unauthorized' | 'unreachable' | 'other';
  detail: string | null;
}

/** The port, and what the doctor asks. */
export interface MdmServer extends Devices {
  /** A request without effect that proves the address and the credentials. */
  look(): Promise<MdmReading>;
}
