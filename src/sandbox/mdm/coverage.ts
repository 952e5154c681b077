import type { Topic } from './events.js';
import type { microRoutes } from './micromdm.js';
import type { nanoRoutes } from './nanomdm.js';
import type { ManagedStatus } from './phone.js';
import type { requestTypes } from './request-types.js';
import type { SwitchName } from './switches.js';
import type { PhoneLevers } from './view.js';

/** How far the stand-in goes, and the name of the test that shows it. */
export type CoverageRow =
  | { readonly state: 'supported'; readonly test: string }
  | { readonly state: 'partial'; readonly test: string; readonly note: string }
  | { readonly state: 'not'; readonly note: string };

type Table<Name extends string> = Readonly<Record<Name, CoverageRow>>;

const supported = (test: string): CoverageRow => ({ state: 'supported', test });
const partial = (test: string, note: string): CoverageRow => ({ state: 'partial', test, note });
const not = (note: string): CoverageRow => ({ state: 'not', note });

type OtherNanoRoute = 'PUT /v1/pushcert' | 'PUT /mdm' | 'PUT /migration';

export const nanoCoverage: Table<keyof typeof nanoRoutes | OtherNanoRoute> = {
  'PUT /v1/enqueue/{ids}': partial(
    'a command is queued and pushed, as XML and as binary plist, by PUT and by POST',
    'After a refused command nobody is pushed (assumed). Texts of parse errors are shortened; a body over 4 MiB is 413.',
  ),
  'GET /v1/push/{ids}': supported('a push makes a phone ask, and an unknown one is an error'),
  'GET /v1/pushcert': supported('the push certificate has a topic and an end, and cannot be set here'),
  'GET /version': supported('only the version is told without the key'),
  'PUT /v1/pushcert': not('A switch takes the certificate away.'),
  'PUT /mdm': not('The phones live inside the stand-in; no device connects from outside.'),
  'PUT /migration': not('The bot never enrols anything.'),
};

export const microCoverage: Table<keyof typeof microRoutes | 'POST /v1/commands'> = {
  'POST /v1/commands/{udid}': supported('takes a repeated uuid and delivers it twice'),
  'GET /v1/commands/{udid}': supported('its queue can be read and cleared, and an unknown device has one too'),
  'DELETE /v1/commands/{udid}': supported('its queue can be read and cleared, and an unknown device has one too'),
  'POST /v1/devices': supported('devices can be listed and filtered, and none is null'),
  'GET /push/{udid}': supported('a push needs a certificate and a device'),
  'POST /v1/push/{udid}': partial('a push needs a certificate and a device', 'Read in its source, not seen running.'),
  'POST /v1/commands': not('Its JSON form cannot say everything that an installation needs; clients send the plist.'),
};

export const commandCoverage: Table<keyof typeof requestTypes | 'every other'> = {
  InstallApplication: partial(
    'an ordinary phone asks its owner, and after Install the app is managed',
    'Products of the store by number. An update is there at once; configuration and attributes are taken and not kept.',
  ),
  RemoveApplication: partial(
    'a removal takes a managed app away and refuses any other',
    'Apps that management does not hold stay, also on supervised devices of iOS 26, which may remove them.',
  ),
  InviteToProgram: partial(
    'the invitation stands on the screen and is accepted with the account that is signed in',
    'Which error forbids it with User Enrolment and on Shared iPad is assumed (12021).',
  ),
  ManagedApplicationList: supported('what its owner refuses is told once and then forgotten'),
  InstalledApplicationList: supported('the list of installed apps has private ones, unless it is asked for less'),
  DeviceInformation: partial(
    'a device tells what it was asked about itself',
    'Twelve queries. That iTunesStoreAccountHash equals Apple’s idHash is documented as meant and not tried.',
  ),
  'every other': supported('every other command is an invalid request type'),
};

type OtherStatus =
  | 'Queued'
  | 'Redeeming'
  | 'ValidatingPurchase'
  | 'PromptingForUpdate'
  | 'PromptingForUpdateLogin'
  | 'ValidatingUpdate'
  | 'Updating'
  | 'UpdateRejected'
  | 'Unknown';

const passing = not('It passes in a moment; these phones go on to Installing at once.');
const updates = not('An update is there at once.');
const ownCopy = supported('a copy that its owner installed stays theirs, or is taken over when they agree');

export const statusCoverage: Table<ManagedStatus | OtherStatus> = {
  Prompting: supported('an ordinary phone asks its owner, and after Install the app is managed'),
  PromptingForLogin: supported('without an account it waits for somebody to sign in, and goes on then'),
  PromptingForManagement: ownCopy,
  NeedsRedemption: supported(
    'what is not in the store, by manifest, by another way of payment or malformed is refused',
  ),
  Installing: supported('an ordinary phone asks its owner, and after Install the app is managed'),
  Managed: supported('a supervised phone asks nobody'),
  ManagedButUninstalled: supported('an app deleted by hand is remembered by its management, and comes back managed'),
  UserInstalledApp: ownCopy,
  UserRejected: supported('what its owner refuses is told once and then forgotten'),
  ManagementRejected: ownCopy,
  Failed: supported('the wrong account fails in the end, and is told once'),
  Queued: passing,
  Redeeming: passing,
  ValidatingPurchase: passing,
  PromptingForUpdate: updates,
  PromptingForUpdateLogin: updates,
  ValidatingUpdate: updates,
  Updating: updates,
  UpdateRejected: updates,
  Unknown: not('Nothing here ends so.'),
};

/** What becomes of a device around its commands. */
export const lifeCoverage: Readonly<Record<string, CoverageRow>> = {
  enrolment: supported('a device says who it is, and the server tells what the profile’s address says'),
  'User Enrolment': supported('User Enrolment hides what tells devices apart, and each time is another enrolment'),
  'Shared iPad': partial(
    'a foreign address and another programme are told in the result, and some devices know no invitations',
    'Its device channel only: nobody signs in to it.',
  ),
  macOS: not('Only iPhones and iPads, so no user channels.'),
  're-enrolment': supported('enrolling again keeps the serial number and clears what was managed'),
  'an emptied queue': supported('an enrolment that begins anew empties it'),
  NotNow: supported('a locked phone answers NotNow to what iOS puts off, and asks again when it is unlocked'),
  'the order around NotNow': supported(
    'what was put off is passed over after NotNow and offered again after an answer',
  ),
  'out of reach': supported('a silent phone hears a push when it is back, and nothing else'),
  'a licence taken back': supported('a licence that Apple takes back leaves the app where it is'),
  'Setup Assistant': not('Phones are past it.'),
  'another error than its own': supported('every other command is an invalid request type'),
};

type OtherTopic =
  | 'mdm.UserAuthenticate'
  | 'mdm.SetBootstrapToken'
  | 'mdm.GetBootstrapToken'
  | 'mdm.DeclarativeManagement'
  | 'mdm.GetToken';

const noSuchDevice = not('No device here says that.');

export const eventCoverage: Table<Topic | OtherTopic> = {
  'mdm.Authenticate': supported('goes out as NanoMDM writes it, signed over the body'),
  'mdm.TokenUpdate': supported('goes out as NanoMDM writes it, signed over the body'),
  'mdm.CheckOut': supported('a check-out is told when the profile says so and the phone is in reach'),
  'mdm.Connect': supported('has the members of the captured ones, and no others'),
  'mdm.UserAuthenticate': noSuchDevice,
  'mdm.SetBootstrapToken': noSuchDevice,
  'mdm.GetBootstrapToken': noSuchDevice,
  'mdm.DeclarativeManagement': noSuchDevice,
  'mdm.GetToken': noSuchDevice,
};

/** How events travel. */
export const webhookCoverage: Readonly<Record<string, CoverageRow>> = {
  'NanoMDM’s envelope': supported('has the members of the captured ones, and no others'),
  'MicroMDM’s envelope': supported('goes out as MicroMDM writes it, unsigned and without ids'),
  signature: supported('goes out as NanoMDM writes it, signed over the body'),
  'one try': supported('is tried once: anything but 200 is lost for good'),
  concurrency: not('Events are told one after another; the order is disturbed by a switch.'),
};

const knobs = supported('loses, doubles and shuffles by switch');

export const switchCoverage: Table<SwitchName> = {
  pushCertificate: supported('without a push certificate the answer is 500 and the command is queued all the same'),
  unknownEnrolment: supported('an SQL storage refuses an enrolment that nobody made, for everybody named'),
  queueRedelivers: supported(
    'its fault delivers an answered last command once more, unless something was queued behind it',
  ),
  checkOutWhenRemoved: supported('a check-out is told when the profile says so and the phone is in reach'),
  installMilliseconds: supported('an ordinary phone asks its owner, and after Install the app is managed'),
  plistFormat: supported('carries a binary plist by switch'),
  webhookLoss: knobs,
  webhookDuplicates: knobs,
  webhookOrder: knobs,
  webhookSeed: knobs,
};

export const leverCoverage: Table<keyof PhoneLevers> = {
  view: supported('the shelf of the small organisation has every kind of owner'),
  answer: supported('what is not there cannot be pressed, deleted or installed'),
  setLocked: supported('a locked phone answers NotNow to what iOS puts off, and asks again when it is unlocked'),
  setSilent: supported('a silent phone hears a push when it is back, and nothing else'),
  deleteApp: supported('an app deleted by hand is remembered by its management, and comes back managed'),
  installByHand: supported('an app that its owner gets by hand while asked is theirs'),
  signIn: supported('without an account it waits for somebody to sign in, and goes on then'),
  enrol: supported('enrolling again keeps the serial number and clears what was managed'),
  checkOut: supported('a check-out is told when the profile says so and the phone is in reach'),
  add: supported('a new phone lies there until somebody enrols it'),
};

/** Faults of the wire and of devices, by the name of what arranges them. */
export const faultCoverage: Readonly<Record<string, CoverageRow>> = {
  failNext: supported('requests fail, are cut and wait by fault'),
  cutConnection: supported('requests fail, are cut and wait by fault'),
  hold: supported('requests fail, are cut and wait by fault'),
  failCommands: supported('every other command is an invalid request type'),
};
