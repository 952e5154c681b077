import type { DevicePlatform, EnrolmentType } from './device.js';

/** `format-error` is Apple's `CommandFormatError`; `idle` answers no command. */
export type CommandStatus = 'acknowledged' | 'error' | 'format-error' | 'idle' | 'not-now';

/** One link of an `ErrorChain`. Apple: do not rely on codes; the text is shown, codes only lead to friendlier words. */
export interface DeviceError {
  code: number;
  domain: string;
  text: string;
}

/** What DeviceInformation says; `null` = not in the answer. */
export interface DeviceInformation {
  serialNumber: string | null;
  name: string | null;
  model: string | null;
  osVersion: string | null;
  platform: DevicePlatform | null;
  supervised: boolean | null;
  accountActive: boolean | null;
  accountHash: string | null;
}

/** What a device says to a command. An answer does not name its command's type, so everything known is read. */
export interface DeviceAnswer {
  status: CommandStatus;
  /** `null` when idle. */
  commandUuid: string | null;
  /** Outermost first, at most ten. */
  errors: readonly DeviceError[];
  /** InstallApplication's `State`. */
  installState: string | null;
  rejectionReason: string | null;
  /** InstallApplication's bundle id. */
  identifier: string | null;
  managedApps: readonly { bundleId: string; status: string }[] | null;
  installedApps: readonly { bundleId: string; version: string | null }[] | null;
  /** InviteToProgram's `InvitationResult`, to be looked at even when the status is acknowledged. */
  invitationResult: string | null;
  information: DeviceInformation | null;
}

/** Where an event came from. */
interface EventOrigin {
  /** The MDM server's, kept so that the same event again changes nothing. */
  id: string;
  enrolmentId: string;
  type: EnrolmentType | 'user';
  /** Of a user channel: the device's enrolment id. */
  parentId: string | null;
  /** The `user` of the enrolment profile's address: a Slack user id or an e-mail address. */
  urlUser: string | null;
  /** When it happened by the MDM server's clock (`created_at`); `null` = it does not say. Events come in no order. */
  at: number | null;
}

/** What the MDM server tells by webhook: a hint, unordered, possibly twice or never. */
export type DeviceEvent = EventOrigin &
  (
    | { topic: 'authenticate'; information: DeviceInformation }
    /** `tally` 1 = just enrolled (NanoMDM); `null` = the server does not count. */
    | { topic: 'token-update'; tally: number | null }
    | { topic: 'check-out' }
    | { topic: 'connect'; answer: DeviceAnswer }
  );

/** A stored event; settled ones are kept for a day without their content, so that they are known again. */
export interface DeviceEventRecord {
  receivedAt: number;
  /** `null` = settled. */
  event: DeviceEvent | null;
}
