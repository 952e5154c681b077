/** What is asked of one device. */
export type DeviceCommand =
  /** InstallApplication of a product bought by volume. `takeOver`: also a copy that the person installed, who is asked. */
  | { act: 'install'; adamId: string; takeOver: boolean }
  | { act: 'remove'; bundleId: string }
  /** InviteToProgram. The address is a credential: never kept, never logged. */
  | { act: 'invite'; invitationUrl: string }
  /** ManagedApplicationList and InstalledApplicationList; no bundle ids = all. */
  | { act: 'managed-apps'; bundleIds: readonly string[] }
  | { act: 'installed-apps'; bundleIds: readonly string[] }
  | { act: 'device-information' };

/** How sending went. Only `queued` and `unknown` may have an effect. */
export type SendOutcome =
  /** In the queue. `woken` `false`: the device was not told, it hears of it when it asks by itself. */
  | { result: 'queued'; woken: boolean; pushError: string | null }
  /** The server does not take it; nothing is queued. */
  | { result: 'refused'; message: string }
  /** The server does not know the enrolment; nothing is queued, or where nobody will ask for it. */
  | { result: 'unknown-device' }
  /** The answer was lost. */
  | { result: 'unknown'; message: string }
  /** Nothing was sent. `unauthorized`: the credentials are wrong. */
  | { result: 'unreachable'; why: 'no-connection' | 'unauthorized' | 'unavailable'; message: string };

/** Whether the push went out; that the device hears it is never known. */
export type WakeOutcome = { result: 'woken' } | { result: 'not-woken'; message: string };

/** What became of a send whose answer was lost. `send-again`: the same id again is harmless. */
export type QueueLook = 'queued' | 'not-queued' | 'send-again' | 'unreachable';

/** The organisation's MDM server. Owner: mdm/. */
export interface Devices {
  readonly kind: 'nanomdm' | 'micromdm';
  /** `commandUuid` is stored before this is called and is the key of the command: sent twice it must not be done twice. */
  send(enrolmentId: string, commandUuid: string, command: DeviceCommand): Promise<SendOutcome>;
  /** Tells the device to ask for its commands. */
  wake(enrolmentId: string): Promise<WakeOutcome>;
  lookInQueue(enrolmentId: string, commandUuid: string): Promise<QueueLook>;
}
