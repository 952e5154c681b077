import type { ModalView, PlainTextOption } from '@slack/types';
import { DENIAL_LENGTH } from '../../licensing/flows/end-request.js';
import type { DeploymentAction, DeploymentRevision } from '../../licensing/rules/deployment.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { deploymentActions } from './deploy-words.js';
import { actionName, audienceWords, deploymentName } from './deployment-words.js';
import { context, modal, plain, section } from './elements.js';
import { shorten } from './format.js';
import { nothingChanged } from './words.js';

/** What both dialogues show. */
export interface DialogueFacts {
  /** As on the button. */
  key: string;
  deploymentId: string;
  appName: string;
  revision: DeploymentRevision;
}

/** “Deny…”: ends the revision, so whoever asked hears why. */
export function denyView({ key, deploymentId, appName, revision }: DialogueFacts): ModalView {
  return modal({
    callbackId: callbackIds.denyDeployment,
    title: 'Deny the request?',
    submit: 'Deny it',
    close: 'Not now',
    metadata: key,
    blocks: [
      section([
        `${deploymentName(appName, deploymentId)}: *${actionName(revision)}*.`,
        audienceWords(revision.audience, revision.people),
        'Your no ends this request, whoever approved it before. Whoever asked is told your name and your reason.',
      ]),
      {
        type: 'input',
        block_id: blockIds.denialReason,
        label: plain('Why not?', 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          multiline: true,
          min_length: DENIAL_LENGTH.least,
          max_length: DENIAL_LENGTH.most,
        },
      },
      context([nothingChanged]),
    ],
  });
}

/** “Edit…”: fewer people, another action, another reason. */
export function editView({ key, deploymentId, appName, revision }: DialogueFacts): ModalView {
  return modal({
    callbackId: callbackIds.editDeployment,
    title: 'Edit the request',
    submit: 'Ask with this',
    close: 'Not now',
    metadata: key,
    blocks: [
      section([
        `${deploymentName(appName, deploymentId)}: *${actionName(revision)}*.`,
        audienceWords(revision.audience, revision.people),
        'This makes a new version: approvals of the old one do not count any more, and *you cannot approve what you have edited*.',
      ]),
      {
        type: 'input',
        block_id: blockIds.editAction,
        label: plain('Action', 2_000),
        element: {
          type: 'static_select',
          action_id: actionIds.input,
          options: actionOptions.map(optionOf),
          initial_option: optionOf(revision.action),
        },
      },
      {
        type: 'input',
        block_id: blockIds.editExclude,
        optional: true,
        label: plain('Take these people out', 2_000),
        hint: plain('Whoever is not among them is passed over. Nobody can be added here.', 2_000),
        element: { type: 'multi_users_select', action_id: actionIds.input, max_selected_items: 100 },
      },
      {
        type: 'input',
        block_id: blockIds.editReason,
        label: plain('Reason', 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          multiline: true,
          max_length: 500,
          ...(revision.reason === '' ? {} : { initial_value: shorten(revision.reason, 500) }),
        },
      },
      context([nothingChanged]),
    ],
  });
}

const actionOptions: readonly DeploymentAction[] = ['required', 'available', 'uninstall'];

function optionOf(action: DeploymentAction): PlainTextOption {
  const { name, text } = deploymentActions[action];
  return { text: plain(name, 75), description: plain(text, 75), value: action };
}
