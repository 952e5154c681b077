import type { InputBlock, ModalView } from '@slack/types';
import { type CleanUpCount, figureToType, REASON_LENGTH } from '../../licensing/rules/clean-up.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { cleanUpConsequences, holdingFields, holdingWords, keptLine } from './clean-up-facts.js';
import { context, fields, modal, plain, section } from './elements.js';
import { dateToken, external, formatNumber } from './format.js';

type Counted = Extract<CleanUpCount, { state: 'counted' }>;

/** Before a clean-up is asked for: what cannot be undone, the figure typed by hand, and a tick. */
export function cleanUpView(count: Counted): ModalView {
  const { found } = count;
  return modal({
    callbackId: callbackIds.cleanUp,
    title: 'Remove what others made?',
    submit: 'Ask for it',
    close: 'Not now',
    metadata: count.id,
    blocks: [
      { type: 'alert', level: 'warning', text: plain('This cannot be undone, and people may lose apps.', 200) },
      section(`Location “${external(count.locationName)}”: ${holdingWords(found)} that this bot did not make.`),
      fields(holdingFields(found)),
      section(cleanUpConsequences(found).map((line) => `• ${line}`)),
      section(keptLine(found)),
      figureInput(found),
      {
        type: 'input',
        block_id: blockIds.acknowledged,
        label: plain('People may lose apps', 2_000),
        element: {
          type: 'checkboxes',
          action_id: actionIds.input,
          options: [{ text: plain('I know that it cannot be undone and that apps may stop', 75), value: 'yes' }],
        },
      },
      context([
        `Figures of ${dateToken(count.countedAt)}. After this a second custodian is asked, unless your organisation has set up one confirmation. Nothing is changed at Apple before that.`,
      ]),
    ],
  });
}

function figureInput(found: Counted['found']): InputBlock {
  const { users, deviceAssignments } = found;
  return {
    type: 'input',
    block_id: blockIds.cleanUpFigure,
    label: plain('Type the figure to confirm', 2_000),
    hint: plain(
      `People’s records plus licences of devices: ${formatNumber(users)} + ${formatNumber(deviceAssignments)} = ${formatNumber(figureToType(found))}. Licences of people go with their records, so they are not counted twice.`,
      2_000,
    ),
    element: { type: 'plain_text_input', action_id: actionIds.input, max_length: 20 },
  };
}

/** To live with what others made: why, by name. */
export function waiverView(count: Counted): ModalView {
  return modal({
    callbackId: callbackIds.waiveCleanUp,
    title: 'Leave what others made?',
    submit: 'Leave them',
    close: 'Not now',
    metadata: count.id,
    blocks: [
      section([
        `${holdingWords(count.found)} that this bot did not make stay at the location “${external(count.locationName)}”.`,
        '• Their licences stay given out, and nobody here looks after them.',
        '• If another product still manages them, both can get in each other’s way.',
        '• Your name and your reason are recorded and told in the channel. A later clean-up ends the decision.',
      ]),
      {
        type: 'input',
        block_id: blockIds.waiverReason,
        label: plain('Why do they stay?', 2_000),
        hint: plain(`At least ${REASON_LENGTH.least} characters, so that others understand it later.`, 2_000),
        element: {
          type: 'plain_text_input',
          action_id: actionIds.input,
          multiline: true,
          min_length: REASON_LENGTH.least,
          max_length: REASON_LENGTH.most,
        },
      },
      context([`Figures of ${dateToken(count.countedAt)}. Nothing is changed at Apple by this.`]),
    ],
  });
}
