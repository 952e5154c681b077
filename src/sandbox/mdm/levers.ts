import type { Fleet } from './fleet.js';
import { progressOf } from './installing.js';
import type { AppOnPhone, PhoneState } from './phone.js';
import { deleteByHand, installByHand, press, shown, signIn } from './prompts.js';
import { PhoneRefused } from './refused.js';
import type { Phone, PhoneApp, PhoneLevers } from './view.js';

/** What the levers move. */
export interface LeverScene {
  fleet: Fleet;
  changed: () => void;
  /** The e-mail address of a person, who enrols and signs in with it; `null`: not known. */
  emailOf: (personId: string) => string | null;
}

function stateOf(app: AppOnPhone): PhoneApp['state'] | null {
  if (app.installingSince !== null) return 'installing';
  if (app.installed) return app.management === 'Managed' ? 'installed' : 'unmanaged';
  return app.management?.startsWith('Prompting') === true ? 'waiting' : null;
}

function viewOf(fleet: Fleet, phone: PhoneState): Phone {
  const scene = fleet.sceneOf(phone);
  const apps = [...phone.apps.values()].flatMap((app): PhoneApp[] => {
    const { adamId, bundleId, name, iconUrl } = app;
    const state = stateOf(app);
    return state === null ? [] : [{ adamId, bundleId, name, iconUrl, state, progress: progressOf(app, scene) }];
  });
  const hidden = phone.enrolsAs === 'user-enrolment';
  const { name, model, personId, enrolment, supervised, locked, silent, appleAccount } = phone;
  const queue = fleet.enrolments.find(phone.enrolmentId)?.queue;
  return {
    ...{ name, model, personId, enrolment, supervised, locked, silent, appleAccount, apps },
    id: phone.enrolmentId,
    serialNumber: hidden ? null : phone.serialNumber,
    prompts: phone.prompts.map((prompt) => shown(scene, prompt)),
    queued: enrolment === 'none' ? 0 : (queue?.commands().length ?? 0),
  };
}

/** Hands need a screen that answers. */
function unlocked(phone: PhoneState): PhoneState {
  if (phone.locked) throw new PhoneRefused('locked', `${phone.name} is locked. Unlock it first.`);
  return phone;
}

function setLocked({ fleet }: LeverScene, phone: PhoneState, locked: boolean): string {
  if (phone.locked === locked) throw new PhoneRefused('already_so', `${phone.name} is so already.`);
  phone.locked = locked;
  if (locked) return `${phone.name} is locked.`;
  // Only a device whose last word was NotNow asks again by itself (Apple documents).
  if (phone.lastStatus === 'NotNow') fleet.push(phone.enrolmentId);
  return `${phone.name} is unlocked.`;
}

function setSilent({ fleet }: LeverScene, phone: PhoneState, silent: boolean): string {
  if (phone.silent === silent) throw new PhoneRefused('already_so', `${phone.name} is so already.`);
  phone.silent = silent;
  if (!silent && phone.pushed) fleet.push(phone.enrolmentId);
  return silent ? `${phone.name} is switched off.` : `${phone.name} is switched on.`;
}

function enrol({ fleet }: LeverScene, phone: PhoneState): string {
  if (phone.silent) throw new PhoneRefused('silent', `${phone.name} is switched off.`);
  const again = phone.enrolment !== 'none';
  fleet.enrol(phone);
  return again ? `${phone.name} enrolled again; everything managed on it is gone.` : `${phone.name} is enrolled.`;
}

function checkOut({ fleet }: LeverScene, phone: PhoneState): string {
  if (phone.enrolment === 'none') throw new PhoneRefused('not_enrolled', `${phone.name} is not enrolled.`);
  fleet.checkOut(phone);
  return `${phone.name} has left management; everything managed on it is gone.`;
}

function signOut(phone: PhoneState): string {
  if (phone.appleAccount === null) throw new PhoneRefused('already_so', 'No Apple Account is signed in.');
  phone.appleAccount = null;
  return `Nobody is signed in on ${phone.name}.`;
}

/** The levers over a fleet. Each settles what was due first, and whoever looks is told afterwards. */
export function phoneLevers(scene: LeverScene): PhoneLevers {
  const { fleet, changed, emailOf } = scene;
  const act = (phoneId: string, does: (phone: PhoneState) => string): string => {
    fleet.settle();
    try {
      return does(fleet.find(phoneId));
    } finally {
      changed();
    }
  };
  return {
    view() {
      fleet.settle();
      return fleet.phones().map((phone) => viewOf(fleet, phone));
    },
    answer: (id, promptId, choice) => act(id, (phone) => press(fleet.sceneOf(unlocked(phone)), promptId, choice)),
    setLocked: (id, locked) => act(id, (phone) => setLocked(scene, phone, locked)),
    setSilent: (id, silent) => act(id, (phone) => setSilent(scene, phone, silent)),
    deleteApp: (id, bundleId) => act(id, (phone) => deleteByHand(fleet.sceneOf(unlocked(phone)), bundleId)),
    installByHand: (id, adamId) => act(id, (phone) => installByHand(fleet.sceneOf(unlocked(phone)), adamId)),
    signIn: (id, account) =>
      act(id, (phone) =>
        account === null ? signOut(unlocked(phone)) : signIn(fleet.sceneOf(unlocked(phone)), account),
      ),
    enrol: (id) => act(id, (phone) => enrol(scene, phone)),
    checkOut: (id) => act(id, (phone) => checkOut(scene, phone)),
    add(personId, name, kind = 'iphone') {
      const email = personId === null ? null : emailOf(personId);
      fleet.add({ name, kind, personId, urlUser: email, ownAccount: email, signedIn: email !== null });
      return `${name} lies on the table, not enrolled.`;
    },
  };
}
