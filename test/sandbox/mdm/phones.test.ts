import { beforeEach, describe, expect, test } from 'vitest';
import { emma, firstError, invitation, mdmScene, type Scene } from './support.js';

let scene: Scene;
let id: string;
beforeEach(() => {
  scene = mdmScene();
  id = scene.enrolled();
  scene.apple.licences.add(`${emma} 1`);
});

const app = 'com.example.a1';
const state = (phone = id) => scene.view(phone).apps.find(({ bundleId }) => bundleId === app)?.state ?? null;
const prompts = (phone = id) => scene.view(phone).prompts.map(({ kind }) => kind);
const remove = (phone = id) => scene.command(phone, 'RemoveApplication', { Identifier: app });
const supervised = () => scene.enrolled({ name: 'Shelf', kind: 'supervised-iphone' });

describe('InstallApplication', () => {
  test('an ordinary phone asks its owner, and after Install the app is managed', () => {
    expect(scene.install(id, 1)).toMatchObject({ Status: 'Acknowledged', Identifier: app, State: 'Prompting' });
    expect(scene.view(id).prompts).toMatchObject([{ kind: 'install', choices: ['Cancel', 'Install'] }]);
    expect(scene.managed(id)).toEqual({ [app]: 'Prompting' });
    expect(scene.install(id, 1)).toMatchObject({ Status: 'Error', RejectionReason: 'AppAlreadyQueued' });
    scene.switches.installMilliseconds = 1000;
    scene.press(id, 'install', 'Install');
    expect(scene.managed(id)).toEqual({ [app]: 'Installing' });
    scene.clock.wire = 500;
    expect(scene.view(id).apps).toMatchObject([{ state: 'installing', progress: 0.5, name: 'App 1', adamId: '1' }]);
    scene.clock.wire = 1000;
    expect(scene.managed(id)).toEqual({ [app]: 'Managed' });
    expect(state()).toBe('installed');
    expect(scene.install(id, 1)).toMatchObject({ State: 'Managed' });
  });

  test('a supervised phone asks nobody', () => {
    const shelf = supervised();
    expect(scene.install(shelf, 1)).toMatchObject({ State: 'Installing' });
    expect(prompts(shelf)).toEqual([]);
    expect(scene.managed(shelf)).toEqual({ [app]: 'Managed' });
  });

  test('without a licence of the signed-in account it is error 12064, whatever others hold', () => {
    const answer = scene.install(id, 2);
    expect(firstError(answer)).toBe(12_064);
    expect(answer.ErrorChain).toMatchObject([
      { ErrorDomain: 'MCMDMErrorDomain', LocalizedDescription: expect.stringContaining('iTunes Store ID 2.') },
      { ErrorCode: 2605 },
    ]);
    scene.levers.signIn(id, 'somebody@else.example');
    expect(firstError(scene.install(id, 1))).toBe(12_064);
    expect(scene.managed(id)).toEqual({});
  });

  test('without an account it waits for somebody to sign in, and goes on then', () => {
    scene.levers.signIn(id, null);
    expect(scene.install(id, 1)).toMatchObject({ State: 'PromptingForLogin' });
    scene.press(id, 'sign-in', 'Sign in');
    expect(scene.view(id).appleAccount).toBe(emma);
    expect(prompts()).toEqual(['install']);
    scene.levers.signIn(id, null);
    scene.press(id, 'install', 'Install');
    expect(scene.managed(id)).toEqual({ [app]: 'Failed' });
  });

  test('the wrong account fails in the end, and is told once', () => {
    scene.levers.signIn(id, null);
    scene.install(id, 1);
    scene.levers.signIn(id, 'somebody@else.example');
    expect(prompts()).toEqual([]);
    expect(scene.managed(id)).toEqual({ [app]: 'Failed' });
    expect(scene.managed(id)).toEqual({});
  });

  test('what its owner refuses is told once and then forgotten', () => {
    scene.install(id, 1);
    scene.press(id, 'install', 'Cancel');
    expect(scene.managed(id, { Identifiers: ['com.example.other'] })).toEqual({});
    expect(scene.managed(id)).toEqual({ [app]: 'UserRejected' });
    expect(scene.managed(id)).toEqual({});
    expect(firstError(remove())).toBe(12_029);
    scene.levers.signIn(id, null);
    scene.install(id, 1);
    scene.press(id, 'sign-in', 'Cancel');
    expect(scene.managed(id)).toEqual({ [app]: 'UserRejected' });
  });

  test('a copy that its owner installed stays theirs, or is taken over when they agree', () => {
    scene.levers.installByHand(id, '1');
    expect(scene.install(id, 1)).toMatchObject({ Status: 'Error', RejectionReason: 'AppAlreadyInstalled' });
    expect(scene.managed(id)).toEqual({ [app]: 'UserInstalledApp' });
    expect(scene.managed(id)).toEqual({});
    const takeOver = () => scene.install(id, 1, { ChangeManagementState: 'Managed' });
    expect(takeOver()).toMatchObject({ State: 'PromptingForManagement' });
    scene.press(id, 'manage', 'Cancel');
    expect(scene.managed(id)).toEqual({ [app]: 'ManagementRejected' });
    expect(state()).toBe('unmanaged');
    takeOver();
    scene.press(id, 'manage', 'Manage');
    expect(scene.managed(id)).toEqual({ [app]: 'Managed' });
    const own = scene.enrolled({ name: 'Own', kind: 'own-iphone' });
    scene.levers.installByHand(own, '1');
    const refused = scene.install(own, 1, { ChangeManagementState: 'Managed' });
    expect(refused).toMatchObject({ RejectionReason: 'ManagementChangeNotSupported' });
  });

  test('an app that its owner gets by hand while asked is theirs', () => {
    scene.install(id, 1);
    scene.levers.installByHand(id, '1');
    expect(prompts()).toEqual([]);
    expect(scene.managed(id)).toEqual({ [app]: 'UserInstalledApp' });
    expect(state()).toBe('unmanaged');
  });

  test('what is not in the store, by manifest, by another way of payment or malformed is refused', () => {
    expect(firstError(scene.install(id, 9))).toBe(12_023);
    expect(firstError(scene.command(id, 'InstallApplication', { ManifestURL: 'https://x.example' }))).toBe(12_024);
    expect(scene.command(id, 'InstallApplication', { iTunesStoreID: 1, Options: { PurchaseMethod: 0 } })).toMatchObject(
      {
        State: 'NeedsRedemption',
      },
    );
    for (const fields of [{}, { iTunesStoreID: 'one' }, { iTunesStoreID: 1, Identifier: app }])
      expect(scene.command(id, 'InstallApplication', fields)).toMatchObject({ Status: 'CommandFormatError' });
    const shared = scene.enrolled({ name: 'Shared', kind: 'shared-ipad' });
    expect(scene.install(shared, 1)).toMatchObject({ RejectionReason: 'PurchaseMethodNotSupportedInMultiUser' });
  });
});

describe('what is on the phone', () => {
  test('a removal takes a managed app away and refuses any other', () => {
    const shelf = supervised();
    scene.install(shelf, 1);
    expect(remove(shelf)).toMatchObject({ Status: 'Acknowledged' });
    expect(state(shelf)).toBeNull();
    expect(firstError(remove(shelf))).toBe(12_029);
    scene.levers.installByHand(shelf, '1');
    expect(firstError(remove(shelf))).toBe(12_029);
    expect(state(shelf)).toBe('unmanaged');
    expect(scene.command(shelf, 'RemoveApplication')).toMatchObject({ Status: 'CommandFormatError' });
    scene.install(id, 1);
    remove();
    expect(prompts()).toEqual([]);
  });

  test('an app deleted by hand is remembered by its management, and comes back managed', () => {
    const shelf = supervised();
    scene.install(shelf, 1);
    scene.levers.deleteApp(shelf, app);
    expect(scene.managed(shelf)).toEqual({ [app]: 'ManagedButUninstalled' });
    expect(scene.managed(shelf)).toEqual({ [app]: 'ManagedButUninstalled' });
    scene.levers.installByHand(shelf, '1');
    expect(scene.managed(shelf)).toEqual({ [app]: 'Managed' });
    scene.levers.deleteApp(shelf, app);
    expect(remove(shelf)).toMatchObject({ Status: 'Acknowledged' });
    expect(scene.managed(shelf)).toEqual({});
  });

  test('a licence that Apple takes back leaves the app where it is', () => {
    const shelf = supervised();
    scene.install(shelf, 1);
    scene.apple.licences.clear();
    expect(scene.managed(shelf)).toEqual({ [app]: 'Managed' });
  });

  test('the list of installed apps has private ones, unless it is asked for less', () => {
    const shelf = scene.enrolled({
      name: 'Shelf',
      kind: 'supervised-iphone',
      privateApps: { 'com.example.diary': 'Diary' },
    });
    scene.switches.installMilliseconds = 1000;
    scene.install(shelf, 1);
    const names = (fields = {}) => scene.command(shelf, 'InstalledApplicationList', fields).InstalledApplicationList;
    expect(names()).toMatchObject([{ Identifier: 'com.example.diary' }, { Identifier: app, Installing: true }]);
    scene.clock.wire = 1000;
    expect(names({ ManagedAppsOnly: true })).toMatchObject([{ Identifier: app, Name: 'App 1', Installing: false }]);
    expect(names({ Identifiers: [app], Items: ['ShortVersion'] })).toEqual([{ Identifier: app, ShortVersion: '2.0' }]);
    expect(scene.command(shelf, 'InstalledApplicationList', { Identifiers: 3 })).toMatchObject({
      Status: 'CommandFormatError',
    });
    const own = scene.enrolled({ name: 'Own', kind: 'own-iphone', privateApps: { 'com.example.diary': 'Diary' } });
    expect(scene.command(own, 'InstalledApplicationList').InstalledApplicationList).toEqual([]);
  });

  test('a device tells what it was asked about itself', () => {
    const asked = { Queries: ['SerialNumber', 'ProductName', 'IsSupervised', 'Nonsense', 'iTunesStoreAccountHash'] };
    expect(scene.command(id, 'DeviceInformation', asked).QueryResponses).toEqual({
      SerialNumber: scene.view(id).serialNumber,
      ProductName: 'iPhone17,3',
      IsSupervised: false,
      iTunesStoreAccountHash: `hash of ${emma}`,
    });
    scene.levers.signIn(id, null);
    expect(scene.command(id, 'DeviceInformation').QueryResponses).toMatchObject({ iTunesStoreAccountIsActive: false });
    const own = scene.enrolled({ name: 'Own', kind: 'own-iphone' });
    const hidden = scene.command(own, 'DeviceInformation', { Queries: ['SerialNumber', 'UDID', 'DeviceName'] });
    expect(hidden.QueryResponses).toEqual({ DeviceName: 'Own' });
  });

  test('every other command is an invalid request type', () => {
    expect(firstError(scene.command(id, 'ProfileList'))).toBe(12_021);
    scene.faults.failCommands(1, { requestType: 'DeviceInformation', code: 9610, text: 'License not found' });
    expect(firstError(scene.command(id, 'DeviceInformation'))).toBe(9610);
    expect(scene.command(id, 'DeviceInformation')).toMatchObject({ Status: 'Acknowledged' });
  });
});

describe('InviteToProgram', () => {
  const invite = (phone = id, url = invitation, ProgramID = 'com.apple.cloudvpp') =>
    scene.command(phone, 'InviteToProgram', { ProgramID, InvitationURL: url });

  test('the invitation stands on the screen and is accepted with the account that is signed in', () => {
    expect(invite()).toMatchObject({ Status: 'Acknowledged', InvitationResult: 'Acknowledged' });
    invite(id, `${invitation}&again=1`);
    expect(scene.view(id).prompts).toMatchObject([{ kind: 'invitation', choices: ['Not now', 'Accept…'] }]);
    expect(JSON.stringify(scene.view(id))).not.toContain('inviteCode');
    expect(scene.press(id, 'invitation', 'Accept…')).toContain(`accepted with ${emma}`);
    expect(scene.apple.accepted).toEqual([`${invitation}&again=1 ${emma}`]);
    expect(prompts()).toEqual([]);
  });

  test('accepting needs an account, and one that is free', () => {
    scene.levers.signIn(id, null);
    invite();
    expect(() => scene.press(id, 'invitation', 'Accept…')).toThrow(expect.objectContaining({ code: 'no_account' }));
    expect(prompts()).toEqual(['invitation', 'sign-in']);
    expect(() => scene.press(id, 'invitation', 'Accept…')).toThrow('Sign in first');
    expect(prompts()).toEqual(['invitation', 'sign-in']);
    scene.press(id, 'sign-in', 'Sign in');
    scene.apple.outcome = 'taken';
    expect(() => scene.press(id, 'invitation', 'Accept…')).toThrow(expect.objectContaining({ code: 'already_so' }));
    expect(prompts()).toEqual(['invitation']);
    scene.apple.outcome = 'unknown';
    expect(scene.press(id, 'invitation', 'Accept…')).toContain('not valid any more');
    invite();
    expect(scene.press(id, 'invitation', 'Not now')).toContain('put aside');
    expect(prompts()).toEqual([]);
  });

  test('a foreign address and another programme are told in the result, and some devices know no invitations', () => {
    expect(invite(id, 'https://evil.example/?inviteCode=1')).toMatchObject({
      Status: 'Acknowledged',
      InvitationResult: 'InvalidInvitationURL',
    });
    expect(invite(id, invitation, 'com.example')).toMatchObject({ InvitationResult: 'InvalidProgramID' });
    expect(scene.command(id, 'InviteToProgram')).toMatchObject({ Status: 'CommandFormatError' });
    const own = scene.enrolled({ name: 'Own', kind: 'own-iphone' });
    const shared = scene.enrolled({ name: 'Shared', kind: 'shared-ipad' });
    expect([firstError(invite(own)), firstError(invite(shared))]).toEqual([12_021, 12_021]);
    expect(prompts()).toEqual([]);
  });
});
