import { describe, expect, it } from 'vitest';
import { answerOf, informationOf } from '../../src/mdm/answers.js';

const idle = {
  ...{ status: 'idle', commandUuid: null, errors: [], installState: null, rejectionReason: null, identifier: null },
  ...{ managedApps: null, installedApps: null, invitationResult: null, information: null },
};
const answered = { ...idle, status: 'acknowledged', commandUuid: 'C-1' };
const acknowledged = { Status: 'Acknowledged', CommandUUID: 'C-1' };
const long = 'x'.repeat(600);

describe('an answer', () => {
  it.each<[string, unknown, object | null]>([
    ['idle', { Status: 'Idle', UDID: 'x' }, idle],
    ['not now', { Status: 'NotNow', CommandUUID: 'C-1' }, { ...answered, status: 'not-now' }],
    ['a format error', { Status: 'CommandFormatError', CommandUUID: 'C-1' }, { ...answered, status: 'format-error' }],
    ['an unknown status', { Status: 'Delighted', CommandUUID: 'C-1' }, null],
    ['a status of the language', { Status: 'constructor' }, null],
    ['no status', {}, null],
    ['no dictionary', ['Status', 'Idle'], null],
    ['nothing', null, null],
    [
      'an install that failed',
      { ...acknowledged, Status: 'Error', State: 'Failed', RejectionReason: 'AppAlreadyInstalled' },
      { ...answered, status: 'error', installState: 'Failed', rejectionReason: 'AppAlreadyInstalled' },
    ],
    [
      'an error chain, outermost first',
      {
        ...{ ...acknowledged, Status: 'Error' },
        ErrorChain: [
          {
            ErrorCode: 12_064,
            ErrorDomain: 'MCMDMErrorDomain',
            LocalizedDescription: 'Lizenz',
            USEnglishDescription: 'Licence',
          },
          { ErrorCode: 2605, ErrorDomain: 'MDMErrorDomain', LocalizedDescription: long },
          { ErrorCode: 'many', ErrorDomain: 7 },
          'no link',
        ],
      },
      {
        ...{ ...answered, status: 'error' },
        errors: [
          { code: 12_064, domain: 'MCMDMErrorDomain', text: 'Licence' },
          { code: 2605, domain: 'MDMErrorDomain', text: 'x'.repeat(500) },
          { code: 0, domain: '', text: '' },
        ],
      },
    ],
    ['an error chain that is none', { ...acknowledged, ErrorChain: 'x' }, answered],
    [
      'an invitation',
      { ...acknowledged, InvitationResult: 'InvalidProgramID' },
      { ...answered, invitationResult: 'InvalidProgramID' },
    ],
    [
      'managed apps',
      {
        ...acknowledged,
        ManagedApplicationList: {
          ...{
            'com.example.a1': { Status: 'Managed', HasFeedback: false },
            'com.example.a2': { Status: 'UserRejected' },
          },
          ...{ 'com.example.a3': 'Managed', 'com.example.a4': { Status: 7 }, [long]: { Status: 'Managed' } },
        },
      },
      {
        ...answered,
        managedApps: [
          { bundleId: 'com.example.a1', status: 'Managed' },
          { bundleId: 'com.example.a2', status: 'UserRejected' },
        ],
      },
    ],
    ['no managed app', { ...acknowledged, ManagedApplicationList: {} }, { ...answered, managedApps: [] }],
    ['a list that is none', { ...acknowledged, ManagedApplicationList: 'x', InstalledApplicationList: {} }, answered],
    [
      'installed apps: without names, unknown members, and what is still being installed',
      {
        ...acknowledged,
        InstalledApplicationList: [
          { Identifier: 'com.example.a1', ShortVersion: '1.2', Name: 'Private', BundleSize: 12 },
          { Identifier: 'com.example.a2' },
          { Identifier: 'com.example.a3', Installing: true },
          { Name: 'No identifier, as on macOS' },
          'x',
        ],
      },
      {
        ...answered,
        installedApps: [
          { bundleId: 'com.example.a1', version: '1.2' },
          { bundleId: 'com.example.a2', version: null },
        ],
      },
    ],
    [
      'fields of wrong types',
      { ...acknowledged, State: 7, Identifier: {}, InvitationResult: true, QueryResponses: [] },
      answered,
    ],
    ['an id that is too long', { ...acknowledged, CommandUUID: long }, { ...answered, commandUuid: null }],
  ])('%s', (_name, plist, expected) => {
    expect(answerOf(plist)).toEqual(expected);
  });

  it('has ten errors at the most', () => {
    const ErrorChain = Array.from({ length: 50 }, (_, ErrorCode) => ({ ErrorCode }));
    expect(answerOf({ ...acknowledged, ErrorChain })?.errors.map(({ code }) => code)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  it('with more than two thousand apps is no list, because a cut one would make apps look removed', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `com.example.a${index}`);
    const both = (count: number) =>
      answerOf({
        ...acknowledged,
        InstalledApplicationList: ids(count).map((Identifier) => ({ Identifier })),
        ManagedApplicationList: Object.fromEntries(ids(count).map((one) => [one, { Status: 'Managed' }])),
      });
    expect(both(2_000)).toMatchObject({ installedApps: { length: 2_000 }, managedApps: { length: 2_000 } });
    expect(both(2_001)).toMatchObject({ installedApps: null, managedApps: null });
  });
});

describe('what a device says of itself', () => {
  it('is read from the answer to DeviceInformation', () => {
    const QueryResponses = {
      ...{ SerialNumber: 'F9FXH0AAJCM0', DeviceName: 'Emma’s iPhone', ProductName: 'iPhone16,1', Model: 'MGQH2LL/A' },
      ...{
        OSVersion: '18.1',
        IsSupervised: true,
        iTunesStoreAccountIsActive: false,
        iTunesStoreAccountHash: 'aGFzaA==',
      },
    };
    expect(answerOf({ ...acknowledged, QueryResponses })?.information).toEqual({
      ...{
        serialNumber: 'F9FXH0AAJCM0',
        name: 'Emma’s iPhone',
        model: 'iPhone16,1',
        osVersion: '18.1',
        platform: 'iOS',
      },
      ...{ supervised: true, accountActive: false, accountHash: 'aGFzaA==' },
    });
  });

  it.each([
    ['iPhone16,1', 'iOS'],
    ['iPod9,1', 'iOS'],
    ['iPad14,3', 'iPadOS'],
    ['MacBookPro18,3', 'macOS'],
    ['Mac14,2', 'macOS'],
    ['iMac21,1', 'macOS'],
    ['VirtualMac2,1', 'macOS'],
    ['AppleTV14,1', 'tvOS'],
    ['RealityDevice14,1', 'visionOS'],
    ['Watch7,1', 'watchOS'],
    ['Toaster1,1', 'unknown'],
  ])('%s runs %s', (ProductName, platform) => {
    expect(informationOf({ ProductName })).toMatchObject({ model: ProductName, platform });
  });

  it('is nothing where nothing is said', () => {
    const nothing = {
      ...{ serialNumber: null, name: null, model: null, osVersion: null },
      ...{ platform: null, supervised: null, accountActive: null, accountHash: null },
    };
    expect(informationOf(null)).toEqual(nothing);
    expect(informationOf({ SerialNumber: 7, IsSupervised: 'yes', DeviceName: '' })).toEqual(nothing);
  });
});
