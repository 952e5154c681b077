import type { AppleWindow } from './apple-window.js';
import { type AppOnPhone, ask, type ManagedStatus, type PhoneState, withdraw } from './phone.js';

/** A phone and what it sees of the world. */
export interface PhoneScene {
  readonly phone: PhoneState;
  readonly apple: AppleWindow;
  /** Wire time in milliseconds, never going back. */
  wire(): number;
  /** Wire time that an installation takes. */
  installMilliseconds(): number;
}

/** Statuses that are told once and then forgotten (Apple documents). */
const transient: ReadonlySet<ManagedStatus> = new Set([
  'UserInstalledApp',
  'UserRejected',
  'ManagementRejected',
  'Failed',
]);

/** Share that is done, 0 to 1. */
export function progressOf(app: AppOnPhone, scene: PhoneScene): number {
  if (app.installingSince === null) return app.installed ? 1 : 0;
  const whole = scene.installMilliseconds();
  return whole === 0 ? 1 : Math.min(1, (scene.wire() - app.installingSince) / whole);
}

/** Ends the installations whose time has passed; whether anything is still under way. */
export function settleInstallations(scene: PhoneScene): boolean {
  let moving = false;
  for (const app of scene.phone.apps.values()) {
    if (app.installingSince === null) continue;
    if (progressOf(app, scene) < 1) {
      moving = true;
      continue;
    }
    Object.assign(app, { installed: true, installingSince: null });
    if (app.management === 'Installing') app.management = 'Managed';
  }
  return moving;
}

/** Lets an installation go on as far as it can without its owner; answers the status that it then has. */
export function proceed(scene: PhoneScene, app: AppOnPhone): ManagedStatus {
  const { phone } = scene;
  const { bundleId } = app;
  withdraw(phone, (prompt) => prompt.bundleId === bundleId);
  const status = nextStatus(scene, app);
  app.management = status;
  if (status === 'PromptingForLogin') ask(phone, 'sign-in', { bundleId });
  if (status === 'PromptingForManagement') ask(phone, 'manage', { bundleId });
  if (status === 'Prompting') ask(phone, 'install', { bundleId });
  if (status === 'Installing') app.installingSince = scene.wire();
  return status;
}

function nextStatus({ phone, apple }: PhoneScene, app: AppOnPhone): ManagedStatus {
  if (phone.appleAccount === null) return 'PromptingForLogin';
  if (!apple.hasLicence(phone.appleAccount, app.adamId)) return 'Failed';
  if (app.installed) return phone.supervised ? 'Managed' : 'PromptingForManagement';
  return phone.supervised ? 'Installing' : 'Prompting';
}

/** Its owner agreed: the download begins if the licence is there at this moment. */
export function download(scene: PhoneScene, app: AppOnPhone): ManagedStatus {
  const { appleAccount } = scene.phone;
  const licensed = appleAccount !== null && scene.apple.hasLicence(appleAccount, app.adamId);
  app.management = licensed ? 'Installing' : 'Failed';
  app.installingSince = licensed ? scene.wire() : null;
  return app.management;
}

/** What management knows of the apps on this phone, once: what is told once only is forgotten by being told. */
export function tellManaged(phone: PhoneState, asked: ReadonlySet<string> | null): AppOnPhone[] {
  const told = [...phone.apps.values()].filter(
    (app) => app.management !== null && (asked === null || asked.has(app.bundleId)),
  );
  const copies = told.map((app) => ({ ...app }));
  for (const app of told) if (app.management !== null && transient.has(app.management)) forget(phone, app);
  return copies;
}

/** Management lets go of an app; a copy on the phone stays. */
export function forget(phone: PhoneState, app: AppOnPhone): void {
  app.management = null;
  if (!app.installed) phone.apps.delete(app.bundleId);
}
