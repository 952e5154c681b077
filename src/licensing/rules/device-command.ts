/** What a device can be asked. */
export const commandActs = [
  'install',
  'remove',
  'invite',
  'managed-apps',
  'installed-apps',
  'device-information',
] as const;

export type CommandAct = (typeof commandActs)[number];

export type CommandState =
  /** Stored before it is sent. */
  | 'recorded'
  /** In the MDM server's queue. */
  | 'queued'
  /** The server's answer was lost: nobody knows whether it is queued. */
  | 'unknown'
  /** The device answered NotNow: it is locked or busy, and answers later. */
  | 'not-now'
  /** Its answer is believed lost, so nobody waits for it; one that comes after all still counts. */
  | 'replaced'
  /** Its device began anew, so it will never be answered; whoever waits for it is about to hear so. */
  | 'void';

/** Why a command is not waited for any more. */
export type DroppedWhy =
  /** Its device began anew, left, or was taken out of use. */
  | 're-enrolled'
  | 'checked-out'
  | 'retired'
  /** The user of a Mac whom it was for is not in management any more. */
  | 'user-left'
  /** What it was to do was decided otherwise before it was sent. */
  | 'overtaken'
  /** The device was heard of long after it, so its answer is lost. */
  | 'answer-lost';

/** A command to one device that has no final answer yet. Id: its CommandUUID. The link of an invitation is never kept. */
export interface DeviceCommandRecord {
  act: CommandAct;
  /** Where it is sent: the device, or the user channel of a Mac. */
  enrolmentId: string;
  /** The device that it is about. */
  deviceId: string;
  /** The installation that waits for it; `null` for everything else. */
  installationId: string | null;
  /** Of an invitation: who is invited. */
  userId: string | null;
  /** Of an installation: Apple's number of the product. */
  adamId: string | null;
  /** Of a removal or a list: what it is about; empty = everything that Apple lists for the location. */
  bundleIds: readonly string[];
  /** Of an installation: take a copy over that the person installed. */
  takeOver: boolean;
  state: CommandState;
  recordedAt: number;
  queuedAt: number | null;
  notNowSince: number | null;
  /** Failed sends in a row, and before when it is not sent or settled again. */
  tries: number;
  nextTry: number | null;
  /** How often the device was woken for it, and when it is next. */
  wakes: number;
  nextWake: number | null;
}

/** What whoever wants a command says of it. */
export type NewCommand = Pick<DeviceCommandRecord, 'act' | 'enrolmentId' | 'deviceId'> &
  Partial<Pick<DeviceCommandRecord, 'installationId' | 'userId' | 'adamId' | 'bundleIds' | 'takeOver'>>;

/** A command as it is stored before it is sent. */
export function newCommand(given: NewCommand, now: number): DeviceCommandRecord {
  return {
    installationId: null,
    userId: null,
    adamId: null,
    bundleIds: [],
    takeOver: false,
    ...given,
    state: 'recorded',
    recordedAt: now,
    queuedAt: null,
    notNowSince: null,
    tries: 0,
    nextTry: null,
    wakes: 0,
    nextWake: null,
  };
}
