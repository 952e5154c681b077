/** One app on a phone as its owner sees it. */
export interface PhoneApp {
  adamId: string;
  bundleId: string;
  name: string;
  iconUrl: string | null;
  /** `unmanaged`: installed by hand. */
  state: 'waiting' | 'installing' | 'installed' | 'unmanaged';
  /** Share of an installation that is done, 0 to 1. */
  progress: number;
}

/** A question on the screen of a phone. */
export interface PhonePrompt {
  id: string;
  kind: 'install' | 'sign-in' | 'manage' | 'invitation';
  /** As iOS would ask, in our words. */
  title: string;
  text: string;
  /** The buttons, left to right; each is a choice to answer with. */
  choices: readonly string[];
}

/** One phone as whoever holds it sees it. */
export interface Phone {
  /** Its UDID, or EnrollmentID with User Enrolment; the enrolment id at the MDM server. */
  id: string;
  name: string;
  model: string;
  serialNumber: string | null;
  /** In whose hands it is, so that the page shows it beside them; the MDM server knows nothing of it. */
  personId: string | null;
  enrolment: 'device' | 'user-enrolment' | 'shared-ipad' | 'none';
  /** Belongs to the organisation for good: it installs apps without asking. */
  supervised: boolean;
  /** Locked: answers NotNow. */
  locked: boolean;
  /** Switched off or out of reach: asks for nothing. */
  silent: boolean;
  /** The Apple Account signed in to its App Store, if any. */
  appleAccount: string | null;
  apps: readonly PhoneApp[];
  prompts: readonly PhonePrompt[];
  /** Commands that wait for it. */
  queued: number;
}

/** What somebody can be handed. `own-iphone` enrols by User Enrolment (BYOD). */
export type PhoneKind = 'iphone' | 'supervised-iphone' | 'own-iphone' | 'ipad' | 'supervised-ipad' | 'shared-ipad';

/** Everything that hands can do to phones. Each answers one sentence of what happened, and throws a refusal with a code. */
export interface PhoneLevers {
  view(): readonly Phone[];
  answer(phoneId: string, promptId: string, choice: string): string;
  setLocked(phoneId: string, locked: boolean): string;
  setSilent(phoneId: string, silent: boolean): string;
  deleteApp(phoneId: string, bundleId: string): string;
  /** Installs it from the App Store by hand: an unmanaged copy. */
  installByHand(phoneId: string, adamId: string): string;
  signIn(phoneId: string, appleAccount: string | null): string;
  enrol(phoneId: string): string;
  checkOut(phoneId: string): string;
  /** A new phone in somebody's hands, not enrolled; an ordinary iPhone when no kind is given. */
  add(personId: string | null, name: string, kind?: PhoneKind): string;
}
