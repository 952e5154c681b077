import type { StoreProduct } from './apple-window.js';
import { serialNumberOf, udidOf, uuidOf } from './names.js';
import type { Phone, PhoneKind, PhonePrompt } from './view.js';

/** What ManagedApplicationList calls `Status` (Apple's words), as far as these phones come to it. */
export type ManagedStatus =
  | 'Prompting'
  | 'PromptingForLogin'
  | 'PromptingForManagement'
  | 'NeedsRedemption'
  | 'Installing'
  | 'Managed'
  | 'ManagedButUninstalled'
  | 'UserInstalledApp'
  | 'UserRejected'
  | 'ManagementRejected'
  | 'Failed';

/** One app that is on the phone, on its way, or only remembered by its management. */
export interface AppOnPhone extends StoreProduct {
  adamId: string;
  installed: boolean;
  /** `null`: not managed. */
  management: ManagedStatus | null;
  managementFlags: number;
  /** Wire time. */
  installingSince: number | null;
}

export interface Prompt {
  id: string;
  kind: PhonePrompt['kind'];
  /** The app that it is about; `null` for an invitation, and for a sign-in that an invitation wants. */
  bundleId: string | null;
  /** Of an invitation: its link, a credential. */
  url: string | null;
}

/** A kind of device as a shop sells it and an organisation sets it up. */
interface Make {
  model: string;
  productName: string;
  supervised: boolean;
  enrolsAs: Exclude<Phone['enrolment'], 'none'>;
}

const iPhone: Make = { model: 'iPhone 16', productName: 'iPhone17,3', supervised: false, enrolsAs: 'device' };
const iPad: Make = { model: 'iPad Air', productName: 'iPad14,8', supervised: false, enrolsAs: 'device' };

export const makes = {
  iphone: iPhone,
  'supervised-iphone': { ...iPhone, supervised: true },
  'own-iphone': { ...iPhone, enrolsAs: 'user-enrolment' },
  ipad: iPad,
  'supervised-ipad': { ...iPad, supervised: true },
  'shared-ipad': { ...iPad, supervised: true, enrolsAs: 'shared-ipad' },
} as const satisfies Record<PhoneKind, Make>;

/** A phone as a seed or a hand describes it. */
export interface PhoneSeed {
  name: string;
  kind: PhoneKind;
  /** In whose hands it is. */
  personId: string | null;
  /** `user` in the address of its enrolment profile; `null`: the profile names nobody. */
  urlUser: string | null;
  /** Whose Apple Account its owner would sign in with. */
  ownAccount: string | null;
  signedIn: boolean;
  /** Bundle ids and names of what its owner installed from elsewhere: nobody's business. */
  privateApps?: Readonly<Record<string, string>>;
}

/** The whole state of one phone. */
export interface PhoneState extends Make {
  readonly udid: string;
  readonly serialNumber: string;
  readonly name: string;
  readonly osVersion: string;
  readonly personId: string | null;
  readonly urlUser: string | null;
  readonly ownAccount: string | null;
  enrolment: Phone['enrolment'];
  /** A UDID; with User Enrolment another EnrollmentID each time. */
  enrolmentId: string;
  /** EnrollmentIDs that it had before. */
  readonly formerIds: string[];
  locked: boolean;
  silent: boolean;
  appleAccount: string | null;
  readonly apps: Map<string, AppOnPhone>;
  prompts: Prompt[];
  promptsMade: number;
  /** A push came while it was out of reach. */
  pushed: boolean;
  /** The last status of its last connection. */
  lastStatus: string;
}

function privateApp(bundleId: string, name: string): [string, AppOnPhone] {
  const app = { adamId: '', bundleId, name, iconUrl: null, version: '1.0', installed: true };
  return [bundleId, { ...app, management: null, managementFlags: 0, installingSince: null }];
}

/** A phone out of its box, not enrolled. The same `key` makes the same UDID and serial number. */
export function newPhone(key: string, seed: PhoneSeed): PhoneState {
  const make: Make = makes[seed.kind];
  const udid = udidOf(key);
  return {
    ...make,
    ...{ udid, serialNumber: serialNumberOf(key), name: seed.name, osVersion: '18.6' },
    ...{ personId: seed.personId, urlUser: seed.urlUser, ownAccount: seed.ownAccount },
    enrolment: 'none',
    enrolmentId: make.enrolsAs === 'user-enrolment' ? uuidOf(`enrolment:${key}:0`) : udid,
    formerIds: [],
    locked: false,
    silent: false,
    appleAccount: seed.signedIn ? seed.ownAccount : null,
    apps: new Map(Object.entries(seed.privateApps ?? {}).map(([bundleId, name]) => privateApp(bundleId, name))),
    prompts: [],
    promptsMade: 0,
    pushed: false,
    lastStatus: 'Idle',
  };
}

/** Shows a question on its screen. */
export function ask(phone: PhoneState, kind: Prompt['kind'], about: { bundleId?: string; url?: string }): void {
  phone.promptsMade += 1;
  const { bundleId = null, url = null } = about;
  phone.prompts.push({ id: `${kind}-${phone.promptsMade}`, kind, bundleId, url });
}

/** Takes questions off its screen. */
export function withdraw(phone: PhoneState, which: (prompt: Prompt) => boolean): void {
  phone.prompts = phone.prompts.filter((prompt) => !which(prompt));
}

/** Management ends: its apps and questions go, what its owner installed stays. */
export function forgetManagement(phone: PhoneState): void {
  for (const [bundleId, app] of phone.apps) if (app.management !== null) phone.apps.delete(bundleId);
  phone.prompts = [];
}
