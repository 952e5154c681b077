import { type MdmEvent, type MdmTimeouts, openMdmWire } from './exchange.js';
import type { MdmServer } from './mdm-server.js';
import { micromdm } from './micromdm.js';
import { nanomdm } from './nanomdm.js';

/** Which server, and how it is reached. */
export interface MdmOptions {
  kind: 'nanomdm' | 'micromdm';
  /** Of the API, without a slash at its end. */
  url: string;
  apiKey: string;
  userAgent: string;
  /** Milliseconds of wire time. */
  wireNow: () => number;
  /** Never holds the credentials, a command or an answer. */
  log(event: MdmEvent): void;
  timeouts?: Partial<MdmTimeouts>;
}

/** The server behind the port. */
export interface MdmDevices extends MdmServer {
  /** Ends what is under way; its outcome is `unknown`. */
  close(): Promise<void>;
}

const servers = { nanomdm, micromdm } as const;

/** The organisation's MDM server. Sends nothing before it is asked to. */
export function mdmDevices(options: MdmOptions): MdmDevices {
  const wire = openMdmWire({ ...options, user: options.kind });
  return { ...servers[options.kind](wire, options.wireNow), close: () => wire.close() };
}
