import { z } from 'zod';
import { forget, type PhoneScene, proceed, tellManaged } from './installing.js';
import type { AppOnPhone } from './phone.js';
import { withdraw } from './phone.js';
import type { Dictionary } from './plist.js';
import { acknowledged, failed, invalidRequestType, malformed } from './replies.js';

/** Does one command; answers the reply without UDID and CommandUUID. */
export type CommandHandler = (scene: PhoneScene, fields: Dictionary) => Dictionary;

const installFields = z.object({
  iTunesStoreID: z.int().min(1).optional(),
  Identifier: z.string().optional(),
  ManifestURL: z.string().optional(),
  Options: z.object({ PurchaseMethod: z.int().default(0) }).default({ PurchaseMethod: 0 }),
  ManagementFlags: z.int().default(0),
  ChangeManagementState: z.literal('Managed').optional(),
});
type InstallFields = z.output<typeof installFields>;

/** Only what the store sells by number is modelled: a manifest or an identifier alone cannot be followed. */
export const installApplication: CommandHandler = (scene, fields) => {
  const read = installFields.safeParse(fields);
  if (!read.success) return malformed();
  const { iTunesStoreID, Identifier, ManifestURL } = read.data;
  const sources = [iTunesStoreID, Identifier, ManifestURL].filter((source) => source !== undefined);
  if (sources.length !== 1) return malformed();
  if (ManifestURL !== undefined) return failed([{ code: 12_024, text: 'Could not validate the manifest.' }]);
  const adamId = String(iTunesStoreID ?? '');
  const product = scene.apple.product(adamId);
  if (product === null) {
    const text = 'The iTunes Store ID of the app could not be validated.';
    return failed([{ code: 12_023, text }], { RejectionReason: 'CouldNotVerifyAppID' });
  }
  const known = scene.phone.apps.get(product.bundleId);
  const fresh = { installed: false, management: null, installingSince: null };
  const app: AppOnPhone = known ?? { ...product, adamId, ...fresh, managementFlags: 0 };
  const refusal = refusalOf(scene, app, read.data);
  if (refusal !== null) return refusal;
  scene.phone.apps.set(app.bundleId, Object.assign(app, { managementFlags: read.data.ManagementFlags }));
  return acknowledged({ Identifier: app.bundleId, State: begun(scene, app, read.data) });
};

/** 12025 for what is under way is assumed; the reason AppAlreadyQueued is documented. */
function refusalOf({ phone, apple }: PhoneScene, app: AppOnPhone, order: InstallFields): Dictionary | null {
  const volume = order.Options.PurchaseMethod === 1;
  if (phone.enrolment === 'shared-ipad' && volume) {
    const text = 'Apps licensed to users cannot be installed on a Shared iPad.';
    return failed([{ code: 12_035, text }], { RejectionReason: 'PurchaseMethodNotSupportedInMultiUser' });
  }
  if (isUnderWay(app)) {
    return failed([{ code: 12_025, text: 'The app is already queued.' }], { RejectionReason: 'AppAlreadyQueued' });
  }
  if (volume && phone.appleAccount !== null && !apple.hasLicence(phone.appleAccount, app.adamId)) {
    const text = `Could not retrieve license for the app with iTunes Store ID ${app.adamId}.`;
    return failed([
      { code: 12_064, text },
      { code: 2605, text: 'No license was found.', domain: 'MDMErrorDomain' },
    ]);
  }
  return app.installed && app.management === null ? ownCopyRefusal(phone.enrolment, app, order) : null;
}

/** A copy that its owner installed: without ChangeManagementState it stays theirs. */
function ownCopyRefusal(enrolment: string, app: AppOnPhone, order: InstallFields): Dictionary | null {
  if (order.ChangeManagementState === undefined) {
    app.management = 'UserInstalledApp';
    return failed([{ code: 12_025, text: 'The app is already installed.' }], {
      RejectionReason: 'AppAlreadyInstalled',
    });
  }
  if (enrolment !== 'user-enrolment') return null;
  const text = 'The management of this app cannot be changed.';
  return failed([{ code: 12_035, text }], { RejectionReason: 'ManagementChangeNotSupported' });
}

function isUnderWay({ management }: AppOnPhone): boolean {
  return management === 'Installing' || management?.startsWith('Prompting') === true;
}

/** The same command for a managed app is an update, which here is there at once. */
function begun(scene: PhoneScene, app: AppOnPhone, order: InstallFields): string {
  if (app.installed && app.management === 'Managed') return 'Managed';
  if (order.Options.PurchaseMethod !== 1) {
    app.management = 'NeedsRedemption';
    return app.management;
  }
  return proceed(scene, app);
}

const removeFields = z.object({ Identifier: z.string().min(1) });

/** Removes what the device manages, at once; anything else is 12029 (Apple documents). */
export const removeApplication: CommandHandler = ({ phone }, fields) => {
  const read = removeFields.safeParse(fields);
  if (!read.success) return malformed();
  const app = phone.apps.get(read.data.Identifier);
  if (app === undefined || app.management === null || app.management === 'UserInstalledApp') {
    return failed([{ code: 12_029, text: 'App not managed' }]);
  }
  withdraw(phone, ({ bundleId }) => bundleId === app.bundleId);
  const theirs = app.management === 'PromptingForManagement' || app.management === 'ManagementRejected';
  if (theirs) forget(phone, app);
  else phone.apps.delete(app.bundleId);
  return acknowledged();
};

const listFields = z.object({
  Identifiers: z.array(z.string()).optional(),
  ManagedAppsOnly: z.boolean().default(false),
  Items: z.array(z.string()).optional(),
});

/** What was asked for and is not forgotten; some statuses are told once and then gone (Apple documents). */
export const managedApplicationList: CommandHandler = ({ phone }, fields) => {
  const read = listFields.safeParse(fields);
  if (!read.success) return malformed();
  const asked = read.data.Identifiers === undefined ? null : new Set(read.data.Identifiers);
  const list: Dictionary = {};
  for (const app of tellManaged(phone, asked)) {
    list[app.bundleId] = {
      Status: app.management,
      ManagementFlags: app.managementFlags,
      HasConfiguration: false,
      HasFeedback: false,
      IsValidated: true,
    };
  }
  return acknowledged({ ManagedApplicationList: list });
};

/** What is there or on its way; with User Enrolment only what is managed (Apple documents). */
export const installedApplicationList: CommandHandler = ({ phone }, fields) => {
  const read = listFields.safeParse(fields);
  if (!read.success) return malformed();
  const { Identifiers, ManagedAppsOnly, Items } = read.data;
  const managedOnly = ManagedAppsOnly || phone.enrolment === 'user-enrolment';
  const list = [...phone.apps.values()]
    .filter((app) => app.installed || app.installingSince !== null)
    .filter((app) => !managedOnly || app.management === 'Managed' || app.management === 'Installing')
    .filter((app) => Identifiers === undefined || Identifiers.includes(app.bundleId))
    .map((app) => chosen(installedEntry(app), Items));
  return acknowledged({ InstalledApplicationList: list });
};

function installedEntry(app: AppOnPhone): Dictionary {
  return {
    Identifier: app.bundleId,
    Name: app.name,
    ShortVersion: app.version,
    Version: app.version,
    BundleSize: 48_000_000,
    DynamicSize: 1_000_000,
    Installing: app.installingSince !== null,
    IsValidated: true,
    AppStoreVendable: app.adamId !== '',
    DeviceBasedVPP: false,
  };
}

/** Identifier is always there (Apple documents). */
function chosen(entry: Dictionary, items: readonly string[] | undefined): Dictionary {
  if (items === undefined) return entry;
  return Object.fromEntries(Object.entries(entry).filter(([name]) => name === 'Identifier' || items.includes(name)));
}

const inviteFields = z.object({ ProgramID: z.string(), InvitationURL: z.string() });

/** Forbidden with User Enrolment and only for users of a Shared iPad (Apple documents); that the error is 12021 is assumed. */
export const inviteToProgram: CommandHandler = ({ phone, apple }, fields) => {
  if (phone.enrolment !== 'device') return invalidRequestType('InviteToProgram');
  const read = inviteFields.safeParse(fields);
  if (!read.success) return malformed();
  const { ProgramID, InvitationURL } = read.data;
  if (ProgramID !== 'com.apple.cloudvpp') return acknowledged({ InvitationResult: 'InvalidProgramID' });
  if (!apple.isInvitation(InvitationURL)) return acknowledged({ InvitationResult: 'InvalidInvitationURL' });
  withdraw(phone, ({ kind }) => kind === 'invitation');
  phone.promptsMade += 1;
  const id = `invitation-${phone.promptsMade}`;
  phone.prompts.push({ id, kind: 'invitation', bundleId: null, url: InvitationURL });
  return acknowledged({ InvitationResult: 'Acknowledged' });
};
