import { build, type PlistValue } from 'plist';
import type { DeviceCommand } from '../licensing/ports/devices.js';

type Request = { [key: string]: PlistValue };

type Requests = { readonly [Act in DeviceCommand['act']]: (command: Extract<DeviceCommand, { act: Act }>) => Request };

/** What a device is asked about itself; on iOS never answered with NotNow (Apple documents). */
const QUERIES = [
  ...['SerialNumber', 'UDID', 'DeviceName', 'ProductName', 'Model', 'OSVersion', 'IsSupervised'],
  ...['iTunesStoreAccountIsActive', 'iTunesStoreAccountHash'],
];

/** Of an installed app only what is used, so that the device tells no more (iOS 14 and later; older ones tell all). */
const ITEMS = ['Identifier', 'ShortVersion', 'Installing'];

const only = (bundleIds: readonly string[]): Request => (bundleIds.length === 0 ? {} : { Identifiers: [...bundleIds] });

/** Every command as Apple documents it. */
const requests: Requests = {
  install: ({ adamId, takeOver }) => ({
    RequestType: 'InstallApplication',
    iTunesStoreID: Number(adamId),
    // 1 = a licence bought by volume.
    Options: { PurchaseMethod: 1 },
    // 1 = goes when the device leaves management.
    ManagementFlags: 1,
    // Only macOS knows it, where an app without it could never be removed; others ignore it (Fleet and Zentral send it to all).
    InstallAsManaged: true,
    ...(takeOver ? { ChangeManagementState: 'Managed' } : {}),
  }),
  remove: ({ bundleId }) => ({ RequestType: 'RemoveApplication', Identifier: bundleId }),
  invite: ({ invitationUrl }) => ({
    RequestType: 'InviteToProgram',
    ProgramID: 'com.apple.cloudvpp',
    InvitationURL: invitationUrl,
  }),
  'managed-apps': ({ bundleIds }) => ({ RequestType: 'ManagedApplicationList', ...only(bundleIds) }),
  'installed-apps': ({ bundleIds }) => ({
    RequestType: 'InstalledApplicationList',
    Items: ITEMS,
    ...only(bundleIds),
  }),
  'device-information': () => ({ RequestType: 'DeviceInformation', Queries: QUERIES }),
};

/** The XML property list of a command, as both servers hand it on to the device. */
export function commandPlist(commandUuid: string, command: DeviceCommand): string {
  return build({ CommandUUID: commandUuid, Command: requestOf(command) }, { pretty: false });
}

function requestOf<Act extends DeviceCommand['act']>(command: Extract<DeviceCommand, { act: Act }>): Request {
  return requests[command.act](command);
}
