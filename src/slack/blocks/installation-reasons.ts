import type { InstallationReason } from '../../licensing/rules/installation.js';

interface ReasonWords {
  /** In two or three words, to stand behind the state. */
  label: string;
  /** `on`: the device, such as “on Emma’s iPhone (…4F2K)”. */
  what: (on: string) => string;
  /** `null`: what the state says comes next. */
  next: { person: string; administrator: string } | null;
}

const askAdministrators = 'Your administrators see this; you need not do anything.';

/** Why an installation waits, failed or cannot be, in plain words. Finished mrkdwn. */
export const installationReasonWords = {
  platform: {
    label: 'not for this kind of device',
    what: (on) => `Apple does not offer the app for this kind of device: ${on}.`,
    next: null,
  },
  'shared-ipad': {
    label: 'Shared iPad',
    what: (on) => `Apps of people cannot be installed on a Shared iPad: ${on}.`,
    next: null,
  },
  'needs-managed-account': {
    label: 'needs a Managed Apple Account',
    what: (on) =>
      `The device is enrolled by its user (User Enrolment), which takes apps only with a Managed Apple Account: ${on}.`,
    next: {
      person: 'Your administrators can give you a Managed Apple Account.',
      administrator: 'Give the person a Managed Apple Account, or let them enrol a device of the organisation.',
    },
  },
  'sixth-device': {
    label: 'more than five devices',
    what: (on) => `One licence serves five devices, and the person has the app on five others: not ${on}.`,
    next: {
      person: 'Tell your administrators which device you do not use any more.',
      administrator: 'Take a device out of use with `/vpp device retire`; this one comes next by itself.',
    },
  },
  'licence-not-found': {
    label: 'no licence found',
    what: (on) => `The device found no licence for the app ${on}. Apple sometimes needs a while after giving one.`,
    next: {
      person:
        'Make sure that you are signed in to the App Store with the account with which you accepted Apple’s terms.',
      administrator:
        'Let the person check which Apple Account the App Store on the device uses: it has to be the one that accepted Apple’s terms. Then press “Try again”.',
    },
  },
  'sign-in-needed': {
    label: 'sign-in needed',
    what: (on) => `The App Store asks for a sign-in, and nobody has signed in ${on}, so the app cannot be installed.`,
    next: {
      person: 'Sign in to the App Store on the device.',
      administrator: 'The person signs in to the App Store on the device; then press “Try again” if it does not go on.',
    },
  },
  'rejected-by-person': {
    label: 'refused by the person',
    what: (on) =>
      `Somebody pressed “Cancel” when the device asked to install the app ${on}. The licence stays as it is.`,
    next: null,
  },
  'management-rejected': {
    label: 'management refused',
    what: (on) =>
      `Somebody refused to let the organisation manage their own copy of the app ${on}. The copy stays theirs.`,
    next: {
      person: 'If the organisation may manage the copy after all, open `/vpp my` to be asked again.',
      administrator: 'Talk to the person, then press “Take over the copy”, or take the licence back.',
    },
  },
  'not-accepted': {
    label: 'nobody answered there',
    what: (on) => `The device asked for about a week, and nobody answered it: ${on}. The bot stopped asking.`,
    next: {
      person: 'Open `/vpp my` to be asked again or to give the licence back.',
      administrator: 'Talk to the person, then press “Try again”, or take the licence back.',
    },
  },
  'store-disabled': {
    label: 'installing switched off',
    what: (on) => `Installing apps is switched off ${on}.`,
    next: {
      person: askAdministrators,
      administrator:
        'Allow installing apps in the device’s restrictions (Screen Time or a profile), then press “Try again”.',
    },
  },
  'cannot-remove-now': {
    label: 'cannot be removed now',
    what: (on) => `The device cannot remove the app at the moment: ${on}. Nothing was removed.`,
    next: {
      person: 'Close the app on the device; the bot tries again.',
      administrator: 'The app may be in use or being updated. The licence stays until it is gone.',
    },
  },
  loop: {
    label: 'goes round',
    what: (on) =>
      `The same install went round several times and the app was not there at the end: ${on}. The bot stopped trying.`,
    next: {
      person: askAdministrators,
      administrator: 'Look at the device: free space, the network, the App Store account. Then press “Try again”.',
    },
  },
  'no-answer': {
    label: 'no answer',
    what: (on) => `The device does not answer, so nothing is known of the app ${on}.`,
    next: {
      person: 'Switch the device on and connect it to the network.',
      administrator:
        'Ask the person for the device. If it is lost or replaced, take it out of use with `/vpp device retire`.',
    },
  },
  'no-bundle-id': {
    label: 'bundle id not known',
    what: (on) => `Apple’s catalogue gave no bundle id of the app, so the device cannot be asked about it: ${on}.`,
    next: {
      person: askAdministrators,
      administrator: 'Run `/vpp sync`, which asks the catalogue again, then press “Try again”.',
    },
  },
  'no-user-channel': {
    label: 'nobody signed in on the Mac',
    what: (on) =>
      `The MDM server has not heard of a user of the Mac yet, and a person’s licence is installed for a user: ${on}.`,
    next: {
      person: 'Sign in on the Mac; the bot goes on by itself.',
      administrator: 'The person signs in on the Mac with the user that is managed; the bot goes on by itself.',
    },
  },
  'refused-by-server': {
    label: 'refused by the MDM server',
    what: (on) => `The MDM server did not take the command, so nothing reached the device: ${on}.`,
    next: {
      person: askAdministrators,
      administrator: 'Look at `/vpp doctor` and at the MDM server, then press “Try again”.',
    },
  },
  're-enrolled': {
    label: 'enrolled anew',
    what: (on) => `The device was enrolled anew, so the app has to be installed again ${on}.`,
    next: null,
  },
  'device-retired': {
    label: 'taken out of use',
    what: (on) => `The device was taken out of use: nothing is installed or counted ${on}.`,
    next: null,
  },
  'owner-changed': {
    label: 'another person’s device now',
    what: (on) =>
      `The device is not this person’s any more, so nothing is installed or counted for them ${on}. What is on it was not removed by that.`,
    next: null,
  },
  'device-checked-out': {
    label: 'left management',
    what: (on) => `The device left management, so it cannot be asked about the app: ${on}.`,
    next: {
      person: 'Enrol the device again if you still use it.',
      administrator: 'The person enrols the device again, or it is taken out of use with `/vpp device retire`.',
    },
  },
  other: {
    label: 'another reason',
    what: (on) => `The device could not do it, for a reason that the bot does not know: ${on}.`,
    next: {
      person: askAdministrators,
      administrator: 'Look at what the device says, then press “Try again”.',
    },
  },
} as const satisfies Record<InstallationReason, ReasonWords>;
