import { type Device, deviceLabel } from '../../licensing/rules/device.js';
import { type InstallationState, installationTraits } from '../../licensing/rules/installation.js';
import type { InstallationSaid } from '../../licensing/rules/installation-card.js';
import { code, dateToken, external, formatNumber } from './format.js';
import { installationReasonWords } from './installation-reasons.js';

/** Who reads: somebody about their own device, or whoever looks after the apps of others. */
export type InstallationReader = 'person' | 'administrator';

/** How one app on one device stands, in finished mrkdwn. */
export interface InstallationWords {
  /** How deployments count it: Installed, Pending, Failed, Not installed, Not applicable. */
  status: string;
  /** The state itself in two or three words. */
  label: string;
  /** What is so, with the device's own code and text in brackets where it gave any. */
  what: string;
  /** What comes next, without “Next:”. */
  next: string;
}

/** Words of Intune for what its administrators know. */
export const installationCountWords = {
  installed: 'Installed',
  pending: 'Pending',
  failed: 'Failed',
  'not-installed': 'Not installed',
  'not-applicable': 'Not applicable',
} as const satisfies Record<(typeof installationTraits)[InstallationState]['counts'], string>;

interface StateWords {
  label: string;
  /** Said to the person instead. */
  labelForPerson?: string;
  /** `on`: the device, such as “on Emma’s iPhone (…4F2K)”. */
  what: (on: string) => string;
  next: Record<InstallationReader, string>;
  /** A reason says all that there is to say, or stands beside what the state says. */
  reason: 'instead' | 'beside';
}

const goesOn = 'The bot goes on by itself.';
const nothing = 'Nothing is left to do.';

/** Every state in plain words; “Installed” is said of `managed` alone. */
export const installationStateWords = {
  wanted: {
    label: 'To be installed',
    what: (on) => `The app is to be installed ${on}; the command is not sent yet.`,
    next: { person: goesOn, administrator: goesOn },
    reason: 'beside',
  },
  commanded: {
    label: 'Sent to the device',
    what: (on) => `The install was sent, and there is no answer from the device yet: ${on}.`,
    next: {
      person: 'Unlock the device and keep it on the network.',
      administrator: 'The bot wakes the device again by itself. It has to be switched on and on the network.',
    },
    reason: 'beside',
  },
  waiting: {
    label: 'Waiting: device locked or busy',
    what: (on) => `The device is locked or busy, so the app is not installed yet ${on}.`,
    next: {
      person: 'Unlock the device; the install goes on by itself.',
      administrator: 'The person unlocks the device; the bot asks it again by itself.',
    },
    reason: 'beside',
  },
  prompting: {
    label: 'Waits for the person',
    labelForPerson: 'Waits for you',
    what: (on) => `The device asks whether the app may be installed ${on}, and nobody has answered there yet.`,
    next: {
      person: 'Press “Install” on the device, and sign in to the App Store there if it asks.',
      administrator: 'The person presses “Install” on the device, or signs in to the App Store there.',
    },
    reason: 'beside',
  },
  installing: {
    label: 'Installing',
    what: (on) => `The app is being installed ${on}.`,
    next: { person: goesOn, administrator: goesOn },
    reason: 'beside',
  },
  managed: {
    label: 'Installed',
    what: (on) => `The device says that the app is there and managed: ${on}.`,
    next: { person: nothing, administrator: nothing },
    reason: 'beside',
  },
  unmanaged: {
    label: 'Own copy, not managed',
    what: (on) =>
      `A copy of the app that the person installed is ${on}. It is not managed, so it does not count as installed.`,
    next: {
      person: 'Let the organisation manage the copy when the device asks, or keep it as your own.',
      administrator: 'Press “Take over the copy” to ask the person on the device, or leave the copy to them.',
    },
    reason: 'beside',
  },
  deleted: {
    label: 'Deleted by hand',
    what: (on) => `The app was installed and somebody deleted it by hand ${on}. The licence stays as it is.`,
    next: {
      person: 'Open `/vpp my` to have it installed again or to give the licence back.',
      administrator: 'Press “Try again” to install it again, or take the licence back.',
    },
    reason: 'beside',
  },
  failed: {
    label: 'Failed',
    what: (on) => `The install failed ${on}.`,
    next: {
      person: 'Your administrators see this and can try again.',
      administrator: 'Press “Try again”. If it fails again, look at what the device says.',
    },
    reason: 'instead',
  },
  rejected: {
    label: 'Refused on the device',
    what: (on) => `The person refused the install ${on}. The licence is still theirs.`,
    next: {
      person: 'Open `/vpp my` to be asked again or to give the licence back.',
      administrator: 'Talk to the person, then press “Try again”, or take the licence back.',
    },
    reason: 'instead',
  },
  removing: {
    label: 'Being removed',
    what: (on) =>
      `The app is to be removed, and the device has not said that it is gone: ${on}. The licence stays until then.`,
    next: {
      person: 'Keep the device switched on and on the network.',
      administrator: 'The bot asks the device again by itself. The licence is taken back when the app is gone.',
    },
    reason: 'beside',
  },
  gone: {
    label: 'Removed',
    what: (on) => `The device says that the app is not there any more: ${on}.`,
    next: { person: nothing, administrator: nothing },
    reason: 'beside',
  },
  'not-applicable': {
    label: 'Not applicable',
    what: (on) => `The app cannot be installed ${on}.`,
    next: {
      person: 'Use the app on another of your devices.',
      administrator: 'Nothing is sent to this device. Another device of the person may take the app.',
    },
    reason: 'instead',
  },
  'left-management': {
    label: 'Device left management',
    what: (on) => `The device left management, so nobody can ask what is on it: ${on}. The licence stays as it is.`,
    next: {
      person: 'Enrol the device again to have the app managed there.',
      administrator: 'The person enrols it again, or you retire it with `/vpp device` and take the licence back.',
    },
    reason: 'beside',
  },
  retired: {
    label: 'Device gone',
    what: (on) => `The device is no longer managed, so nothing is known of the app ${on}.`,
    next: { person: nothing, administrator: 'Nothing is sent to this device any more.' },
    reason: 'instead',
  },
} as const satisfies Record<InstallationState, StateWords>;

/** What else a device may ask, by Apple's word for it. */
const otherPrompts: ReadonlyMap<string | null, Pick<StateWords, 'what' | 'next'>> = new Map([
  [
    'PromptingForLogin',
    {
      what: (on: string) =>
        `The App Store asks for the password of the Apple Account ${on}, and nobody has signed in there yet.`,
      next: {
        person: 'Sign in to the App Store on the device: it asks for the password of your Apple Account.',
        administrator: 'The person signs in to the App Store there with the password of their Apple Account.',
      },
    },
  ],
  [
    'PromptingForManagement',
    {
      what: (on: string) =>
        `A copy of the app is there already, and the device asks whether the organisation may manage it ${on}. Nobody has answered there yet.`,
      next: {
        person: 'Let the organisation manage the copy when the device asks.',
        administrator: 'The person lets the organisation manage the copy, on the device.',
      },
    },
  ],
]);

/** How one app on one device stands and what comes next. `device` `null`: it is not known any more. */
export function installationWords(
  installation: InstallationSaid,
  device: Pick<Device, 'name' | 'model' | 'serialNumber'> | null,
  reader: InstallationReader,
): InstallationWords {
  const { state, reason, appleStatus } = installation;
  const prompt = state === 'prompting' ? otherPrompts.get(appleStatus) : undefined;
  const words: StateWords = { ...installationStateWords[state], ...prompt };
  const label = reader === 'person' ? (words.labelForPerson ?? words.label) : words.label;
  const because = reason === null ? null : installationReasonWords[reason];
  const on = `on ${device === null ? 'a device that is not known any more' : external(deviceLabel(device), 80)}`;
  const said = because === null || words.reason === 'beside' ? [words.what(on)] : [];
  return {
    status: installationCountWords[installationTraits[state].counts],
    label: because === null || words.reason === 'beside' ? label : `${label}: ${because.label}`,
    what: [
      ...said,
      ...(because === null ? [] : [because.what(on)]),
      ...lockedWords(installation),
      ...deviceSays(installation),
    ].join(' '),
    next: `${because?.next?.[reader] ?? words.next[reader]}${againAt(installation)}`,
  };
}

/** That the device answers NotNow; of `waiting` only since when is new. */
function lockedWords({ state, notNowSince }: InstallationSaid): string[] {
  if (notNowSince === null) return [];
  if (state === 'waiting') return [`It has been so since ${dateToken(notNowSince)}.`];
  return [`The device has been locked or busy since ${dateToken(notNowSince)}; it goes on when it is unlocked.`];
}

/** The device's own words in brackets: the code leads to nothing by itself (Apple: codes may change), the text may help. */
function deviceSays({ error, appleStatus }: InstallationSaid): string[] {
  if (error !== null) {
    const { code: number, domain, text } = error;
    return [`(${code(`${domain} ${number}`)}: “${external(text, 200)}”)`];
  }
  return appleStatus === null ? [] : [`(${code(appleStatus)})`];
}

function againAt({ nextTry, tries }: InstallationSaid): string {
  if (nextTry === null) return '';
  const often = tries > 1 ? ` (try ${formatNumber(tries + 1)})` : '';
  return ` Tried again ${dateToken(nextTry)}${often}.`;
}
