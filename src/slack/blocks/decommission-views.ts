import type { InputBlock, ModalView } from '@slack/types';
import type { RequestFacts } from '../../licensing/rules/request.js';
import { actionIds, blockIds, callbackIds } from '../ids.js';
import { decommissionConsequences, ourFigures } from './decommission-words.js';
import { context, modal, plain, section } from './elements.js';
import { external, externalPlain } from './format.js';

/** What happens at Apple and here, and everything that has to be said by hand. */
export function decommissionView(facts: RequestFacts['decommission']): ModalView {
  return modal({
    callbackId: callbackIds.decommission,
    title: 'Hand over for good?',
    submit: 'Ask for it',
    close: 'Not now',
    blocks: [
      {
        type: 'alert',
        level: 'warning',
        text: plain('This cannot be undone: this bot and its data folder are finished afterwards.', 200),
      },
      section([
        `*What happens then to the location “${external(facts.locationName)}”*`,
        ...decommissionConsequences(facts).map((line) => `• ${line}`),
      ]),
      section(`*Given out by this bot:* ${ourFigures(facts)}`),
      locationInput(facts.locationName),
      tickBox(),
      context(['A second custodian is asked after this, unless your organisation has set up one confirmation.']),
    ],
  });
}

function locationInput(locationName: string): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.locationName,
    label: plain('Type the name of the location', 2_000),
    hint: plain(`As it stands at Apple: ${externalPlain(locationName, 1_000)}`, 2_000),
    element: { type: 'plain_text_input', action_id: actionIds.input, max_length: 3_000 },
  };
}

function tickBox(): InputBlock {
  return {
    type: 'input',
    block_id: blockIds.acknowledged,
    label: plain('This is for good', 2_000),
    element: {
      type: 'checkboxes',
      action_id: actionIds.input,
      options: [{ text: plain('I know that this bot cannot manage the location again', 75), value: 'yes' }],
    },
  };
}
