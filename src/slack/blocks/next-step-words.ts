import type { WriteHold } from '../../licensing/rules/may-write.js';
import type { NextStep } from '../../licensing/rules/next-step.js';
import { code, counted, dateToken } from './format.js';
import { type InstallationReader, installationWords } from './installation-words.js';
import { problemWords } from './terms-words.js';

type StepOf = { [S in NextStep as S['step']]: S };

/** `short` goes into a table, without any markup; `text` is a sentence of finished mrkdwn. */
interface StepWords {
  short: string;
  text: string;
}

/** What keeps everything from being written at Apple, and who ends it. */
export const writeHoldWords = {
  'not-bound':
    'No Apple account is bound, or the location was handed over for good. A custodian sees more with `/vpp token`.',
  intent: 'A take-back or a handover of the location is not settled. A custodian sees more with `/vpp token`.',
  'not-ours': 'Another product manages the location, or nobody does. A custodian decides with `/vpp token`.',
  token: 'Apple does not accept the token, or lets it only read. A custodian renews it with `/vpp token renew`.',
  'awaiting-reading': 'The location was taken back and is read from start to end first. `/vpp sync` does it now.',
} satisfies Record<WriteHold, string>;

const steps: { [K in keyof StepOf]: (step: StepOf[K], reader: InstallationReader) => StepWords } = {
  nothing: () => ({ short: 'Nothing', text: 'Nothing has to be done.' }),
  device: ({ device, installation }, reader) => {
    const { label, next } = installationWords(installation, device, reader);
    return { short: label, text: next };
  },
  'bring-device': () => ({
    short: 'Person needs a device',
    text: 'The person says which device is theirs with `/vpp my devices`, or enrols one. The rest goes by itself.',
  }),
  bind: () => ({ short: 'Bind the Apple account', text: 'A custodian binds the Apple account with `/vpp token`.' }),
  'ask-deployment': () => ({ short: 'Deploy the app', text: 'Somebody asks for a deployment with `/vpp deploy`.' }),
  approve: ({ deploymentId, until }) => ({
    short: 'Wait for the approval',
    text: `An approver decides about ${code(deploymentId)} by ${dateToken(until)}, else it expires.`,
  }),
  'correct-audience': ({ deploymentId }) => ({
    short: 'Correct the audience',
    text: `Change the audience of ${code(deploymentId)}, or deploy the app to the person by itself.`,
  }),
  'wait-for-start': ({ at }) => ({ short: 'Wait for the start', text: `It begins by itself ${dateToken(at)}.` }),
  'go-on': ({ deploymentId }) => ({
    short: 'Let the deployment go on',
    text: `Somebody presses Go on on ${code(deploymentId)}, which was stopped.`,
  }),
  'wait-for-applying': ({ deploymentId }) => ({
    short: 'Goes on by itself',
    text: `The bot is going through the people of ${code(deploymentId)} and comes to this person by itself.`,
  }),
  resume: () => ({ short: 'Resume the bot', text: 'A custodian lets the bot go on with `/vpp resume`.' }),
  'settle-location': ({ why }) => ({ short: 'Settle the location', text: writeHoldWords[why] }),
  'clean-up': () => ({
    short: 'Clean up first',
    text: 'A custodian removes what others made, or decides that it stays, with `/vpp token clean-up`.',
  }),
  'answer-interference': () => ({
    short: 'Answer the card about others',
    text: 'A custodian answers the card that says that somebody else changes the location.',
  }),
  'wait-for-second-reading': () => ({
    short: 'Wait for a second reading',
    text: 'The figures of the app look wrong. The bot asks Apple again by itself, within a minute or at the next sync.',
  }),
  install: () => ({
    short: 'Person presses Install',
    text: 'The person presses Install in their direct messages or in Home; only then is a licence taken.',
  }),
  'accept-terms': ({ nextReminderAt }) => ({
    short: 'Person accepts the terms',
    text: `The person accepts Apple’s terms with the link in their direct messages. ${
      nextReminderAt === null
        ? 'No more reminders are sent.'
        : `The next reminder is sent ${dateToken(nextReminderAt)}.`
    }`,
  }),
  'wait-for-invitation': () => ({
    short: 'The invitation follows',
    text: 'The bot registers the person at Apple and sends the invitation by itself.',
  }),
  'mend-membership': ({ problem }) => ({
    short: 'Look at the person',
    text: `${problemWords[problem].cure} \`/vpp user @person\` has the buttons.`,
  }),
  'buy-licences': ({ missing }) => ({
    short: `Buy licences: ${missing} missing`,
    text: `Buy ${counted(missing, 'more licence', 'more licences')} in Apple’s portal, or take some back. The rest goes by itself after the next sync.`,
  }),
  'wait-for-licence': () => ({
    short: 'Goes on by itself',
    text: 'Licences are free for this place of the list; the bot goes on by itself.',
  }),
  'wait-for-apple': () => ({ short: 'Wait for Apple', text: 'Apple’s answer is awaited; the bot goes on by itself.' }),
  'wait-for-reading': () => ({
    short: 'Wait for Apple’s lists',
    text: 'Apple’s answer was lost. The bot reads Apple’s lists to see what happened before it sends anything again.',
  }),
  retry: ({ at }) => ({ short: 'Tried again by itself', text: `The bot tries again by itself ${dateToken(at)}.` }),
  'confirm-removal': () => ({
    short: 'Person confirms that it is gone',
    text: 'The person removes the app and says so by button, or a custodian takes the licence back without that.',
  }),
  release: () => ({
    short: 'Keep it, or uninstall',
    text: 'No deployment wants the app for this person any more. The licence stays until somebody deploys an uninstall.',
  }),
  'begin-anew': () => ({
    short: 'Deploy it again',
    text: 'It came to an end and does not begin again by itself. Deploy the app to the person again with `/vpp deploy`.',
  }),
};

/** What would move somebody on, as a sentence and in short. */
export function nextStepWords(next: NextStep, reader: InstallationReader = 'administrator'): StepWords {
  return wordsOf(next.step, next, reader);
}

function wordsOf<K extends keyof StepOf>(kind: K, next: StepOf[K], reader: InstallationReader): StepWords {
  return steps[kind](next, reader);
}
