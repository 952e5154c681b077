import type { ModalView } from '@slack/types';
import type { AskRemovalOutcome, NotAskedReason } from '../../licensing/flows/ask-removal.js';
import type { NotAllowed } from '../../licensing/rules/policy.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { context, modal, plain, section } from './elements.js';
import { bold, code, counted, listed, mentions } from './format.js';
import { nextWords, nothingChanged, type Words } from './words.js';

/** People of one dialogue. */
export const UNINSTALL_AT_ONCE = 20;
const REASON = { least: 3, most: 500 } as const;

/** Who is to uninstall an app and give the licence back, and why. */
export function uninstallView(facts: { key: string; name: string }): ModalView {
  return modal({
    callbackId: callbackIds.uninstallFrom,
    title: 'Uninstall from somebody',
    submit: 'Ask them',
    close: 'Not now',
    metadata: facts.key,
    blocks: [
      section([
        `${bold(facts.name)}: whom do you want to ask to uninstall it?`,
        '• Each of them gets your question in a direct message, with your reason.',
        '• The licence comes back when they say that the app is gone.',
        '• Nobody is asked whom a required deployment wants to have the app.',
      ]),
      {
        type: 'input',
        block_id: blockIds.uninstallPeople,
        label: plain('People who have a licence of it', 2_000),
        hint: plain('“See holders” shows who has one.', 2_000),
        element: {
          type: 'multi_users_select',
          action_id: actionIds.input,
          placeholder: plain('Choose people', 150),
          max_selected_items: UNINSTALL_AT_ONCE,
        },
      },
      {
        type: 'input',
        block_id: blockIds.uninstallReason,
        label: plain('Why?', 2_000),
        hint: plain('They read this.', 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          multiline: true,
          min_length: REASON.least,
          max_length: REASON.most,
        },
      },
      context([nothingChanged]),
    ],
  });
}

/** What is wrong with the entries, at their fields. `names`: of chosen people who have no licence. */
export function uninstallFieldErrors(names: readonly string[], chosen: number, reason: string): Record<string, string> {
  const length = [...reason.trim()].length;
  const people =
    chosen === 0
      ? 'Choose at least one person.'
      : chosen > UNINSTALL_AT_ONCE
        ? `Choose at most ${UNINSTALL_AT_ONCE} people at once.`
        : names.length > 0
          ? `No licence of this app: ${listed(names.slice(0, 10))}${names.length > 10 ? ' and others' : ''}. Take them out.`
          : null;
  return {
    ...(people === null ? {} : { [blockIds.uninstallPeople]: people }),
    ...(length >= REASON.least && length <= REASON.most
      ? {}
      : { [blockIds.uninstallReason]: `The reason needs between ${REASON.least} and ${REASON.most} characters.` }),
  };
}

/** So many need approvals, at the field. */
export function tooManyToUninstall(from: number): Record<string, string> {
  return {
    [blockIds.uninstallPeople]: `From ${counted(from, 'person', 'people')} within a day on, two people approve an uninstall. Choose fewer, or ask for it with /vpp deploy.`,
  };
}

const notAsked = {
  'no-licence': () => 'no licence of this app any more',
  already: () => 'asked already, or the licence is on its way back',
  'not-revocable': () => 'Apple never takes this licence back',
  required: ({ deployments }) => `wanted by ${listed(deployments.slice(0, 5).map(code))}`,
} satisfies { [W in NotAskedReason['why']]: (reason: Extract<NotAskedReason, { why: W }>) => string };

/** Who is asked to remove the app, and who is not, with why. */
export function askedRemovalWords(outcome: Exclude<AskRemovalOutcome, NotAllowed>): Words {
  const { people } = outcome;
  const left = outcome.notAsked.map((one) => `• ${mentions([one.userId])}: ${reasonNotAsked(one)}`);
  const asked =
    people.length === 0
      ? 'Nobody was asked.'
      : `${counted(people.length, 'person is', 'people are')} asked to uninstall it: ${mentions(people, 20)}.`;
  return {
    title: people.length === 0 ? 'Nobody is asked' : 'They are asked',
    text: [`${asked} ${nothingChanged}`, ...(left.length === 0 ? [] : ['*Not asked*', ...left])].join('\n'),
    next:
      people.length === 0
        ? nextWords('Choose other people, or change the deployment that wants the app.')
        : nextWords('Nothing; each licence comes back when the person says that the app is gone.'),
  };
}

function reasonNotAsked(reason: NotAskedReason): string {
  return reason.why === 'required' ? notAsked.required(reason) : notAsked[reason.why]();
}
