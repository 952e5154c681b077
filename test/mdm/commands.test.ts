import { parse } from 'plist';
import { expect, it } from 'vitest';
import type { DeviceCommand } from '../../src/licensing/ports/devices.js';
import { commandPlist } from '../../src/mdm/commands.js';

const install = { act: 'install', adamId: '361309726', takeOver: false } as const;
const installed = {
  RequestType: 'InstallApplication',
  iTunesStoreID: 361_309_726,
  Options: { PurchaseMethod: 1 },
  ManagementFlags: 1,
  InstallAsManaged: true,
};
const link = 'https://buy.itunes.apple.com/WebObjects/x/associateVPPUserWithITSAccount?cc=us&inviteCode=a"b<c>&mt=8';

it.each<[DeviceCommand, object]>([
  [install, installed],
  [
    { ...install, takeOver: true },
    { ...installed, ChangeManagementState: 'Managed' },
  ],
  [
    { act: 'remove', bundleId: 'com.example.a1' },
    { RequestType: 'RemoveApplication', Identifier: 'com.example.a1' },
  ],
  [
    { act: 'invite', invitationUrl: link },
    { RequestType: 'InviteToProgram', ProgramID: 'com.apple.cloudvpp', InvitationURL: link },
  ],
  [{ act: 'managed-apps', bundleIds: [] }, { RequestType: 'ManagedApplicationList' }],
  [
    { act: 'managed-apps', bundleIds: ['com.example.a1', 'com.example.a2'] },
    { RequestType: 'ManagedApplicationList', Identifiers: ['com.example.a1', 'com.example.a2'] },
  ],
  [
    { act: 'installed-apps', bundleIds: ['com.example.a1'] },
    {
      RequestType: 'InstalledApplicationList',
      Items: ['Identifier', 'ShortVersion', 'Installing'],
      Identifiers: ['com.example.a1'],
    },
  ],
  [
    { act: 'device-information' },
    {
      RequestType: 'DeviceInformation',
      Queries: [
        ...['SerialNumber', 'UDID', 'DeviceName', 'ProductName', 'Model', 'OSVersion', 'IsSupervised'],
        ...['iTunesStoreAccountIsActive', 'iTunesStoreAccountHash'],
      ],
    },
  ],
])('%j is the command that Apple documents', (command, expected) => {
  const text = commandPlist('0A1B', command);
  expect(parse(text)).toEqual({ CommandUUID: '0A1B', Command: expected });
  expect(text).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><!DOCTYPE plist PUBLIC/);
});
